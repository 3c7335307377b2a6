/** Frames: what goes over the wire, each kind of one length a class (PROTOCOL.md, section 5). */

import { GRANT_LENGTH } from './grant.js';
import { H, Reader, concat, isZero, label, sized, text, u32, u8, utf8 } from './bytes.js';
import { sign, verifies } from './ed25519.js';
import { malformed } from './errors.js';
import { RECIPIENT_LENGTH } from './keys.js';
import { MESSAGE_LENGTH } from './message.js';
import { EPOCH_LENGTH, OPENING_LENGTH, SLOTS } from './opening.js';
import { SEALED, type SizeClass } from './padding.js';
import type { Reporter } from './token.js';

const MAGIC = utf8('whistle1');
export const PAGE_LENGTH = 131_072;
export const ANSWER_LENGTH = 1024;
const KIND = { filing: 1, message: 2, epoch: 3, read: 4, page: 5, answer: 6, notice: 7 } as const;
const CHALLENGE_LENGTH = 32;
const EVENT_LENGTH = 121;

export function start(kind: number, size: number): Uint8Array {
  return concat(MAGIC, u8(kind), u8(size));
}

/** A signed M and its age file. */
export interface Signed {
  /** M, encoded. */
  message: Uint8Array;
  signature: Uint8Array;
  body: Uint8Array;
  size: SizeClass;
}

export interface Filing extends Signed {
  /** O, encoded. */
  opening: Uint8Array;
  openingSignature: Uint8Array;
  recipient: Uint8Array;
  presence: Uint8Array;
  content: Uint8Array;
  /** In the order of O's slots. */
  grants: Uint8Array[];
}

export function encodeFiling(f: Filing): Uint8Array {
  return concat(
    start(KIND.filing, f.size), f.opening, f.openingSignature, f.recipient, f.presence, f.content,
    ...f.grants, f.message, f.signature, f.body,
  );
}

/** For tests and for whoever checks a filing by hand; the server has its own. */
export function parseFiling(frame: Uint8Array): Filing {
  const { reader, size } = begin(frame, KIND.filing, 'A filing');
  const filing = {
    opening: reader.take(OPENING_LENGTH),
    openingSignature: reader.take(64),
    recipient: reader.take(RECIPIENT_LENGTH),
    presence: reader.take(32),
    content: reader.take(32),
    grants: Array.from({ length: SLOTS }, () => reader.take(GRANT_LENGTH)),
    ...signedOf(reader, size),
  };
  reader.done();
  return filing;
}

export function encodeSigned(m: Signed): Uint8Array {
  return concat(start(KIND.message, m.size), m.message, m.signature, m.body);
}

export function parseSigned(frame: Uint8Array): Signed {
  const { reader, size } = begin(frame, KIND.message, 'A message');
  const signed = signedOf(reader, size);
  reader.done();
  return signed;
}

/** A change of who can read, as it is announced. */
export interface Change {
  /** S, encoded. */
  epoch: Uint8Array;
  /** P_e */
  recipient: Uint8Array;
  link: Uint8Array;
  /** M, encoded. */
  message: Uint8Array;
  signature: Uint8Array;
}

export function encodeChange(c: Change, grants: Uint8Array[]): Uint8Array {
  return concat(start(KIND.epoch, 0), c.epoch, c.recipient, c.link, ...grants, c.message, c.signature);
}

/** For tests; the server has its own. */
export function parseChange(frame: Uint8Array): Change & { grants: Uint8Array[] } {
  const reader = new Reader(frame, 'A change of readers');
  reader.expect(start(KIND.epoch, 0));
  const sealed = { epoch: reader.take(EPOCH_LENGTH), recipient: reader.take(RECIPIENT_LENGTH), link: reader.take(GRANT_LENGTH) };
  const grants = Array.from({ length: SLOTS }, () => reader.take(GRANT_LENGTH));
  const signed = { message: reader.take(MESSAGE_LENGTH), signature: reader.take(64) };
  reader.done();
  return { ...sealed, grants, ...signed };
}

export function begin(frame: Uint8Array, kind: number, what: string): { reader: Reader; size: SizeClass } {
  const reader = new Reader(frame, what);
  reader.expect(concat(MAGIC, u8(kind)));
  const size = reader.u8();
  if (size !== 1 && size !== 2) throw malformed(what);
  return { reader, size };
}

function signedOf(reader: Reader, size: SizeClass): Signed {
  return { message: reader.take(MESSAGE_LENGTH), signature: reader.take(64), body: reader.take(SEALED[size]), size };
}

/** Whoever asks: by their own mailbox, also where the thread began under another. */
type Asker = Pick<Reporter, 'sign' | 'verify' | 'mailbox'>;

function ask(kind: number, name: string, me: Asker, service: Uint8Array, challenge: Uint8Array, last: Uint8Array): Uint8Array {
  sized(challenge, CHALLENGE_LENGTH, 'A challenge');
  const asked = concat(label(name), service, me.mailbox, me.verify, challenge, last);
  return concat(start(kind, 0), asked, sign(me.sign, asked));
}

/** R, signed: a request for one page of one mailbox, good for as long as the challenge is. */
export function encodeRead(me: Asker, service: Uint8Array, challenge: Uint8Array, page: number): Uint8Array {
  return ask(KIND.read, 'whistle/v1/read', me, service, challenge, u32(page));
}

/** Someone tries to find out who the reporter is: the number of the event. */
const UNMASKING = 18;

/** N, signed: a notice for the record, good for as long as the challenge is. */
export function encodeNotice(me: Asker, service: Uint8Array, challenge: Uint8Array): Uint8Array {
  return ask(KIND.notice, 'whistle/v1/notice', me, service, challenge, u8(UNMASKING));
}

/** Item 1: what the server says, and signs, that both sides have been given. */
export interface Head {
  count: number;
  head: Uint8Array;
  hour: number;
  signature: Uint8Array;
}

/** Whether the log's key signed this head for this mailbox. */
export function headVerifies(head: Head, logKey: Uint8Array, service: Uint8Array, mailbox: Uint8Array): boolean {
  const said = concat(label('whistle/v1/head'), service, mailbox, u32(head.count), head.head, u32(head.hour));
  return verifies(logKey, head.signature, said);
}

/** Item 4 */
export interface Posted {
  /** From 1; 0 while not yet delivered to the other side. */
  place: number;
  hour: number;
  message: Uint8Array;
  signature: Uint8Array;
  body: Uint8Array;
}

/** Item 5 */
export interface Receipt {
  salt: Uint8Array;
  event: Uint8Array;
  promise: string;
}

/** The items of one page, or of an answer, by kind. */
export interface Items {
  head?: Head;
  opening?: { opening: Uint8Array; signature: Uint8Array; recipient: Uint8Array };
  grants: Grant[];
  messages: Posted[];
  receipt?: Receipt;
  inclusion?: string;
  state?: { state: number; dueHour: number; opened: number; readers: number };
  epochs: Change[];
}

export interface Page extends Items {
  page: number;
  pages: number;
}

/** The numbers of a page, and what comes after them. */
export function startPage(frame: Uint8Array): { reader: Reader; page: number; pages: number } {
  const what = 'A page';
  const reader = new Reader(sized(frame, PAGE_LENGTH, what), what);
  reader.expect(start(KIND.page, 0));
  const page = reader.u32();
  const pages = reader.u32();
  if (page >= pages) throw malformed(what);
  return { reader, page, pages };
}

export function parsePage(frame: Uint8Array): Page {
  const { reader, ...numbers } = startPage(frame);
  const items = parseItems(reader, 'A page');
  // A later page carries the head and messages, and nothing else.
  const more = items.opening ?? items.receipt ?? items.inclusion ?? items.state ?? items.grants[0] ?? items.epochs[0];
  if (numbers.page > 0 && more !== undefined) throw malformed('A page');
  return { ...numbers, ...items };
}

export function parseAnswer(frame: Uint8Array): Items {
  const what = 'An answer';
  const reader = new Reader(sized(frame, ANSWER_LENGTH, what), what);
  reader.expect(start(KIND.answer, 0));
  return parseItems(reader, what);
}

function parseItems(reader: Reader, what: string): Items {
  const items: Items = { grants: [], messages: [], epochs: [] };
  eachItem(reader, what, (type, body) => parseItem(items, type, body, what));
  return items;
}

/** Hands over one item after the other, each of which must be read to its end. */
export function eachItem(reader: Reader, what: string, take: (type: number, body: Reader) => void): void {
  while (reader.left > 0) {
    const type = reader.u8();
    if (type === 0) {
      if (!isZero(reader.rest())) throw malformed(what);
      break;
    }
    const body = new Reader(reader.take(reader.u32()), what);
    take(type, body);
    body.done();
  }
}

/** Item 3 */
export interface Grant {
  epoch: number;
  kid: Uint8Array;
  grant: Uint8Array;
}

export const grantItem = (body: Reader): Grant => ({ epoch: body.u32(), kid: body.take(32), grant: body.take(GRANT_LENGTH) });

function parseItem(items: Items, type: number, body: Reader, what: string): void {
  // An item that may stand once and stands twice would let two readers see two things.
  const once = (name: 'head' | 'opening' | 'receipt' | 'inclusion' | 'state'): void => {
    if (items[name] !== undefined) throw malformed(what);
  };
  switch (type) {
    case 1:
      once('head');
      items.head = { count: body.u32(), head: body.take(32), hour: body.u32(), signature: body.take(64) };
      return;
    case 2:
      once('opening');
      items.opening = {
        opening: body.take(OPENING_LENGTH),
        signature: body.take(64),
        recipient: body.take(RECIPIENT_LENGTH),
      };
      return;
    case 3:
      items.grants.push(grantItem(body));
      return;
    case 4: {
      const posted = {
        place: body.u32(),
        hour: body.u32(),
        message: body.take(MESSAGE_LENGTH),
        signature: body.take(64),
        body: body.rest(),
      };
      if (posted.body.length !== SEALED[1] && posted.body.length !== SEALED[2]) throw malformed(what);
      items.messages.push(posted);
      return;
    }
    case 5:
      once('receipt');
      items.receipt = { salt: body.take(32), event: body.take(EVENT_LENGTH), promise: text(body.rest(), what) };
      if (items.receipt.promise === '') throw malformed(what);
      return;
    case 6:
      once('inclusion');
      items.inclusion = text(body.rest(), what);
      return;
    case 7:
      once('state');
      items.state = { state: body.u8(), dueHour: body.u32(), opened: body.u8(), readers: body.u8() };
      return;
    case 8:
      items.epochs.push({
        epoch: body.take(EPOCH_LENGTH),
        recipient: body.take(RECIPIENT_LENGTH),
        link: body.take(GRANT_LENGTH),
        message: body.take(MESSAGE_LENGTH),
        signature: body.take(64),
      });
      return;
    default:
      throw malformed(what);
  }
}

/** `H(O ‖ M)`: a filing's name. */
export function filingHash(filing: Pick<Filing, 'opening' | 'message'>): Uint8Array {
  return H(filing.opening, filing.message);
}
