/** The desk's side of a change to many concerns: which they are, and how each is opened, sealed and sent. */

import type { Aim } from './bulk.js';
import { stoppedBecause } from './bulk-words.js';
import { fetchThread } from './fetching.js';
import { NO_FILTERS, type Filters } from './filters.js';
import { entryFor } from './handing.js';
import type { Keys } from './keys.js';
import { allRows } from './listing.js';
import { Refused as WorkerRefused, type DeskApi, type DeskThread, type Remote } from './rpc.js';
import { Runner, type Means } from './runner.js';
import * as server from './server.js';
import { titled, type Store } from './state.js';
import type { Watch } from './watch.js';

const CLOSED: Filters = { ...NO_FILTERS, state: 'closed' };
/** Everything that is read as cover. */
export const COVERED: readonly Filters[] = [{ ...NO_FILTERS, cover: true }, { ...CLOSED, cover: true }];

/** Whose cover of it was to end before `now`. */
export const hasEnded = ({ cover_until: until }: server.Row, now: number): boolean => !!until && until < now;

export class Moving implements Means {
  readonly #runner: Runner;

  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly watch: Watch,
    private readonly settled: () => Promise<void>,
    /** The list may read otherwise now. */
    private readonly done: () => Promise<void>,
  ) {
    this.#runner = new Runner(this, (job) => void this.store.change({ job }), stoppedBecause);
  }

  async start(aim: Aim): Promise<void> {
    await this.#runner.start(aim);
    await this.#over();
  }

  async goOn(): Promise<void> {
    await this.#runner.goOn();
    await this.#over();
  }

  stop(): void {
    this.#runner.stop();
  }

  forget(): void {
    this.#runner.forget();
  }

  get running(): boolean {
    return this.#runner.running;
  }

  /** Cover takes what is at work now; whoever leaves or has a new key takes everything with them. */
  async concerns(aim: Aim): Promise<string[]> {
    const { now } = this.store.state;
    if (aim.does === 'leave' && aim.ended) {
      const rows = await allRows(COVERED);
      return rows.filter((row) => hasEnded(row, now)).map(({ concern }) => concern);
    }
    const choices = aim.does === 'let-in' && aim.until !== null ? [NO_FILTERS] : [NO_FILTERS, CLOSED];
    return (await allRows(choices)).map(({ concern }) => concern);
  }

  async open(concern: string): Promise<DeskThread> {
    if (concern === this.store.state.open) await this.settled();
    const worker = this.#worker();
    const { view, first } = await fetchThread(worker, concern);
    const title = titled(await worker.title({ page: first, concern }));
    if (worker === this.keys.worker) await this.store.change({ titles: new Map(this.store.state.titles).set(concern, title) });
    return view;
  }

  /** A journal that cannot be read or added to holds nothing up. */
  async passOn(concern: string, aim: Aim): Promise<boolean> {
    const { session } = this.store.state;
    let frame: ArrayBuffer | null;
    try {
      frame = await entryFor(this.#worker(), concern, aim, session?.person ?? []);
    } catch (error) {
      if (error instanceof WorkerRefused && error.code !== 'locked' && error.code !== 'worker-failed') return false;
      throw error;
    }
    if (frame === null) return false;
    const sealed = frame;
    await this.watch.change((csrf) => server.note(concern, sealed, csrf));
    return true;
  }

  async seal(concern: string, aim: Aim): Promise<ArrayBuffer> {
    const letIn = aim.does === 'let-in' ? [aim.who] : [];
    const { frame } = await this.#worker().sealChange({ concern, letIn, ...(aim.does === 'renew' ? { renew: true } : {}) });
    return frame;
  }

  async post(concern: string, frame: ArrayBuffer, aim: Aim): Promise<void> {
    const cover = aim.does === 'let-in' ? aim.until : null;
    await this.watch.change((csrf) => server.change(concern, frame, csrf, cover));
  }

  #worker(): Remote<DeskApi> {
    if (!this.keys.worker) throw new WorkerRefused('locked', 'The key is locked.');
    return this.keys.worker;
  }

  async #over(): Promise<void> {
    if (this.store.state.job) await this.done();
  }
}
