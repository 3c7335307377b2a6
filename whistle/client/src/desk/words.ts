/** The desk's words for codes: what a person reads instead of `wrong-follows`. */

import type { Problem, Reason, WarningCode } from './rpc.js';
import { Refused as WorkerRefused } from './rpc.js';
import { NoAnswer, Refused, SignedOut, type Action, type DueKind, type State } from './server.js';
import type { Draft } from './state.js';

export const STATES: Record<State, string> = {
  new: 'New', acknowledged: 'Acknowledged', open: 'Open', closed: 'Closed',
};

export const DUE: Record<DueKind, string> = {
  triage: 'Triage', acknowledgement: 'Acknowledge', reply: 'Reply', update: 'Update', outcome: 'Outcome',
  reason: 'Say why it is open', check: 'Ask how they are',
};

export const REASONS: ReadonlyArray<readonly [Reason, string]> = [
  ['resolved', 'What was wrong has been put right'],
  ['action-taken', 'Action was taken'],
  ['no-further-action', 'Looked into, and no further action'],
  ['referred', 'Passed to another body'],
  ['not-for-us', 'Not something this service can deal with'],
  ['not-enough-to-act', 'Not enough to act on'],
  ['withdrawn', 'Withdrawn by the reporter'],
];
export const reasonWords = (reason: Reason): string => REASONS.find(([code]) => code === reason)?.[1] ?? reason;

export const SEND: Record<Action, string> = {
  acknowledge: 'Send acknowledgement', reply: 'Send reply', ask: 'Send questions', close: 'Close this concern', check: 'Send this check',
};

export const PROBLEMS: Record<Problem, string> = {
  'bad-signature': 'The signature does not fit the message: it was altered on the way, or made by someone else.',
  'unknown-sender': 'It is signed with a key that belongs neither to the reporter nor to any reviewer.',
  'not-a-member': 'It is signed by a reviewer whom nobody let into this concern.',
  revoked: 'It is signed with a reviewer’s key that has been withdrawn.',
  'wrong-follows': 'It answers a message that is not in this thread.',
  withheld: 'Its sender had seen messages that the server has not given you.',
  'out-of-order': 'It stands in the wrong place: its sender had already seen more than it says.',
  mismatch: 'What is inside does not agree with what was signed: it may belong to another thread.',
  'cannot-open': 'It could not be decrypted with this concern’s key.',
};

export const WARNINGS: Record<WarningCode, string> = {
  withheld: 'Messages are missing. The server has not given you everything that was written in this thread.',
  'out-of-order': 'The messages do not match the server’s own signed list of them. One may be missing, added or moved.',
  'bad-head': 'The server’s statement about this thread is not signed with its log key.',
  'rolled-back': 'The server shows less of this thread than it did earlier, or other messages in their place.',
  'bad-receipt': 'The entry for this concern in the public record could not be confirmed.',
  'not-included': 'This concern should be in the public record by now, and no proof of that has come.',
  'directory-older': 'This concern was sealed under a newer list of reviewers than the one you were given.',
  'directory-differs': 'This concern was sealed under another list of reviewers than the one you were given.',
  'bad-epoch': 'Someone tried to change who can read this, without the right to. The change was ignored.',
  state: 'The server says that this concern is closed, but no confirmed message closes it.',
  clock: 'The server’s clock and the clock of this device are more than a day apart: one of them is wrong.',
};

const ASK_OPERATOR = 'Tell the person who runs the service.';

/** Why the key did not unlock. `name` is who is signed in. */
export function keyTrouble(error: unknown, name: string): string {
  if (error instanceof SignedOut) return 'You have been signed out. Sign in again, then unlock your key.';
  if (error instanceof NoAnswer) return 'The service did not answer, so the list of keys could not be checked. Try again.';
  switch (error instanceof WorkerRefused ? error.code : '') {
    case 'wrong-passphrase':
      return 'That passphrase does not open this file. Check it and try again.';
    case 'not-a-key-file':
    case 'malformed':
    case 'work-factor':
      return 'That is not a reviewer’s key file. Choose the file you were given when your key was made.';
    case 'unknown-reviewer':
      return `This key is not in the list of reviewers. ${ASK_OPERATOR}`;
    case 'revoked':
      return `This key has been withdrawn and can no longer be used. ${ASK_OPERATOR}`;
    case 'other-reviewer':
      return `This is the key of another reviewer. You are signed in as ${name}: choose your own file.`;
    case 'directory-malformed':
    case 'directory-unsigned':
      return `The list of reviewers’ keys is not properly signed, so your key stays locked. ${ASK_OPERATOR}`;
    default:
      return `Your key could not be unlocked. Reload this page and try again. If it happens again: ${ASK_OPERATOR}`;
  }
}

/** Why a concern could not be shown. */
export function readingTrouble(error: unknown): string {
  if (error instanceof SignedOut) return 'You have been signed out. Sign in again to read this concern.';
  if (error instanceof NoAnswer) return 'The service did not answer. Nothing is lost: try again.';
  if (error instanceof Refused && error.status === 404) return 'This concern is not there, or is not for you to read.';
  switch (error instanceof WorkerRefused ? error.code : '') {
    case 'no-grant':
      return 'The reporter did not give your key access to this concern.';
    case 'bad-opening':
      return 'The start of this concern could not be confirmed, so none of it is shown. Someone may have altered it. '
        + `Do not act on it. ${ASK_OPERATOR}`;
    case 'changed':
      return 'This concern changed while it was being fetched. Try again.';
    case 'cannot-open':
      return `This concern could not be decrypted with your key. It may have been altered. ${ASK_OPERATOR}`;
    default:
      return `The server sent something that is not a concern. Nothing of it is shown. ${ASK_OPERATOR}`;
  }
}

/** Why a text could not be sealed: nothing has left the page. */
export function sealingTrouble(error: unknown): NonNullable<Draft['trouble']> {
  switch (error instanceof WorkerRefused ? error.code : '') {
    case 'empty':
      return { where: 'text', words: 'Write what you want the reporter to read.' };
    case 'too-long':
      return { where: 'text', words: 'This is too long for one message. Shorten it, or send it in two.' };
    case 'no-questions':
      return { where: 'questions', words: 'Write a question, or choose one.' };
    case 'no-reason':
      return { where: 'reason', words: 'Choose why this is closing.' };
    case 'locked':
      return { where: 'form', words: 'Your key was locked before this could be encrypted. Unlock it and send again.' };
    default:
      return { where: 'form', words: 'This could not be encrypted, so nothing was sent. Your words are still here. Try again.' };
  }
}

const NOTHING_SENT = new Map([
  ['out-of-step', 'Nothing was sent, because something arrived while you were writing. Read it above. Your words are still here.'],
  ['conflict', 'Nothing was sent, because this concern has moved on: see where it stands now. Your words are still here.'],
  ['too-large', 'Nothing was sent: this is too long for one message. Shorten it, or send it in two. Your words are still here.'],
  ['too-many', 'Nothing was sent, because too much came at once. Wait a few minutes, then send it. Your words are still here.'],
  ['forbidden', 'Nothing was sent: your account may not do that here. Your words are still here.'],
  ['not-found', 'Nothing was sent: this concern is not there, or is not for you to answer. Your words are still here.'],
]);

export const UNSURE = 'We cannot confirm that your message arrived. Your words are still on this page, so keep it open. '
  + 'Select ‘Send again’: this cannot make a second copy.';

/**
 * What a failed sending means for the person who pressed the button. By code alone: no sentence of the server's is put
 * before a person. `doubted`: the same bytes have left before.
 */
export function sendingTrouble(error: unknown, doubted: boolean): string {
  if (error instanceof SignedOut) {
    return doubted
      ? 'You have been signed out, and we still cannot confirm that your message arrived. Your words are still here. '
        + 'Sign in again, then select ‘Send again’: this cannot make a second copy.'
      : 'You have been signed out, so this was not sent. Your words are still here. Sign in again, then select ‘Send again’.';
  }
  if (!(error instanceof Refused)) return UNSURE;
  if (doubted && error.code !== 'conflict' && error.code !== 'out-of-step') return UNSURE;
  return NOTHING_SENT.get(error.code) ?? 'Nothing was sent: the service refused it. Your words are still here.';
}

/** Why a change of who can read could not be made: nothing has left the page. */
export function sealingChangeTrouble(error: unknown): string {
  switch (error instanceof WorkerRefused ? error.code : '') {
    case 'left-out':
      return 'The reporter left this person out, so they cannot be let in.';
    case 'too-many-readers':
      return 'At most seven people can read a concern. Choose fewer.';
    case 'no-readers':
      return 'Who could be let in has changed. Nothing was sent. Choose again.';
    case 'locked':
      return 'Your key was locked, so nothing was sent. Unlock it and try again.';
    default:
      return 'This could not be encrypted, so nothing was sent. Try again.';
  }
}

export const LEFT = 'You have stepped back from this concern. Nothing more of it is given to you.';

export const LOST = 'Somebody else changed who can read this before you did, so yours did not take effect. See who can read it now, '
  + 'then choose again if you still want to.';

const UNSURE_CHANGE = 'We cannot confirm that this arrived, so keep this page open. Select ‘Send again’: this cannot make a second change.';

const NOTHING_CHANGED = new Map([
  ['out-of-step', 'Nothing was changed, because who can read this changed meanwhile. See who can read it now, then choose again.'],
  ['conflict', 'Nothing was changed: it would change nothing by now, or too much was changed here already. See who can read it now.'],
  ['directory-replaced', 'Nothing was changed: one of them does not read concerns at present. Reload this page and choose again.'],
  ['forbidden', 'Nothing was changed: your account may not do that here.'],
  ['not-found', 'Nothing was changed: this concern is not there, or is not for you to read any more.'],
]);

/** As `sendingTrouble`, for a change of who can read. */
export function changingTrouble(error: unknown, doubted: boolean): string {
  if (error instanceof SignedOut) {
    return doubted
      ? 'You have been signed out, and we still cannot confirm that this arrived. Sign in again, then select ‘Send again’.'
      : 'You have been signed out, so this was not sent. Sign in again, then send it again.';
  }
  if (!(error instanceof Refused)) return UNSURE_CHANGE;
  if (doubted && !NOTHING_CHANGED.has(error.code)) return UNSURE_CHANGE;
  return NOTHING_CHANGED.get(error.code) ?? 'Nothing was changed: the service refused it.';
}
