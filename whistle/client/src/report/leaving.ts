/** Going away: on purpose and quickly, by accident, or for good. What was typed never outlives the page. */

import { t, tn } from '../t.js';
import { byId } from './dom.js';

const SHIFTS = 3;
const WITHIN = 5_000;

const forgetting: Array<() => void> = [];
let unsent: () => boolean = () => false;
let meant = false;

/** Called whenever the page goes away: forget keys, tokens and texts. */
export const onLeaving = (forget: () => void): void => void forgetting.push(forget);

/** Ask before an accident loses words, while this says that there are some. */
export const guardWhile = (check: () => boolean): void => {
  unsent = check;
};

/** Empties every field, so that going back, or a browser that keeps the page, finds nothing. */
export function clearFields(): void {
  for (const field of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')) {
    field.value = field.type === 'radio' || field.type === 'checkbox' ? field.value : '';
    if ('checked' in field) field.checked = false;
  }
  for (const list of document.querySelectorAll('select')) list.selectedIndex = 0;
}

/** Fields, keys, tokens and texts. */
export function forget(): void {
  clearFields();
  for (const each of forgetting) each();
}

/** Goes there without a question, and puts it in this page's place in the history. */
export function leaveFor(address: string): void {
  meant = true;
  forget();
  document.body.replaceChildren();
  location.replace(address);
}

/** Shift pressed alone, three times within five seconds, is the same as the button. */
function countShifts(leave: () => void): void {
  let presses: number[] = [];
  let alone = false;
  document.addEventListener('keydown', (event) => {
    alone = event.key === 'Shift' && !event.repeat;
    if (event.key !== 'Shift') presses = [];
  });
  document.addEventListener('keyup', (event) => {
    if (event.key !== 'Shift' || !alone) return;
    presses = [...presses.filter((at) => event.timeStamp - at < WITHIN), event.timeStamp];
    const left = SHIFTS - presses.length;
    byId('exit-said').textContent = left > 0
      ? tn('Shift, press {n} more time to leave.', 'Shift, press {n} more times to leave.', left)
      : t('Leaving.');
    if (left <= 0) leave();
  });
}

export function watchLeaving(): void {
  const exit = byId<HTMLAnchorElement>('exit');
  const leave = (): void => leaveFor(exit.href);
  exit.addEventListener('click', (event) => {
    event.preventDefault();
    leave();
  });
  countShifts(leave);
  addEventListener('beforeunload', (event) => {
    if (!meant && unsent()) event.preventDefault();
  });
  addEventListener('pagehide', forget);
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload(); // a kept page has lost its worker and its words
  });
}
