/** The pages' words for codes: what a person reads instead of `wrong-follows`. */

import type { Problem, Reason, ReporterThread, WarningCode } from './rpc.js';
import { t } from '../t.js';
import { Refused } from './rpc.js';
import { moment, hourNow, day } from './dates.js';
import { Declined, NoAnswer } from './service.js';

export const NOT_ARRIVED = t(
  'We cannot confirm that your concern arrived. Your words are still on this page, so keep it open. Select ‘Send again’: this cannot make a second copy.',
);
export const NOT_CONFIRMED =
  'We could not confirm who sent this message. Do not trust it or answer it. Messages marked ‘Confirmed’ are not affected.';

export const REASONS: Record<Reason, string> = {
  resolved: 'what was wrong has been put right',
  'action-taken': 'action was taken',
  'no-further-action': 'it was looked into, and nothing more will be done',
  referred: 'it was passed to another body',
  'not-for-us': 'it is not something this service can deal with',
  'not-enough-to-act': 'there was not enough to act on',
  withdrawn: 'you withdrew it',
};

export const PROBLEMS: Record<Problem, string> = {
  'bad-signature': 'It was changed on the way, or is not from the person it claims to be from.',
  'unknown-sender': 'It is signed by someone who is neither you nor a reviewer.',
  'not-a-member': 'It is signed by a reviewer whom you did not let in.',
  revoked: 'It is signed with a key that was taken away from its reviewer.',
  'wrong-follows': 'It answers a message that is not in this conversation.',
  withheld: 'Its writer had seen messages that you were not given.',
  'out-of-order': 'It is not where its writer put it.',
  mismatch: 'What is inside does not fit its signature.',
  'cannot-open': 'It could not be decrypted.',
};

/** For a code that is not here, the worker's own sentence stands. */
export const WARNINGS: Partial<Record<WarningCode, string>> = {
  withheld: 'Some messages are missing: the service did not hand over all that was written.',
  'out-of-order': 'The messages do not fit the service’s own signed list of them. One may be missing, added or moved.',
  'bad-head': 'The service’s list of these messages is not signed as it should be.',
  'rolled-back': 'The service shows less of this conversation than it did a moment ago.',
  'bad-receipt': 'Your receipt could not be confirmed. Your concern is here, but the service may not have recorded it as it promised.',
  'not-included': 'The service promised to record your concern by now, and has not shown that it did. Tell somebody outside the force.',
  'directory-older': 'The list of reviewers you were given is older than the one you used when you sent this.',
  'directory-differs': 'The list of reviewers you were given is not the one you used when you sent this.',
  'bad-epoch': 'Somebody tried to change who can read this without the right to. The change was ignored.',
};

export const DENIED =
  'The service now says that it has no concern under this token, although it showed you this one. What stands below is what it gave you before. Keep your token, and tell somebody outside the force.';

const REFUSALS: Record<string, string> = {
  'too-many': t('Wait a few minutes, then try again.'),
  paused: t('New concerns are not taken at present.'),
  'too-large': t('This is larger than the service takes.'),
  'stale-challenge': t('This took too long, or the clock of this device is wrong. Try again.'),
  'out-of-step': t('There is something new in this conversation. Read it, then send yours.'),
  'directory-replaced': t('The list of reviewers has changed.'),
};

/** Why the service said no, by its code. */
export const refusal = (code: string): string => REFUSALS[code] ?? t('The service did not take this.');

/** "A, B and C". */
export const listed = (names: string[]): string =>
  names.length < 2 ? names.join('') : t('{names} and {last}', { names: names.slice(0, -1).join(', '), last: names.at(-1)! });

/** Why the page cannot begin. */
export function beginTrouble(error: unknown): string {
  if (error instanceof NoAnswer) return t('We could not reach the service. Check your connection and try again.');
  const code = error instanceof Refused ? error.code : '';
  if (code === 'directory-unsigned' || code === 'directory-malformed') {
    return t('The list of reviewers is not signed as it should be, so nothing can be encrypted to them safely. Somebody may have changed it.');
  }
  if (code === 'directory-older') return t('The service did not give a newer one. Try again in a few minutes.');
  if (code === 'directory-expired') return t('The list of reviewers has run out and must be signed again before new concerns can be taken.');
  if (code === 'worker-failed') return t('The part of this page that encrypts could not start. Try another browser, or load the page again.');
  return t('This page could not be prepared. Load it again.');
}

/** Which thing is wrong with a token as typed. */
export function tokenTrouble(code: string, token: string): string {
  const letters = token.replace(/[\s-]/g, '');
  if (letters === '') return 'Enter your token';
  const wrong = /[^0-9a-tv-z]/i.exec(letters);
  if (wrong || code === 'token-letter') {
    return `‘${wrong?.[0] ?? ''}’ is never part of a token. Check group ${Math.floor((wrong?.index ?? 0) / 4) + 1} on your note`;
  }
  if (code === 'token-length') {
    const off = Math.abs(letters.length - 28);
    const how = letters.length < 28 ? `${off} ${off === 1 ? 'is' : 'are'} missing` : `that is ${off} too many`;
    return `A token has 28 letters and numbers. You entered ${letters.length}: ${how}`;
  }
  return 'At least one letter or number is wrong. Compare each group with your note: 5 and S, 2 and Z, or 8 and B are easy to mix up';
}

/** Why a thread could not be shown. */
export function readTrouble(error: unknown): string {
  if (error instanceof NoAnswer) return 'We could not reach the service. Your token is correct, and nothing is lost: try again.';
  if (error instanceof Declined) return refusal(error.code);
  if (error instanceof Refused && /directory|worker/.test(error.code)) return beginTrouble(error);
  return 'What the service sent could not be confirmed, so none of it is shown. Try again later. If it happens again, tell somebody outside the force.';
}

/** Where the concern stands: at most three short sentences, the last one about the next date. */
export function standing(thread: ReporterThread): { said: string; due: string; late: boolean } {
  const { state, opened, readers, dueHour, messages } = thread;
  const people = readers === 1 ? 'person' : 'people';
  const seen = opened === 0 ? 'Nobody has opened this yet.' : `${opened} of ${readers} ${people} ${opened === 1 ? 'has' : 'have'} opened this.`;
  if (state === 'closed') {
    const signed = messages.some(({ kind, confirmed }) => kind === 'closing' && confirmed);
    const said = signed ? 'This concern is closed.' : 'The service says that this concern is closed.';
    return { said, due: '', late: false };
  }
  if (!dueHour) return { said: seen, due: 'No reply is due at the moment.', late: false };
  const late = hourNow() > dueHour;
  const next = state === 'new' ? 'Someone should have read it by' : 'Next reply due by';
  const when = dueHour - hourNow() < 48 ? moment(dueHour) : day(dueHour);
  return { said: seen, due: late ? `Late: a reply was due by ${moment(dueHour)}.` : `${next} ${when}.`, late };
}
