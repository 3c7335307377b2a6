/** Sealing and sending what was written. Nothing typed is cleared before the service has said that it is on disk. */

import type { Keys } from './keys.js';
import type { Answering, Reason } from './rpc.js';
import * as server from './server.js';
import type { Draft, Store } from './state.js';
import type { Watch } from './watch.js';
import { sealingTrouble, sendingTrouble } from './words.js';

const KINDS: Record<server.Action, Answering['kind']> = {
  acknowledge: 'acknowledgement', reply: 'reply', close: 'closing',
};

export class Sending {
  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly watch: Watch,
    /** Resolves when no reading of the thread is under way. */
    private readonly settled: () => Promise<void>,
    /** Called when a message has arrived, or when the thread turned out to have moved on. */
    private readonly moved: () => Promise<void>,
  ) {}

  edit(concern: string, patch: Partial<Pick<Draft, 'action' | 'texts' | 'reason'>>): void {
    void this.store.draft(concern, { ...patch, trouble: null });
  }

  /** Sends the draft, or the bytes that were sealed before and may or may not have arrived. */
  async send(concern: string): Promise<void> {
    const draft = this.store.state.drafts.get(concern);
    if (!draft || draft.is === 'sealing' || draft.is === 'sending') return;
    const trouble = draft.sealed ? null : missing(draft);
    if (trouble) return this.store.draft(concern, { trouble });
    const sealed = draft.sealed ?? (await this.#seal(concern, draft));
    if (sealed) await this.#post(concern, sealed);
  }

  async #seal(concern: string, draft: Draft): Promise<Draft['sealed']> {
    const worker = this.keys.worker;
    if (!worker) return null;
    await this.store.draft(concern, { is: 'sealing', trouble: null });
    await this.settled();
    const { action, texts } = draft;
    const reason: Reason | null = action === 'close' ? draft.reason || null : null;
    try {
      const { frame } = await worker.sealMessage({
        concern, kind: KINDS[action], text: texts[action].trim(), ...(reason ? { reason } : {}),
      });
      const sealed = { frame, action, reason };
      await this.store.draft(concern, { sealed });
      return sealed;
    } catch (error) {
      await this.store.draft(concern, { is: 'writing', trouble: sealingTrouble(error) });
      return null;
    }
  }

  async #post(concern: string, sealed: NonNullable<Draft['sealed']>): Promise<void> {
    await this.store.draft(concern, { is: 'sending', trouble: null });
    await this.watch.over(
      async () => {
        await this.watch.change((csrf) => server.send(concern, sealed.action, sealed.reason, sealed.frame, csrf));
        const drafts = new Map(this.store.state.drafts);
        drafts.delete(concern); // a fresh one comes with the thread as it now stands
        await this.store.change({ drafts, said: 'Sent.' });
        await this.moved();
      },
      (error) => this.#failed(concern, error),
    );
  }

  /** A plain no means that nothing arrived: the words can be changed. Any doubt keeps the bytes for sending again. */
  #failed(concern: string, error: unknown): void {
    const trouble = { where: 'form' as const, words: sendingTrouble(error) };
    const plainNo = error instanceof server.Refused;
    void this.store.draft(concern, plainNo ? { is: 'writing', sealed: null, trouble } : { is: 'unsure', trouble });
    if (plainNo && error.status === 409) void this.moved();
  }
}

function missing(draft: Draft): Draft['trouble'] {
  if (draft.action === 'close' && !draft.reason) return { where: 'reason', words: 'Choose why this is closing.' };
  if (draft.texts[draft.action].trim()) return null;
  const words = draft.action === 'close'
    ? 'Say what you did and what you could not do. The reporter will read this.'
    : 'Write what you want the reporter to read.';
  return { where: 'text', words };
}
