/** Who the colleagues are, who of them is away, and with whom a concern is: in words. */

import { dateWords, dayMonth } from './dates.js';
import type { ReviewerView } from './rpc.js';
import type { Colleague, Row } from './server.js';

export interface People {
  /** Ids of the entries of the person at this desk. */
  me: readonly string[];
  colleagues: readonly Colleague[];
  /** Of the signed list: its names come before the service's own. Empty while the key is locked. */
  reviewers: readonly Signed[];
}

/** A person as the signed list has them: by their newest key, with the ids of all. */
export type Signed = Pick<ReviewerView, 'id' | 'name' | 'entries'>;

const signedAs = (id: string, reviewers: readonly Signed[]): Signed | undefined => reviewers.find(({ entries }) => entries.includes(id));

/**
 * The colleagues of whoever is at the desk, under their signed names: a service that named one for another would have the
 * wrong one let in. Once the list is known, whoever is not on it is nobody.
 */
export function others({ me, colleagues, reviewers }: People): Colleague[] {
  const named = colleagues.flatMap((one) => {
    const signed = signedAs(one.id, reviewers);
    return signed ? [{ ...one, name: signed.name }] : reviewers.length === 0 ? [one] : [];
  });
  return named.filter(({ id }) => !me.includes(id));
}

export const isAway = ({ away_from: from, away_until: until }: Colleague, now: number): boolean =>
  from !== null && until !== null && from <= now && now <= until;

/** 'Tom Ellery', or 'Tom Ellery, away until 4 December'. */
export const nameAndAbsence = (one: Colleague, now: number): string =>
  isAway(one, now) ? `${one.name}, away until ${dateWords(one.away_until!, now)}` : one.name;

export function nameOf(id: string, { colleagues, reviewers }: People): string {
  const known = signedAs(id, reviewers) ?? colleagues.find((one) => one.id === id);
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
  const away = colleague && isAway(colleague, now) ? `away to ${dayMonth(colleague.away_until!)}` : '';
  const who = !handler ? (row.state === 'closed' && row.due_hour === null ? 'Nobody' : 'Nobody yet')
    : people.me.includes(handler) ? 'You' : nameOf(handler, people);
  return { who, note: away || (row.waiting ? 'reporter to answer' : '') };
}
