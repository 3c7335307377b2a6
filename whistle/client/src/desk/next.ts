/** "Do this next": one line, from where the thread stands. Pure, so that it can be tested by reading it. */

import { CHECKS, nextCheck, type Check } from './checks.js';
import { goesOnWords, staffedWords } from './clocks.js';
import { byWords, dayWords, spanWords, tickWords } from './dates.js';
import type { DeskThread, Kind } from './rpc.js';
import type { Action, DueKind } from './server.js';

export interface Next {
  words: string;
  late: boolean;
  action: Action | 'leave' | 'explain' | null;
}

type View = Pick<DeskThread, 'state' | 'dueHour' | 'messages'>;

/** What else the service says of it. */
export interface More {
  /** The hour until which the reader stands in for somebody here; null when they do not, or cannot leave. */
  cover?: number | null;
  /** A question stops the clock; it goes on at that hour at the latest, as far as the service said. */
  paused?: boolean;
  resumes?: number | null;
  /** Of a triage: how many minutes it may take while somebody is there. */
  within?: number | null;
  /** By when somebody has to say why it has been open for so many months, once it can be said. */
  explain?: { due: number; months: number } | null;
}

const TASKS: Record<Action, string> = {
  acknowledge: 'Acknowledge this concern, so that the reporter knows that a person has read it.',
  reply: 'Reply: say what you have found or done, or ask what you need to know.',
  ask: '',
  close: '',
  check: '',
};

/** A check after closing is work to be done from this long before its hour. */
const CHECK_SOON = 7 * 24;

const HARMED = 'Answer this first. The reporter says that they have been treated badly since they spoke up. Ask what would '
  + 'keep them safe before you speak to anyone about it.';
const DISPUTED = 'Reply again. The reporter says that what they were told did not answer them.';
const WITHDRAWN = 'The reporter has withdrawn this. Close it, unless someone would be left in danger: then reply and say why you go on.';

/** The state is the server's word. That a concern is closed is believed only with the message that closes it. */
export const closingMissing = ({ state, messages }: Pick<View, 'state' | 'messages'>): boolean =>
  state === 'closed' && !messages.some(({ kind, confirmed }) => kind === 'closing' && confirmed);

/**
 * What to do, by when. `now` in hours, `tick` in unix seconds (null when the service did not say).
 */
export function next(view: View, kind: DueKind | null, now: number, tick: number | null, more: More = {}): Next {
  const { cover = null, explain = null } = more;
  if (cover !== null && now > cover) {
    return {
      words: `Step back. You were let in to cover for somebody until ${dayWords(cover, now)}, and that is over.`,
      late: false,
      action: 'leave',
    };
  }
  if (closingMissing(view)) {
    return {
      words: 'Ask the person who runs the service. It says that this concern is closed, and no confirmed message closes it, '
        + 'so it may still need an answer.',
      late: false,
      action: null,
    };
  }
  if (view.state === 'closed') {
    return checking(nextCheck(view, now), now);
  }
  const late = view.dueHour > 0 && now > view.dueHour;
  if (unanswered(view, 'detriment')) return task('reply', view, now, late, HARMED);
  const last = view.messages.filter((message) => message.confirmed).at(-1);
  if (last?.kind === 'withdrawal') return task('close', view, now, late, WITHDRAWN);
  if (view.state === 'new') return task('acknowledge', view, now, late, kind === 'triage' ? triage(more) : TASKS.acknowledge);
  if (last && last.place === 0 && last.from !== 'reporter' && !late) {
    const sent = `Nothing now. ${last.from === 'you' ? 'Your' : 'A colleague’s'} message goes out ${leaves(tick, now)}.`;
    const then = view.dueHour === 0 ? '' : ` After that, the next is due by ${byWords(view.dueHour, now)}.`;
    return { words: sent + then, late: false, action: null };
  }
  if (unanswered(view, 'dispute')) return task('reply', view, now, late, DISPUTED);
  if (explain !== null) return whyOpen(explain, now);
  if (last?.kind === 'question' && !late) return waiting(view, kind, now, more);
  if (view.state === 'acknowledged' || last?.from === 'reporter') return task('reply', view, now, late);
  if (late && kind === 'outcome') {
    return { words: `Close this with a reason, or say why it takes longer. The outcome was due at ${byWords(view.dueHour, now)}.`, late, action: 'close' };
  }
  if (late) {
    return { words: `Send an update, even if there is no news. It was due at ${byWords(view.dueHour, now)}.`, late, action: 'reply' };
  }
  const what = kind === 'outcome' ? 'Say what came of it' : 'Send an update';
  const news = kind === 'outcome' ? '' : ', even if there is no news';
  const by = view.dueHour === 0 ? '' : more.paused ? pausedWords(view.dueHour, kind, now, more) : ` ${what} by ${byWords(view.dueHour, now)}${news}.`;
  const whose = last?.from === 'you' ? 'your' : 'a colleague’s';
  return { words: `Nothing now: the reporter has ${whose} last message.${by}`, late: false, action: null };
}

/** The reporter's last message of a kind, while no reviewer has replied or closed since: questions are no reply. */
export function unanswered({ messages }: Pick<View, 'messages'>, kind: Kind): View['messages'][number] | undefined {
  const confirmed = messages.filter((message) => message.confirmed);
  const at = confirmed.map((message) => message.kind === kind && message.from === 'reporter').lastIndexOf(true);
  const answered = confirmed.slice(at + 1).some(({ kind: later, from }) => from !== 'reporter' && (later === 'reply' || later === 'closing'));
  return answered ? undefined : confirmed[at];
}

function checking(check: Check | null, now: number): Next {
  const closed = 'This concern is closed. If the reporter writes again, it opens again.';
  if (!check) return { words: `Nothing. ${closed}`, late: false, action: null };
  if (now < check.due - CHECK_SOON) {
    return { words: `Nothing now. ${closed} Ask them whether they have been treated badly by ${byWords(check.due, now)}.`, late: false, action: null };
  }
  const ask = `Ask the reporter whether they have been treated badly since: check ${check.number} of ${CHECKS} after closing. It stays closed.`;
  const late = now > check.due;
  const due = late ? ` This was due at ${byWords(check.due, now)}.` : ` Due by ${byWords(check.due, now)}.`;
  return { words: ask + due, late, action: 'check' };
}

const triage = ({ within = null }: More): string =>
  `Triage${within === null ? '' : `, within ${staffedWords(within)}`}: see what the danger is and act on it. Then acknowledge, so that the `
  + 'reporter knows that a person has it.';

function whyOpen({ due, months }: NonNullable<More['explain']>, now: number): Next {
  const late = now > due;
  const when = late ? `This was due at ${byWords(due, now)} and is late by ${spanWords(now - due)}.` : `Due by ${byWords(due, now)}.`;
  return { words: `Open for ${months} months: give a reason. ${when}`, late, action: 'explain' };
}

const WHAT: Partial<Record<DueKind, string>> = { reply: 'A reply', update: 'An update', outcome: 'The outcome' };

const pausedWords = (dueHour: number, kind: DueKind | null, now: number, { resumes = null }: More): string =>
  ` ${goesOnWords(resumes, now)} ${(kind && WHAT[kind]) ?? 'Something'} is due by ${byWords(dueHour, now)} if no answer comes.`;

function waiting({ dueHour }: View, kind: DueKind | null, now: number, more: More): Next {
  if (more.paused && dueHour > 0) {
    return { words: `Nothing now. Waiting for the reporter, who may skip it.${pausedWords(dueHour, kind, now, more)}`, late: false, action: null };
  }
  const by = dueHour > 0 ? ` Something is due by ${byWords(dueHour, now)} all the same: reply then with what you have.` : '';
  return { words: `Nothing now: the reporter has been asked something, and may skip it.${by}`, late: false, action: null };
}

/** When a message that was sent is handed over, as far as the service said. */
export const leaves = (tick: number | null, now: number): string => (tick === null ? 'soon' : tickWords(tick, now));

function task(action: Action, { dueHour }: View, now: number, late: boolean, words = TASKS[action]): Next {
  if (dueHour === 0) return { words, late, action };
  const when = byWords(dueHour, now);
  const due = late
    ? ` This was due at ${when} and is late by ${spanWords(now - dueHour)}.`
    : ` Due by ${when}, in ${spanWords(dueHour - now)}.`;
  return { words: words + due, late, action };
}
