/**
 * A reporter shows chosen messages to somebody who is no member, a tribunal say (PROTOCOL.md, section 7, Disclosure): each
 * with the key to that one file. The same choice gives the same file; checking one is for the command `whistle prove`.
 */

import { base64 } from '@scure/base';
import { fileKeyOf } from './age.js';
import { H, concat, equal, hex, label, u32, utf8 } from './bytes.js';
import { parseAuthority, parseDirectory, type Directory } from './directory.js';
import { sign } from './ed25519.js';
import { Failure, malformed } from './errors.js';
import { headVerifies, parsePage, type Change, type Head, type Posted, type Receipt } from './frame.js';
import { chainNext, chainStart } from './message.js';
import { isName } from './names.js';
import { hasSlot } from './opening.js';
import { isIncluded, openReceipt } from './receipt.js';
import { openThread, shown, type Entry, type Thread } from './thread.js';
import type { Reporter } from './token.js';

const FORMAT = 'whistle/v1/disclosure';
const MOST_SHOWN = 100;

/** The thread as the server gives it to the reporter, and the files that it was read under, as served. */
export interface Given {
  pages: Uint8Array[];
  directory: string;
  authority: string;
}

/**
 * The file that shows the messages in these places to whoever gave the nonce. Throws `malformed` for a nonce that cannot
 * stand in it or too many messages, `not-in-place` for one that cannot be shown, and `bad-head` or `directory-older` where
 * a checker would refuse all of it.
 */
export function disclose(given: Given, me: Reporter, places: number[], nonce: string): string {
  if (!isName(nonce)) throw malformed('What the tribunal gave');
  const directory = parseDirectory(given.directory, parseAuthority(given.authority));
  const thread = openThread(given.pages, directory, me, me.mailbox);
  if (!('entries' in thread)) throw notInPlace();
  const pages = given.pages.map(parsePage);
  const first = pages[0] as (typeof pages)[0];
  const hashes = pages.flatMap(({ messages }) => messages).filter(({ place }) => place > 0).map(({ message }) => H(message));
  const chosen: Entry[] = [];
  for (const place of [...new Set(places)].sort((a, b) => a - b)) {
    const entry = entryAt(place, thread, directory);
    if (!inOrder(entry, thread, hashes, chosen)) throw new Failure('out-of-order', 'This message cannot have been written in this place.');
    chosen.push(entry);
  }
  const receipt = receiptOf(thread, directory, me, hashes);
  if (chosen.length > MOST_SHOWN || (chosen.length === 0 && !receipt)) throw malformed('A choice');
  if (thread.warnings.some((warning) => warning.startsWith('directory-'))) {
    throw new Failure('directory-older', 'The concern was raised under another list of reviewers than this.');
  }
  checkHead(thread, directory, hashes);
  const since = thread.epochs.find(({ reporter }) => equal(reporter, me.verify))?.epoch ?? 0;
  const newest = Math.max(since, ...chosen.map(({ message }) => message?.epoch ?? 0));
  const { opening, signature, recipient } = first.opening as NonNullable<typeof first.opening>;
  const body = JSON.stringify({
    nonce,
    maker: hex(me.verify),
    authority: given.authority.split('\n').map((line) => line.trim()).filter(Boolean),
    directory: base64.encode(utf8(given.directory)),
    head: base64.encode(headItem(first.head as Head)),
    hashes: base64.encode(concat(...hashes)),
    opening: base64.encode(concat(opening, signature, recipient)),
    epochs: first.epochs.slice(0, newest).map((change) => base64.encode(epochItem(change))),
    messages: chosen.map((entry) => message(thread, entry)),
    receipt,
  });
  const covered = concat(label(FORMAT), directory.service, H(utf8(body)));
  return `${JSON.stringify({ format: FORMAT, body, signature: base64.encode(sign(me.sign, covered)) })}\n`;
}

/** Also by a key that was revoked: else a service could take back what a reviewer wrote by revoking their key. */
const canBeShown = ({ posted, problem, content }: Entry): boolean =>
  posted.place > 0 && content !== undefined && (problem === undefined || problem === 'revoked');

function entryAt(place: number, thread: Thread, directory: Directory): Entry {
  const [entry, ...more] = shown(thread).filter(({ posted }) => posted.place === place);
  if (!entry || more.length > 0 || !canBeShown(entry) || !fits(entry, thread, directory)) throw notInPlace();
  return entry;
}

/** Of any, that the concern and nothing else comes first; and, which the thread did not ask, that a revoked key was a member's. */
function fits({ posted: { place }, message: m, content, problem }: Entry, thread: Thread, directory: Directory): boolean {
  if (!m || (content?.kind === 'concern') !== (place === 1)) return false;
  const slots = thread.epochs.find(({ epoch }) => epoch === m.epoch)?.slots ?? [];
  const reviewer = directory.reviewers.find(({ verify }) => equal(verify, m.sender));
  return !problem || (reviewer !== undefined && hasSlot(slots, reviewer.kid));
}

/**
 * A checker has nothing but the list that the service signed. The thread also counts what still waits, so that a service
 * which puts that in between could pass off what nobody else takes.
 */
function inOrder({ posted: { place }, hash, message: m }: Entry, thread: Thread, hashes: Uint8Array[], earlier: Entry[]): boolean {
  const [at, before] = [hashes[place - 1], hashes.slice(0, place - 1)];
  if (!m || !at || !equal(at, hash) || before.some((each) => equal(each, hash)) || m.seen >= place) return false;
  if (![H(thread.openingBytes), ...before].some((each) => equal(each, m.follows))) return false;
  return earlier.every(({ problem, message: other }) =>
    problem || !other || (other.epoch <= m.epoch && (other.seen <= m.seen || !equal(other.sender, m.sender))));
}

function message({ epochs }: Thread, { posted, message: m }: Entry): { place: number; message: string; key: string } {
  const identity = epochs.find(({ epoch }) => epoch === m?.epoch)?.identity as string;
  return {
    place: posted.place,
    message: base64.encode(concat(posted.message, posted.signature, posted.body)),
    key: hex(fileKeyOf(identity, posted.body)),
  };
}

/** Only whoever raised the concern can open its receipt; of one that does not hold, nothing is shown. */
function receiptOf(thread: Thread, directory: Directory, me: Reporter, hashes: Uint8Array[]): Record<string, string> | null {
  const { receipt, inclusion, opening, openingBytes, entries: [concern] } = thread;
  if (!receipt || !concern || concern.problem || concern.content?.kind !== 'concern' || !equal(opening.reporter, me.verify)) return null;
  if (hashes[0] && !equal(hashes[0], concern.hash)) return null;
  const { message: m, signature }: Posted = concern.posted;
  try {
    const promised = openReceipt(receipt, directory, me, openingBytes, m);
    const held = inclusion !== undefined && isIncluded(inclusion, promised, directory);
    return {
      blind: hex(me.blind),
      first: base64.encode(concat(m, signature)),
      item: base64.encode(receiptItem(receipt)),
      inclusion: held ? base64.encode(utf8(inclusion)) : '',
    };
  } catch {
    return null;
  }
}

/** Every place is bound by the head, so that one hash that is missing or elsewhere would take all of it down. */
function checkHead({ head, openingBytes, mailbox }: Thread, { log, service }: Directory, hashes: Uint8Array[]): void {
  const end = hashes.reduce(chainNext, chainStart(H(openingBytes)));
  if (hashes.length === head.count && equal(end, head.head) && headVerifies(head, log.key, service, mailbox)) return;
  throw new Failure('bad-head', 'The service did not sign these messages in this order.');
}

const headItem = ({ count, head, hour, signature }: Head): Uint8Array => concat(u32(count), head, u32(hour), signature);
const receiptItem = ({ salt, event, promise }: Receipt): Uint8Array => concat(salt, event, utf8(promise));
const epochItem = (c: Change): Uint8Array => concat(c.epoch, c.recipient, c.link, c.message, c.signature);
const notInPlace = (): Failure => new Failure('not-in-place', 'There is no message in this place that was delivered and confirmed.');
