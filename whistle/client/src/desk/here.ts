/**
 * Who else has the open concern before them: said and asked every 15 seconds while the page can be seen and the key is
 * unlocked, so that no computer that was left alone keeps a session alive. What came meanwhile is read anew, quietly.
 */

import type { Keys } from './keys.js';
import * as server from './server.js';
import type { Store } from './state.js';
import type { Watch } from './watch.js';

const EVERY = 15_000;

/** Somebody who has not typed for this long is reading. */
const STILL_WRITING = 30_000;

export interface Here {
  concern: string;
  view: server.HereView;
}

export class Presence {
  #timer: ReturnType<typeof setInterval> | undefined;
  /** The concern that was named last, and what was said of it. */
  #told: { concern: string; doing: server.Doing } | null = null;
  #typed = 0;
  /** What the service counted when the concern was last read because of it. */
  #counted = '';

  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly watch: Watch,
    /** Reads what has come: the thread, or the journal alone. */
    private readonly news: (concern: string, what: { thread: boolean; journal: boolean }) => Promise<void>,
  ) {}

  start(): void {
    this.#timer ??= setInterval(() => void this.look(), EVERY);
  }

  /** Somebody types an answer or a note: colleagues learn of it at once. */
  typed(): void {
    this.#typed = Date.now();
    if (this.#told?.doing === 'reading') void this.look();
  }

  /** Names what is open, and hears who else is there. */
  async look(): Promise<void> {
    const { open, session, signedOut, thread } = this.store.state;
    const here = !document.hidden && !signedOut && this.keys.worker !== null && thread.is === 'ready' && thread.view.reading;
    const concern = here ? open : null;
    if (this.#told && this.#told.concern !== concern) this.leave();
    if (!concern || !session) return;
    const doing = Date.now() - this.#typed < STILL_WRITING ? 'writing' : 'reading';
    this.#told = { concern, doing };
    await this.watch.over(async () => {
      const view = await server.here(concern, doing, session.csrf);
      if (this.#told?.concern !== concern || this.store.state.open !== concern) return;
      await this.store.change({ here: { concern, view } });
      await this.#compare(concern, view);
    });
  }

  /** Says that nobody is here any more; also as the last thing that a page does. */
  leave(): void {
    const { session } = this.store.state;
    if (this.#told && session) void server.here(this.#told.concern, 'left', session.csrf).catch(() => undefined);
    this.#told = null;
    this.#counted = '';
    this.#typed = 0;
    if (this.store.state.here) void this.store.change({ here: null });
  }

  /** Numbers that stay the same after a reading are read once: what the service counts and does not give is its own affair. */
  async #compare(concern: string, { count, journal }: server.HereView): Promise<void> {
    const { drafts, thread, journals } = this.store.state;
    // An answer that is being sealed has just been read for.
    if ([...drafts.values()].some(({ is }) => is === 'sealing' || is === 'sending')) return;
    const read = journals.get(concern);
    const what = {
      thread: thread.is === 'ready' && thread.view.messages.length !== count,
      journal: read?.is === 'ready' ? read.view.entries.length !== journal : journal > 0,
    };
    const counted = `${concern} ${count} ${journal}`;
    if (this.#counted === counted || !(what.thread || what.journal)) return;
    this.#counted = counted;
    await this.news(concern, what);
  }
}
