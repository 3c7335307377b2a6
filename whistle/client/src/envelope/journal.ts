/**
 * The reviewers' journal of a concern, as bytes: J, which is signed with every entry, the frame that brings one to the
 * server, and the pages that give them back (PROTOCOL.md, sections 4 and 5).
 */

import { H, Reader, concat, isZero, label, u32, u8 } from './bytes.js';
import { malformed } from './errors.js';
import { begin, eachItem, grantItem, start, startPage, type Grant } from './frame.js';
import { GRANT_LENGTH } from './grant.js';
import { SLOTS, encodeSlots, parseSlots, type Slot } from './opening.js';
import { SEALED, type SizeClass } from './padding.js';

export const ENTRY_LENGTH = 744;
/** The kind of the frame that brings an entry. The reporter's workers know nothing of it. */
const FRAME = 8;
const JOURNAL = label('whistle/v1/journal');
/** The handler of a concern that nobody handles, and what the first entry follows. */
export const NOBODY = new Uint8Array(32);

/** J */
export interface JournalEntry {
  service: Uint8Array;
  mailbox: Uint8Array;
  sender: Uint8Array;
  /** From 1. */
  number: number;
  /** H(J) of the entry before. */
  previous: Uint8Array;
  /** The kid of who handles the concern from here on. */
  handler: Uint8Array;
  /** From here on; 0 for none. */
  category: number;
  /** H(recipient(N)) */
  recipientHash: Uint8Array;
  bodyHash: Uint8Array;
  slots: Slot[];
}

export function encodeEntry(j: JournalEntry): Uint8Array {
  return concat(
    JOURNAL, j.service, j.mailbox, j.sender, u32(j.number), j.previous, j.handler, u8(j.category), j.recipientHash,
    j.bodyHash, encodeSlots(j.slots),
  );
}

export function parseEntry(bytes: Uint8Array): JournalEntry {
  const reader = new Reader(bytes, 'An entry');
  reader.expect(JOURNAL);
  const entry = {
    service: reader.take(32),
    mailbox: reader.take(16),
    sender: reader.take(32),
    number: reader.u32(),
    previous: reader.take(32),
    handler: reader.take(32),
    category: reader.u8(),
    recipientHash: reader.take(32),
    bodyHash: reader.take(32),
    slots: parseSlots(reader),
  };
  reader.done();
  if (entry.number === 0 || (entry.number === 1) !== isZero(entry.previous)) throw malformed('An entry');
  return entry;
}

/** An entry as it is given: J, encoded, its signature and the age file. */
export interface SignedEntry {
  entry: Uint8Array;
  signature: Uint8Array;
  body: Uint8Array;
}

export function encodeWritten({ entry, signature, body }: SignedEntry, size: SizeClass, grants: Uint8Array[]): Uint8Array {
  return concat(start(FRAME, size), entry, signature, ...grants, body);
}

/** For tests; the server has its own. */
export function parseWritten(frame: Uint8Array): SignedEntry & { grants: Uint8Array[] } {
  const { reader, size } = begin(frame, FRAME, 'An entry');
  const signed = { entry: reader.take(ENTRY_LENGTH), signature: reader.take(64) };
  const grants = Array.from({ length: SLOTS }, () => reader.take(GRANT_LENGTH));
  const body = reader.take(SEALED[size]);
  reader.done();
  return { ...signed, grants, body };
}

/** Item 9 */
export interface KeptEntry extends SignedEntry {
  hour: number;
}

export interface JournalPage {
  page: number;
  pages: number;
  /** Item 3, with the number of an entry in the place of the epoch. */
  grants: Grant[];
  entries: KeptEntry[];
}

export function parseJournalPage(frame: Uint8Array): JournalPage {
  const what = 'A page';
  const { reader, page, pages } = startPage(frame);
  const found: JournalPage = { page, pages, grants: [], entries: [] };
  eachItem(reader, what, (type, body) => {
    if (type === 3) return void found.grants.push(grantItem(body));
    if (type !== 9) throw malformed(what);
    const hour = body.u32();
    const entry = { hour, entry: body.take(ENTRY_LENGTH), signature: body.take(64), body: body.rest() };
    if (entry.body.length !== SEALED[1] && entry.body.length !== SEALED[2]) throw malformed(what);
    found.entries.push(entry);
  });
  if (page > 0 && found.grants.length > 0) throw malformed(what);
  return found;
}

/** H(J): what an entry is found by, and what the next one follows. */
export const entryHash = ({ entry }: SignedEntry): Uint8Array => H(entry);
