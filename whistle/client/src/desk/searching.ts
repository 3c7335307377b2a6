/**
 * Search over all that this reviewer can decrypt, in this page alone: every concern is fetched with its notes as for reading,
 * opened by the worker, and searched there. The words go to the worker and nowhere else.
 */

import { fetchJournal, fetchThread } from './fetching.js';
import { NO_FILTERS } from './filters.js';
import type { Keys } from './keys.js';
import { allRows } from './listing.js';
import { Refused as WorkerRefused, type DeskApi, type Found, type Remote } from './rpc.js';
import { NoAnswer, SignedOut, type Row } from './server.js';
import type { Store } from './state.js';
import type { Watch } from './watch.js';

export interface Search {
  /** As typed. Empty: no search. */
  words: string;
  is: 'off' | 'listing' | 'reading' | 'done' | 'stopped' | 'failed';
  read: number;
  total: number;
  /** How many could not be opened. */
  closed: number;
  found: Found[];
}

export const NO_SEARCH: Search = { words: '', is: 'off', read: 0, total: 0, closed: 0, found: [] };

/** After so many concerns have been opened, what was found is shown anew. */
const A_FEW = 10;

/** Notes change no row: what was opened longer ago than this is fetched anew. */
const FRESH = 10 * 60_000;

/** What changes when something was sent: a concern that looks the same is not fetched again. */
const looks = ({ unread, state, due_hour: due, waiting, handler }: Row): string => JSON.stringify([unread, state, due, waiting, handler]);

export class Searching {
  #turn = 0;
  /** What is open in the worker of this unlocking, and how its row looked then. */
  #opened = new Map<string, string>();
  #worker: Remote<DeskApi> | null = null;
  #since = 0;

  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly watch: Watch,
  ) {}

  async begin(typed: string): Promise<void> {
    const words = typed.trim();
    if (words === '') return this.end();
    const { worker } = this.keys;
    if (!worker) return;
    if (worker !== this.#worker || Date.now() - this.#since > FRESH) {
      this.#opened.clear();
      this.#since = Date.now();
    }
    this.#worker = worker;
    const turn = ++this.#turn;
    const wanted = () => turn === this.#turn && worker === this.keys.worker;
    await this.#tell({ ...NO_SEARCH, words, is: 'listing' });
    await this.watch.over(
      () => this.#read(worker, words, wanted),
      (error) => {
        const lost = error instanceof WorkerRefused && error.code === 'locked';
        if (wanted() && !lost) void this.#tell({ is: 'failed' });
      },
    );
  }

  /** What was found so far stays. */
  async stop(): Promise<void> {
    this.#turn++;
    await this.#tell({ is: 'stopped' });
  }

  async end(): Promise<void> {
    this.#turn++;
    await this.store.change({ search: NO_SEARCH });
  }

  async #read(worker: Remote<DeskApi>, words: string, wanted: () => boolean): Promise<void> {
    const rows = await allRows([NO_FILTERS, { ...NO_FILTERS, state: 'closed' }], wanted);
    const fresh = rows.filter((row) => this.#opened.get(row.concern) !== looks(row));
    const total = rows.length;
    let closed = 0;
    for (const [at, row] of fresh.entries()) {
      const found = at % A_FEW === 0 ? await worker.search({ words }) : null;
      if (!wanted()) return;
      await this.#tell({ is: 'reading', read: total - fresh.length + at, total, ...(found && { found }) });
      if (!(await this.#open(worker, row))) closed++;
    }
    const found = await worker.search({ words });
    if (wanted()) await this.#tell({ is: 'done', read: total, total, closed, found });
  }

  /** False where it does not open. Throws where the service is silent, or the key was locked. */
  async #open(worker: Remote<DeskApi>, row: Row): Promise<boolean> {
    // The concern that is on the screen is open in the worker as it is shown, and what is written there answers that.
    const { open, thread } = this.store.state;
    try {
      if (row.concern !== open || thread.is !== 'ready') await fetchThread(worker, row.concern);
      await fetchJournal(worker, row.concern);
    } catch (error) {
      if (error instanceof SignedOut || error instanceof NoAnswer) throw error;
      if (error instanceof WorkerRefused && (error.code === 'locked' || error.code === 'worker-failed')) throw error;
      return false;
    }
    this.#opened.set(row.concern, looks(row));
    return true;
  }

  #tell(patch: Partial<Search>): Promise<void> {
    return this.store.change({ search: { ...this.store.state.search, ...patch } });
  }
}
