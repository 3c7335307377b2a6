/** Letting a colleague in, and stepping back: sealed by the worker, sent, and over only once it stands in the thread. */

import type { Keys } from './keys.js';
import type { DeskThread } from './rpc.js';
import * as server from './server.js';
import type { Move, Store } from './state.js';
import type { Watch } from './watch.js';
import { changingTrouble, LOST, sealingChangeTrouble } from './words.js';

type What = Move['what'];
type Sealed = NonNullable<Move['sealed']>;

/** With these the service says that who can read this is no longer what was on the page. */
const MISFITS = new Set(['conflict', 'out-of-step', 'directory-replaced']);

export const freshMove = (what: What): Move => ({ what, chosen: [], why: '', sealed: null, is: 'choosing', trouble: '' });

/** What is left to do of a change, now that the thread reads like this; null once it stands there. */
export function settle(move: Move, { changes }: Pick<DeskThread, 'changes'>): Move | null {
  if (!move.sealed) return move;
  if (changes.some(({ hash }) => hash === move.sealed?.hash)) return null;
  // Another change took its place: this one can never hold.
  const lost = changes.length > move.sealed.after;
  return lost && move.is !== 'sending' ? { ...move, sealed: null, is: 'choosing', trouble: LOST } : move;
}

/** A reviewer who has sent off that they leave and then finds nothing: they have left. What they had read stays. */
export const hasLeft = (move: Move | undefined, error: unknown): boolean =>
  move?.what === 'leave' && move.sealed !== null && error instanceof server.Refused && error.status === 404;

export class Changing {
  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly watch: Watch,
    /** Resolves when no reading of the thread is under way. */
    private readonly settled: () => Promise<void>,
    private readonly reread: (concern: string) => Promise<void>,
  ) {}

  /** Shows what can be chosen, or hides it. */
  begin(concern: string, what: What | null): Promise<void> {
    return this.store.move(concern, what && freshMove(what));
  }

  choose(concern: string, chosen: string[]): void {
    const move = this.#move(concern);
    if (move) void this.store.move(concern, { ...move, chosen, trouble: '' });
  }

  sayWhy(concern: string, why: string): void {
    const move = this.#move(concern);
    if (move) void this.store.move(concern, { ...move, why });
  }

  /** Sends the change, or the bytes that were sealed before and may or may not have arrived. */
  async send(concern: string): Promise<void> {
    const move = this.#move(concern);
    if (!move || (move.is !== 'choosing' && move.is !== 'unsure')) return;
    if (move.what === 'let-in' && move.chosen.length === 0) {
      return this.store.move(concern, { ...move, trouble: 'Choose who is to read this.' });
    }
    const sealed = move.sealed ?? (await this.#seal(concern, move));
    if (sealed) await this.#post(concern, { ...move, sealed }, sealed);
  }

  async #seal(concern: string, move: Move): Promise<Sealed | null> {
    const { worker } = this.keys;
    if (!worker) return null;
    await this.store.move(concern, { ...move, is: 'sending', trouble: '' });
    await this.settled();
    const { thread } = this.store.state;
    const after = thread.is === 'ready' && thread.view.concern === concern ? thread.view.changes.length : 0;
    try {
      return { ...(await worker.sealChange({ concern, letIn: move.what === 'let-in' ? move.chosen : [] })), after };
    } catch (error) {
      await this.store.move(concern, { ...move, is: 'choosing', trouble: sealingChangeTrouble(error) });
      return null;
    }
  }

  async #post(concern: string, move: Move, sealed: Sealed): Promise<void> {
    const doubted = move.is === 'unsure';
    await this.store.move(concern, { ...move, is: 'sending', trouble: '' });
    await this.watch.over(
      async () => {
        await this.watch.change((csrf) => server.change(concern, sealed.frame, csrf));
        if (this.#move(concern)?.sealed !== sealed) return;
        await this.store.move(concern, { ...move, is: 'waiting', trouble: '' });
        await this.reread(concern);
      },
      (error) => void this.#failed(concern, move, sealed, error, doubted),
    );
  }

  async #failed(concern: string, move: Move, sealed: Sealed, error: unknown, doubted: boolean): Promise<void> {
    const misfit = error instanceof server.Refused && MISFITS.has(error.code);
    const no = misfit || (error instanceof server.Refused && !doubted);
    const trouble = changingTrouble(error, doubted);
    if (this.#move(concern)?.sealed !== sealed) return;
    await this.store.move(concern, no ? { ...move, sealed: null, is: 'choosing', trouble } : { ...move, is: 'unsure', trouble });
    if (misfit || doubted) await this.reread(concern);
  }

  #move(concern: string): Move | undefined {
    return this.store.state.moves.get(concern);
  }
}
