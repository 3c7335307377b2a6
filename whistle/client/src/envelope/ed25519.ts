/**
 * Ed25519, checked strictly (PROTOCOL.md, section 1).
 *
 * RFC 8032 leaves room in which libraries disagree; two readers of one thread must not. So before the equation:
 * `S < L`, canonical `A` and `R`, no small-order point, and both points in the prime-order subgroup, where the
 * equation with and without the cofactor say the same.
 */

import { ed25519 } from '@noble/curves/ed25519.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { Failure } from './errors.js';

const { Point } = ed25519;
const P = Point.Fp.ORDER;
const L = Point.Fn.ORDER;

function littleEndian(bytes: Uint8Array): bigint {
  let n = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) n = (n << 8n) | BigInt(bytes[i] as number);
  return n;
}

/** A canonical point of the prime-order subgroup, other than the identity. */
function isStrictPoint(bytes: Uint8Array): boolean {
  const y = littleEndian(bytes) & ((1n << 255n) - 1n);
  if (y >= P) return false;
  try {
    const point = Point.fromBytes(bytes, false);
    return !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    return false;
  }
}

/** A key seen once is not checked again: a thread has many signatures of few people. */
const good = new Map<string, boolean>();

export function isStrictKey(key: Uint8Array): boolean {
  const name = String.fromCharCode(...key);
  let answer = good.get(name);
  if (answer === undefined) {
    if (good.size > 1000) good.clear();
    answer = isStrictPoint(key);
    good.set(name, answer);
  }
  return answer;
}

/** Whether it verifies: 32-byte key, 64-byte signature. Never throws. */
export function verifies(key: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
  if (key.length !== 32 || signature.length !== 64) return false;
  if (littleEndian(signature.subarray(32)) >= L) return false;
  if (!isStrictKey(key) || !isStrictPoint(signature.subarray(0, 32))) return false;
  try {
    return ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}

/** Throws `bad-signature` unless it verifies. */
export function verify(key: Uint8Array, signature: Uint8Array, message: Uint8Array): void {
  if (!verifies(key, signature, message)) throw new Failure('bad-signature', 'A signature does not verify.');
}

/** The 64-byte signature by the key with this 32-byte seed. */
export function sign(seed: Uint8Array, message: Uint8Array): Uint8Array {
  return ed25519.sign(message, seed);
}

/** The 32-byte verification key of a 32-byte seed. */
export function publicKey(seed: Uint8Array): Uint8Array {
  return ed25519.getPublicKey(seed);
}

export { randomBytes };
