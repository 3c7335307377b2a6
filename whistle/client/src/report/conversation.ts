/** The open conversation: fetched from the service, verified by the worker, and handed on to be drawn. */

import { begin, type Begun } from './beginning.js';
import { checkRecord, newestCheckpoint } from './checking.js';
import { handedOver, mayTakeLonger } from './handing_over.js';
import {
  openFollowWorker, type DirectoryView, type FollowApi, type RecordView, type Remote, type ReporterThread,
} from './rpc.js';
import { Declined, send, service, type Service } from './service.js';

const PAGES_AT = 14; // where a page frame says how many pages there are: after `whistle1`, kind, class and its own number
const MOST_PAGES = 1000;

export class Conversation {
  /** As last read. */
  thread: ReporterThread | undefined;
  private begun: Promise<Begun<FollowApi>> | undefined;
  private told: Service | undefined;

  /** `draw` gets what was read each time, and how the service's record stood then. */
  constructor(private readonly draw: (thread: ReporterThread, directory: DirectoryView, record: RecordView) => void) {}

  prepare(): Promise<Begun<FollowApi>> {
    this.begun ??= begin(openFollowWorker);
    this.begun.catch(() => {
      this.begun = undefined; // so that the next press tries again
    });
    return this.begun;
  }

  worker = async (): Promise<Remote<FollowApi>> => (await this.prepare()).worker;

  async read(): Promise<ReporterThread> {
    const { worker, view } = await this.prepare();
    const newest = newestCheckpoint(); // on its way beside the pages, so that nobody waits for it
    const thread = await worker.openPages({ pages: await this.fetch() });
    const record = await checkRecord(worker, await newest);
    // A denial takes nothing away from what was shown before.
    if (thread.known) this.thread = thread;
    this.draw(thread, view, record);
    return thread;
  }

  /** When what is written now is handed over: of an urgent concern that is the next tick, whatever its hour. */
  get handOver(): string {
    const { told, thread } = this;
    return told ? handedOver(thread?.urgent ? told.next_tick : told.next_release, told.hour) : '';
  }

  /** What to add to what is due next, where nobody is at work until then. */
  get longer(): string {
    const { told, thread } = this;
    return told && thread?.dueHour ? mayTakeLonger(told, thread.dueHour) : '';
  }

  /** The challenge that what is signed now must carry. */
  async challenge(): Promise<string> {
    this.told = await service();
    return this.told.challenge;
  }

  async forget(): Promise<void> {
    const { begun } = this;
    this.begun = this.thread = this.told = undefined;
    (await begun?.catch(() => undefined))?.worker.terminate();
  }

  /** Every page of the thread; one retry when the challenge ran out in between. */
  private async fetch(retry = true): Promise<ArrayBuffer[]> {
    try {
      const challenge = await this.challenge();
      const first = await this.page(0, challenge);
      const count = first.byteLength > PAGES_AT + 4 ? new DataView(first).getUint32(PAGES_AT) : 1;
      const pages = [first];
      for (let number = 1; number < Math.min(count, MOST_PAGES); number++) pages.push(await this.page(number, challenge));
      return pages;
    } catch (error) {
      if (retry && error instanceof Declined && error.code === 'stale-challenge') return this.fetch(false);
      throw error;
    }
  }

  private async page(page: number, challenge: string): Promise<ArrayBuffer> {
    const worker = await this.worker();
    return send('threads/read', (await worker.readRequest({ challenge, page })).frame);
  }
}
