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
  const who = aim.does === 'let-in' ? aim.name : 'Your new key';
  const opens = aim.does === 'let-in' ? 'can read' : 'opens';
  switch (outcome) {
    case 'sent':
      return aim.does === 'leave' ? `You step back from ${all} ${when}.` : `${who} ${opens} ${all} ${when}.`;
    case 'passed-on':
      return `${who} ${opens} ${all} already, and from now on what colleagues noted there.`;
    case 'reads-already':
      return `${who} ${opens} ${all} already.`;
    case 'left-out':
      return `${count === 1 ? 'The reporter of 1 concern' : `The reporters of ${all}`} left ${who} out, so nothing was done. Do not speak to ${who} about ${it}.`;
    case 'not-cover':
      return `The service says that your cover of ${all} has ended, but no colleague let you in there, so you stay. Tell the person who runs the service.`;
    case 'last':
      return `Nobody else can read ${all}, so you stay. Let a colleague read ${it} first.`;
    case 'waiting':
      return `A change of yours to ${all} takes effect ${when}. Go through them again after that.`;
    case 'full':
      return `Seven people can read ${all} already, and there is no room for one more.`;
    case 'cannot':
      return aim.does === 'let-in' ? `${who} has no key that is good today: nothing was done with ${all}.` : `${who} is not good today: nothing was done with ${all}.`;
    case 'changed':
      return `Who can read ${all} was just changed by somebody else, or too often. Open ${it} to see.`;
    case 'doubtful':
      return `${all} could not be confirmed, so nothing was done. Open ${it} to see why.`;
    case 'gone':
      return `${all} ${count === 1 ? 'is' : 'are'} not yours to read any more.`;
  }
}
