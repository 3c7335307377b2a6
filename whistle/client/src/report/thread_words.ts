/** What a person reads in a conversation instead of `wrong-follows`, and what is said when it cannot be read at all. */

import { t, tn } from '../t.js';
import type { Problem, Reason, WarningCode } from './rpc.js';
import { Refused } from './rpc.js';
import { Declined, NoAnswer } from './service.js';
import { beginTrouble, refusal } from './words.js';

export const MESSAGE_IN_DOUBT = t(
  'We cannot confirm that your message arrived. Your words are still on this page, so keep it open. Select ‘Send again’: this cannot make a second copy.',
);
export const CHANGE_IN_DOUBT = t('We cannot confirm that this arrived, so keep this page open. Select ‘Send again’: this cannot happen twice.');

export const NOT_CONFIRMED = t(
  'We could not confirm who sent this message. Do not trust it or answer it. Messages marked ‘Confirmed’ are not affected.',
);

export const REASONS: Record<Reason, string> = {
  resolved: t('what was wrong has been put right'),
  'action-taken': t('action was taken'),
  'no-further-action': t('it was looked into, and nothing more will be done'),
  referred: t('it was passed to another body'),
  'not-for-us': t('it is not something this service can deal with'),
  'not-enough-to-act': t('there was not enough to act on'),
  withdrawn: t('you withdrew it'),
};

export const PROBLEMS: Record<Problem, string> = {
  'bad-signature': t('It was changed on the way, or is not from the person it claims to be from.'),
  'unknown-sender': t('It is signed by someone who is neither you nor a reviewer.'),
  'not-a-member': t('It is signed by a reviewer you did not let in.'),
  revoked: t('It is signed with a key that was taken away from its reviewer.'),
  'wrong-follows': t('It answers a message that is not in this conversation.'),
  withheld: t('Its writer had seen messages that you were not given.'),
  'out-of-order': t('It is not where its writer put it.'),
  mismatch: t('What is inside does not fit its signature.'),
  'cannot-open': t('It could not be decrypted.'),
};

/** For a code that is not here, the worker's own sentence stands. */
export const WARNINGS: Partial<Record<WarningCode, string>> = {
  withheld: t('Some messages are missing: the service did not hand over all that was written.'),
  'out-of-order': t('The messages do not fit the service’s own signed list of them. One may be missing, added or moved.'),
  'bad-head': t('The service’s list of these messages is not signed as it should be.'),
  'rolled-back': t('The service shows less of this conversation than it did a moment ago.'),
  'bad-receipt': t('Your receipt could not be confirmed. Your concern is here, but the service may not have recorded it as it promised.'),
  'not-included': t('The service promised to enter your concern in the record by now, and has not shown that it did.'),
  'directory-older': t('The list of reviewers you were given is older than the one you used when you sent this.'),
  'directory-differs': t('The list of reviewers you were given is not the one you used when you sent this.'),
  'bad-epoch': t('Somebody tried to change who can read this without the right to. The change was ignored.'),
  state: t('The service says that this concern is closed, and no reviewer signed that.'),
  clock: t('The service’s clock and this device’s are more than a day apart. If yours is right, do not rely on the dates here.'),
};

export const DENIED = t(
  'The service now says that it has no concern under this token, although it showed you this one. What stands below is what it gave you before. Keep your token, and tell somebody outside the force.',
);

/** Which thing is wrong with a token as typed. */
export function tokenTrouble(code: string, token: string): string {
  const letters = token.replace(/[\s-]/g, '');
  if (letters === '') return t('Enter your token');
  const wrong = /[^0-9a-tv-z]/i.exec(letters);
  if (wrong || code === 'token-letter') {
    const group = Math.floor((wrong?.index ?? 0) / 4) + 1;
    return t('‘{letter}’ is never part of a token. Check group {group} on your note', { letter: wrong?.[0] ?? '', group });
  }
  if (code === 'token-length') {
    const count = letters.length;
    return count < 28
      ? tn(
        'A token has 28 letters and numbers. You entered {count}: {n} is missing',
        'A token has 28 letters and numbers. You entered {count}: {n} are missing', 28 - count, { count },
      )
      : tn(
        'A token has 28 letters and numbers. You entered {count}: that is {n} too many',
        'A token has 28 letters and numbers. You entered {count}: that is {n} too many', count - 28, { count },
      );
  }
  return t('At least one letter or number is wrong. Compare each group with your note: 5 and S, 2 and Z, or 8 and B are easy to mix up');
}

/** Why a thread could not be shown. */
export function readTrouble(error: unknown): string {
  if (error instanceof NoAnswer) return t('We could not reach the service. Your token is correct, and nothing is lost: try again.');
  if (error instanceof Declined) return refusal(error.code);
  if (error instanceof Refused && /directory|worker/.test(error.code)) return beginTrouble(error);
  return t('What the service sent could not be confirmed, so none of it is shown. Try again later. If it happens again, tell somebody outside the force.');
}
