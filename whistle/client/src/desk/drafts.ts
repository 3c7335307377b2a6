/** What stands in the composer before anyone has typed, and what becomes of it when the thread moves on. */

import { blank } from './bank.js';
import { nextCheck } from './checks.js';
import { longDay } from './dates.js';
import type { DeskThread } from './rpc.js';
import type { Action, DueKind } from './server.js';
import type { Draft } from './state.js';
import { filled, inTime, promised, type Template } from './templates.js';
import { arrivals } from './together.js';

/** A short, true acknowledgement: what is certain at this moment, and when they will hear again. */
export function acknowledgement(received: number, now: number, templates: readonly Template[] = []): string {
  const read = 'Thank you for raising this. A person has now read your concern.';
  if (!inTime(received, now)) return `${read} You should have heard from us sooner, and we are sorry. You can write here at any time.`;
  const by = promised(received, true, now);
  const first = templates.find(({ use }) => use === 'acknowledge');
  return first ? filled(first, by) : `${read} You will have a reply by ${longDay(by)}. You can write here at any time before then.`;
}

/** What can be done in a thread as it stands, the usual thing first. */
export function actionsIn(view: Pick<DeskThread, 'state' | 'messages'>, now: number): Action[] {
  if (view.state === 'new') return ['acknowledge', 'reply', 'ask', 'close'];
  if (view.state === 'closed') return nextCheck(view, now)?.open ? ['check', 'reply'] : ['reply'];
  return ['reply', 'ask', 'close'];
}

/** Whether the reporter has yet to be told something about the matter: then a reply says if it does that. */
export const owesFirstReply = ({ state }: Pick<DeskThread, 'state'>, kind: DueKind | null): boolean =>
  state === 'new' || state === 'acknowledged' || (state === 'open' && kind === 'reply');

export function freshDraft(view: DeskThread, now: number, templates: readonly Template[] = []): Draft {
  const received = view.messages[0]?.hour ?? now;
  const check = templates.find(({ use }) => use === 'check');
  const begun = {
    acknowledge: acknowledgement(received, now, templates), reply: '', ask: '', close: '', check: check ? filled(check, now) : '',
  };
  return {
    action: actionsIn(view, now)[0] ?? 'reply',
    begun,
    texts: begun,
    substantive: true,
    questions: [blank()],
    reason: '',
    offered: null,
    meanwhile: [],
    sealed: null,
    is: 'writing',
    trouble: null,
  };
}

/** Whether the sealed message of a draft stands in the thread, checked: nothing else says that it arrived. */
export function arrived({ sealed }: Draft, { messages }: Pick<DeskThread, 'messages'>): boolean {
  return sealed !== null && messages.some(({ confirmed, hash }) => confirmed && hash === sealed.hash);
}

/**
 * The draft as it stood, with an action that the thread still allows: a colleague may have acted meanwhile. `shown` is
 * the thread as it was on the page: what others wrote since then is noted while words stand in the draft.
 */
export function fitDraft(
  draft: Draft | undefined, view: DeskThread, now: number, templates: readonly Template[] = [], shown?: DeskThread,
): Draft {
  if (!draft || arrived(draft, view)) return freshDraft(view, now, templates);
  const news = shown && unsent(draft) ? arrivals(shown, view).map(({ hash }) => hash) : [];
  const kept = news.length ? { ...draft, meanwhile: [...draft.meanwhile, ...news] } : draft;
  const actions = actionsIn(view, now);
  if (draft.sealed || actions.includes(draft.action)) return kept;
  const words = draft.texts[draft.action];
  // Words that nobody can send any more as what they were are kept as a reply, unless one is being written.
  const typed = words !== draft.begun[draft.action] && draft.texts.reply.trim() === '';
  return typed
    ? { ...kept, action: 'reply', texts: { ...draft.texts, [draft.action]: draft.begun[draft.action], reply: words } }
    : { ...kept, action: actions[0] ?? 'reply' };
}

/** Whether leaving the page would lose words of a person. */
export function unsent({ is, texts, begun, questions }: Draft): boolean {
  const typed = [
    ...(Object.keys(texts) as Action[]).filter((action) => texts[action] !== begun[action]).map((action) => texts[action]),
    ...questions.map(({ text }) => text),
  ];
  return is !== 'writing' || typed.some((text) => text.trim() !== '');
}

/** What can be begun with, as the draft stands. */
export function templatesFor({ action, substantive, reason }: Draft, templates: readonly Template[]): Template[] {
  const use = action === 'reply' && !substantive ? 'holding' : action;
  return templates.filter((template) => template.use === use && (use !== 'close' || template.reason === reason));
}
