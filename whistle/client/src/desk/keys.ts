/** The reviewer's key: unlocked into the worker, and forgotten with the worker. */

import { hourOf, isoDate } from './dates.js';
import { openDeskWorker, Refused, type DeskApi, type Remote } from './rpc.js';
import * as server from './server.js';
import { locked, type Store } from './state.js';
import type { Watch } from './watch.js';
import { keyTrouble } from './words.js';

/** A desk that nobody has touched for this long locks itself: long enough to read, short enough for a corridor. */
export const IDLE_MINUTES = 15;
const IDLE = IDLE_MINUTES * 60_000;

/** Whether this is an entry of whoever is signed in: after a renewal they have several. */
const isOwn = ({ reviewer, person }: server.Session, id: string): boolean => id === reviewer || person.includes(id);

export class Keys {
  worker: Remote<DeskApi> | null = null;
  /** One that has the passphrase, and not yet the key. */
  #unlocking: Remote<DeskApi> | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #lastTouch = 0;

  constructor(
    private readonly store: Store,
    private readonly watch: Watch,
  ) {}

  /** Opens the key file. The passphrase and the file go to the worker and are kept nowhere here. */
  async unlock(file: File | null, passphrase: string): Promise<boolean> {
    if (!file) return this.#refuse('Choose your key file.');
    if (!passphrase) return this.#refuse('Enter the passphrase of your key file.');
    if (this.#unlocking) return false;
    const worker = openDeskWorker();
    this.#unlocking = worker;
    const stopped = () => this.#unlocking !== worker; // locked while the passphrase was being stretched
    await this.store.change({ key: { is: 'locked', busy: true, trouble: '', note: '' } });
    let trouble = '';
    await this.watch.over(
      async () => {
        const nowHour = hourOf(Date.now());
        const view = await worker.begin({ ...server.signed(), today: isoDate(nowHour), nowHour });
        const bytes = await file.arrayBuffer();
        const unlocked = await worker.unlockKey({ file: bytes, passphrase });
        const { session } = this.store.state;
        if (session?.reviewer && !isOwn(session, unlocked.reviewer)) throw new Refused('other-reviewer', unlocked.name);
        if (stopped()) return;
        this.worker = worker;
        this.#lastTouch = Date.now();
        await this.store.change({ key: { is: 'unlocked', ...unlocked }, directory: view, said: 'Your key is unlocked.' });
      },
      (error) => {
        trouble = keyTrouble(error, this.store.state.session?.name ?? '');
      },
    );
    if (stopped()) return false; // `lock` has ended the worker and said so
    this.#unlocking = null;
    if (trouble) {
      worker.terminate();
      return this.#refuse(trouble);
    }
    this.touched();
    return true;
  }

  /** Ends the worker, and with it every key and text in it; the page forgets what it was shown. */
  lock(why = ''): void {
    clearTimeout(this.#idle);
    this.#unlocking?.terminate();
    this.#unlocking = null;
    this.worker?.terminate();
    this.worker = null;
    void this.store.change({ ...locked(why), said: 'Your key is locked.' });
  }

  /** Someone is there: counts the idle minutes from now, unless they were over before. */
  touched(): void {
    if (!this.worker || this.lockIfIdle()) return;
    this.#lastTouch = Date.now();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.lockIfIdle(), IDLE);
  }

  /** A computer that sleeps stops its timers, not its clock: whoever wakes it need not be the one who left. */
  lockIfIdle(): boolean {
    const passed = Date.now() - this.#lastTouch;
    // A clock set back says nothing about how long nobody was there.
    if (!this.worker || (passed >= 0 && passed < IDLE)) return false;
    this.lock(`Your key locked itself after ${IDLE_MINUTES} minutes without use. What you typed is kept.`);
    return true;
  }

  async #refuse(trouble: string): Promise<false> {
    await this.store.change({ key: { is: 'locked', busy: false, trouble, note: '' } });
    return false;
  }
}
