/** Two concerns about the same case are linked by an entry in the journal of each, so that whoever reads one finds the other. */

import { freshEntry, linksIn, slotOf } from './entries.js';
import { fetchThread } from './fetching.js';
import type { Journals } from './journal.js';
import type { Keys } from './keys.js';
import type { State, Store } from './state.js';
import type { Watch } from './watch.js';

/** What this reviewer could link a concern with: read or found since the key was unlocked. Pure. */
export function candidates({ titles, search, journals }: Pick<State, 'titles' | 'search' | 'journals'>, concern: string, find = ''): { concern: string; title: string }[] {
  const journal = journals.get(concern);
  const linked = new Set(journal?.is === 'ready' ? linksIn(journal.view.entries) : []);
  const known = new Map(search.found.map(({ concern: other, title }) => [other, title]));
  for (const [other, title] of titles) if (title.is === 'words') known.set(other, title.words);
  const wanted = find.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return [...known]
    .filter(([other, title]) => other !== concern && !linked.has(other) && wanted.every((word) => title.toLowerCase().includes(word)))
    .map(([other, title]) => ({ concern: other, title }));
}

/** Noted here, and not yet in the other's journal. */
export const halfDone = ({ entries }: Pick<State, 'entries'>, concern: string, other: string): boolean => {
  const there = entries.get(slotOf(other, 'deed'));
  return there?.kind === 'link' && there.link === concern;
};

export class Linking {
  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly watch: Watch,
    private readonly journals: Journals,
  ) {}

  /** Writes what was chosen into both journals, this one first. */
  async save(concern: string): Promise<void> {
    const entry = this.journals.entry(concern, 'deed');
    if (!entry || entry.kind !== 'link' || entry.is === 'saving') return;
    const { link: other, text } = entry;
    if (other !== '' && !entry.sealed && !(await this.#open(other))) {
      const words = 'The other concern could not be read, so nothing was saved. Try again.';
      return this.journals.edit(concern, 'deed', { trouble: { where: 'form', words } });
    }
    if (!(await this.journals.save(concern, 'deed'))) return;
    const there = this.store.state.journals.get(other);
    if (there?.is === 'ready' && linksIn(there.view.entries).includes(concern)) return; // the other half was written before
    await this.journals.begin(other, 'deed', freshEntry('link', { link: concern, text }));
    await this.other(other);
  }

  /** The second half; once more where a colleague had just written there. */
  async other(other: string): Promise<void> {
    if (!(await this.#open(other))) return;
    const again = () => this.journals.entry(other, 'deed')?.is === 'writing';
    if (!(await this.journals.save(other, 'deed')) && again()) await this.journals.save(other, 'deed');
  }

  async #open(other: string): Promise<boolean> {
    const { worker } = this.keys;
    if (!worker) return false;
    let open = false;
    await this.watch.over(async () => {
      // The one on the screen is open as it is shown.
      if (other !== this.store.state.open) await fetchThread(worker, other);
      open = (await this.journals.read(other)) !== null;
    });
    return open;
  }
}
