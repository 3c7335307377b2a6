/** Who the colleagues are, who of them is away, and with whom a concern is: in words. */

import { dateWords } from './dates.js';
import type { Colleague, Row } from './server.js';

export interface People {
  /** Ids of the entries of the person at this desk. */
  me: readonly string[];
  colleagues: readonly Colleague[];
  /** Of the signed list: its names come before the service's own. */
  reviewers: ReadonlyArray<{ id: string; name: string }>;
}

export const isAway = ({ away_from: from, away_until: until }: Colleague, now: number): boolean =>
  from !== null && until !== null && from <= now && now <= until;

/** 'Tom Ellery', or 'Tom Ellery, away until 4 December'. */
export const nameAndAbsence = (one: Colleague, now: number): string =>
  isAway(one, now) ? `${one.name}, away until ${dateWords(one.away_until!, now)}` : one.name;

export function nameOf(id: string, { colleagues, reviewers }: People): string {
  const known = reviewers.find((one) => one.id === id) ?? colleagues.find((one) => one.id === id);
  return known?.name ?? 'A colleague';
}

export interface With {
  who: string;
  /** Why the concern may not move at once, if there is a reason. */
  note: string;
}

/** Who handles it; under it what it waits for. */
export function withWhom(row: Row, people: People, now: number): With {
  const { handler } = row;
  const colleague = people.colleagues.find(({ id }) => id === handler);
  const away = colleague && isAway(colleague, now) ? `away until ${dateWords(colleague.away_until!, now)}` : '';
  const who = !handler ? (row.state === 'closed' && row.due_hour === null ? 'Nobody' : 'Nobody yet')
    : people.me.includes(handler) ? 'You' : nameOf(handler, people);
  return { who, note: away || (row.waiting ? 'reporter to answer' : '') };
}
