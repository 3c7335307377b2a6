/** M, what is signed with every text, and the text inside (PROTOCOL.md, section 4). */

import { H, Reader, concat, hex, isZero, label, text, u32, u8, utf8 } from './bytes.js';
import { malformed } from './errors.js';
import { classOf, pad, unpad, type SizeClass } from './padding.js';

export const MESSAGE_LENGTH = 205;
const MESSAGE = label('whistle/v1/message');
const NONE = new Uint8Array(32);

/** From the reporter, from a reviewer, a change of membership. */
export type Direction = 1 | 2 | 3;

export interface Message {
  service: Uint8Array;
  mailbox: Uint8Array;
  sender: Uint8Array;
  direction: Direction;
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
    MESSAGE, m.service, m.mailbox, m.sender, u8(m.direction), u32(m.epoch), u32(m.seen), m.follows, m.bodyHash,
    u8(m.files ?? 0), m.filesHash ?? NONE,
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

export const KINDS = ['concern', 'reply', 'acknowledgement', 'closing'] as const;
export type Kind = (typeof KINDS)[number];
/** In the log's order, from 1. */
export const REASONS = [
  'resolved', 'action-taken', 'no-further-action', 'referred', 'not-for-us', 'not-enough-to-act', 'withdrawn',
] as const;
export type Reason = (typeof REASONS)[number];

/** What the sender wrote; the rest of the JSON repeats M. */
export interface Content {
  kind: Kind;
  text: string;
  answers?: Record<string, string | string[]>;
  leave_out?: string[];
  reason?: Reason;
}

function repeated(m: Pick<Message, 'mailbox' | 'sender' | 'epoch' | 'follows'>): Record<string, unknown> {
  return { mailbox: hex(m.mailbox), sender: hex(m.sender), epoch: m.epoch, follows: hex(m.follows) };
}

/** A half of a character, as a cut-off paste can leave it, is not text in any encoding. */
function wellFormed(value: string): string {
  return value.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** The padded plaintext, in the smallest size that holds it. */
export function encodePlain(
  m: Pick<Message, 'mailbox' | 'sender' | 'epoch' | 'follows'>,
  content: Content,
): { plain: Uint8Array; size: SizeClass } {
  const { kind, ...rest } = content;
  const said = { v: 1, kind, ...repeated(m), ...rest };
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

/** What a plaintext says, once it is padded right, well-formed and repeats M. Throws `malformed` otherwise. */
export function parsePlain(padded: Uint8Array, m: Message): Content {
  const what = 'A text';
  let said: unknown;
  try {
    said = boundedJson(text(unpad(padded), what));
  } catch {
    throw malformed(what);
  }
  if (!isObject(said) || said['v'] !== 1 || typeof said['text'] !== 'string') throw malformed(what);
  for (const [name, value] of Object.entries(repeated(m))) if (said[name] !== value) throw malformed(what);
  const kind = KINDS.find((known) => known === said['kind']);
  if (!kind || !mayStand(kind, m)) throw malformed(what);
  const content: Content = { kind, text: wellFormed(said['text']) };
  if (kind === 'concern') {
    content.answers = answersOf('answers' in said ? said['answers'] : {});
    content.leave_out = stringsOf('leave_out' in said ? said['leave_out'] : []);
  }
  if (kind === 'closing') {
    const reason = REASONS.find((known) => known === said['reason']);
    if (!reason) throw malformed(what);
    content.reason = reason;
  }
  return content;
}

/** Which kinds each side may send; a concern is the reporter's first message and no other. */
function mayStand(kind: Kind, m: Message): boolean {
  if (kind === 'reply') return true;
  if (kind === 'concern') return m.direction === 1 && m.epoch === 0 && m.seen === 0;
  return m.direction === 2;
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
