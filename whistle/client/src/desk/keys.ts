/** The reviewer's key: unlocked into the worker, and forgotten with the worker. */

import { isoDate } from './dates.js';
import { openDeskWorker, Refused, type DeskApi, type Remote } from './rpc.js';
import * as server from './server.js';
import { locked, type Store } from './state.js';
import type { Watch } from './watch.js';
import { keyTrouble } from './words.js';

/** A desk that nobody has touched for this long locks itself: long enough to read, short enough for a corridor. */
export const IDLE_MINUTES = 15;

export class Keys {
  worker: Remote<DeskApi> | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store,
    private readonly watch: Watch,
  ) {}

  /** Opens the key file. The passphrase and the file go to the worker and are kept nowhere here. */
  async unlock(file: File | null, passphrase: string): Promise<boolean> {
    if (!file) return this.#refuse('Choose your key file.');
    if (!passphrase) return this.#refuse('Enter the passphrase of your key file.');
    await this.store.change({ key: { is: 'locked', busy: true, trouble: '', note: '' } });
    const worker = openDeskWorker();
    let trouble = '';
    await this.watch.over(
      async () => {
        const [bytes, directory, authority] = await Promise.all([file.arrayBuffer(), server.directory(), server.authority()]);
        const view = await worker.begin({ directory, authority, today: isoDate(this.store.state.now) });
        const { reviewer, name } = await worker.unlockKey({ file: bytes, passphrase });
        const { session } = this.store.state;
        if (session?.reviewer && session.reviewer !== reviewer) throw new Refused('other-reviewer', name);
        this.worker = worker;
        await this.store.change({ key: { is: 'unlocked', reviewer, name }, directory: view, said: 'Your key is unlocked.' });
      },
      (error) => {
        trouble = keyTrouble(error, this.store.state.session?.name ?? '');
      },
    );
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
    this.worker?.terminate();
    this.worker = null;
    void this.store.change({ ...locked(why), said: 'Your key is locked.' });
  }

  /** Someone is there: counts the idle minutes from now. */
  touched(): void {
    if (!this.worker) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(
      () => this.lock(`Your key locked itself after ${IDLE_MINUTES} minutes without use. What you typed is kept.`),
      IDLE_MINUTES * 60_000,
    );
  }

  async #refuse(trouble: string): Promise<false> {
    await this.store.change({ key: { is: 'locked', busy: false, trouble, note: '' } });
    return false;
  }
}
