/** Which concerns the list shows: choices that combine, and what is said when none fits them all. */

import { listed } from './changes.js';
import type { State } from './server.js';

export interface Filters {
  /** Empty: all that is not closed, and what is due in closed ones. */
  state: State | '';
  /** The number of a route in the directory. */
  route: number | null;
  mine: boolean;
  urgent: boolean;
  waiting: boolean;
  cover: boolean;
}

export const NO_FILTERS: Filters = { state: '', route: null, mine: false, urgent: false, waiting: false, cover: false };

/** Those that are on or off. */
export type Switch = 'mine' | 'urgent' | 'waiting' | 'cover';

export const SWITCHES: ReadonlyArray<readonly [Switch, string]> = [
  ['mine', 'Mine'], ['urgent', 'Urgent'], ['waiting', 'Waiting for the reporter'], ['cover', 'Cover'],
];

export const filtered = (chosen: Filters): boolean =>
  chosen.state !== '' || chosen.route !== null || SWITCHES.some(([key]) => chosen[key]);

/** As the service reads them. */
export function queryOf({ state, route, ...switches }: Filters): URLSearchParams {
  const query = new URLSearchParams();
  if (state) query.set('state', state);
  if (route !== null) query.set('route', String(route));
  for (const [key] of SWITCHES) if (switches[key]) query.set(key, '1');
  return query;
}

const STATE_EMPTY: Record<State | '', string> = {
  '': 'No concern is waiting for you.',
  new: 'No new concern. Everything that has come in has been acknowledged.',
  acknowledged: 'No concern is waiting for its first reply.',
  open: 'No concern is under way.',
  closed: 'No concern has been closed yet.',
};

const IS: Record<Exclude<Switch, 'urgent'>, string> = {
  mine: 'yours', waiting: 'waiting for the reporter', cover: 'one that you cover',
};

/** What an empty list says. `route`: the name of the chosen one. */
export function emptyWords(chosen: Filters, route: string): string {
  const { state, urgent } = chosen;
  const is = (['mine', 'waiting', 'cover'] as const).filter((key) => chosen[key]).map((key) => IS[key]);
  if (!urgent && is.length === 0 && chosen.route === null) return STATE_EMPTY[state];
  const kind = ['no', ...(urgent ? ['urgent'] : []), ...(state ? [state] : []), 'concern'].join(' ');
  const on = chosen.route === null ? '' : ` on the route ‘${route}’`;
  return `There is ${kind}${on}${is.length ? ` that is ${listed(is)}` : ''}.`;
}
