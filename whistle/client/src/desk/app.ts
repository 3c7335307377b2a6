/** What a person can do at the desk, each a method that the page calls. */

import { Changing } from './changing.js';
import { listed } from './changes.js';
import type { People } from './colleagues.js';
import { Copying } from './copying.js';
import { actionsIn, unsent } from './drafts.js';
import { hourOf } from './dates.js';
import { Explaining } from './explaining.js';
import type { Filters } from './filters.js';
import { InboxList } from './inbox.js';
import { Keys } from './keys.js';
import { Noting } from './noting.js';
import { Reading } from './reading.js';
import { Searching } from './searching.js';
import { Sending } from './sending.js';
import * as server from './server.js';
import { Sides } from './sides.js';
import { initial, otherPerson, Store, type Move, type State } from './state.js';
import { templatesInPage } from './templates.js';
import { Watch } from './watch.js';

const STALE = 5 * 60_000;

export class Desk {
  readonly store: Store;
  readonly keys: Keys;
  readonly copying: Copying;
  readonly explaining: Explaining;
  readonly noting: Noting;
  readonly sides: Sides;
  readonly searching: Searching;
  /** Called with every row that is drawn, so that its title is fetched when it comes into sight. */
  readonly sight: (row: Element | undefined) => void;
  #watch: Watch;
  #inbox: InboxList;
  #reading: Reading;
  #sending: Sending;
  #changing: Changing;
  #tick: ReturnType<typeof setTimeout> | undefined;
  #seen: IntersectionObserver;

  constructor(draw: () => void) {
    this.store = new Store(initial(hourOf(Date.now())), draw);
    this.#watch = new Watch(this.store, () => {
      this.keys.lock('Somebody else is signed in now, so the key was locked.');
      this.sides.forget();
      void this.store.change(otherPerson());
      void this.#inbox.show();
    });
    this.keys = new Keys(this.store, this.#watch);
    this.copying = new Copying(this.store);
    this.#inbox = new InboxList(this.store, this.keys, this.#watch);
    this.#reading = new Reading(this.store, this.keys, this.#watch);
    const settled = () => this.#reading.settled;
    const reread = async (concern: string) => {
      await Promise.all([this.#reading.read(concern), this.#inbox.show(undefined, true)]);
      await Promise.all([this.#reading.settled, this.explaining.read()]);
    };
    this.#sending = new Sending(this.store, this.keys, this.#watch, (concern) => this.#reading.read(concern), reread);
    this.#changing = new Changing(this.store, this.keys, this.#watch, settled, reread);
    this.explaining = new Explaining(this.store, this.keys, this.#watch, focus);
    this.noting = new Noting(this.store, this.keys, this.#watch, this.#reading, {
      list: () => Promise.all([this.#inbox.show(undefined, true), this.explaining.read()]), want: (concern) => this.#inbox.want(concern), focus,
    });
    this.searching = new Searching(this.store, this.keys, this.#watch);
    this.sides = new Sides(this.store, this.keys, this.#watch, settled, { list: () => this.#inbox.show(undefined, true), focus });
    this.#seen = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) this.#want(target);
    });
    this.sight = (row) => row && this.#seen.observe(row);
  }

  get state(): State {
    return this.store.state;
  }

  /** Whose names stand in the list. */
  get people(): People {
    const { session, colleagues, directory } = this.state;
    return { me: session?.person ?? [], colleagues, reviewers: directory?.reviewers ?? [] };
  }

  async start(): Promise<void> {
    await this.store.change({ is: 'starting', templates: templatesInPage() });
    await this.#watch.over(
      async () => {
        await this.#watch.look();
        await this.store.change({ is: 'ready' });
        this.#waitForTick();
        this.noting.presence.start();
        if (this.state.session?.reviewer) await Promise.all([this.#inbox.show(), this.sides.lookAround()]);
      },
      () => {
        if (!this.state.session) void this.store.change({ is: 'failed' });
      },
    );
  }

  filter(chosen: Partial<Filters>): void {
    void this.#inbox.show({ ...this.state.list.filters, ...chosen });
  }

  async endSearch(): Promise<void> {
    await this.searching.end();
    focus('list-title');
  }

  async more(): Promise<void> {
    await this.#inbox.more();
  }

  async open(concern: string): Promise<void> {
    await this.#reading.open(concern);
    void this.noting.opened();
    void this.explaining.read();
    if (this.keys.worker) focus('concern-title', 'concern-top');
    else focus('unlock-title');
  }

  backToList(): void {
    const row = document.querySelector<HTMLElement>(`[data-concern='${this.state.open}'] button`);
    if (!row) return focus(this.state.side === 'list' ? 'list-title' : 'side-title', 'side-top');
    row.focus();
    row.scrollIntoView({ block: 'center' });
  }

  toUnlock(): void {
    focus('unlock-title');
    document.getElementById('key-file')?.focus({ preventScroll: true });
  }

  async unlock(file: File | null, passphrase: string): Promise<void> {
    if (!(await this.keys.unlock(file, passphrase))) {
      document.getElementById(file ? 'passphrase' : 'key-file')?.focus();
      return;
    }
    // Rows that are in sight already are not announced again: look at all of them anew.
    this.#seen.disconnect();
    for (const row of document.querySelectorAll('[data-concern]')) this.#seen.observe(row);
    if (this.state.open) await this.open(this.state.open);
  }

  lock(): void {
    this.keys.lock();
  }

  async toComposer(concern: string, action: server.Action): Promise<void> {
    const draft = this.state.drafts.get(concern);
    if (draft?.is === 'writing' && draft.action !== action) this.edit(concern, { action });
    await this.store.change({});
    focus('composer-title');
    document.getElementById('answer')?.focus({ preventScroll: true });
  }

  edit(concern: string, patch: Parameters<Sending['edit']>[1]): void {
    this.#sending.edit(concern, patch);
    if (patch.texts || patch.questions) this.noting.presence.typed();
  }

  async send(concern: string): Promise<void> {
    await this.#sending.send(concern);
    const draft = this.state.drafts.get(concern);
    const thread = this.state.thread;
    if (draft?.trouble?.where === 'questions') document.querySelector<HTMLElement>('.asked .input')?.focus();
    else if (draft?.trouble?.where === 'reason') document.querySelector<HTMLElement>('.reasons input')?.focus();
    else if (draft?.trouble?.where === 'text') document.getElementById('answer')?.focus();
    else if (draft?.is === 'writing' && !draft.trouble && thread.is === 'ready' && actionsIn(thread.view, this.state.now).length) {
      focus('concern-title', 'concern-top');
    }
  }

  /** Shows the form that lets a colleague in, or the one to step back, or neither. */
  async toMove(concern: string, what: Move['what'] | null): Promise<void> {
    await this.#changing.begin(concern, what);
    focus(what ? 'move-title' : 'readers-title');
  }

  chooseColleagues(concern: string, chosen: string[]): void {
    this.#changing.choose(concern, chosen);
  }

  sayWhy(concern: string, why: string): void {
    this.#changing.sayWhy(concern, why);
  }

  async sendMove(concern: string): Promise<void> {
    const { thread, moves } = this.state;
    const sent = moves.get(concern);
    const adding = thread.is === 'ready' ? thread.view.canAdd : [];
    await this.#changing.send(concern);
    const move = this.state.moves.get(concern);
    if (!sent || (move && move.is !== 'waiting')) return;
    focus('readers-title');
    const names = listed(adding.filter(({ id }) => sent.chosen.includes(id)).map(({ name }) => name));
    await this.noting.access(concern, names, sent.why);
  }

  /** After signing in again in another tab: the page goes on where it was. */
  async lookAgain(): Promise<void> {
    await this.#watch.over(async () => {
      await this.#watch.look();
      await this.#inbox.show(undefined, true);
    });
  }

  /** The page is looked at again, perhaps after a night: what it says may be old. */
  returned(): void {
    if (this.state.signedOut) {
      if (this.state.session) void this.lookAgain();
    } else if (Date.now() - this.#watch.looked > STALE) {
      void this.#ticked();
    }
  }

  async signOut(): Promise<void> {
    if (!this.#mayLeave()) return;
    this.keys.lock();
    await this.store.change({ drafts: new Map(), moves: new Map(), entries: new Map(), notice: '' });
    try {
      await this.#watch.change((csrf) => server.signOut(csrf));
    } catch (error) {
      if (!(error instanceof server.SignedOut)) {
        const notice = 'The service did not answer, so you may still be signed in. Your key is locked. Sign out again.';
        await this.store.change({ notice });
        return;
      }
    }
    location.assign('/staff/sign-in');
  }

  get hasUnsent(): boolean {
    const { drafts, moves } = this.state;
    return this.sides.running || this.noting.journals.hasUnsaved || [...drafts.values()].some(unsent) || [...moves.values()].some(({ is }) => is === 'sending' || is === 'unsure');
  }

  #mayLeave(): boolean {
    return !this.hasUnsent || window.confirm('What you have written has not been sent, and will be lost. Sign out?');
  }

  #want(row: Element): void {
    const concern = (row as HTMLElement).dataset['concern'];
    if (concern && this.keys.worker) this.#inbox.want(concern);
  }

  /** Concerns and replies come and go at ticks: look again just after the next one. */
  #waitForTick(): void {
    clearTimeout(this.#tick);
    const at = this.state.service?.next_tick;
    const wait = at === undefined ? 5 * 60_000 : at * 1000 - Date.now() + 4000;
    this.#tick = setTimeout(() => void this.#ticked(), Math.min(Math.max(wait, 20_000), 60 * 60_000));
  }

  async #ticked(): Promise<void> {
    if (!this.state.signedOut && !document.hidden) {
      await this.#watch.over(async () => {
        await this.#watch.look();
        await Promise.all([this.#inbox.show(undefined, true), this.sides.lookAround()]);
        const busy = [...this.state.drafts.values()].some(({ is }) => is === 'sealing' || is === 'sending');
        if (busy) return;
        await this.#reading.read();
        await Promise.all([this.noting.opened(), this.explaining.read()]);
      });
    }
    this.#waitForTick();
  }
}

/** Moves the focus, and with it a screen reader and the scroll position, to a heading. */
function focus(id: string, top = id): void {
  const heading = document.getElementById(id);
  heading?.focus({ preventScroll: true });
  (document.getElementById(top) ?? heading)?.scrollIntoView({ block: 'start' });
}
