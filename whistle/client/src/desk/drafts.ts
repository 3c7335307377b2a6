/** What stands in the composer before anyone has typed. */

import { blank } from './bank.js';
import { longDay } from './dates.js';
import type { DeskThread } from './rpc.js';
import type { Action } from './server.js';
import type { Draft } from './state.js';

/** From DOMAIN's clocks: the first reply comes within 7 days of the concern. */
const FIRST_REPLY_HOURS = 7 * 24;

/** A short, true acknowledgement: what is certain at this moment, and when they will hear again. */
export function acknowledgement(received: number, now: number): string {
  const read = 'Thank you for raising this. A person has now read your concern.';
  const reply = received + FIRST_REPLY_HOURS;
  // A date that has passed, or that nobody can keep, is not promised.
  return reply > now + 24
    ? `${read} You will have a reply by ${longDay(reply)}. You can write here at any time before then.`
    : `${read} You should have heard from us sooner, and we are sorry. You can write here at any time.`;
}

/** What can be done in a thread as it stands, the usual thing first. */
export function actionsIn(view: DeskThread): Action[] {
  if (view.state === 'new') return ['acknowledge', 'reply', 'ask', 'close'];
  return view.state === 'closed' ? ['reply'] : ['reply', 'ask', 'close'];
}

export function freshDraft(view: DeskThread, now: number): Draft {
  const received = view.messages[0]?.hour ?? now;
  return {
    action: actionsIn(view)[0] ?? 'reply',
    texts: { acknowledge: acknowledgement(received, now), reply: '', ask: '', close: '' },
    questions: [blank()],
    reason: '',
    sealed: null,
    is: 'writing',
    trouble: null,
  };
}

/** Whether the sealed message of a draft stands in the thread, checked: nothing else says that it arrived. */
export function arrived({ sealed }: Draft, { messages }: Pick<DeskThread, 'messages'>): boolean {
  return sealed !== null && messages.some(({ confirmed, hash }) => confirmed && hash === sealed.hash);
}

/** The draft as it stood, with an action that the thread still allows: a colleague may have acted meanwhile. */
export function fitDraft(draft: Draft | undefined, view: DeskThread, now: number): Draft {
  if (!draft || arrived(draft, view)) return freshDraft(view, now);
  const actions = actionsIn(view);
  return draft.sealed || actions.includes(draft.action) ? draft : { ...draft, action: actions[0] ?? 'reply' };
}

/** Whether leaving the page would lose words of a person. */
export function unsent(draft: Draft): boolean {
  const { texts, questions } = draft;
  const typed = [texts.reply, texts.ask, texts.close, ...questions.map(({ text }) => text)];
  return draft.is !== 'writing' || typed.some((text) => text.trim() !== '');
}
