/** A reviewer's entry in the journal: sealed to a key of its own, which the readers of the moment are granted. */

import { seal } from './age.js';
import { H } from './bytes.js';
import type { Reviewer } from './directory.js';
import { randomBytes, sign } from './ed25519.js';
import { NOBODY, encodeEntry, encodeWritten, type JournalEntry } from './journal.js';
import { encodeEntryPlain, type EntryContent } from './journal-content.js';
import type { ReadEntry } from './journal-reading.js';
import { identityText, recipientOf, recipientText } from './keys.js';
import { grantTo, signedSlots } from './sealing.js';
import type { Thread } from './thread.js';
import type { Member } from './token.js';

export interface NextEntry extends Pick<JournalEntry, 'handler' | 'category'> {
  /** The newest; none when this is the first. */
  last: Pick<ReadEntry, 'entry' | 'hash'> | undefined;
  /** The seed of the newest that the writer can open. */
  before: Uint8Array | undefined;
  /** Who is to read it. */
  readers: Reviewer[];
  content: EntryContent;
}

export function makeEntry(
  sender: Member,
  { opening }: Pick<Thread, 'opening'>,
  { last, before, readers, handler, category, content }: NextEntry,
): { frame: Uint8Array; hash: Uint8Array; number: number } {
  const { service, mailbox, reporter } = opening;
  const number = (last?.entry.number ?? 0) + 1;
  const seed = randomBytes(32);
  const recipient = recipientOf(seed);
  const place = { service, mailbox, reporter, epoch: number, from: sender.verify };
  const slots = grantTo(readers, place, identityText(seed), 1);
  const head = { service, mailbox, sender: sender.verify, number, previous: last?.hash ?? NOBODY, handler, category };
  const { plain, size } = encodeEntryPlain(head, before, content);
  const body = seal(recipientText(recipient), plain);
  const entry = encodeEntry({ ...head, recipientHash: H(recipient), bodyHash: H(body), slots: signedSlots(slots) });
  const signed = { entry, signature: sign(sender.sign, entry), body };
  return { frame: encodeWritten(signed, size, slots.map(({ grant }) => grant)), hash: H(entry), number };
}
