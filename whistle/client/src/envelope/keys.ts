/** The age hybrid keys as text and as bytes: identities (`AGE-SECRET-KEY-PQ-1…`) and recipients (`age1pq1…`). */

import { MLKEM768X25519 } from '@noble/post-quantum/hybrid.js';
import { bech32 } from '@scure/base';
import { H, label } from './bytes.js';
import { malformed } from './errors.js';

const IDENTITY = 'AGE-SECRET-KEY-PQ-';
const RECIPIENT = 'age1pq';
/** ML-KEM-768 encapsulation key 1184, X25519 public key 32. */
export const RECIPIENT_LENGTH = 1216;

/** The identity with this 32-byte seed, as the stock `age` writes it. */
export function identityText(seed: Uint8Array): string {
  return bech32.encodeFromBytes(IDENTITY, seed).toUpperCase();
}

/** The 32-byte seed of an identity. */
export function identitySeed(identity: string): Uint8Array {
  try {
    const { prefix, bytes } = bech32.decodeToBytes(identity);
    if (prefix.toUpperCase() === IDENTITY && bytes.length === 32 && identityText(bytes) === identity) return bytes;
  } catch {
    // Said below, without what was given: it may be a secret.
  }
  throw malformed('A secret key');
}

/** The 1216 raw bytes of the recipient that belongs to a 32-byte seed. */
export function recipientOf(seed: Uint8Array): Uint8Array {
  return MLKEM768X25519.getPublicKey(seed);
}

export function recipientText(raw: Uint8Array): string {
  // A recipient is longer than the 90 characters that bech32 is made for; age lifts that limit.
  return bech32.encode(RECIPIENT, bech32.toWords(raw), false);
}

/** The 1216 raw bytes of a recipient. */
export function recipientBytes(recipient: string): Uint8Array {
  try {
    const { prefix, words } = bech32.decode(recipient as `${string}1${string}`, false);
    const raw = bech32.fromWords(words);
    if (prefix === RECIPIENT && raw.length === RECIPIENT_LENGTH && recipientText(raw) === recipient) return raw;
  } catch {
    // Said below.
  }
  throw malformed('A public key');
}

/** `kid`: names a member of a thread, the reporter or a reviewer, by both keys at once. */
export function memberId(verify: Uint8Array, recipient: Uint8Array): Uint8Array {
  return H(label('whistle/v1/member'), verify, recipient);
}
