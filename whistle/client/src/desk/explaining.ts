/** The clocks of the open concern, and saying why an answer was late: a choice from a few, that waits until it is saved. */

import type { Entry } from './entries.js';
import type { Keys } from './keys.js';
import * as server from './server.js';
import type { Store } from './state.js';
import type { Watch } from './watch.js';

export interface Clocks {
  concern: string;
  /** The last that the service said; null while it has said nothing. */
  view: server.ClocksView | null;
  failed: boolean;
}

/** Why something was late, being chosen. `unsure`: it has left, and may or may not have arrived. */
export interface Why {
  concern: string;
  kind: server.DueKind;
  reason: string | null;
  is: Entry['is'];
  trouble: Entry['trouble'];
}

const NOTHING_SAVED = new Map([
  ['conflict', 'Nothing was saved: this is not late any more, or somebody gave another reason within this hour. See above how it stands.'],
  ['forbidden', 'Nothing was saved: your account may not do that here.'],
  ['not-found', 'Nothing was saved: this concern is not there, or is not for you to answer.'],
  ['too-many', 'Nothing was saved, because too much came at once. Wait a few minutes, then save it.'],
]);

/** By the code alone: no sentence of the server's is put before a person. */
export function whyTrouble(error: unknown): string {
  if (error instanceof server.SignedOut) return 'You have been signed out, so this was not saved. Sign in again, then save it.';
  if (!(error instanceof server.Refused)) {
    return 'The service did not answer, so we cannot confirm that this was saved. Select ‘Save again’: the same reason twice counts once.';
  }
  return NOTHING_SAVED.get(error.code) ?? 'Nothing was saved: the service refused it.';
}

export class Explaining {
  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly watch: Watch,
    private readonly focus: (id: string) => void,
  ) {}

  /** Asks how the clocks of the open concern stand, keeping what is shown until the new is there. */
  async read(): Promise<void> {
    const { open: concern, thread } = this.store.state;
    const worker = this.keys.worker;
    if (!concern || !worker || thread.is !== 'ready' || !thread.view.reading) return;
    const keep = (clocks: Clocks) => {
      if (worker === this.keys.worker && this.store.state.open === concern) void this.store.change({ clocks });
    };
    const before = this.#view(concern);
    await this.watch.over(
      async () => keep({ concern, view: await server.clocks(concern), failed: false }),
      () => keep({ concern, view: before, failed: true }),
    );
  }

  #view(concern: string): server.ClocksView | null {
    const { clocks } = this.store.state;
    return clocks?.concern === concern ? clocks.view : null;
  }

  /** Shows the choice, or hides it. */
  async begin(concern: string, kind: server.DueKind | null): Promise<void> {
    await this.store.change({ why: kind && { concern, kind, reason: null, is: 'writing', trouble: null } });
    this.focus(kind ? 'why-title' : 'clocks-title');
  }

  choose(reason: string): void {
    const { why } = this.store.state;
    if (why?.is === 'writing') void this.store.change({ why: { ...why, reason, trouble: null } });
  }

  async save(): Promise<void> {
    const { why } = this.store.state;
    if (!why || why.is === 'saving') return;
    const { concern, kind, reason } = why;
    if (!reason) {
      await this.store.change({ why: { ...why, trouble: { where: 'choice', words: 'Choose a reason.' } } });
      document.querySelector<HTMLElement>('.why input')?.focus();
      return;
    }
    await this.store.change({ why: { ...why, is: 'saving', trouble: null } });
    try {
      await this.watch.change((csrf) => server.late(concern, kind, reason, csrf));
    } catch (error) {
      if (error instanceof server.SignedOut) await this.store.change({ signedOut: true });
      const is = error instanceof server.NoAnswer ? 'unsure' : 'writing';
      await this.store.change({ why: { ...why, is, trouble: { where: 'form', words: whyTrouble(error) } } });
      if (error instanceof server.Refused) await this.read();
      return;
    }
    await this.store.change({ why: null, said: 'Saved.' });
    await this.read();
    this.focus('clocks-title');
  }
}
