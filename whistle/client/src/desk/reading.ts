/** Opening a concern: its pages fetched, its thread verified and decrypted by the worker. */

import { hasLeft, settle } from './changing.js';
import { arrived, fitDraft } from './drafts.js';
import { fetchThread } from './fetching.js';
import type { Keys } from './keys.js';
import type { DeskApi, DeskThread, Remote } from './rpc.js';
import * as server from './server.js';
import { titled, type Store, type Title } from './state.js';
import type { Watch } from './watch.js';
import { LEFT, readingTrouble } from './words.js';

export class Reading {
  #told = new Set<string>();
  #turn = 0;
  /** Done once the reading under way is: the worker can seal only for a thread that it has whole. */
  settled: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly watch: Watch,
  ) {}

  /** Selects a concern, and reads it if the key is unlocked; a locked desk reads it once it is. */
  async open(concern: string): Promise<void> {
    const { open, thread } = this.store.state;
    const shown = open === concern && thread.is === 'ready';
    await this.store.change({ open: concern, thread: shown ? thread : { is: this.keys.worker ? 'loading' : 'none' } });
    await this.read();
  }

  /**
   * Reads a concern anew, the selected one if no other is named, keeping what is shown until the new is there. Gives it as
   * it stands now, or null where it could not be read.
   */
  read(concern = this.store.state.open): Promise<DeskThread | null> {
    const reading = this.#read(concern);
    this.settled = reading.then(() => undefined);
    return reading;
  }

  async #read(concern: string | null): Promise<DeskThread | null> {
    const worker = this.keys.worker;
    if (!worker || !concern) return null;
    let read: DeskThread | null = null;
    const turn = concern === this.store.state.open ? ++this.#turn : this.#turn;
    const unlocked = () => worker === this.keys.worker;
    const current = () => turn === this.#turn && concern === this.store.state.open && unlocked();
    await this.watch.over(
      async () => {
        const { view, title } = await this.#fetch(worker, concern);
        if (!unlocked()) return;
        read = view;
        const { drafts, moves, now, templates, thread, titles } = this.store.state;
        const shown = thread.is === 'ready' && thread.view.concern === concern ? thread.view : undefined;
        const draft = drafts.get(concern);
        const move = moves.get(concern);
        const left = move && settle(move, view);
        await this.store.change({
          ...(current() ? { thread: { is: 'ready', view } } : {}),
          titles: new Map(titles).set(concern, title),
          drafts: new Map(drafts).set(concern, fitDraft(draft, view, now, templates, shown)),
          ...(draft && arrived(draft, view) ? { said: 'Sent.' } : {}),
        });
        if (move && left !== move) await this.store.move(concern, left ?? null);
      },
      (error) => {
        if (!current()) return;
        // A thread that is already shown stays: that the service is silent now does not make it less true.
        const { moves, thread } = this.store.state;
        if (hasLeft(moves.get(concern), error)) {
          const view = thread.is === 'ready' && { ...thread.view, reading: false };
          void this.store.list({ rows: this.store.state.list.rows.filter((row) => row.concern !== concern) });
          void this.store.change({ thread: view ? { is: 'ready', view } : { is: 'failed', trouble: LEFT } });
          return;
        }
        const silent = error instanceof server.SignedOut || error instanceof server.NoAnswer;
        if (silent && this.store.state.thread.is === 'ready') return;
        void this.store.change({ thread: { is: 'failed', trouble: readingTrouble(error) } });
      },
    );
    return read;
  }

  async #fetch(worker: Remote<DeskApi>, concern: string): Promise<{ view: DeskThread; title: Title }> {
    const { view, first } = await fetchThread(worker, concern);
    // It opened, and the server counts who has opened it: what is shown should count this time too.
    if (await this.#opened(concern, view)) return this.#fetch(worker, concern);
    return { view, title: titled(await worker.title({ page: first, concern })) };
  }

  /**
   * Tells the service that a person has it open: the reporter sees "2 of 3 people have opened this". True when that
   * number may be another now.
   */
  async #opened(concern: string, { messages }: DeskThread): Promise<boolean> {
    const unread = this.store.state.list.rows.some((row) => row.concern === concern && row.unread > 0);
    const first = !this.#told.has(concern);
    if (!first && !unread) return false;
    const seen = messages.filter(({ place }) => place > 0).length;
    try {
      await this.watch.change((csrf) => server.opened(concern, seen, csrf));
    } catch {
      return false; // the next reading tells it; this one goes on
    }
    this.#told.add(concern);
    const { list } = this.store.state;
    await this.store.list({ rows: list.rows.map((row) => (row.concern === concern ? { ...row, unread: 0 } : row)) });
    return first;
  }
}
