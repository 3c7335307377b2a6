/** Rows of the list, page after page. A page can hold few rows or none and still have one after it. */

import { queryOf, type Filters } from './filters.js';
import { inbox, type Inbox, type Row } from './server.js';

/** A page looks at up to 1,000 concerns: a service that goes on beyond this would keep us asking for ever. */
export const MOST_LISTS = 1000;

/** At least this many rows from `after` on, if there are as many. Stops when they are wanted no longer. */
export async function rowsFrom(
  filters: Filters, after: string | null, atLeast: number, wanted: () => boolean = () => true,
): Promise<Inbox> {
  const items: Row[] = [];
  let next = after;
  for (let asked = 0; asked < MOST_LISTS; asked++) {
    const page = await inbox(queryOf(filters), next);
    items.push(...page.items);
    next = page.next;
    if (next === null || items.length >= atLeast || !wanted()) break;
  }
  return { items, next };
}

/** All rows that any of these choices shows, each once. */
export async function allRows(choices: readonly Filters[], wanted: () => boolean = () => true): Promise<Row[]> {
  const found = new Map<string, Row>();
  for (const chosen of choices) {
    for (const row of (await rowsFrom(chosen, null, Infinity, wanted)).items) found.set(row.concern, row);
  }
  return [...found.values()];
}
