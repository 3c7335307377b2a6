/** "Prove what you said to a tribunal": a file that shows chosen messages to others, for good. */

import { t } from '../t.js';
import type { Conversation } from './conversation.js';
import { happened } from './dates.js';
import { byId, progress, say, show } from './dom.js';
import { choices, ticked, typed } from './fields.js';
import { Refused } from './rpc.js';
import { fail } from './steps.js';
import { whoWords, type Message } from './thread_view.js';

const QUOTED = 90; // characters of each message, to know it by
/** Says nothing of what is in it to whoever sees a list of files. */
const NAME = 'proof.json';

/** Delivered, and confirmed but for a key that was taken away since: nobody can take back what they wrote by that. */
const canBeShown = ({ place, kind, confirmed, problem }: Message): boolean =>
  place > 0 && kind !== undefined && (confirmed || problem === 'revoked');

function quoted({ kind, text = '', questions = [], replies = [] }: Message): string {
  const words = [text, ...questions.map((question) => question.text), ...replies].filter((each) => each.trim()).join(' ');
  const short = words.length > QUOTED ? `${words.slice(0, QUOTED).replace(/\s+\S*$/, '')} …` : words;
  return kind === 'concern' ? t('{words} With it goes all that you ticked on the form, and whom you left out.', { words: short }) : short;
}

export class Proving {
  private address = '';

  constructor(private readonly talk: Conversation) {
    byId('step-prove').addEventListener('input', () => this.discard());
  }

  draw(): void {
    this.discard();
    const chosen = ticked('prove-which');
    const messages = (this.talk.thread?.messages ?? []).filter(canBeShown);
    choices('checkboxes', 'prove-which', messages.map((message) => ({
      code: String(message.place), words: `${whoWords(message)}, ${happened(message.hour)}`, hint: quoted(message),
    })), (code) => chosen.includes(code));
    show('prove-some', messages.length > 0);
    show('prove-none', messages.length === 0);
  }

  async make(): Promise<void> {
    this.discard();
    const places = ticked('prove-which').map(Number);
    if (places.length === 0) return fail('prove-which', t('Choose at least one message'));
    progress('prove-progress', t('Making the file'));
    try {
      const { worker, view } = await this.talk.prepare();
      const { file } = await worker.disclose({ places, nonce: typed('prove-nonce').trim().replace(/\s+/g, ' ') });
      this.offer(file, view.fingerprint);
    } catch (error) {
      this.explain(error);
    } finally {
      progress('prove-progress', '');
    }
  }

  forget(): void {
    this.discard();
    byId('prove-which').replaceChildren();
  }

  private offer(file: ArrayBuffer, fingerprint: string): void {
    this.address = URL.createObjectURL(new Blob([file], { type: 'application/json' }));
    const link = byId<HTMLAnchorElement>('prove-file');
    link.href = this.address;
    link.download = NAME;
    say('prove-fingerprint', fingerprint);
    show('prove-make', false); // the one thing to do now is to save it
    show('prove-made', true);
    byId('prove-made').focus();
  }

  private explain(error: unknown): void {
    if (error instanceof Refused && error.code === 'malformed') {
      fail('prove-nonce', t('Enter the tribunal’s reference: one line of 1 to 200 characters'));
    } else fail('prove-which', t('This cannot be proven: whoever checks it would refuse it. Read the warnings above your messages'));
  }

  /** What was made is for one choice and one reference. */
  private discard(): void {
    if (!this.address) return;
    URL.revokeObjectURL(this.address);
    this.address = '';
    byId('prove-file').removeAttribute('href');
    show('prove-made', false);
    show('prove-make', true);
  }
}
