/** The keys of a thread, one an epoch, and who was a member in each (PROTOCOL.md, sections 3 and 4). */

import { H, equal } from './bytes.js';
import type { Directory } from './directory.js';
import { verifies } from './ed25519.js';
import { Failure } from './errors.js';
import type { Items } from './frame.js';
import { openGrant } from './grant.js';
import { parseMessage, type Message } from './message.js';
import { parseEpoch, type Epoch, type Opening, type Slot } from './opening.js';
import type { Member } from './token.js';

export interface EpochKey {
  epoch: number;
  /** T_e */
  identity: string;
  slots: Slot[];
}

/** T_0, from the reader's own grant, under what the reporter signed. Throws `no-grant` or `cannot-open`. */
export function epochZero(opening: Opening, grants: Items['grants'], me: Member): EpochKey {
  const mine = grants.find(({ epoch, kid }) => epoch === 0 && equal(kid, me.kid));
  if (!mine) throw new Failure('no-grant', 'There is no key to this concern for you.');
  // Only the reporter can have granted it: nobody else had the key.
  const { service, mailbox, reporter } = opening;
  const place = { service, mailbox, reporter, epoch: 0, to: me.kid, from: reporter };
  const identity = openGrant(me.identity, mine.grant, place, opening.slots, opening.threadHash);
  return { epoch: 0, identity, slots: opening.slots };
}

/**
 * Adds the epochs that the page announces, as long as each verifies, and says whether all did. An epoch counts only
 * when a member of the one before signed it, and lets in nobody whom the reporter left out.
 */
export function acceptEpochs(
  epochs: EpochKey[],
  page: Pick<Items, 'epochs' | 'grants'>,
  opening: Opening,
  directory: Directory,
  me: Member,
  leaveOut: string[],
): boolean {
  for (const item of page.epochs) {
    const before = epochs.at(-1) as EpochKey;
    let s: Epoch;
    let m: Message;
    try {
      s = parseEpoch(item.epoch);
      m = parseMessage(item.message);
    } catch {
      return false;
    }
    const leftOut = directory.reviewers.filter(({ id }) => leaveOut.includes(id));
    const sound =
      equal(s.service, opening.service) &&
      equal(s.mailbox, opening.mailbox) &&
      equal(m.service, opening.service) &&
      equal(m.mailbox, opening.mailbox) &&
      s.epoch === before.epoch + 1 &&
      m.direction === 3 &&
      m.epoch === s.epoch &&
      equal(m.bodyHash, H(item.epoch)) &&
      isMember(m, opening, before, directory) &&
      !s.slots.some(({ kid }) => leftOut.some((reviewer) => equal(reviewer.kid, kid))) &&
      verifies(m.sender, item.signature, item.message);
    if (!sound) return false;
    const mine = page.grants.find(({ epoch, kid }) => epoch === s.epoch && equal(kid, me.kid));
    // Someone who has left sees that the thread went on, and no more.
    if (!mine) return true;
    const place = { service: s.service, mailbox: s.mailbox, reporter: opening.reporter, epoch: s.epoch, to: me.kid };
    try {
      const identity = openGrant(me.identity, mine.grant, { ...place, from: m.sender }, s.slots, s.threadHash);
      epochs.push({ epoch: s.epoch, identity, slots: s.slots });
    } catch {
      return false;
    }
  }
  return true;
}

/** The reporter always is one; a reviewer is while their slot stands and their key is good. */
function isMember(m: Message, opening: Opening, epoch: EpochKey, directory: Directory): boolean {
  if (equal(m.sender, opening.reporter)) return true;
  const reviewer = directory.reviewers.find(({ verify }) => equal(verify, m.sender));
  return !!reviewer && reviewer.revoked === null && epoch.slots.some(({ kid }) => equal(kid, reviewer.kid));
}
