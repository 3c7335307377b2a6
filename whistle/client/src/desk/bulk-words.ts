/** What a change to many concerns is called, and what became of each: in words. */

import type { Aim, Job, Outcome } from './bulk.js';
import { total } from './bulk.js';
import { Refused as WorkerRefused } from './rpc.js';
import { Refused, SignedOut } from './server.js';

const concerns = (count: number): string => `${count} concern${count === 1 ? '' : 's'}`;
const them = (count: number): string => (count === 1 ? 'it' : 'them');

/** While it runs. */
export const progressWords = (job: Job): string =>
  job.is === 'listing' ? 'Finding out which concerns there are…' : `Done with ${job.done.size} of ${total(job)}`;

/** Why it stopped before the end. What was done stays done. */
export function stoppedBecause(error: unknown): string {
  if (error instanceof SignedOut) return 'You have been signed out. Sign in again, then go on.';
  if (error instanceof WorkerRefused && error.code === 'locked') return 'Your key was locked. Unlock it, then go on.';
  if (error instanceof WorkerRefused && error.code === 'worker-failed') return 'This page could not go on. Lock your key, unlock it, then go on.';
  if (error instanceof Refused && error.code === 'too-many') return 'Too much came at once. Wait a few minutes, then go on.';
  return 'The service did not answer. Nothing is lost: go on, and it is tried again.';
}

/** `when` the changes take effect: 'at 5pm'. */
export function outcomeWords(aim: Aim, outcome: Outcome, count: number, when: string): string {
  const [all, it] = [concerns(count), them(count)];
  const was = count === 1 ? 'was' : 'were';
  switch (outcome) {
    case 'sent':
      if (aim.does === 'leave') return `You step back from ${all} ${when}.`;
      return aim.does === 'renew' ? `Your new key opens ${all} ${when}.` : `${aim.name} can read ${all} ${when}.`;
    case 'reads-already':
      return aim.does === 'let-in' ? `${all}: ${aim.name} could read ${it} before.` : `${all}: your new key opened ${it} before.`;
    case 'left-out':
      return `${all}: the reporter left ${aim.does === 'let-in' ? aim.name : 'this person'} out, so nothing was done. Do not speak to them about ${it}.`;
    case 'last':
      return `${all}: nobody else can read ${it}, so you stay. Let a colleague read ${it} first.`;
    case 'waiting':
      return `${all}: a change that you sent is waiting, and takes effect ${when}. Go through them again after that.`;
    case 'full':
      return `${all}: seven people can read ${it}, and there is no room for one more.`;
    case 'cannot':
      return aim.does === 'let-in' ? `${all}: ${aim.name} has no key that is good today.` : `${all}: your new key is not good today.`;
    case 'changed':
      return `${all}: who can read ${it} ${was} just changed by somebody else, or was changed too often. Open ${it} to see.`;
    case 'doubtful':
      return `${all} could not be confirmed, so nothing was done. Open ${it} to see why.`;
    case 'gone':
      return `${all}: not yours to read any more.`;
  }
}
