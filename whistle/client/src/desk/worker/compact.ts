/**
 * What is kept of an opened thread or journal: all but the sealed texts. Each part of a page is a view of the whole of it,
 * 131,072 bytes, and somebody who searches has every concern open at once.
 */

import type { Journal } from '../../envelope/journal-reading.js';
import type { Thread } from '../../envelope/thread.js';

const NOTHING = new Uint8Array();

export const compactThread = (thread: Thread): Thread =>
  compact({ ...thread, entries: thread.entries.map((entry) => ({ ...entry, posted: { ...entry.posted, body: NOTHING } })) });

export const compactJournal = (journal: Journal): Journal =>
  compact({ ...journal, entries: journal.entries.map((entry) => ({ ...entry, kept: { ...entry.kept, body: NOTHING } })) });

/** The same, with bytes of its own. */
function compact<T>(value: T): T {
  if (value instanceof Uint8Array) return value.slice() as T;
  if (Array.isArray(value)) return value.map(compact) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, compact(part as unknown)])) as T;
}
