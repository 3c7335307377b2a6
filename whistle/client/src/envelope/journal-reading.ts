/**
 * Opening a journal: each entry names the one before it, and holds its key. As with a thread, nothing is believed
 * because the server says it; what is wrong is said beside the entry it concerns.
 */

import { open } from './age.js';
import { H, equal, hex } from './bytes.js';
import type { Directory } from './directory.js';
import { verifies } from './ed25519.js';
import { Failure, malformed } from './errors.js';
import type { Grant } from './frame.js';
import { openGrant } from './grant.js';
import { NOBODY, entryHash, parseEntry, parseJournalPage, type JournalEntry, type KeptEntry } from './journal.js';
import { parseEntryPlain, type EntryContent } from './journal-content.js';
import { identitySeed, identityText, recipientOf } from './keys.js';
import { hasSlot } from './opening.js';
import type { Problem, Thread } from './thread.js';
import type { Member } from './token.js';

export type EntryProblem = Extract<
  Problem, 'bad-signature' | 'unknown-sender' | 'not-a-member' | 'revoked' | 'mismatch' | 'cannot-open'
>;

export interface ReadEntry {
  kept: KeptEntry;
  entry: JournalEntry;
  /** H(J) */
  hash: Uint8Array;
  /** None: confirmed. */
  problem?: EntryProblem;
  /** Of its sender, whatever became of the text. */
  signed: boolean;
  content?: EntryContent;
  /** The seed of N, if the reader has come to know it. */
  seed?: Uint8Array;
}

export interface Journal {
  entries: ReadEntry[];
  /** Something stands after these that does not follow. */
  broken: boolean;
  pagesTotal: number;
  complete: boolean;
}

type Of = Pick<Thread, 'opening' | 'epochs'>;

/** Opens the pages given, in order from page 0, of the journal of this thread. */
export function openJournal(frames: Uint8Array[], thread: Of, directory: Directory, me: Member): Journal {
  const pages = frames.map(parseJournalPage);
  const [first] = pages;
  if (!first || pages.some(({ page }, i) => page !== i)) throw malformed('A page');
  if (pages.some((page) => page.pages !== first.pages)) {
    throw new Failure('changed', 'The journal changed while it was being fetched. Fetch it again.');
  }
  const given = pages.flatMap(({ entries }) => entries);
  const chained = chainOf(given, thread);
  const entries = withTexts(chained, pages.flatMap(({ grants }) => grants), thread, directory, me);
  return { entries, broken: chained.length < given.length, pagesTotal: first.pages, complete: pages.length === first.pages };
}

type Chained = Pick<ReadEntry, 'kept' | 'entry' | 'hash'>;

/** The entries up to the first that is not of this concern, or does not follow the one before it. */
function chainOf(given: KeptEntry[], { opening }: Of): Chained[] {
  const chain: Chained[] = [];
  for (const kept of given) {
    let entry: JournalEntry;
    try {
      entry = parseEntry(kept.entry);
    } catch {
      return chain;
    }
    const isHere = equal(entry.service, opening.service) && equal(entry.mailbox, opening.mailbox);
    const follows = entry.number === chain.length + 1 && equal(entry.previous, chain.at(-1)?.hash ?? NOBODY);
    if (!isHere || !follows) return chain;
    chain.push({ kept, entry, hash: entryHash(kept) });
  }
  return chain;
}

/** From the newest to the oldest, since each leads to the one before it. */
function withTexts(chain: Chained[], grants: Grant[], thread: Of, directory: Directory, me: Member): ReadEntry[] {
  const read: ReadEntry[] = [];
  let carried: Uint8Array | undefined;
  for (let i = chain.length - 1; i >= 0; i--) {
    const one = chain[i] as Chained;
    const seed = carried ?? grantedSeed(one.entry, grants, thread, me);
    const { before, problem: cannot, ...text } = textOf(one, seed, chain[i - 1]?.entry);
    const wrong = senderProblem(one, thread, directory);
    const problem = wrong ?? cannot;
    read.unshift({ ...one, ...text, signed: !wrong, ...(seed && { seed }), ...(problem && { problem }) });
    carried = before;
  }
  return read;
}

function grantedSeed(j: JournalEntry, grants: Grant[], { opening }: Of, me: Member): Uint8Array | undefined {
  const own = grants.find(({ epoch, kid }) => epoch === j.number && equal(kid, me.kid));
  if (!own) return undefined;
  const { service, mailbox, reporter } = opening;
  const place = { service, mailbox, reporter, epoch: j.number, to: me.kid, from: j.sender };
  try {
    return identitySeed(openGrant(me.identity, own.grant, place, j.slots, j.recipientHash));
  } catch {
    return undefined;
  }
}

/** `before` is the key of the entry before, once it is known to be that. */
function textOf(
  { kept, entry }: Chained,
  seed: Uint8Array | undefined,
  earlier: JournalEntry | undefined,
): { content?: EntryContent; before?: Uint8Array; problem?: EntryProblem } {
  if (!equal(H(kept.body), entry.bodyHash)) return { problem: 'mismatch' };
  if (!seed) return { problem: 'cannot-open' };
  let padded: Uint8Array;
  try {
    padded = open(identityText(seed), kept.body);
  } catch {
    return { problem: 'cannot-open' };
  }
  try {
    const { content, before } = parseEntryPlain(padded, entry);
    if (!before || !earlier) return { content };
    return equal(H(recipientOf(before)), earlier.recipientHash) ? { content, before } : { content, problem: 'mismatch' };
  } catch {
    return { problem: 'mismatch' };
  }
}

function senderProblem({ kept, entry }: Chained, { epochs }: Of, { reviewers }: Directory): EntryProblem | undefined {
  if (!verifies(entry.sender, kept.signature, kept.entry)) return 'bad-signature';
  const reviewer = reviewers.find(({ verify }) => equal(verify, entry.sender));
  if (!reviewer) return 'unknown-sender';
  if (reviewer.revoked !== null) return 'revoked';
  return epochs.some(({ slots }) => hasSlot(slots, reviewer.kid)) ? undefined : 'not-a-member';
}

/** Who handles the concern, as a kid, and what it is about: as the newest entry says that one who could read signed. */
export function standingOf({ entries }: Pick<Journal, 'entries'>): Pick<JournalEntry, 'handler' | 'category'> {
  return entries.filter(({ signed }) => signed).at(-1)?.entry ?? { handler: NOBODY, category: 0 };
}

/** Whether this is how an earlier opening went on: entries are added, and nothing else. */
export function goesOn(earlier: Journal, { entries }: Journal): boolean {
  return earlier.entries.every(({ hash }, i) => hex(hash) === hex(entries[i]?.hash ?? NOBODY));
}
