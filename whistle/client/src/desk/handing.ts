/**
 * The journal along with a concern: an entry is sealed to those who can read the concern then, so whoever comes later reads what
 * stood before only once somebody writes another.
 */

import type { Aim, Decision } from './bulk.js';
import { fetchJournal } from './fetching.js';
import { Refused as WorkerRefused, type DeskApi, type JournalView, type Remote } from './rpc.js';

/** Whether this is the moment: after a colleague came, and before the one who hands on goes. */
export const handsOn = (aim: Aim, decision: Decision): boolean =>
  aim.does === 'let-in' ? decision === 'reads-already' : decision === 'go';

/** Whether the journal needs another entry for those who stay to read it. */
export function needsEntry(aim: Aim, journal: JournalView, me: readonly string[]): boolean {
  if (!journal.readable || journal.broken || journal.entries.length === 0) return false;
  if (aim.does === 'renew') return true; // sealed to the new key as well
  if (aim.does === 'let-in') return journal.without.includes(aim.name);
  return journal.without.length > 0 || (aim.heir !== '' && me.includes(journal.handler));
}

type Writer = Pick<Remote<DeskApi>, 'openJournal' | 'sealEntry'>;

/** Seals the entry, if one is needed. Whoever leaves gives what they handle to whoever takes over, if those can read it. */
export async function entryFor(worker: Writer, concern: string, aim: Aim, me: readonly string[]): Promise<ArrayBuffer | null> {
  const journal = await fetchJournal(worker, concern);
  if (!needsEntry(aim, journal, me)) return null;
  const passed = { concern, kind: 'passed', text: '', renew: aim.does === 'renew' } as const;
  if (aim.does !== 'leave' || aim.heir === '' || !me.includes(journal.handler)) return (await worker.sealEntry(passed)).frame;
  try {
    return (await worker.sealEntry({ concern, kind: 'handler', text: '', handler: aim.heir })).frame;
  } catch (error) {
    if (!(error instanceof WorkerRefused && error.code === 'unknown-reviewer')) throw error;
    return (await worker.sealEntry(passed)).frame;
  }
}
