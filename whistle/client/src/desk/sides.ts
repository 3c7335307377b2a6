/** The pages in the place of the list: going away, handing over, cover that has ended, a new key. */

import { Going, ownEntry } from './away.js';
import type { Aim } from './bulk.js';
import type { Keys } from './keys.js';
import { allRows } from './listing.js';
import { COVERED, hasEnded, Moving } from './moving.js';
import * as server from './server.js';
import type { Side, Store } from './state.js';
import type { Watch } from './watch.js';

/** Where a change to many concerns is begun and seen. */
export function sideOf(aim: Aim): Side {
  if (aim.does === 'renew') return 'renew';
  if (aim.does === 'leave') return aim.ended ? 'ended' : 'hand-over';
  return aim.until === null ? 'hand-over' : 'away';
}

export class Sides {
  readonly going: Going;
  readonly #moving: Moving;

  constructor(
    private readonly store: Store,
    keys: Keys,
    private readonly watch: Watch,
    settled: () => Promise<void>,
    private readonly show: { list(): Promise<void>; focus(id: string, top?: string): void },
  ) {
    this.going = new Going(store, watch, () => this.#colleagues());
    this.#moving = new Moving(store, keys, watch, settled, async () => {
      await Promise.all([show.list(), this.lookAround()]);
    });
  }

  async open(side: Side): Promise<void> {
    const { colleagues, session } = this.store.state;
    if (side === 'away') this.going.begin(ownEntry(colleagues, session?.person ?? []));
    await this.store.change({ side });
    this.show.focus(side === 'list' ? 'list-title' : 'side-title', 'side-top');
    await this.lookAround();
  }

  /** Who the colleagues are, who is away, and what cover is over. Without an answer what was known stays. */
  async lookAround(): Promise<void> {
    await Promise.all([this.watch.over(() => this.#colleagues()), this.watch.over(() => this.#ended())]);
  }

  async begin(aim: Aim): Promise<void> {
    const over = this.#moving.start(aim);
    await this.store.change({ side: sideOf(aim) });
    this.show.focus('job-title');
    await over;
  }

  /** Lets in whom the signed list has under this id: by that, and no name of the service's, is it known who that is. */
  async letIn(id: string, until: number | null): Promise<void> {
    const signed = this.store.state.directory?.reviewers.find(({ entries }) => entries.includes(id));
    if (signed) await this.begin({ does: 'let-in', who: signed.id, ids: signed.entries, name: signed.name, until });
  }

  async leaveAll(): Promise<void> {
    const sure = 'Step back from all your concerns? Only somebody who can read a concern can let you in again.';
    if (window.confirm(sure)) await this.#leave(this.store.state.heir, false);
  }

  leaveEnded(): Promise<void> {
    return this.#leave('', true);
  }

  async #leave(heir: string, ended: boolean): Promise<void> {
    const { key } = this.store.state;
    if (key.is === 'unlocked') await this.begin({ does: 'leave', heir, ended, name: key.name });
  }

  async goOn(): Promise<void> {
    const over = this.#moving.goOn();
    this.show.focus('job-title');
    await over;
  }

  stop(): void {
    this.#moving.stop();
  }

  /** The rest is not done: what has been done holds. */
  leaveIt(): void {
    this.#moving.forget();
    this.show.focus('side-title', 'side-top');
  }

  /** Nothing is left of it: somebody else is at the desk now. */
  forget(): void {
    this.#moving.forget();
  }

  get running(): boolean {
    return this.#moving.running;
  }

  async saveLeave(): Promise<void> {
    await this.going.save();
    const { trouble } = this.store.state.leave;
    if (trouble && trouble.where !== 'form') this.show.focus(`away-${trouble.where}`);
  }

  async #colleagues(): Promise<void> {
    await this.store.change({ colleagues: await server.colleagues() });
  }

  async #ended(): Promise<void> {
    const rows = await allRows(COVERED);
    await this.store.change({ ended: rows.filter((row) => hasEnded(row, this.store.state.now)) });
  }
}
