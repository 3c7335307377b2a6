/** One change to many concerns: what is to be done with each, and what became of it. Pure. */

import type { DeskThread } from './rpc.js';

/**
 * `who`: the id by which a colleague is let in, one of the `ids` of that person. `until`: the hour at which cover ends, or null where it does not. `heir`: the id of whoever takes over from one who leaves, or
 * empty. `ended`: only what is cover, and over; `name`: their own, as the signed list has it.
 */
export type Aim =
  | { does: 'let-in'; who: string; ids: readonly string[]; name: string; until: number | null }
  | { does: 'leave'; heir: string; ended: boolean; name: string }
  | { does: 'renew'; to: string };

/** Why a concern was left as it is. */
export type Skipped =
  | 'reads-already' // whom it is to be opened to can read it
  | 'left-out' // the reporter said so
  | 'full' // seven people read it
  | 'cannot' // the key of whom it is to be opened to is not good today
  | 'not-cover' // the service says that it was, and no colleague had let this reviewer in
  | 'last' // nobody else would be left to answer
  | 'waiting' // a change of this page's own has not taken effect yet
  | 'gone' // not for this reviewer any more
  | 'doubtful' // could not be opened or confirmed
  | 'changed'; // who can read it moved on, or was changed as often as it can be

/** `passed-on`: could be read already, and now the notes as well. */
export type Outcome = 'sent' | 'passed-on' | Skipped;

export type Decision = 'go' | Skipped;

/** In the order in which they are told. */
const OUTCOMES: readonly Outcome[] = [
  'sent', 'passed-on', 'reads-already', 'left-out', 'not-cover', 'last', 'waiting', 'full', 'cannot', 'changed', 'doubtful', 'gone',
];

export interface Job {
  aim: Aim;
  /** `listing`: finding out which concerns there are. */
  is: 'listing' | 'running' | 'stopped' | 'done';
  /** Concerns still to be looked at, the next one first. */
  left: readonly string[];
  done: ReadonlyMap<string, Outcome>;
  /** Sealed bytes that have left and may or may not have arrived: the same go out again. */
  sealed: { concern: string; frame: ArrayBuffer } | null;
  /** Why it stopped, in words; empty when a person stopped it. */
  trouble: string;
}

export const newJob = (aim: Aim): Job => ({ aim, is: 'listing', left: [], done: new Map(), sealed: null, trouble: '' });

export const total = ({ left, done }: Job): number => left.length + done.size;

export const noted = (job: Job, concern: string, outcome: Outcome): Job => ({
  ...job, left: job.left.filter((each) => each !== concern), done: new Map(job.done).set(concern, outcome), sealed: null,
});

export interface Told {
  outcome: Outcome;
  concerns: string[];
}

/** What became of those that were looked at, what was done first. */
export const tally = ({ done }: Job): Told[] =>
  OUTCOMES.map((outcome) => ({ outcome, concerns: [...done].filter(([, is]) => is === outcome).map(([concern]) => concern) }))
    .filter(({ concerns }) => concerns.length > 0);

type View = Pick<DeskThread, 'reading' | 'changes' | 'accessIds' | 'leaveOutIds' | 'canAdd' | 'canLeave'>;

/** Whether the change can be made to a concern that reads like this; else why not. */
export function decide(aim: Aim, view: View): Decision {
  if (aim.does === 'renew' && view.accessIds.includes(aim.to)) return 'reads-already';
  if (!view.reading) return 'gone';
  if (aim.does === 'renew') return 'go';
  // That cover has ended is the service's word alone: it must not talk anybody out of what a reporter gave to them.
  if (aim.does === 'leave' && aim.ended && !letInByColleague(view, aim.name)) return 'not-cover';
  if (aim.does === 'leave') return view.canLeave ? 'go' : 'last';
  const { who, ids } = aim;
  if (view.accessIds.some((id) => ids.includes(id))) return 'reads-already';
  if (view.leaveOutIds.some((id) => ids.includes(id))) return 'left-out';
  return view.canAdd.some(({ id }) => id === who) ? 'go' : 'cannot';
}

const letInByColleague = ({ changes }: View, name: string): boolean =>
  changes.some(({ by, added }) => by === 'colleague' && added.includes(name));
