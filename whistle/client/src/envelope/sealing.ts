/** What the two sides send: a filing, messages after it, and changes of who can read. */

import { seal } from './age.js';
import { H } from './bytes.js';
import type { Directory, Reviewer } from './directory.js';
import { randomBytes, sign } from './ed25519.js';
import { Failure } from './errors.js';
import { encodeChange, encodeFiling, type Filing, type Signed } from './frame.js';
import { dummyGrant, makeGrant, type GrantPlace } from './grant.js';
import { identitySeed, identityText, recipientOf, recipientText } from './keys.js';
import { actOf, encodeMessage, encodePlain, type Content } from './message.js';
import { SLOTS, contentOf, encodeEpoch, encodeOpening, presenceOf, type Slot } from './opening.js';
import type { Thread } from './thread.js';
import { within, type Member, type Reporter } from './token.js';

export type Slots = { kid: Uint8Array; grant: Uint8Array }[];

/** The thread's key of epoch 0 and its grants, which can be made while the person still types. */
export interface Prepared {
  /** T_0 */
  identity: string;
  slots: Slots;
}

/** A random order without bias: the position of a grant must not tell whose it is. */
function shuffle<T>(items: T[]): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    // 2520 is divisible by every length up to 10, so the remainder is even.
    let roll: number;
    do {
      const [high, low] = randomBytes(2) as unknown as [number, number];
      roll = (high & 15) * 256 + low;
    } while (roll >= 2520);
    const j = roll % (i + 1);
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

/** A grant to each of these, of whom `least` are needed; the rest of the eight slots are dummies. */
export function grantTo(members: Pick<Member, 'kid' | 'recipient'>[], place: Omit<GrantPlace, 'to'>, identity: string, least = 2): Slots {
  if (members.length < least) throw new Failure('no-readers', 'Nobody would be able to read this.');
  if (members.length > SLOTS) throw new Failure('too-many-readers', 'At most seven people can read a concern.');
  const slots = members.map(({ kid, recipient }) => ({ kid, grant: makeGrant({ ...place, to: kid }, recipient, identity) }));
  while (slots.length < SLOTS) slots.push(dummyGrant());
  return shuffle(slots);
}

export const signedSlots = (slots: Slots): Slot[] => slots.map(({ kid, grant }) => ({ kid, grantHash: H(grant) }));

/** Makes T_0 and grants it to the reporter and to these readers. */
export function prepareGrants(reporter: Reporter, service: Uint8Array, readers: Reviewer[]): Prepared {
  const identity = identityText(randomBytes(32));
  const place = { service, mailbox: reporter.mailbox, reporter: reporter.verify, epoch: 0, from: reporter.verify };
  return { identity, slots: grantTo([reporter, ...readers], place, identity) };
}

export interface Concern {
  route: number;
  urgent: boolean;
  text: string;
  answers: Record<string, string | string[]>;
  leaveOut: string[];
}

/** Seals and signs a whole filing. */
export function makeFiling(
  reporter: Reporter,
  directory: Directory,
  prepared: Prepared,
  concern: Concern,
): { filing: Filing; frame: Uint8Array } {
  const opening = encodeOpening({
    service: directory.service,
    mailbox: reporter.mailbox,
    reporter: reporter.verify,
    recipientHash: H(reporter.recipient),
    directoryVersion: directory.version,
    directoryHash: directory.hash,
    threadHash: H(recipientOf(identitySeed(prepared.identity))),
    route: concern.route,
    urgent: concern.urgent,
    slots: signedSlots(prepared.slots),
  });
  const content: Content = {
    kind: 'concern',
    text: concern.text,
    answers: concern.answers,
    leave_out: concern.leaveOut,
  };
  const place = { mailbox: reporter.mailbox, epoch: 0, seen: 0, follows: H(opening) };
  const signed = makeMessage(reporter, 1, directory.service, place, prepared.identity, content);
  const filing: Filing = {
    ...signed,
    opening,
    openingSignature: sign(reporter.sign, opening),
    recipient: reporter.recipient,
    presence: presenceOf(reporter.blind),
    content: contentOf(reporter.blind, opening, signed.message),
    grants: prepared.slots.map(({ grant }) => grant),
  };
  return { filing, frame: encodeFiling(filing) };
}

/** Where a new message stands in its thread. */
export interface Position {
  mailbox: Uint8Array;
  epoch: number;
  seen: number;
  follows: Uint8Array;
}

/** Seals `content` to the thread's key of the position's epoch, and signs. */
export function makeMessage(
  sender: Member,
  direction: 1 | 2,
  service: Uint8Array,
  position: Position,
  identity: string,
  content: Content,
): Signed {
  const head = { service, ...position, sender: sender.verify, direction, act: actOf(direction, content.kind) };
  const { plain, size } = encodePlain(head, content);
  const body = seal(recipientText(recipientOf(identitySeed(identity))), plain);
  const message = encodeMessage({ ...head, bodyHash: H(body) });
  return { message, signature: sign(sender.sign, message), body, size };
}

/** What the next epoch is to be. */
export interface Next {
  act: number;
  /** Who holds the reporter's side from then on. */
  holder: Pick<Member, 'verify' | 'recipient' | 'kid'>;
  readers: Reviewer[];
}

/** Makes the next T, grants it to holder and readers, and links it to the one before, which `maker` has. */
export function makeChange(maker: Member, thread: Pick<Thread, 'opening' | 'next' | 'epochs'>, next: Next): { frame: Uint8Array; hash: Uint8Array } {
  const { service, mailbox, reporter } = thread.opening;
  const before = thread.epochs.at(-1)?.identity;
  if (before === undefined) throw new Failure('no-grant', 'There is no key to this concern for you.');
  const epoch = thread.next.epoch + 1;
  const identity = identityText(randomBytes(32));
  const recipient = recipientOf(identitySeed(identity));
  const place = { service, mailbox, reporter, from: maker.verify };
  const holder = within(next.holder, mailbox);
  const slots = grantTo([holder, ...next.readers], { ...place, epoch }, identity);
  const link = makeGrant({ ...place, epoch: epoch - 1, to: H(recipient) }, recipient, before);
  const s = encodeEpoch({
    service,
    mailbox,
    epoch,
    reporter: holder.verify,
    recipientHash: H(holder.recipient),
    threadHash: H(recipient),
    linkHash: H(link),
    slots: signedSlots(slots),
  });
  const position = { ...thread.next, epoch };
  const message = encodeMessage({
    service, ...position, sender: maker.verify, direction: 3, act: next.act, bodyHash: H(s),
  });
  const change = { epoch: s, recipient: holder.recipient, link, message, signature: sign(maker.sign, message) };
  return { frame: encodeChange(change, slots.map(({ grant }) => grant)), hash: H(message) };
}
