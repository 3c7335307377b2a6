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
  Problem, 'bad-signature' | 'unknown-sender' | 'revoked' | 'not-a-member' | 'mismatch' | 'cannot-open'
>;

export interface ReadEntry {
  kept: KeptEntry;
  entry: JournalEntry;
  /** H(J) */
  hash: Uint8Array;
  /** None: confirmed. */
  problem?: EntryProblem;
  /** One who could read the concern signed J, whatever became of the text. */
  binding: boolean;
  /** Never of what nobody signed. */
  content?: EntryContent;
  /** The seed of N, if the reader has come to know it. */
  seed?: Uint8Array;
  /** Whoever wrote it granted it to the reader in a way that opens nothing. */
  spoilt?: boolean;
}

export interface Journal {
  entries: ReadEntry[];
  /** Something stands after these that does not follow. */
  broken: boolean;
  pagesTotal: number;
  complete: boolean;
}

type Of = Pick<Thread, 'opening' | 'epochs'>;

/** What was opened of an entry. J says with which key and which text, so that it is the same the next time. */
interface Opened {
  seed: Uint8Array;
  content: EntryContent;
  before?: Uint8Array;
  /** H(recipient(N)) of the entry to which `before` is the key. */
  leadsTo?: Uint8Array;
}

/** By H(J), in hex. To open an entry takes some milliseconds, and a journal has up to 500. */
export type KnownEntries = Map<string, Opened>;

/** Opens the pages given, in order from page 0, of the journal of this thread. `known` is added to. */
export function openJournal(
  frames: Uint8Array[],
  thread: Of,
  directory: Directory,
  me: Member,
  known: KnownEntries = new Map(),
): Journal {
  const pages = frames.map(parseJournalPage);
  const [first] = pages;
  if (!first || pages.some(({ page }, i) => page !== i)) throw malformed('A page');
  if (pages.some((page) => page.pages !== first.pages)) {
    throw new Failure('changed', 'The journal changed while it was being fetched. Fetch it again.');
  }
  const given = pages.flatMap(({ entries }) => entries);
  const chained = chainOf(given, thread);
  const seedOf = (j: JournalEntry): Uint8Array | undefined => grantedSeed(j, first.grants, thread, me);
  const isSpoilt = (j: JournalEntry): boolean => hasOwnGrant(j, first.grants, me) && !seedOf(j);
  const entries = withTexts(chained, { seedOf, isSpoilt }, known, (one) => senderProblem(one, thread, directory));
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

interface OwnGrants {
  seedOf: (j: JournalEntry) => Uint8Array | undefined;
  isSpoilt: (j: JournalEntry) => boolean;
}

/** From the newest to the oldest, since each leads to one before it. */
function withTexts(
  chain: Chained[],
  { seedOf, isSpoilt }: OwnGrants,
  known: KnownEntries,
  senderProblemOf: (one: Chained) => EntryProblem | undefined,
): ReadEntry[] {
  const read: ReadEntry[] = [];
  const seeds = new Map<Chained, Uint8Array>();
  const spoilt = (one: Chained): boolean => !seeds.has(one) && !known.has(hex(one.hash)) && isSpoilt(one.entry);
  for (const one of [...chain].reverse()) {
    const seed = known.get(hex(one.hash))?.seed ?? seeds.get(one) ?? seedOf(one.entry);
    const { opened, problem: cannot } = textOf(one, seed, known);
    const earlier = chain.slice(0, one.entry.number - 1);
    const ledTo = opened?.leadsTo && entryOf(opened.leadsTo, earlier);
    if (opened?.before && ledTo && !seeds.has(ledTo)) seeds.set(ledTo, opened.before);
    const sender = senderProblemOf(one);
    const problem = sender ?? cannot ?? (leads(one, earlier, opened, ledTo, spoilt) ? undefined : 'mismatch');
    const content = problem === 'bad-signature' ? undefined : opened?.content;
    const found = { ...(content && { content }), ...(seed && { seed }), ...(problem && { problem }) };
    read.unshift({ ...one, binding: !sender, ...found, ...(one === chain.at(-1) && spoilt(one) && { spoilt: true }) });
  }
  return read;
}

/** The newest of these entries whose key has this hash, as was signed with it. */
const entryOf = (hash: Uint8Array, earlier: Chained[]): Chained | undefined =>
  earlier.filter(({ entry }) => equal(entry.recipientHash, hash)).at(-1);

/**
 * Whether an entry hands on the key that it should, so that nobody is cut off from what came before: that of the entry
 * right before it, unless that one was granted to none of those who are granted this, or falsely to the reader.
 */
function leads(
  { entry }: Chained,
  earlier: Chained[],
  opened: Opened | undefined,
  ledTo: Chained | undefined,
  spoilt: (one: Chained) => boolean,
): boolean {
  const last = earlier.at(-1);
  if (!last) return !opened?.before;
  if (ledTo === last) return true;
  if (opened?.before && !ledTo) return false;
  return !entry.slots.some(({ kid }) => hasSlot(last.entry.slots, kid)) || spoilt(last);
}

const ownGrant = ({ number }: JournalEntry, grants: Grant[], me: Member): Grant | undefined =>
  grants.filter(({ epoch, kid }) => epoch === number && equal(kid, me.kid)).at(-1);

/** Whether the reader was given the grant that was signed for them, whatever it opens. */
function hasOwnGrant(j: JournalEntry, grants: Grant[], me: Member): boolean {
  const own = ownGrant(j, grants, me);
  return !!own && j.slots.some(({ kid, grantHash }) => equal(kid, me.kid) && equal(grantHash, H(own.grant)));
}

function grantedSeed(j: JournalEntry, grants: Grant[], { opening }: Of, me: Member): Uint8Array | undefined {
  const own = ownGrant(j, grants, me);
  if (!own) return undefined;
  const { service, mailbox, reporter } = opening;
  const place = { service, mailbox, reporter, epoch: j.number, to: me.kid, from: j.sender };
  try {
    return identitySeed(openGrant(me.identity, own.grant, place, j.slots, j.recipientHash));
  } catch {
    return undefined;
  }
}

function textOf(
  { kept, entry, hash }: Chained,
  seed: Uint8Array | undefined,
  known: KnownEntries,
): { opened?: Opened; problem?: EntryProblem } {
  if (!equal(H(kept.body), entry.bodyHash)) return { problem: 'mismatch' };
  const once = known.get(hex(hash));
  if (once) return { opened: once };
  if (!seed) return { problem: 'cannot-open' };
  let padded: Uint8Array;
  try {
    padded = open(identityText(seed), kept.body);
  } catch {
    return { problem: 'cannot-open' };
  }
  try {
    const { content, before } = parseEntryPlain(padded, entry);
    const opened = { seed, content, ...(before && { before, leadsTo: H(recipientOf(before)) }) };
    known.set(hex(hash), opened);
    return { opened };
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

/** Who handles the concern, as a kid, and what it is about: signed with J, also for those who cannot open the text. */
export function standingOf({ entries }: Pick<Journal, 'entries'>): Pick<JournalEntry, 'handler' | 'category'> {
  return entries.filter(({ binding }) => binding).at(-1)?.entry ?? { handler: NOBODY, category: 0 };
}

/** Whether this is how an earlier opening went on: entries are added, and nothing else. */
export function goesOn(earlier: Journal, { entries }: Journal): boolean {
  return earlier.entries.every(({ hash }, i) => hex(hash) === hex(entries[i]?.hash ?? NOBODY));
}
