/** What a person does beside the thread: notes and decisions, who handles it, its category, links, and being there. */

import { freshEntry, linksIn, type Entry, type Slot } from './entries.js';
import { Presence } from './here.js';
import { Journals } from './journal.js';
import type { Keys } from './keys.js';
import { Linking } from './linking.js';
import type { Reading } from './reading.js';
import type { Store } from './state.js';
import type { Watch } from './watch.js';

interface Means {
  /** Loads the list anew, quietly. */
  list(): Promise<unknown>;
  /** A title is wanted, if it can be read. */
  want(concern: string): void;
  focus(id: string, top?: string): void;
}

type Patch = Parameters<Journals['edit']>[2];

/** Where the focus goes from an entry that could not be saved. */
const FIELDS: Record<Slot, Partial<Record<NonNullable<Entry['trouble']>['where'], string>>> = {
  note: { text: '#note-text', why: '#note-why' },
  deed: { text: '#deed-text', choice: '.move .reasons input' },
  access: {},
};

export class Noting {
  readonly journals: Journals;
  readonly linking: Linking;
  readonly presence: Presence;

  constructor(
    private readonly store: Store,
    keys: Keys,
    watch: Watch,
    reading: Reading,
    private readonly means: Means,
  ) {
    const seen = (entries: Parameters<typeof linksIn>[0]) => linksIn(entries).forEach((other) => means.want(other));
    this.journals = new Journals(store, keys, watch, () => reading.settled, seen);
    this.linking = new Linking(store, keys, watch, this.journals);
    this.presence = new Presence(store, keys, watch, async (concern, what) => {
      if (what.thread) await Promise.all([reading.read(concern), means.list()]);
      if (what.journal) await Promise.all([this.journals.read(concern), what.thread || means.list()]);
    });
  }

  /** A concern has been opened, or read anew. */
  async opened(): Promise<void> {
    await Promise.all([this.journals.read(), this.presence.look()]);
  }

  /** Saves what takes one press. */
  async deed(concern: string, entry: Entry): Promise<void> {
    await this.journals.begin(concern, 'deed', entry);
    await this.save(concern, 'deed');
  }

  /** Shows the form of a small entry, or hides it. */
  async toDeed(concern: string, entry: Entry | null): Promise<void> {
    await this.journals.begin(concern, 'deed', entry);
    this.means.focus(entry ? 'deed-title' : 'hands');
  }

  edit(concern: string, slot: Slot, patch: Patch): void {
    this.journals.edit(concern, slot, patch);
    if (slot === 'note') this.presence.typed();
  }

  async save(concern: string, slot: Slot): Promise<void> {
    const linked = this.journals.entry(concern, slot)?.kind === 'link';
    await (linked ? this.linking.save(concern) : this.journals.save(concern, slot));
    const entry = this.journals.entry(concern, slot);
    const where = entry?.trouble && FIELDS[slot][entry.trouble.where];
    if (where) document.querySelector<HTMLElement>(where)?.focus();
    else if (!entry && slot === 'note') document.getElementById('note-text')?.focus();
    else if (!entry && slot === 'deed') this.means.focus('hands', 'concern-top');
    await this.means.list();
  }

  /** Why somebody is let in, for colleagues; nothing where nothing was said. */
  async access(concern: string, names: string, why: string): Promise<void> {
    if (why.trim() === '') return;
    await this.journals.begin(concern, 'access', freshEntry('access', { text: `${names}: ${why.trim()}` }));
    await this.journals.save(concern, 'access');
  }

  /** Goes to a part of the concern. */
  show(id: string): void {
    this.means.focus(id);
  }

  async showLog(log: boolean): Promise<void> {
    await this.store.change({ log });
    this.means.focus(log ? 'log-title' : 'notes-title');
  }
}
