/** What a reviewer wrote into the journal, inside the age file of an entry (PROTOCOL.md, section 4). */

import { hex, unhex } from './bytes.js';
import { malformed } from './errors.js';
import type { JournalEntry } from './journal.js';
import { identitySeed, identityText } from './keys.js';
import { padJson, unpadJson, wellFormed } from './message.js';
import type { SizeClass } from './padding.js';

export const ENTRY_KINDS = ['note', 'decision', 'handler', 'category', 'link', 'access', 'passed'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What was written; the rest of the JSON repeats J, or leads to the entry before. */
export interface EntryContent {
  kind: EntryKind;
  text: string;
  /** Of a decision: why. */
  why?: string;
  /** Of a link: the other concern's mailbox, in hex. */
  concern?: string;
  /** Of an access: the hour until which somebody covers; 0 for no end. */
  until?: number;
}

/** The words that this kind of entry is never without. */
export function neededOf({ kind, text, why = '' }: EntryContent): string[] {
  return kind === 'decision' ? [text, why] : kind === 'note' ? [text] : [];
}

type Repeated = Pick<JournalEntry, 'mailbox' | 'sender' | 'number'>;

const repeatedOf = (j: Repeated): Record<string, unknown> => ({ mailbox: hex(j.mailbox), sender: hex(j.sender), number: j.number });

/** The padded plaintext. `before` is the seed of the entry before it, written as an identity that the stock `age` takes: whoever opens this one opens that one too. */
export function encodeEntryPlain(
  j: Repeated,
  before: Uint8Array | undefined,
  { kind, ...rest }: EntryContent,
): { plain: Uint8Array; size: SizeClass } {
  return padJson({ v: 1, kind, ...repeatedOf(j), before: before ? identityText(before) : '', ...rest });
}

/** What a plaintext says, and the seed that leads to an entry before. Throws `malformed` unless it repeats J and is whole. */
export function parseEntryPlain(padded: Uint8Array, j: Repeated): { content: EntryContent; before?: Uint8Array } {
  const what = 'A text';
  const { kind: said, text, before, ...more } = unpadJson(padded, repeatedOf(j));
  const kind = ENTRY_KINDS.find((known) => known === said);
  if (!kind || typeof before !== 'string') throw malformed(what);
  const content: EntryContent = { kind, text };
  if (kind === 'decision') content.why = stringOf(more['why']);
  if (kind === 'link') content.concern = hex(unhex(stringOf(more['concern']), 16, what));
  if (kind === 'access') content.until = hourOf(more['until']);
  if (neededOf(content).includes('')) throw malformed(what);
  return { content, ...(before !== '' && { before: identitySeed(before) }) };
}

function stringOf(value: unknown): string {
  if (typeof value !== 'string') throw malformed('A text');
  return wellFormed(value);
}

function hourOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 0xffffffff) throw malformed('A text');
  return value;
}
