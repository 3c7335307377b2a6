/** Padding: every text becomes one of two sizes, so that its length says next to nothing. */

import { Reader, concat, isZero, u32 } from './bytes.js';
import { Failure, malformed } from './errors.js';
import { sealedLength } from './age.js';

export type SizeClass = 1 | 2;

export const PADDED: Record<SizeClass, number> = { 1: 16_384, 2: 65_536 };
/** Length of the age file in a frame of this class. */
export const SEALED: Record<SizeClass, number> = { 1: sealedLength(PADDED[1]), 2: sealedLength(PADDED[2]) };

/** The smallest class that this many bytes of JSON fit in. */
export function classOf(length: number): SizeClass {
  if (length + 4 <= PADDED[1]) return 1;
  if (length + 4 <= PADDED[2]) return 2;
  throw new Failure('too-long', 'This is longer than one message can be.');
}

export function pad(json: Uint8Array, size: SizeClass): Uint8Array {
  const zeros = PADDED[size] - 4 - json.length;
  if (zeros < 0) throw new Failure('too-long', 'This is longer than one message can be.');
  return concat(u32(json.length), json, new Uint8Array(zeros));
}

export function unpad(padded: Uint8Array): Uint8Array {
  if (padded.length !== PADDED[1] && padded.length !== PADDED[2]) throw malformed('A text');
  const reader = new Reader(padded, 'A text');
  const json = reader.take(reader.u32());
  if (!isZero(reader.rest())) throw malformed('A text');
  return json;
}
