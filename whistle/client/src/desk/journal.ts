/** The journal of a concern: read and written. Nothing typed is cleared before it stands in the journal, checked. */

import { arrived, freshEntry, missing, savingTrouble, sealingEntryTrouble, slotOf, UNSURE_ENTRY, unsaved, type Entry, type Slot } from './entries.js';
import { fetchJournal } from './fetching.js';
import type { Keys } from './keys.js';
import { Refused as WorkerRefused, type JournalView, type Writing } from './rpc.js';
import * as server from './server.js';
import type { Store } from './state.js';
import type { Watch } from './watch.js';

type Sealed = NonNullable<Entry['sealed']>;

export class Journals {
  #turns = new Map<string, number>();

  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly watch: Watch,
    /** Resolves when no reading of the thread is under way. */
    private readonly settled: () => Promise<void>,
    /** Told of the entries that were read. */
    private readonly seen: (entries: JournalView['entries']) => void,
  ) {}

  /** Reads it anew, for a thread that is open in the worker. What is shown stays until the new is there. */
  async read(concern = this.store.state.open): Promise<JournalView | null> {
    const { worker } = this.keys;
    if (!worker || !concern) return null;
    const turn = (this.#turns.get(concern) ?? 0) + 1;
    this.#turns.set(concern, turn);
    const latest = () => this.#turns.get(concern) === turn && worker === this.keys.worker;
    let view: JournalView | null = null;
    await this.watch.over(
      async () => {
        await this.settled();
        view = await fetchJournal(worker, concern).catch(async (error: unknown) => {
          // It grew while it was being fetched, or its thread is being read anew and is not whole yet.
          if (!(error instanceof WorkerRefused && (error.code === 'changed' || error.code === 'not-opened'))) throw error;
          await this.settled();
          return fetchJournal(worker, concern);
        });
        if (!latest()) return;
        const { journals } = this.store.state;
        await this.store.change({ journals: new Map(journals).set(concern, { is: 'ready', view }) });
        this.seen(view.entries);
      },
      (error) => {
        const silent = error instanceof server.SignedOut || error instanceof server.NoAnswer;
        const { journals } = this.store.state;
        if (!latest() || (silent && journals.has(concern))) return;
        void this.store.change({ journals: new Map(journals).set(concern, { is: 'failed' }) });
      },
    );
    return view;
  }

  /** What is being written in this place, or nothing. */
  entry(concern: string, slot: Slot): Entry | undefined {
    return this.store.state.entries.get(slotOf(concern, slot));
  }

  edit(concern: string, slot: Slot, patch: Partial<Omit<Entry, 'sealed' | 'is'>>): void {
    const entry = this.entry(concern, slot) ?? freshEntry('note');
    if (entry.is === 'writing') void this.#put(concern, slot, { ...entry, trouble: null, ...patch });
  }

  /** Begins an entry in this place, or ends it. One that is on its way stays. */
  begin(concern: string, slot: Slot, entry: Entry | null): Promise<void> {
    const present = this.entry(concern, slot);
    return present && present.is !== 'writing' ? Promise.resolve() : this.#put(concern, slot, entry);
  }

  /** Saves what stands there, or sends the bytes that were sealed before. True once it stands in the journal. */
  async save(concern: string, slot: Slot): Promise<boolean> {
    const entry = this.entry(concern, slot);
    if (!entry || entry.is === 'saving') return false;
    const trouble = entry.sealed ? null : missing(entry);
    if (trouble) {
      await this.#put(concern, slot, { ...entry, trouble });
      return false;
    }
    await this.#put(concern, slot, { ...entry, is: 'saving', trouble: null });
    const sealed = entry.sealed ?? (await this.#seal(concern, slot, entry));
    if (!sealed) return false;
    await this.#post(concern, slot, sealed, entry.is === 'unsure');
    return this.entry(concern, slot)?.sealed !== sealed;
  }

  get hasUnsaved(): boolean {
    return [...this.store.state.entries.values()].some(unsaved);
  }

  async #seal(concern: string, slot: Slot, entry: Entry): Promise<Sealed | null> {
    const { worker } = this.keys;
    if (!worker) return null;
    await this.settled();
    try {
      const { frame, number } = await worker.sealEntry(writing(concern, entry));
      const sealed = { frame, number };
      await this.#put(concern, slot, { ...entry, is: 'saving', sealed });
      return sealed;
    } catch (error) {
      await this.#put(concern, slot, { ...entry, is: 'writing', trouble: sealingEntryTrouble(error) });
      return null;
    }
  }

  /** `doubted`: these bytes have left before, and nobody knows whether they arrived. */
  async #post(concern: string, slot: Slot, sealed: Sealed, doubted: boolean): Promise<void> {
    let failure: unknown = null;
    await this.watch.over(
      () => this.watch.change((csrf) => server.note(concern, sealed.frame, csrf)),
      (error) => {
        failure = error;
      },
    );
    const no = failure instanceof server.Refused && (!doubted || failure.code === 'out-of-step');
    // After a plain no, what colleagues wrote is shown; else what was saved is looked for, and nothing else ends the doubt.
    const view = await this.read(concern);
    const entry = this.entry(concern, slot);
    if (entry?.sealed !== sealed) return; // another person has signed in
    if (view && arrived(entry, view)) {
      await this.#put(concern, slot, null);
      return this.store.change({ said: 'Saved.' });
    }
    const words = failure === null ? UNSURE_ENTRY : savingTrouble(failure, doubted);
    const trouble = { where: 'form' as const, words };
    await this.#put(concern, slot, no ? { ...entry, is: 'writing', sealed: null, trouble } : { ...entry, is: 'unsure', trouble });
  }

  #put(concern: string, slot: Slot, entry: Entry | null): Promise<void> {
    const entries = new Map(this.store.state.entries);
    if (entry) entries.set(slotOf(concern, slot), entry);
    else entries.delete(slotOf(concern, slot));
    return this.store.change({ entries });
  }
}

/** As the worker wants it: what belongs to the kind, and nothing that was chosen before the kind was. */
function writing(concern: string, { kind, text, why, handler, category, link }: Entry): Writing {
  return {
    concern, kind, text: kind === 'passed' ? '' : text.trim(),
    ...(kind === 'decision' && { why: why.trim() }),
    ...(kind === 'handler' && { handler: handler ?? '' }),
    ...(kind === 'category' && { category: category ?? 0 }),
    ...(kind === 'link' && { link }),
  };
}
