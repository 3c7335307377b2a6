/** One thing that is sent from a conversation: sealed once, sent until it is certain, and no word of it lost on the way. */

import type { Conversation } from './conversation.js';
import type { FollowApi, Remote, ReporterThread, Sealed } from './rpc.js';
import { Delivery, type Places } from './sending.js';
import { CHANGE_IN_DOUBT, MESSAGE_IN_DOUBT } from './thread_words.js';

type Field = HTMLTextAreaElement | HTMLInputElement;

export interface Work {
  places: Places;
  /** A message is believed to have arrived when it stands in the thread; a change or a notice cannot be seen there yet. */
  what: 'messages' | 'epochs' | 'notices';
  seal(worker: Remote<FollowApi>): Promise<Sealed>;
  /** What was filled in for it, which may not change while nobody knows whether it arrived. */
  fields(): Iterable<Field>;
  arrived(): void;
}

/** The thread has moved on since it was opened: what is there now must be seen before anything is sealed anew. */
const BEHIND = new Set(['out-of-step', 'change-waiting', 'not-opened', 'handed-over', 'left-out', 'unknown-reader']);

/** The ids of a step's button, progress and box for trouble, by the step's name. */
export const placesOf = (name: string, label: string): Places =>
  ({ button: `${name}-send`, progress: `${name}-sending`, trouble: `${name}-not-sent`, label });

export class Errand {
  /** Nobody knows whether it arrived: only the same bytes may go again. */
  inDoubt = false;
  private sealed: Promise<Sealed> | undefined;
  private readonly delivery: Delivery;

  constructor(private readonly talk: Conversation, private readonly work: Work) {
    const { what, places } = work;
    this.delivery = new Delivery(places, {
      what,
      frame: async () => (await this.seal()).frame,
      accept: (answer) => this.accept(answer),
      doubt: what === 'messages' ? MESSAGE_IN_DOUBT : CHANGE_IN_DOUBT,
    });
  }

  async run(): Promise<void> {
    const { outcome, code } = await this.delivery.attempt();
    if (outcome === 'arrived') return this.end();
    this.lock(outcome === 'in doubt');
    if (this.inDoubt) return;
    this.sealed = undefined;
    // Why it was not sent goes on standing beside the button.
    if (BEHIND.has(code)) await this.talk.read().catch(() => {});
  }

  /** Whether what was in doubt has turned up in the thread; then it is in doubt no more. */
  async turnedUp(thread: ReporterThread): Promise<boolean> {
    if (!(await this.stands(thread))) return false;
    this.end();
    return true;
  }

  /** Nobody wants to know any more. */
  forget(): void {
    this.sealed = undefined;
    this.delivery.settle();
    this.lock(false);
  }

  private end(): void {
    const { fields, arrived } = this.work;
    this.forget();
    for (const field of fields()) {
      if (field instanceof HTMLTextAreaElement || field.type === 'text') field.value = '';
      else field.checked = false;
    }
    arrived();
  }

  private seal(): Promise<Sealed> {
    // A notice carries a challenge that soon runs out, and twice within the hour is the same as once.
    if (this.work.what === 'notices') this.sealed = undefined;
    this.sealed ??= this.talk.worker().then((worker) => this.work.seal(worker));
    return this.sealed;
  }

  /** Whatever the service answers to a message, only that counts which its own signed thread shows. */
  private async accept(answer: ArrayBuffer): Promise<void> {
    if (this.work.what !== 'messages') {
      if (!isAnswer(answer)) throw new Error('no answer of the service');
      await this.talk.read().catch(() => {});
    } else if (!(await this.stands(await this.talk.read()))) throw new Error('not in the thread');
  }

  private async stands({ messages, changes }: ReporterThread): Promise<boolean> {
    const hash = (await this.sealed?.catch(() => undefined))?.hash;
    if (!hash) return false;
    return messages.some((message) => message.confirmed && message.hash === hash) || changes.some((change) => change.hash === hash);
  }

  private lock(inDoubt: boolean): void {
    this.inDoubt = inDoubt;
    for (const field of this.work.fields()) {
      if (field instanceof HTMLTextAreaElement || field.type === 'text') field.readOnly = inDoubt;
      else field.disabled = inDoubt;
    }
  }
}

const ANSWER = [...new TextEncoder().encode('whistle1'), 6];

/** A frame of the kind that answers what was sent: the wifi of a café sends something else. */
function isAnswer(answer: ArrayBuffer): boolean {
  const start = new Uint8Array(answer.slice(0, ANSWER.length));
  return ANSWER.every((byte, i) => start[i] === byte);
}
