/** Sealing and sending what was written. Nothing typed is cleared before the message stands in the thread, checked. */

import { sendable } from './bank.js';
import type { Keys } from './keys.js';
import type { Answering, DeskThread, Reason } from './rpc.js';
import * as server from './server.js';
import type { Draft, Store } from './state.js';
import { gapsLeft, type Template } from './templates.js';
import { arrivals, meanwhileWords } from './together.js';
import type { Watch } from './watch.js';
import { sealingTrouble, sendingTrouble, UNSURE } from './words.js';

const KINDS: Record<server.Action, Answering['kind']> = {
  acknowledge: 'acknowledgement', reply: 'reply', ask: 'question', close: 'closing', check: 'check',
};

const kindOf = ({ action, substantive }: Draft): Answering['kind'] => (action === 'reply' && !substantive ? 'holding' : KINDS[action]);

type Sealed = NonNullable<Draft['sealed']>;

/** With these the service says that the thread has moved on, and that it did not take the message. */
const MISFITS = new Set(['conflict', 'out-of-step']);

export class Sending {
  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly watch: Watch,
    /** Reads the thread anew: as it stands now, or null where it could not be read. */
    private readonly look: (concern: string) => Promise<DeskThread | null>,
    /** Reads the concern and the list anew; a draft whose message stands in the thread is replaced by a fresh one. */
    private readonly reread: (concern: string) => Promise<void>,
  ) {}

  edit(concern: string, patch: Partial<Pick<Draft, 'action' | 'texts' | 'substantive' | 'questions' | 'reason' | 'offered'>>): void {
    void this.store.draft(concern, { ...patch, trouble: null });
  }

  /** Sends the draft, or the bytes that were sealed before and may or may not have arrived. */
  async send(concern: string): Promise<void> {
    const draft = this.store.state.drafts.get(concern);
    if (!draft || draft.is === 'sealing' || draft.is === 'sending') return;
    const trouble = draft.sealed ? null : missing(draft, this.store.state.templates);
    if (trouble) return this.store.draft(concern, { trouble });
    const sealed = draft.sealed ?? (await this.#seal(concern, draft));
    if (sealed) await this.#post(concern, sealed, draft.is === 'unsure');
  }

  async #seal(concern: string, draft: Draft): Promise<Sealed | null> {
    const worker = this.keys.worker;
    if (!worker) return null;
    await this.store.draft(concern, { is: 'sealing', trouble: null });
    const news = await this.#news(concern);
    const present = this.store.state.drafts.get(concern);
    if (!present || news || present.action !== draft.action) {
      await this.store.draft(concern, { is: 'writing', trouble: { where: 'form', words: `Nothing was sent. ${news || MOVED_ON}` } });
      return null;
    }
    const { action, texts } = draft;
    const reason: Reason | null = action === 'close' ? draft.reason || null : null;
    try {
      const { frame, hash } = await worker.sealMessage({
        concern, kind: kindOf(draft), text: texts[action].trim(), ...(reason ? { reason } : {}),
        ...(action === 'ask' ? { questions: sendable(draft.questions) } : {}),
      });
      const sealed = { frame, hash, reason };
      await this.store.draft(concern, { sealed });
      return sealed;
    } catch (error) {
      await this.store.draft(concern, { is: 'writing', trouble: sealingTrouble(error) });
      return null;
    }
  }

  /**
   * What others wrote since the thread was last shown, in words; empty when nobody did. Whoever answers has read what they
   * answer, or is told first. Where the service says nothing, the sending that follows says so.
   */
  async #news(concern: string): Promise<string> {
    const { thread } = this.store.state;
    const shown = thread.is === 'ready' && thread.view.concern === concern ? thread.view : null;
    const now = await this.look(concern);
    const arrived = shown && now ? arrivals(shown, now) : [];
    return arrived.length ? meanwhileWords(arrived) : '';
  }

  /** `doubted`: these bytes have left before, and nobody knows whether they arrived. */
  async #post(concern: string, sealed: Sealed, doubted: boolean): Promise<void> {
    await this.store.draft(concern, { is: 'sending', trouble: null });
    await this.watch.over(
      async () => {
        await this.watch.change((csrf) => server.send(concern, sealed.reason, sealed.frame, csrf));
        await this.reread(concern);
        this.#stillThere(concern, sealed, { is: 'unsure', trouble: { where: 'form', words: UNSURE } });
      },
      (error) => void this.#failed(concern, sealed, error, doubted),
    );
  }

  /**
   * A plain no to bytes that never left before means that nothing arrived: the words can be changed. Once there is doubt,
   * only the message in the thread ends it, or a plain word that it does not fit there; any other keeps the bytes.
   */
  async #failed(concern: string, sealed: Sealed, error: unknown, doubted: boolean): Promise<void> {
    const trouble = { where: 'form' as const, words: sendingTrouble(error, doubted) };
    const misfit = error instanceof server.Refused && MISFITS.has(error.code);
    const plainNo = error instanceof server.Refused && !doubted;
    if (misfit) await this.reread(concern);
    this.#stillThere(concern, sealed, misfit || plainNo ? { is: 'writing', sealed: null, trouble } : { is: 'unsure', trouble });
  }

  /** Changes the draft unless it is gone: then the message arrived, or another person has signed in. */
  #stillThere(concern: string, sealed: Sealed, patch: Partial<Draft>): void {
    if (this.store.state.drafts.get(concern)?.sealed === sealed) void this.store.draft(concern, patch);
  }
}

const MOVED_ON = 'This concern has moved on: see where it stands now. Your words are still here.';

function missing(draft: Draft, templates: readonly Template[]): Draft['trouble'] {
  if (draft.action === 'close' && !draft.reason) return { where: 'reason', words: 'Choose why this is closing.' };
  if (draft.action === 'ask' && sendable(draft.questions).length === 0) {
    return { where: 'questions', words: 'Write a question, or choose one.' };
  }
  const gaps = gapsLeft(draft.texts[draft.action], templates);
  if (gaps.length) return { where: 'text', words: `Fill this in, or take it out: ${gaps.join(' ')}` };
  if (draft.action === 'ask' || draft.texts[draft.action].trim()) return null;
  const words = draft.action === 'close'
    ? 'Say what you did and what you could not do. The reporter will read this.'
    : 'Write what you want the reporter to read.';
  return { where: 'text', words };
}
