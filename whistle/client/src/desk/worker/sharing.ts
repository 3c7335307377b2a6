/** Who reads a concern, who else could, and the changes that a reviewer makes of it. */

import { isInForce, personsOf, type Reviewer } from '../../envelope/directory.js';
import { Failure } from '../../envelope/errors.js';
import { memberId } from '../../envelope/keys.js';
import { CHANGE } from '../../envelope/message.js';
import { makeChange, type Next } from '../../envelope/sealing.js';
import type { Thread } from '../../envelope/thread.js';
import { concernOf, staying, whoCouldRead } from '../../present.js';
import { begun, newerKey, openedThread, today, unlocked } from './session.js';

/** Whom the concern leaves out; where it is not confirmed, nobody can say, and nothing may be changed. */
export function leftOutOf(thread: Thread): string[] {
  const concern = concernOf(thread);
  if (!concern) throw new Failure('not-opened', 'The concern is not confirmed.');
  return concern.leave_out ?? [];
}

/** Whether this key opens what is written now. */
export const isIn = ({ epochs }: Thread): boolean => epochs.at(-1)?.identity !== undefined;

/** Colleagues who could be let in: one whose key has ended can be given the concern by their newer key. */
export function canAdd(thread: Thread): Reviewer[] {
  const reading = staying(thread, begun()).filter((reviewer) => isInForce(reviewer, today));
  return whoCouldRead(begun(), today, reading, leftOutOf(thread));
}

/** Somebody else would go on reading. */
export const canLeave = (thread: Thread): boolean => isIn(thread) && others(thread).length > 0;

function others(thread: Thread): Reviewer[] {
  const { person } = unlocked().reviewer;
  return staying(thread, begun()).filter((reviewer) => reviewer.person !== person);
}

/** Who holds the reporter's side, as the concern's opening or the last change gives it. */
function holderOf({ epochs, holder }: Thread): Next['holder'] {
  const verify = epochs.at(-1)!.reporter;
  return { verify, recipient: holder, kid: memberId(verify, holder) };
}

function letting(thread: Thread, ids: string[]): Reviewer[] {
  const directory = begun();
  const leftOut = personsOf(directory, leftOutOf(thread));
  if ([...personsOf(directory, ids)].some((person) => leftOut.has(person))) {
    throw new Failure('left-out', 'The reporter left this person out.');
  }
  const added = canAdd(thread).filter(({ id }) => ids.includes(id));
  if (added.length < ids.length) throw new Failure('no-readers', 'There is nobody to let in.');
  const isAdded = ({ person }: Reviewer): boolean => added.some((one) => one.person === person);
  return [...staying(thread, directory).filter((reviewer) => !isAdded(reviewer)), ...added];
}

export const noRenewal = (): Failure => new Failure('no-renewal', 'There is no newer key of yours.');

/** The reader's newest key, in the place of the one that is unlocked. */
function renewing(thread: Thread): Reviewer[] {
  const newer = newerKey();
  if (!newer) throw noRenewal();
  return [...others(thread), newer];
}

/** Seals the change: these are let in, or the reader goes on with a newer key, or leaves. */
export function sealedChange(concern: string, letIn: string[], renew: boolean): { frame: Uint8Array; hash: Uint8Array } {
  const thread = openedThread(concern);
  leftOutOf(thread);
  const readers = renew ? renewing(thread) : letIn.length > 0 ? letting(thread, letIn) : others(thread);
  const act = renew || letIn.length > 0 ? CHANGE.shared : CHANGE.left;
  return makeChange(unlocked().key, thread, { act, readers, holder: holderOf(thread) });
}
