/** O and S: what the reporter signs once, and what announces each later epoch. Both carry eight grant slots. */

import { H, Reader, concat, equal, label, u16, u32, u8 } from './bytes.js';
import { malformed } from './errors.js';

export const OPENING_LENGTH = 714;
export const EPOCH_LENGTH = 709;
export const SLOTS = 8;

const OPENING = label('whistle/v1/opening');
const EPOCH = label('whistle/v1/epoch');

export interface Slot {
  kid: Uint8Array;
  grantHash: Uint8Array;
}

export interface Opening {
  service: Uint8Array;
  mailbox: Uint8Array;
  /** The reporter's verification key. */
  reporter: Uint8Array;
  recipientHash: Uint8Array;
  directoryVersion: number;
  directoryHash: Uint8Array;
  /** H(recipient(T_0)) */
  threadHash: Uint8Array;
  route: number;
  urgent: boolean;
  slots: Slot[];
}

/** S */
export interface Epoch {
  service: Uint8Array;
  mailbox: Uint8Array;
  epoch: number;
  /** Who holds the reporter's side from here on: their verification key and H(recipient(P_e)). */
  reporter: Uint8Array;
  recipientHash: Uint8Array;
  /** H(recipient(T_e)) */
  threadHash: Uint8Array;
  /** Of the grant of T_(e-1), sealed to T_e. */
  linkHash: Uint8Array;
  slots: Slot[];
}

export function hasSlot(slots: Slot[], kid: Uint8Array): boolean {
  return slots.some((slot) => equal(slot.kid, kid));
}

export function encodeSlots(slots: Slot[]): Uint8Array {
  return concat(...slots.flatMap(({ kid, grantHash }) => [kid, grantHash]));
}

export function parseSlots(reader: Reader): Slot[] {
  return Array.from({ length: SLOTS }, () => ({ kid: reader.take(32), grantHash: reader.take(32) }));
}

export function encodeOpening(o: Opening): Uint8Array {
  return concat(
    OPENING, o.service, o.mailbox, o.reporter, o.recipientHash, u32(o.directoryVersion), o.directoryHash,
    o.threadHash, u16(o.route), u8(o.urgent ? 1 : 0), encodeSlots(o.slots),
  );
}

export function parseOpening(bytes: Uint8Array): Opening {
  const reader = new Reader(bytes, 'An opening');
  reader.expect(OPENING);
  const opening = {
    service: reader.take(32),
    mailbox: reader.take(16),
    reporter: reader.take(32),
    recipientHash: reader.take(32),
    directoryVersion: reader.u32(),
    directoryHash: reader.take(32),
    threadHash: reader.take(32),
    route: reader.u16(),
  };
  const urgent = reader.u8();
  if (urgent > 1) throw malformed('An opening');
  const slots = parseSlots(reader);
  reader.done();
  return { ...opening, urgent: urgent === 1, slots };
}

export function encodeEpoch(s: Epoch): Uint8Array {
  return concat(
    EPOCH, s.service, s.mailbox, u32(s.epoch), s.reporter, s.recipientHash, s.threadHash, s.linkHash, encodeSlots(s.slots),
  );
}

export function parseEpoch(bytes: Uint8Array): Epoch {
  const reader = new Reader(bytes, 'A change of readers');
  reader.expect(EPOCH);
  const epoch = {
    service: reader.take(32),
    mailbox: reader.take(16),
    epoch: reader.u32(),
    reporter: reader.take(32),
    recipientHash: reader.take(32),
    threadHash: reader.take(32),
    linkHash: reader.take(32),
    slots: parseSlots(reader),
  };
  reader.done();
  return epoch;
}

/** `content` of the log: binds the blind to exactly this opening and first message. */
export function contentOf(blind: Uint8Array, opening: Uint8Array, message: Uint8Array): Uint8Array {
  return H(label('whistle/v1/content'), blind, H(opening, message));
}

/** `presence` of the log: whoever holds the token can say "this one is mine". */
export function presenceOf(blind: Uint8Array): Uint8Array {
  return H(label('whistle/v1/presence'), blind);
}
