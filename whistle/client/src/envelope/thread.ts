/**
 * Opening a thread: nothing is believed because the server says it. Throws when there is no thread to speak of
 * (`malformed`, `bad-opening`, `no-grant`, `changed`); everything else is said beside the message it concerns, or
 * as a warning about the whole.
 */

import { open } from './age.js';
import { H, equal, hex, isZero } from './bytes.js';
import type { Directory } from './directory.js';
import { verifies } from './ed25519.js';
import { Failure, malformed } from './errors.js';
import { untilLeftOut, walkEpochs, withLinkedKeys, type EpochKey } from './epochs.js';
import { headVerifies, parsePage, type Head, type Items, type Page, type Posted, type Receipt } from './frame.js';
import { chainNext, chainStart, parseMessage, parsePlain, type Content, type Message } from './message.js';
import { hasSlot, parseOpening, type Opening } from './opening.js';
import type { Position } from './sealing.js';
import { mailboxOf, within, type Member } from './token.js';

export type Problem =
  | 'bad-signature' | 'unknown-sender' | 'not-a-member' | 'revoked' | 'wrong-follows' | 'withheld' | 'out-of-order'
  | 'mismatch' | 'cannot-open';

export type Warning =
  | 'withheld' | 'out-of-order' | 'bad-head' | 'directory-older' | 'directory-differs' | 'bad-epoch' | 'state';

export interface Entry {
  posted: Posted;
  hash: Uint8Array;
  /** Absent when it is not one, or its signature does not verify. */
  message?: Message;
  /** None: confirmed. */
  problem?: Problem;
  content?: Content;
}

export interface Thread {
  head: Head;
  mailbox: Uint8Array;
  openingBytes: Uint8Array;
  opening: Opening;
  epochs: EpochKey[];
  /** recipient(P_e) of the newest epoch: the reporter's own, which every change carries on. */
  holder: Uint8Array;
  entries: Entry[];
  warnings: Warning[];
  state: NonNullable<Items['state']>;
  receipt?: Receipt;
  inclusion?: string;
  pagesTotal: number;
  complete: boolean;
  /** Where the reader's own next message would stand. */
  next: Position;
}

/** Nobody's: the server says, and signs if `signed`, that it does not know the mailbox. */
export interface Denial {
  head: Head;
  signed: boolean;
  pagesTotal: number;
}

/** Opens the pages given, in order from page 0. `mailbox` is what was asked for, when the reader knows it. */
export function openThread(
  frames: Uint8Array[],
  directory: Directory,
  me: Member,
  mailbox?: Uint8Array,
): Thread | Denial {
  const pages = frames.map(parsePage);
  const first = pages[0];
  if (!first?.head || pages.some(({ page }, i) => page !== i)) throw malformed('A page');
  const head = first.head;
  if (pages.some((page) => page.pages !== first.pages || !page.head || !sameHead(page.head, head))) {
    // Something was delivered between two requests; the places of both answers do not belong together.
    throw new Failure('changed', 'The thread changed while it was being fetched. Fetch it again.');
  }
  if (!first.opening) return denial(first, directory, mailbox);
  return openKnown(pages, head, first.opening, directory, me, mailbox);
}

function sameHead(a: Head, b: Head): boolean {
  return a.count === b.count && equal(a.head, b.head);
}

function denial(page: Page, directory: Directory, mailbox: Uint8Array | undefined): Denial {
  const head = page.head as Head;
  if (head.count !== 0 || !isZero(head.head) || !mailbox) throw badOpening();
  const signed = headVerifies(head, directory.log.key, directory.service, mailbox);
  return { head, signed, pagesTotal: page.pages };
}

function badOpening(): Failure {
  return new Failure('bad-opening', 'What opened this concern does not verify. Nothing of it can be trusted.');
}

function openKnown(
  pages: Page[],
  head: Head,
  given: NonNullable<Items['opening']>,
  directory: Directory,
  asker: Member,
  asked: Uint8Array | undefined,
): Thread {
  const first = pages[0] as Page;
  const opening = parseOpening(given.opening);
  const me = within(asker, opening.mailbox);
  if (
    !equal(opening.service, directory.service) ||
    !equal(opening.mailbox, mailboxOf(opening.reporter)) ||
    !equal(opening.recipientHash, H(given.recipient)) ||
    !verifies(opening.reporter, given.signature, given.opening)
  ) {
    throw badOpening();
  }
  const warnings = new Set<Warning>();
  if (!headVerifies(head, directory.log.key, directory.service, opening.mailbox)) warnings.add('bad-head');
  if (opening.directoryVersion > directory.version) warnings.add('directory-older');
  else if (opening.directoryVersion === directory.version && !equal(opening.directoryHash, directory.hash)) {
    warnings.add('directory-differs');
  }

  const posted = pages.flatMap(({ messages }) => messages);
  const openingHash = H(given.opening);
  const walked = walkEpochs(first, opening, directory, me);
  if (!answers(opening, walked.epochs, me, asked)) throw badOpening();
  let epochs = withLinkedKeys(walked.epochs, opening);
  let entries = judge(posted, openingHash, opening, epochs, directory);
  const complete = pages.length === first.pages;
  // Until the page with the concern has come, nobody can say whom it leaves out, and nothing is shown yet either.
  if (first.epochs.length > 0 && (complete || posted.length > 0)) {
    const concern = entries.find(({ problem, content }) => !problem && content?.kind === 'concern')?.content;
    const holding = concern ? untilLeftOut(walked.epochs, directory, concern.leave_out ?? []) : walked.epochs.slice(0, 1);
    if (!walked.sound || holding.length < epochs.length) warnings.add('bad-epoch');
    if (holding.length < epochs.length) {
      if (!answers(opening, holding, me, asked)) throw badOpening();
      epochs = withLinkedKeys(holding, opening);
      entries = judge(posted, openingHash, opening, epochs, directory);
    }
  }
  const last = epochs.at(-1) as EpochKey;
  // What the other side wrote is given when it is delivered, and then it has a place that the head counts.
  const own = epochs.some(({ reporter }) => equal(me.verify, reporter)) ? 1 : 2;
  if (entries.some(({ posted: { place }, message }) => place === 0 && message?.direction !== own)) {
    warnings.add('out-of-order');
  }
  if (complete) {
    // Whoever has left cannot open what closes it later.
    if (first.state?.state === CLOSED && last.identity !== undefined && !entries.some(isClosing)) warnings.add('state');
    for (const warning of checkChain(entries, head, openingHash)) warnings.add(warning);
    if (entries.some(({ problem }) => problem === 'withheld')) warnings.add('withheld');
  }
  const trusted = entries.filter(({ problem }) => problem === undefined);
  return {
    head,
    mailbox: opening.mailbox,
    openingBytes: given.opening,
    opening,
    epochs,
    holder: last.change?.recipient ?? given.recipient,
    entries,
    warnings: [...warnings],
    state: first.state ?? { state: 0, dueHour: 0, opened: 0, readers: 0 },
    ...(first.receipt && { receipt: first.receipt }),
    ...(first.inclusion !== undefined && { inclusion: first.inclusion }),
    pagesTotal: first.pages,
    complete,
    // What is not confirmed does not count as seen: else whoever slips it in could make an honest answer look wrong.
    next: {
      mailbox: opening.mailbox,
      epoch: last.epoch,
      // Nor is it ever less than the same sender said before, though a message may have lost its confirmation since.
      seen: Math.max(trusted.length, ...trusted.filter(({ message }) => isBy(message, me)).map(seenOf)),
      follows: trusted.at(-1)?.hash ?? openingHash,
    },
  };
}

/**
 * Whether this thread may be the answer to what was asked: it is the one, or one that was handed over to the asker, whose
 * own mailbox is not the thread's.
 */
function answers(opening: Opening, epochs: EpochKey[], me: Member, asked: Uint8Array | undefined): boolean {
  if (!asked || equal(asked, opening.mailbox)) return true;
  const isMine = epochs.some(({ change, reporter }) => change && equal(reporter, me.verify));
  return isMine && equal(asked, mailboxOf(me.verify));
}

/** What the reader can be shown: nothing of the epochs after they have left. */
export function shown({ entries, epochs }: Pick<Thread, 'entries' | 'epochs'>): Entry[] {
  const last = Math.max(...epochs.filter(({ identity }) => identity !== undefined).map(({ epoch }) => epoch));
  const gone = new Set(epochs.map(({ epoch }) => epoch).filter((epoch) => epoch > last));
  return entries.filter(({ message }) => !message || !gone.has(message.epoch));
}

/** The number of section 9. */
const CLOSED = 3;
const isClosing = ({ problem, content }: Entry): boolean => !problem && content?.kind === 'closing';
const isBy = (message: Message | undefined, me: Member): boolean => !!message && equal(message.sender, me.verify);
const seenOf = ({ message }: Entry): number => message?.seen ?? 0;

/** Goes through the messages in the order given, and says of each what is wrong with it, if anything. */
function judge(
  posted: Posted[],
  openingHash: Uint8Array,
  opening: Opening,
  epochs: EpochKey[],
  directory: Directory,
): Entry[] {
  const known = new Set([hex(openingHash)]);
  const confirmed = new Set<string>();
  const seenBy = new Map<string, number>();
  let epoch = 0;
  return posted.map((item, before) => {
    const hash = H(item.message);
    const message = signedMessage(item);
    if (!message) {
      known.add(hex(hash));
      return { posted: item, hash, problem: 'bad-signature' };
    }
    const sender = hex(message.sender);
    const { content, problem: cannot } = read(item, message, epochs);
    const problem = senderProblem(message, opening, epochs, directory) ?? placeProblem(message, hash, before) ?? cannot;
    known.add(hex(hash));
    if (!problem) {
      // Only a verified sender's word counts about what they had seen.
      seenBy.set(sender, message.seen);
      epoch = message.epoch;
      confirmed.add(hex(hash));
    }
    return { posted: item, hash, message, ...(problem && { problem }), ...(content && { content }) };
  });

  function placeProblem(message: Message, hash: Uint8Array, before: number): Problem | undefined {
    if (confirmed.has(hex(hash))) return 'out-of-order';
    if (message.seen > before) return 'withheld';
    if (!known.has(hex(message.follows))) return 'wrong-follows';
    // A key that was given up is not written under again.
    if (message.epoch < epoch) return 'out-of-order';
    return message.seen < (seenBy.get(hex(message.sender)) ?? 0) ? 'out-of-order' : undefined;
  }
}

/** M, if it is one and its sender signed it; else it was altered on the way, and the rest is still worth showing. */
function signedMessage(item: Posted): Message | undefined {
  try {
    const message = parseMessage(item.message);
    return verifies(message.sender, item.signature, item.message) ? message : undefined;
  } catch {
    return undefined;
  }
}

function senderProblem(
  message: Message,
  opening: Opening,
  epochs: EpochKey[],
  directory: Directory,
): Problem | undefined {
  if (!equal(message.service, opening.service) || !equal(message.mailbox, opening.mailbox)) return 'mismatch';
  if (message.direction === 3) return 'mismatch';
  const epoch = epochs.find((key) => key.epoch === message.epoch);
  if (message.direction === 1) return epoch && equal(message.sender, epoch.reporter) ? undefined : 'unknown-sender';
  const reviewer = directory.reviewers.find(({ verify }) => equal(verify, message.sender));
  if (!reviewer) return 'unknown-sender';
  if (reviewer.revoked !== null) return 'revoked';
  return epoch && hasSlot(epoch.slots, reviewer.kid) ? undefined : 'not-a-member';
}

function read(item: Posted, message: Message, epochs: EpochKey[]): { content?: Content; problem?: Problem } {
  const key = epochs.find(({ epoch }) => epoch === message.epoch);
  if (!equal(H(item.body), message.bodyHash)) return { problem: 'mismatch' };
  if (key?.identity === undefined) return { problem: 'cannot-open' };
  let padded: Uint8Array;
  try {
    padded = open(key.identity, item.body);
  } catch {
    return { problem: 'cannot-open' };
  }
  try {
    return { content: parsePlain(padded, message) };
  } catch {
    return { problem: 'mismatch' };
  }
}

/** Whether the delivered messages are those, in that order, that the signed head counts and chains. */
function checkChain(entries: Entry[], head: Head, openingHash: Uint8Array): Warning[] {
  const delivered = entries.filter(({ posted }) => posted.place > 0);
  if (delivered.length < head.count) return ['withheld'];
  const end = delivered.reduce((value, { hash }) => chainNext(value, hash), chainStart(openingHash));
  // Places count from 1; after the last one come those not yet delivered, which have none.
  const inOrder = entries.every(({ posted }, i) => posted.place === (i < delivered.length ? i + 1 : 0));
  return inOrder && delivered.length === head.count && equal(end, head.head) ? [] : ['out-of-order'];
}
