/** The receipt: a signed promise at once, a proof of inclusion later, both checked against the token's own blind. */

import { Reader, equal } from './bytes.js';
import type { Directory } from './directory.js';
import { Failure } from './errors.js';
import type { Receipt } from './frame.js';
import { openPromise, treeHash, verifyInclusion } from './note.js';
import { contentOf, parseOpening, presenceOf } from './opening.js';
import type { Reporter } from './token.js';

const RECEIVED = 1;
/** Hours within which every server has its tick: a later promise is none. */
const LONGEST = 48;

export interface Promised {
  /** When the server says it received the filing. */
  hour: number;
  /** The hour by which the leaf is in the log. */
  by: number;
  treeHash: Uint8Array;
}

/**
 * Checks that the promise is signed, and is about the event of receiving exactly this opening and first message.
 * Throws `bad-receipt`.
 */
export function openReceipt(
  receipt: Receipt,
  directory: Directory,
  reporter: Reporter,
  opening: Uint8Array,
  message: Uint8Array,
): Promised {
  const reader = new Reader(receipt.event, 'A receipt');
  const type = reader.u8();
  const hour = reader.u32();
  reader.take(16); // The case says nothing that the token could check.
  const version = reader.u32();
  const directoryHash = reader.take(32);
  const presence = reader.take(32);
  const content = reader.take(32);
  const { directoryVersion, directoryHash: sealedUnder } = parseOpening(opening);
  if (
    type !== RECEIVED ||
    version !== directoryVersion ||
    !equal(directoryHash, sealedUnder) ||
    !equal(presence, presenceOf(reporter.blind)) ||
    !equal(content, contentOf(reporter.blind, opening, message))
  ) {
    throw badReceipt();
  }
  const leaf = treeHash(receipt.salt, receipt.event);
  try {
    const promise = openPromise(receipt.promise, directory.origin, directory.promise);
    if (equal(promise.treeHash, leaf) && promise.by <= hour + LONGEST) return { hour, by: promise.by, treeHash: leaf };
  } catch {
    // One answer for every way in which a receipt is not one.
  }
  throw badReceipt();
}

/** Whether the proof leads from the receipt's leaf to a checkpoint that the log signed. */
export function isIncluded(proof: string, promised: Promised, directory: Directory): boolean {
  try {
    verifyInclusion(proof, promised.treeHash, directory.origin, directory.log);
    return true;
  } catch {
    return false;
  }
}

function badReceipt(): Failure {
  return new Failure('bad-receipt', 'The receipt does not verify.');
}
