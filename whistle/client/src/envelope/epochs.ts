/** The epochs of a thread: who could read in each, and its key (PROTOCOL.md, section 4). */

import { H, equal } from './bytes.js';
import { personsOf, type Directory, type Reviewer } from './directory.js';
import { verifies } from './ed25519.js';
import { Failure } from './errors.js';
import type { Change, Items } from './frame.js';
import { openGrant } from './grant.js';
import { memberId } from './keys.js';
import { CHANGE, parseMessage, type Message } from './message.js';
import { hasSlot, parseEpoch, type Epoch, type Opening, type Slot } from './opening.js';
import type { Member } from './token.js';

export interface EpochKey {
  epoch: number;
  /** T_e. Whoever has left has none from then on. */
  identity?: string;
  /** H(recipient(T_e)) */
  threadHash: Uint8Array;
  slots: Slot[];
  /** Who holds the reporter's side: their verification key and H(recipient(P_e)). */
  reporter: Uint8Array;
  recipientHash: Uint8Array;
  /** What announced it; epoch 0 has the opening. */
  change?: Announced;
}

interface Announced {
  message: Message;
  /** H(M) */
  hash: Uint8Array;
  /** recipient(P_e) */
  recipient: Uint8Array;
  link: Uint8Array;
  linkHash: Uint8Array;
}

type Given = Pick<Items, 'epochs' | 'grants'>;

/**
 * The epochs up to the first that does not hold, with the keys that were granted to the reader themself, and whether
 * all held. What the concern says about who is left out is not looked at: see `untilLeftOut`.
 */
export function walkEpochs(
  given: Given,
  opening: Opening,
  directory: Directory,
  me: Member,
): { epochs: EpochKey[]; sound: boolean } {
  const { threadHash, slots, reporter, recipientHash } = opening;
  const zero = { epoch: 0, threadHash, slots, reporter, recipientHash };
  const epochs: EpochKey[] = [withOwnGrant(zero, given, opening, me)];
  for (const item of given.epochs) {
    const next = follow(item, epochs.at(-1) as EpochKey, opening, directory);
    if (!next) return { epochs, sound: false };
    try {
      epochs.push(withOwnGrant(next, given, opening, me));
    } catch {
      return { epochs, sound: false };
    }
  }
  return { epochs, sound: true };
}

/** The epoch that a change announces, if one who had the right made it, and made what they had the right to. */
function follow(item: Change, before: EpochKey, opening: Opening, directory: Directory): EpochKey | undefined {
  let s: Epoch;
  let m: Message;
  try {
    s = parseEpoch(item.epoch);
    m = parseMessage(item.message);
  } catch {
    return undefined;
  }
  const reviewer = directory.reviewers.find(({ verify }) => equal(verify, m.sender));
  const sound =
    [s, m].every(({ service, mailbox }) => equal(service, opening.service) && equal(mailbox, opening.mailbox)) &&
    s.epoch === before.epoch + 1 &&
    m.direction === 3 &&
    m.epoch === s.epoch &&
    equal(m.bodyHash, H(item.epoch)) &&
    equal(s.recipientHash, H(item.recipient)) &&
    equal(s.linkHash, H(item.link)) &&
    hasSlot(s.slots, memberId(s.reporter, item.recipient)) &&
    (equal(m.sender, before.reporter)
      ? mayBeReporters(s, m, before)
      : !!reviewer && mayBeReviewers(s, m, before, reviewer, directory)) &&
    verifies(m.sender, item.signature, item.message);
  if (!sound) return undefined;
  const { epoch, threadHash, slots, reporter, recipientHash, linkHash } = s;
  const change = { message: m, hash: H(item.message), recipient: item.recipient, link: item.link, linkHash };
  return { epoch, threadHash, slots, reporter, recipientHash, change };
}

/** The reporter lets others in, or hands over, and there and only there the reporter is another. */
function mayBeReporters(s: Epoch, { act }: Message, before: EpochKey): boolean {
  return act === CHANGE.handedOver ? !equal(s.reporter, before.reporter) : act === CHANGE.shared && reporterStays(s, before);
}

/**
 * A reviewer lets others in, or leaves, and puts out nobody else but a key that was revoked. A person who goes on with
 * a newer key of theirs has stayed; an older one they may have lost, so that with it alone they would be put out.
 */
function mayBeReviewers(s: Epoch, { act }: Message, before: EpochKey, me: Reviewer, { reviewers }: Directory): boolean {
  const good = reviewers.filter(({ revoked }) => revoked === null);
  const areIn = good.filter(({ kid }) => hasSlot(s.slots, kid));
  const wereIn = good.filter(({ kid }) => hasSlot(before.slots, kid));
  // Whatever renews an entry is listed behind it.
  const goesOn = (was: Reviewer): boolean =>
    areIn.some((is) => is.person === was.person && reviewers.indexOf(is) >= reviewers.indexOf(was));
  const iStay = areIn.some(({ person }) => person === me.person);
  return (
    wereIn.includes(me) &&
    wereIn.every((was) => was.person === me.person || goesOn(was)) &&
    act === (iStay ? CHANGE.shared : CHANGE.left) &&
    reporterStays(s, before)
  );
}

const reporterStays = (s: Epoch, before: EpochKey): boolean =>
  equal(s.reporter, before.reporter) && equal(s.recipientHash, before.recipientHash);

/** With T_e, if the reader was let in. Throws when the grant is not the one that was signed, or is kept from them. */
function withOwnGrant(key: EpochKey, { grants }: Given, opening: Opening, me: Member): EpochKey {
  const mine = grants.find(({ epoch, kid }) => epoch === key.epoch && equal(kid, me.kid));
  if (!mine && !hasSlot(key.slots, me.kid)) return key;
  if (!mine) throw noGrant();
  const { service, mailbox, reporter } = opening;
  // Only the reporter can have granted T_0: nobody else had it.
  const from = key.change?.message.sender ?? reporter;
  const place = { service, mailbox, reporter, epoch: key.epoch, to: me.kid, from };
  return { ...key, identity: openGrant(me.identity, mine.grant, place, key.slots, key.threadHash) };
}

/** Adds the keys that were not granted to the reader but stand in the link of the epoch after. Throws without T_0. */
export function withLinkedKeys(epochs: EpochKey[], opening: Opening): EpochKey[] {
  const keys = [...epochs];
  for (let i = keys.length - 1; i > 0; i--) {
    const before = keys[i - 1] as EpochKey;
    const identity = before.identity ?? linked(keys[i] as EpochKey, before, opening);
    keys[i - 1] = { ...before, ...(identity !== undefined && { identity }) };
  }
  if (keys[0]?.identity === undefined) throw noGrant();
  return keys;
}

function linked({ identity, threadHash, change }: EpochKey, before: EpochKey, opening: Opening): string | undefined {
  if (identity === undefined || !change) return undefined;
  const { service, mailbox, reporter } = opening;
  const place = { service, mailbox, reporter, epoch: before.epoch, to: threadHash, from: change.message.sender };
  try {
    // S names the link as it does a grant, with the new key in the member's place.
    const slot = { kid: threadHash, grantHash: change.linkHash };
    return openGrant(identity, change.link, place, [slot], before.threadHash);
  } catch {
    return undefined;
  }
}

function noGrant(): Failure {
  return new Failure('no-grant', 'There is no key to this concern for you.');
}

/** The epochs before the first that lets in one whom the concern leaves out. */
export function untilLeftOut(epochs: EpochKey[], directory: Directory, leaveOut: string[]): EpochKey[] {
  const leftOut = personsOf(directory, leaveOut);
  const kids = directory.reviewers.filter(({ person }) => leftOut.has(person)).map(({ kid }) => kid);
  // The opening is the reporter's own.
  const end = epochs.findIndex(({ epoch, slots }) => epoch > 0 && kids.some((kid) => hasSlot(slots, kid)));
  return end < 0 ? epochs : epochs.slice(0, end);
}
