/** `/follow-up`: the token unlocks the conversation on this device; the service sees a signature, never the token. */

import { begin, type Begun } from './beginning.js';
import { byId, progress, say } from './dom.js';
import { excess, typed } from './fields.js';
import { guardWhile, onLeaving } from './leaving.js';
import { Refused, type ReporterThread } from './rpc.js';
import { Delivery } from './sending.js';
import { Declined, send, service } from './service.js';
import { fail, listen, Steps } from './steps.js';
import { drawDenial, drawThread } from './thread_view.js';
import { NOT_ARRIVED, readTrouble, tokenTrouble } from './words.js';

const PAGES_AT = 14; // where a page frame says how many pages there are: after `whistle1`, kind, class and its own number

export function followUp(): void {
  const steps = new Steps();
  let begun: Promise<Begun> | undefined;
  let sealed: Promise<{ frame: ArrayBuffer; hash: string }> | undefined;

  const field = byId<HTMLTextAreaElement>('token');
  const reply = byId<HTMLTextAreaElement>('reply');

  function prepare(): Promise<Begun> {
    begun ??= begin();
    begun.catch(() => {
      begun = undefined; // so that the next press tries again
    });
    return begun;
  }

  async function page(number: number, challenge: string): Promise<ArrayBuffer> {
    const { worker } = await prepare();
    return send('threads/read', (await worker.readRequest({ challenge, page: number })).frame);
  }

  /** Every page of the thread; one retry when the challenge ran out in between. */
  async function fetchPages(retry = true): Promise<ArrayBuffer[]> {
    try {
      const { challenge } = await service();
      const first = await page(0, challenge);
      const count = first.byteLength > PAGES_AT + 4 ? new DataView(first).getUint32(PAGES_AT) : 1;
      const pages = [first];
      for (let number = 1; number < Math.min(count, 1000); number++) pages.push(await page(number, challenge));
      return pages;
    } catch (error) {
      if (retry && error instanceof Declined && error.code === 'stale-challenge') return fetchPages(false);
      throw error;
    }
  }

  async function read(): Promise<ReporterThread> {
    const { worker, view } = await prepare();
    const thread = await worker.openPages({ pages: await fetchPages() });
    if (thread.known) drawThread(thread, view);
    else if (steps.now === 'thread') drawDenial(thread);
    return thread;
  }

  /** Whether the reply that was sealed last stands in the thread, confirmed: whatever the service answers, only that counts. */
  async function holds({ messages }: ReporterThread): Promise<boolean> {
    const hash = (await sealed)?.hash;
    return hash !== undefined && messages.some((message) => message.confirmed && message.hash === hash);
  }

  const delivery = new Delivery({ button: 'send', progress: 'sending', trouble: 'not-sent' }, {
    what: 'messages',
    async frame() {
      const { worker } = await prepare();
      return (await (sealed ??= worker.sealReply({ text: reply.value }))).frame;
    },
    async accept() {
      if (!(await holds(await read()))) throw new Error('not in the thread');
    },
    doubt: NOT_ARRIVED.replace('concern', 'message'),
  });

  async function open(): Promise<unknown> {
    const token = field.value;
    if (token.trim() === '') return fail('token', tokenTrouble('token-length', ''));
    progress('progress', 'Opening your concern');
    try {
      const { worker } = await prepare();
      await worker.unlock({ token });
      const { known, warnings } = await read();
      // A denial counts only when it is signed: it is what the service can be held to later.
      if (!known && warnings.length > 0) return fail('token', readTrouble(undefined));
      field.value = '';
      say('token-count', '');
      return steps.go(known ? 'thread' : 'unknown');
    } catch (error) {
      const mistyped = error instanceof Refused && error.code.startsWith('token-');
      return fail('token', mistyped ? tokenTrouble(error.code, token) : readTrouble(error));
    } finally {
      progress('progress', '');
    }
  }

  async function refresh(): Promise<void> {
    progress('sending', 'Looking for new messages');
    try {
      const before = byId('thread').childElementCount;
      const thread = await read();
      if (!thread.known) return progress('sending', '');
      if (await holds(thread)) return arrived();
      const more = byId('thread').childElementCount - before;
      progress('sending', '');
      say('sending', more > 0 ? `${more} new ${more === 1 ? 'message' : 'messages'}.` : 'There is nothing new.');
    } catch (error) {
      progress('sending', '');
      fail('reply', readTrouble(error));
    }
  }

  async function write(): Promise<unknown> {
    if (reply.value.trim() === '') return fail('reply', 'Write your message');
    if (excess(reply.value) > 0) return fail('reply', `This is about ${excess(reply.value)} characters too long. Shorten it, or send it in two`);
    const { outcome, code } = await delivery.attempt();
    if (outcome === 'arrived') return arrived();
    // While it is in doubt the same bytes must go again, so the words may not change.
    reply.readOnly = outcome === 'in doubt';
    if (outcome === 'in doubt') return;
    sealed = undefined;
    if (code === 'out-of-step') await read().catch(() => {}); // why it was not sent stands beside the button
  }

  /** The service took it, and shows it where it should be. */
  function arrived(): void {
    delivery.settle();
    sealed = undefined;
    reply.value = '';
    reply.readOnly = false;
    progress('sending', '');
    say('sending', 'Your message was sent.');
  }

  /** Forgets all of it without leaving. */
  async function forget(): Promise<void> {
    (await begun)?.worker.terminate();
    begun = sealed = undefined;
    delivery.settle();
    reply.value = '';
    reply.readOnly = false;
    for (const id of ['standing', 'warnings', 'thread', 'receipt']) byId(id).replaceChildren();
    steps.go('forgotten');
  }

  listen(steps, { open, refresh, send: write, forget });
  field.addEventListener('input', () => {
    void prepare().catch(() => {});
    const count = field.value.replace(/[\s-]/g, '').length;
    say('token-count', count ? `${count} of 28` : '');
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    byId('open').click();
  });
  guardWhile(() => typed('reply').trim() !== '');
  onLeaving(() => {
    for (const id of ['standing', 'warnings', 'thread', 'receipt']) byId(id).replaceChildren();
  });
  steps.go('token');
}
