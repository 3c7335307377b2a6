/** Opening a concern: its pages fetched, its thread verified and decrypted by the worker. */

import type { Keys } from './keys.js';
import { Refused } from './rpc.js';
import * as server from './server.js';
import type { Store } from './state.js';
import type { Watch } from './watch.js';
import { fitDraft } from './drafts.js';
import { readingTrouble } from './words.js';

export class Reading {
  #told = new Set<string>();
  #turn = 0;

  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly watch: Watch,
  ) {}

  /** Selects a concern, and reads it if the key is unlocked; a locked desk reads it once it is. */
  async open(concern: string): Promise<void> {
    await this.store.change({ open: concern, thread: { is: this.keys.worker ? 'loading' : 'none' } });
    await this.read();
  }

  close(): void {
    this.#turn++;
    void this.store.change({ open: null, thread: { is: 'none' } });
  }

  /** Reads the selected concern anew, keeping what is shown until the new is there. */
  async read(): Promise<void> {
    const worker = this.keys.worker;
    const concern = this.store.state.open;
    if (!worker || !concern) return;
    const turn = ++this.#turn;
    const current = () => turn === this.#turn && worker === this.keys.worker;
    await this.watch.over(
      async () => {
        const pages = [await server.page(concern, 0)];
        const { pagesTotal } = await worker.openPages({ pages });
        for (let number = 1; number < pagesTotal; number++) pages.push(await server.page(concern, number));
        const view = await worker.openPages({ pages });
        if (!view.known) throw new Refused('unknown', '');
        const { title } = await worker.title({ page: pages[0]! });
        if (!current()) return;
        const { drafts, now, titles } = this.store.state;
        await this.store.change({
          thread: { is: 'ready', view },
          titles: new Map(titles).set(concern, title),
          drafts: new Map(drafts).set(concern, fitDraft(drafts.get(concern), view, now)),
        });
        await this.#opened(concern);
      },
      (error) => {
        if (!current()) return;
        // A thread that is already shown stays: that the service is silent now does not make it less true.
        const silent = error instanceof server.SignedOut || error instanceof server.NoAnswer;
        if (silent && this.store.state.thread.is === 'ready') return;
        void this.store.change({ thread: { is: 'failed', trouble: readingTrouble(error) } });
      },
    );
  }

  /** Tells the service, once, that a person has it open: the reporter sees "2 of 3 people have opened this". */
  async #opened(concern: string): Promise<void> {
    const { session, list } = this.store.state;
    if (!session || this.#told.has(concern)) return;
    this.#told.add(concern);
    try {
      await server.opened(concern, session.csrf);
    } catch {
      this.#told.delete(concern); // the next reading tells it
      return;
    }
    await this.store.list({ rows: list.rows.map((row) => (row.concern === concern ? { ...row, unread: 0 } : row)) });
  }
}
