/** The list: which concerns are due, and their titles, opened one by one as the rows come into sight. */

import type { Keys } from './keys.js';
import { rowsFrom } from './listing.js';
import * as server from './server.js';
import { titled, type Store, type Title } from './state.js';
import type { Watch } from './watch.js';

export class InboxList {
  #wanted: string[] = [];
  #working = false;
  #asked = 0;

  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly watch: Watch,
  ) {}

  /** Loads the first rows that fit; quietly, as many as are shown already. */
  async show(filters = this.store.state.list.filters, quietly = false): Promise<void> {
    const turn = ++this.#asked;
    const wanted = () => turn === this.#asked; // no other choice was made meanwhile
    const shown = quietly ? this.store.state.list.rows.length : 1;
    await this.store.list(quietly ? { filters } : { filters, rows: [], next: null, is: 'loading', stuck: false });
    await this.watch.over(
      async () => {
        const { items, next } = await rowsFrom(filters, null, shown, wanted);
        if (wanted()) await this.store.list({ rows: items, next, is: 'ready' });
      },
      () => {
        if (wanted()) void this.store.list({ is: quietly ? 'ready' : 'failed' });
      },
    );
  }

  async more(): Promise<void> {
    const { filters, next } = this.store.state.list;
    if (!next) return;
    const turn = this.#asked;
    const wanted = () => turn === this.#asked;
    await this.watch.over(
      async () => {
        const page = await rowsFrom(filters, next, 1, wanted);
        if (!wanted()) return;
        await this.store.list({ rows: [...this.store.state.list.rows, ...page.items], next: page.next, stuck: false });
      },
      () => void this.store.list({ stuck: true }),
    );
  }

  /** A row came into sight: its title is wanted, if it can be read. */
  want(concern: string): void {
    if (this.#wanted.includes(concern) || this.store.state.titles.has(concern)) return;
    this.#wanted.push(concern);
    void this.#work();
  }

  /** One page at a time: a list of fifty must not hold up the concern that someone has just opened. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    while (this.store.state.key.is === 'unlocked') {
      const concern = this.#wanted.shift();
      if (concern === undefined) break;
      await this.#title(concern);
    }
    this.#working = false;
  }

  async #title(concern: string): Promise<void> {
    const worker = this.keys.worker;
    if (!worker || this.store.state.titles.has(concern)) return;
    let title: Title = { is: 'closed' }; // stays so where the page does not open: the row says so
    try {
      title = titled(await worker.title({ page: await server.page(concern, 0), concern }));
    } catch (error) {
      if (error instanceof server.SignedOut || error instanceof server.NoAnswer) return;
    }
    if (worker !== this.keys.worker) return; // locked meanwhile: a locked desk holds no title
    void this.store.change({ titles: new Map(this.store.state.titles).set(concern, title) });
  }
}
