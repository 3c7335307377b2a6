/** The pages' words for codes: what a person reads instead of `wrong-follows`. */

import { t } from '../t.js';
import { Refused } from './rpc.js';
import { NoAnswer } from './service.js';

export const NOT_ARRIVED = t(
  'We cannot confirm that your concern arrived. Your words are still on this page, so keep it open. Select ‘Send again’: this cannot make a second copy.',
);

const REFUSALS: Record<string, string> = {
  'too-many': t('Wait a few minutes, then try again.'),
  paused: t('New concerns are not taken at present.'),
  'too-large': t('This is larger than the service takes.'),
  'stale-challenge': t('This took too long, or the clock of this device is wrong. Try again.'),
  'out-of-step': t('There is something new in this conversation. Read it, then send yours.'),
  'change-waiting': t('A change of who can read this is waiting already. Make the next one when that has taken effect.'),
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
