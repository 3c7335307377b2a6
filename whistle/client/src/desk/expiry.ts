/** When the unlocked key ends, and what to do about it. */

import { dateWords, lastHourOf } from './dates.js';

export interface Expiry {
  words: string;
  /** `note` can wait, `soon` should be done this week, `now` today. */
  is: 'note' | 'soon' | 'now';
}

/** Days before the last day from which the words become stronger. A signature of the authority takes people, and their time. */
const [NOTE, SOON, NOW] = [90, 30, 7];

const DAY = 86_400_000;

/** Null while there is nothing to do. `until` and `today` as `YYYY-MM-DD`. */
export function expiryOf(until: string, today: string): Expiry | null {
  const days = Math.round((Date.parse(until) - Date.parse(today)) / DAY);
  if (!(days <= NOTE)) return null;
  const day = dateWords(lastHourOf(until), lastHourOf(today));
  if (days > SOON) return { is: 'note', words: `Your key ends on ${day}.` };
  if (days > NOW) {
    return { is: 'soon', words: `Your key’s last day is ${day}, in ${days} days. A new one must be signed by the authority, which takes time: make it now.` };
  }
  if (days < 0) {
    return { is: 'now', words: `Your key ended on ${day}. You can read and answer what you have, and nothing new reaches you. Make a new key now.` };
  }
  const when = days === 0 ? 'today' : `on ${day}, in ${days === 1 ? '1 day' : `${days} days`}`;
  return { is: 'now', words: `Your key ends ${when}. After that nothing new reaches you. Make a new key now, and tell the person who runs the service.` };
}
