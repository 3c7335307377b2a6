/**
 * A reading copy: what is confirmed of a concern, with words blacked out, to be printed. It lives in the page's memory
 * and goes with the key; nothing of it is stored or sent.
 */

import { answersIn } from './answers.js';
import {
  everywhere, hints, passages, sentence, toggled, type Blacked, type Hint, type Passage, type Stretch,
} from './redacting.js';
import type { DeskThread } from './rpc.js';
import type { Store } from './state.js';
import { reasonWords } from './words.js';

/** Where a passage stands: who did something, something as it was written, or one line of many. */
export type Part = 'who' | 'words' | 'line';

export interface Entry {
  hour: number;
  parts: Array<{ part: Part; passage: Passage; answer: boolean }>;
}

export interface ReadingCopy {
  /** `ready`: nothing is drawn but what is printed. */
  is: 'marking' | 'ready';
  entries: Entry[];
  /** Messages that are not in it, since they were not confirmed. */
  leftOut: number;
  blacked: Blacked;
  before: Blacked[];
  /** The words that are chosen, from the one where the choice began to the one where it is. */
  chosen: { began: number; now: number };
  times: 'none' | 'day' | 'hour';
  /** With what the reporter chose on the form. */
  answers: boolean;
  /** What may still tell. Looked for when something of it changes, since a long text has many places. */
  hints: Hint[];
}

type Message = DeskThread['messages'][number];

const DID: Record<NonNullable<Message['kind']>, string> = {
  concern: 'raised this',
  reply: 'wrote',
  answer: 'answered',
  dispute: 'said that this did not answer them',
  withdrawal: 'withdrew this',
  detriment: 'said that they have been treated badly since',
  acknowledgement: 'acknowledged this',
  closing: 'closed this',
  question: 'asked',
  holding: 'wrote',
  check: 'asked how they have been treated since',
};

function who({ from, name, kind, reason }: Message): string {
  const did = `${kind ? DID[kind] : 'wrote'}${kind === 'closing' && reason ? `: ${reasonWords(reason).toLowerCase()}` : ''}`;
  return `${from === 'reporter' ? 'The reporter' : (name ?? 'A reviewer')} ${did}`;
}

const line = (question: string, answer: string): string => `${question}${/[?:]$/.test(question) ? '' : ':'} ${answer}`;

function lines({ questions, replies, of }: Message, all: Message[]): string[] {
  const asked = all.find(({ hash, confirmed }) => confirmed && hash === of)?.questions ?? [];
  return [
    ...(questions ?? []).map(({ text }) => text),
    ...(replies ?? []).map((reply, at) => line(asked[at]?.text ?? `Question ${at + 1}`, reply.trim() || 'not answered')),
  ];
}

export function readingCopy(view: DeskThread): ReadingCopy {
  const confirmed = view.messages.filter((item) => item.confirmed);
  const drafted = confirmed.map((item) => [
    { part: 'who' as const, text: who(item), answer: false },
    ...(item.kind === 'concern' ? answersIn(view.answers) : []).map(({ question, values }) =>
      ({ part: 'line' as const, text: line(question, values.join('; ')), answer: true })),
    ...lines(item, view.messages).map((text) => ({ part: 'line' as const, text, answer: false })),
    ...(item.text ? [{ part: 'words' as const, text: item.text, answer: false }] : []),
  ]);
  const made = passages(drafted.flat().map(({ text }) => text));
  const entries = drafted.map((parts, at) => ({
    hour: confirmed[at]!.hour,
    parts: parts.map(({ part, answer }) => ({ part, answer, passage: made.shift()! })),
  }));
  return looked({
    is: 'marking', entries, leftOut: view.messages.length - confirmed.length, blacked: new Set(), before: [],
    chosen: { began: 0, now: 0 }, times: 'day', answers: true, hints: [],
  });
}

/** The passages that are printed. */
export const printed = ({ entries, answers }: ReadingCopy): Passage[] =>
  entries.flatMap(({ parts }) => parts.filter(({ answer }) => answers || !answer).map(({ passage }) => passage));

const looked = (copy: ReadingCopy): ReadingCopy => ({ ...copy, hints: hints(printed(copy), copy.blacked) });

export const stretchOf = ({ chosen: { began, now } }: ReadingCopy): Stretch =>
  ({ from: Math.min(began, now), to: Math.max(began, now) });

export class Copying {
  constructor(private readonly store: Store) {}

  get copy(): ReadingCopy | null {
    return this.store.state.copy;
  }

  begin(view: DeskThread): Promise<void> {
    return this.store.change({ copy: readingCopy(view), said: '' });
  }

  leave(): Promise<void> {
    return this.store.change({ copy: null });
  }

  set(patch: Partial<Pick<ReadingCopy, 'is' | 'times' | 'answers'>>): Promise<void> {
    return this.#change(patch);
  }

  choose(now: number, began = now): Promise<void> {
    return this.#change({ chosen: { began, now } });
  }

  /** To the sentence of the word where the choice is. */
  chooseSentence(): Promise<void> {
    const { chosen } = this.copy!;
    const { from, to } = sentence(this.passageOf(chosen.now)!, chosen.now);
    return this.choose(to, from);
  }

  toggle(stretch = stretchOf(this.copy!)): Promise<void> {
    return this.#black(toggled(this.copy!.blacked, stretch));
  }

  everywhere(stretch = stretchOf(this.copy!)): Promise<void> {
    return this.#black(everywhere(this.copy!.entries.flatMap(({ parts }) => parts.map(({ passage }) => passage)), this.copy!.blacked, stretch));
  }

  undo(): Promise<void> {
    const before = this.copy!.before.slice(0, -1);
    return this.#change({ blacked: this.copy!.before.at(-1) ?? this.copy!.blacked, before });
  }

  passageOf(number: number): Passage | undefined {
    return printed(this.copy!).find(({ first, words }) => number >= first && number < first + words.length);
  }

  #black(blacked: Blacked): Promise<void> {
    return this.#change({ blacked, before: [...this.copy!.before, this.copy!.blacked] });
  }

  #change(patch: Partial<ReadingCopy>): Promise<void> {
    const copy = { ...this.copy!, ...patch };
    return this.store.change({ copy: patch.blacked || patch.answers !== undefined ? looked(copy) : copy });
  }
}
