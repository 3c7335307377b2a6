/** "More you can do": the steps beside the conversation, each of which says what it does before its one button does it. */

import { t, tn } from '../t.js';
import { happened } from './dates.js';
import type { Conversation } from './conversation.js';
import { byId, el, row, say, show } from './dom.js';
import { Errand, placesOf } from './errand.js';
import { choices, excess, ticked, typed } from './fields.js';
import type { DirectoryView } from './rpc.js';
import { fail, type Steps } from './steps.js';
import { whoWords, type Message } from './thread_view.js';
import { listed } from './words.js';

const MOST_READERS = 7;
const QUOTED = 240; // characters of what is disputed

interface Around {
  steps: Steps;
  talk: Conversation;
  /** Back to the conversation, with this above it. */
  tell(words: string): void;
}

const field = (id: string): HTMLTextAreaElement[] => [byId<HTMLTextAreaElement>(id)];

export function tooLong(id: string): boolean {
  const over = excess(typed(id));
  if (over > 0) {
    fail(id, tn('This is about {n} character too long. Shorten it, or send it in two', 'This is about {n} characters too long. Shorten it, or send it in two', over));
  }
  return over > 0;
}

/** "I have been treated badly since" and "Withdraw": words, and what they are said to be. */
export class Saying {
  readonly errand: Errand;

  constructor(talk: Conversation, private readonly kind: 'detriment' | 'withdrawal', label: string, private readonly told: (words: string) => void) {
    this.errand = new Errand(talk, {
      places: placesOf(kind, label),
      what: 'messages',
      seal: (worker) => worker.sealMessage({ kind, text: typed(this.id).trim() }),
      fields: () => field(this.id),
      arrived: () => this.told(talk.handOver),
    });
  }

  private get id(): string {
    return `${this.kind}-words`;
  }

  send(): unknown {
    if (this.kind === 'detriment' && typed(this.id).trim() === '') return fail(this.id, t('Write what happened to you. A few words are enough'));
    return tooLong(this.id) ? undefined : this.errand.run();
  }
}

/** "This did not answer me", about one message at a time. */
export class Disputing {
  readonly errand: Errand;
  private about: Message | undefined;

  constructor(private readonly around: Around) {
    this.errand = new Errand(around.talk, {
      places: placesOf('dispute', t('Say that it did not answer me')),
      what: 'messages',
      seal: (worker) => worker.sealMessage({ kind: 'dispute', text: typed('dispute-words').trim(), of: this.about!.hash }),
      fields: () => field('dispute-words'),
      arrived: () => around.tell(t('Logged. The reviewers see it {when}.', { when: around.talk.handOver })),
    });
  }

  /** While one is in doubt, it is that one that the step is about. */
  open(message: Message): void {
    if (!this.errand.inDoubt) this.about = message;
    const { text = '', hour } = this.about!;
    const short = text.length > QUOTED ? `${text.slice(0, QUOTED).trimEnd()}…` : text;
    say('dispute-who', `${whoWords(this.about!)}, ${happened(hour)}`);
    say('dispute-quote', short);
    this.around.steps.go('dispute');
  }

  send(): unknown {
    return tooLong('dispute-words') ? undefined : this.errand.run();
  }

  forget(): void {
    this.about = undefined;
    for (const id of ['dispute-who', 'dispute-quote']) say(id, '');
  }
}

/** "Let someone else read this". */
export class Sharing {
  readonly errand: Errand;

  constructor(private readonly around: Around) {
    const { talk, tell } = around;
    this.errand = new Errand(talk, {
      places: { ...placesOf('share', ''), get label() {
        return label();
      } },
      what: 'epochs',
      seal: (worker) => worker.sealShare({ readers: ticked('share-who') }),
      fields: () => byId('share-who').querySelectorAll('input'),
      arrived: () => tell(t('Sent. It takes effect {when}, and will then stand between the messages.', { when: talk.handOver })),
    });
    byId('share-who').addEventListener('change', () => say('share-send', label()));
  }

  draw(): void {
    const { canAdd = [], access = [] } = this.around.talk.thread ?? {};
    if (!this.errand.inDoubt) {
      const chosen = ticked('share-who');
      choices('checkboxes', 'share-who', canAdd.map(({ id, name }) => ({ code: id, words: name })), (code) => chosen.includes(code));
      say('share-send', label());
    }
    say('share-now', access.length ? t('These people can read it now: {names}.', { names: listed(access) }) : '');
    say('share-when', t('It takes effect {when}, together with whatever else you wrote.', { when: this.around.talk.handOver }));
    show('share-some', canAdd.length > 0);
    show('share-none', canAdd.length === 0);
  }

  send(): unknown {
    const chosen = ticked('share-who');
    if (chosen.length === 0) return fail('share-who', t('Tick who should be able to read this'));
    const room = MOST_READERS - (this.around.talk.thread?.access.length ?? 0);
    if (chosen.length > room) return fail('share-who', tn('There is room for {n} more person. Tick fewer', 'There is room for {n} more people. Tick fewer', Math.max(0, room)));
    return this.errand.run();
  }

  forget(): void {
    byId('share-who').replaceChildren();
    say('share-now', '');
  }
}

/** The button names who is let in, so that nobody presses it for another by mistake. */
function label(): string {
  const names = [...byId('share-who').querySelectorAll<HTMLInputElement>('input:checked')].map(({ labels }) => labels?.[0]?.textContent ?? '');
  return names.length ? t('Let {names} read this', { names: listed(names) }) : t('Let them read this');
}

/** "Someone tried to find out who I am": not a word of it, only that it happened. */
export function noticing({ talk, tell }: Around): Errand {
  return new Errand(talk, {
    places: placesOf('notice', t('Record that someone tried')),
    what: 'notices',
    seal: async (worker) => ({ ...(await worker.sealNotice({ challenge: await talk.challenge() })), hash: '' }),
    fields: () => [],
    arrived: () => tell(t('Recorded, for the auditors alone. The reviewers see nothing of it.')),
  });
}

/** "Take it outside": whom to turn to, and what proves that this was said here. */
export async function drawOutside({ talk }: Around, { outside }: DirectoryView): Promise<void> {
  byId('outside-list').replaceChildren(...outside.map((body) => row(body.name, body.contact, el('span', '', body.about))));
  const text = await talk.worker().then((worker) => worker.proof()).then((proof) => proof.text, () => '');
  say('proof', text);
  say('proof-on-paper', text);
  show('proof-some', text !== '');
  show('proof-none', text === '');
  show('proof-print-first', false);
}

/** The first press says what a printer keeps, the second prints. */
export function printProof(): void {
  if (!byId('proof-print-first').hidden) return print();
  show('proof-print-first', true);
}

export function forgetOutside(): void {
  for (const id of ['proof', 'proof-on-paper']) say(id, '');
}
