/** M, what is signed with every text, and the text inside (PROTOCOL.md, section 4). */

import { H, Reader, concat, hex, isZero, label, text, u32, u8, unhex, utf8 } from './bytes.js';
import { malformed } from './errors.js';
import { classOf, pad, unpad, type SizeClass } from './padding.js';

export const MESSAGE_LENGTH = 206;
const MESSAGE = label('whistle/v1/message');
const NONE = new Uint8Array(32);

/** From the reporter, from a reviewer, a change of membership. */
export type Direction = 1 | 2 | 3;

export interface Message {
  service: Uint8Array;
  mailbox: Uint8Array;
  sender: Uint8Array;
  direction: Direction;
  /** The number of the event that the log gets for it: neither side's act can be invented or changed. */
  act: number;
  epoch: number;
  /** How many messages the sender had seen. */
  seen: number;
  /** H(M) of the newest of them, or H(O). */
  follows: Uint8Array;
  bodyHash: Uint8Array;
  files: number;
  filesHash: Uint8Array;
}

export function encodeMessage(m: Omit<Message, 'files' | 'filesHash'> & Partial<Message>): Uint8Array {
  return concat(
    MESSAGE, m.service, m.mailbox, m.sender, u8(m.direction), u8(m.act), u32(m.epoch), u32(m.seen), m.follows,
    m.bodyHash, u8(m.files ?? 0), m.filesHash ?? NONE,
  );
}

export function parseMessage(bytes: Uint8Array): Message {
  const reader = new Reader(bytes, 'A message');
  reader.expect(MESSAGE);
  const service = reader.take(32);
  const mailbox = reader.take(16);
  const sender = reader.take(32);
  const direction = reader.u8();
  if (direction !== 1 && direction !== 2 && direction !== 3) throw malformed('A message');
  const message: Message = {
    service,
    mailbox,
    sender,
    direction,
    act: reader.u8(),
    epoch: reader.u32(),
    seen: reader.u32(),
    follows: reader.take(32),
    bodyHash: reader.take(32),
    files: reader.u8(),
    filesHash: reader.take(32),
  };
  reader.done();
  if (message.files === 0 && !isZero(message.filesHash)) throw malformed('A message');
  return message;
}

/** What each side may send, by the act that M states for it. */
const ACTS = {
  1: { concern: 1, reply: 8, answer: 10, dispute: 11, withdrawal: 15, detriment: 16 },
  2: { acknowledgement: 4, reply: 5, closing: 6, question: 9, holding: 19, check: 20 },
} as const;
export type Kind = keyof (typeof ACTS)[1] | keyof (typeof ACTS)[2];
/** What changes who can read, with direction 3. */
export const CHANGE = { shared: 12, left: 13, handedOver: 17 } as const;

export function actOf(direction: 1 | 2, kind: Kind): number {
  return (ACTS[direction] as Partial<Record<Kind, number>>)[kind] ?? 0;
}

/** The one kind that may stand under this direction and act. */
function kindOf({ direction, act }: Message): Kind | undefined {
  const side: Record<string, number> = direction === 3 ? {} : ACTS[direction];
  return Object.keys(side).find((kind) => side[kind] === act) as Kind | undefined;
}

/** In the log's order, from 1. */
export const REASONS = [
  'resolved', 'action-taken', 'no-further-action', 'referred', 'not-for-us', 'not-enough-to-act', 'withdrawn',
] as const;
export type Reason = (typeof REASONS)[number];

/** One of the questions of a message; consent is given with `yes` or `no`. */
export interface Question {
  text: string;
  asks: 'words' | 'consent';
  /** The answer could point to who the reporter is. */
  identifies: boolean;
}
export const MOST_QUESTIONS = 8;

/** What the sender wrote; the rest of the JSON repeats M. */
export interface Content {
  kind: Kind;
  text: string;
  answers?: Record<string, string | string[]>;
  leave_out?: string[];
  reason?: Reason;
  questions?: Question[];
  /** H(M), in hex, of the questions that are answered, or of what is disputed. */
  of?: string;
  /** As many as there were questions; an empty one skips its question. */
  replies?: string[];
}

function repeated(m: Pick<Message, 'mailbox' | 'sender' | 'epoch' | 'follows'>): Record<string, unknown> {
  return { mailbox: hex(m.mailbox), sender: hex(m.sender), epoch: m.epoch, follows: hex(m.follows) };
}

/** A half of a character, as a cut-off paste can leave it, is not text in any encoding. */
export function wellFormed(value: string): string {
  return value.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** The padded plaintext, in the smallest size that holds it. */
export function encodePlain(
  m: Pick<Message, 'mailbox' | 'sender' | 'epoch' | 'follows'>,
  content: Content,
): { plain: Uint8Array; size: SizeClass } {
  const { kind, ...rest } = content;
  return padJson({ v: 1, kind, ...repeated(m), ...rest });
}

export function padJson(said: Record<string, unknown>): { plain: Uint8Array; size: SizeClass } {
  const json = utf8(JSON.stringify(said, (_, value: unknown) => (typeof value === 'string' ? wellFormed(value) : value)));
  const size = classOf(json.length);
  return { plain: pad(json, size), size };
}

const DEEPEST = 4;

/** JSON that every reader takes for the same: a few levels at most, and no number but safe integers. */
function boundedJson(source: string): unknown {
  const value: unknown = JSON.parse(source);
  let depth = 0;
  // The text is counted, not the value: of a name that is repeated, the value has only the last.
  for (const mark of source.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '').match(/[[\]{}]/g) ?? []) {
    depth += mark === '[' || mark === '{' ? 1 : -1;
    if (depth > DEEPEST) throw malformed('A text');
  }
  checkNumbers(value);
  return value;
}

function checkNumbers(value: unknown): void {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw malformed('A text');
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(checkNumbers);
}

/** The object inside a padded plaintext of this version, its text well-formed, once it repeats what was signed. */
export function unpadJson(padded: Uint8Array, repeats: Record<string, unknown>): Record<string, unknown> & { text: string } {
  const what = 'A text';
  let said: unknown;
  try {
    said = boundedJson(text(unpad(padded), what));
  } catch {
    throw malformed(what);
  }
  if (!isObject(said) || said['v'] !== 1 || typeof said['text'] !== 'string') throw malformed(what);
  for (const [name, value] of Object.entries(repeats)) if (said[name] !== value) throw malformed(what);
  return { ...said, text: wellFormed(said['text']) };
}

/** What a plaintext says, once it is padded right, well-formed and repeats M. Throws `malformed` otherwise. */
export function parsePlain(padded: Uint8Array, m: Message): Content {
  const what = 'A text';
  const said = unpadJson(padded, repeated(m));
  const kind = kindOf(m);
  // A concern is the reporter's first message and no other.
  if (!kind || said['kind'] !== kind || (kind === 'concern' && m.epoch + m.seen > 0)) throw malformed(what);
  const content: Content = { kind, text: said.text };
  if (kind === 'concern') {
    content.answers = answersOf('answers' in said ? said['answers'] : {});
    content.leave_out = stringsOf('leave_out' in said ? said['leave_out'] : []);
  }
  if (kind === 'closing') {
    const reason = REASONS.find((known) => known === said['reason']);
    if (!reason) throw malformed(what);
    content.reason = reason;
  }
  if (kind === 'question') content.questions = questionsOf(said['questions']);
  if (kind === 'answer') content.replies = asMany(stringsOf(said['replies']));
  if (kind === 'answer' || kind === 'dispute') {
    if (typeof said['of'] !== 'string') throw malformed(what);
    unhex(said['of'], 32, what);
    content.of = said['of'];
  }
  return content;
}

function asMany<T>(items: T[]): T[] {
  if (items.length === 0 || items.length > MOST_QUESTIONS) throw malformed('A text');
  return items;
}

function questionsOf(value: unknown): Question[] {
  if (!Array.isArray(value)) throw malformed('A text');
  return asMany(value).map((item: unknown) => {
    const { text: words, asks, identifies } = isObject(item) ? item : {};
    if (typeof words !== 'string' || typeof identifies !== 'boolean') throw malformed('A text');
    if (asks !== 'words' && asks !== 'consent') throw malformed('A text');
    return { text: wellFormed(words), asks, identifies };
  });
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringsOf(value: unknown): string[] {
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw malformed('A text');
  return value.map(wellFormed);
}

function answersOf(value: unknown): Record<string, string | string[]> {
  if (!isObject(value)) throw malformed('A text');
  const pairs = Object.entries(value).map(
    ([name, answer]) => [name, typeof answer === 'string' ? wellFormed(answer) : stringsOf(answer)] as const,
  );
  return Object.fromEntries(pairs);
}

/** `head_0` of a thread. */
export function chainStart(openingHash: Uint8Array): Uint8Array {
  return H(label('whistle/v1/chain'), openingHash);
}

/** `head_n` from `head_{n-1}` and H(M_n). */
export function chainNext(head: Uint8Array, messageHash: Uint8Array): Uint8Array {
  return H(label('whistle/v1/chain'), head, messageHash);
}
