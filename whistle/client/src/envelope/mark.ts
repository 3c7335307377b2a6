/**
 * A mark of the record that is short enough to be written down by hand: the log's size, and twelve characters that only
 * whoever has the token can make or check. Without that key, an operator could look for two records with one short mark.
 */

import { expand } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { H, concat, hex, label, u32, unhex, utf8 } from './bytes.js';
import { asWritten, inCrockford, ofCrockford } from './crockford.js';
import { Failure } from './errors.js';
import type { Checkpoint } from './note.js';
import type { Reporter } from './token.js';

const CHARACTERS = 12;
const CHECK = 12n; // bits

export interface Mark {
  size: number;
  /** The first 48 bits of a keyed hash of size and root. */
  code: bigint;
}

const keyOf = ({ prk }: Reporter): Uint8Array => expand(sha256, prk, utf8('whistle/v1/mark'), 32);
const u64 = (n: number): Uint8Array => concat(u32(Math.floor(n / 2 ** 32)), u32(n % 2 ** 32));
const first48 = (hash: Uint8Array): bigint => BigInt(`0x${hex(hash.subarray(0, 6))}`);

const codeOf = (key: Uint8Array, { size, root }: Checkpoint): bigint => first48(H(label('whistle/v1/mark'), key, u64(size), root));

/** Tells a slip of the pen, or a mark of another token, from a record that differs. */
function checkOf(key: Uint8Array, { size, code }: Mark): bigint {
  const bytes = unhex(code.toString(16).padStart(12, '0'), 6);
  return first48(H(label('whistle/v1/mark-check'), key, u64(size), bytes)) >> (48n - CHECK);
}

/** "1040-K7QD-92MX-4TRB" */
export function formatMark(me: Reporter, checkpoint: Checkpoint): string {
  const key = keyOf(me);
  const { size } = checkpoint;
  const code = codeOf(key, checkpoint);
  return `${size}-${inCrockford((code << CHECK) | checkOf(key, { size, code }), CHARACTERS)}`;
}

/** Reads a mark as people type it; throws `bad-mark` unless this token could have made it. */
export function parseMark(me: Reporter, typed: string): Mark {
  const text = asWritten(typed);
  const size = /^[1-9][0-9]{0,14}$/.exec(text.slice(0, -CHARACTERS))?.[0];
  const n = ofCrockford(text.slice(-CHARACTERS));
  if (size === undefined || n === undefined) throw badMark();
  const mark = { size: Number(size), code: n >> CHECK };
  if ((n & ((1n << CHECK) - 1n)) !== checkOf(keyOf(me), mark)) throw badMark();
  return mark;
}

/** Whether the mark is of this checkpoint. */
export const isMarkOf = (mark: Mark, me: Reporter, checkpoint: Checkpoint): boolean =>
  mark.size === checkpoint.size && mark.code === codeOf(keyOf(me), checkpoint);

const badMark = (): Failure => new Failure('bad-mark', 'This is not a mark that was made with this token.');
