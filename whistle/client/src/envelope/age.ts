/**
 * age v1 files of the two shapes that Whistle uses: one `mlkem768x25519` stanza, or one `scrypt` stanza.
 *
 * The stanzas' cryptography is age-encryption's. Header and payload are read here, because only two headers of
 * fixed shape are ever right: anything else is refused by length and pattern, before any key is touched, and no
 * header with several stanzas is parsed at all. It also leaves the library's other recipients, a quarter of the
 * script, out of what a phone must fetch.
 */

import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { base64nopad } from '@scure/base';
// By path: the package exports the whole of itself or nothing.
import { HybridIdentity, HybridRecipient } from '../../node_modules/age-encryption/dist/recipients.js';
import { concat, equal, latin1, utf8 } from './bytes.js';
import { randomBytes } from './ed25519.js';
import { Failure, malformed } from './errors.js';

const HEADER = 1627;
const NONCE = 16;
const CHUNK = 65536;
const TAG = 16;

const HYBRID =
  /^age-encryption\.org\/v1\n-> mlkem768x25519 ([A-Za-z0-9+/]{1494})\n([A-Za-z0-9+/]{43})\n--- ([A-Za-z0-9+/]{43})\n$/;

export interface Stanza {
  args: string[];
  body: Uint8Array;
}

/** `sealed(n)`: the length of a file of `n` bytes under one hybrid stanza. */
export function sealedLength(n: number): number {
  return HEADER + NONCE + n + TAG * Math.max(1, Math.ceil(n / CHUNK));
}

function headerText({ args, body }: Stanza): string {
  return `age-encryption.org/v1\n-> ${args.join(' ')}\n${base64nopad.encode(body)}\n---`;
}

function headerMac(fileKey: Uint8Array, header: Uint8Array): Uint8Array {
  return hmac(sha256, hkdf(sha256, fileKey, undefined, utf8('header'), 32), header);
}

/** A chunk's nonce: its number in 11 bytes, and 1 for the last. */
function chunkNonce(index: number, last: boolean): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(7, index);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/** Seals to one recipient (`age1pq1…`). */
export function seal(recipient: string, plaintext: Uint8Array): Uint8Array {
  const fileKey = randomBytes(16);
  let stanza: Stanza;
  try {
    stanza = new HybridRecipient(recipient).wrapFileKey(fileKey)[0] as Stanza;
  } catch {
    // Of the right form, and yet no key: a coefficient too large, or a point that gives nothing to share.
    throw malformed('A public key');
  }
  return sealWith(stanza, fileKey, plaintext);
}

/** A file of this one stanza, in which the 16-byte file key is wrapped. */
export function sealWith(stanza: Stanza, fileKey: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const header = headerText(stanza);
  const mac = base64nopad.encode(headerMac(fileKey, utf8(header)));
  const nonce = randomBytes(NONCE);
  const key = hkdf(sha256, fileKey, nonce, utf8('payload'), 32);
  const parts = [utf8(`${header} ${mac}\n`), nonce];
  for (let at = 0, index = 0; at === 0 || at < plaintext.length; at += CHUNK, index++) {
    const last = at + CHUNK >= plaintext.length;
    parts.push(chacha20poly1305(key, chunkNonce(index, last)).encrypt(plaintext.subarray(at, at + CHUNK)));
  }
  return concat(...parts);
}

/** Opens a payload (nonce and chunks) with its 16-byte file key. */
export function openPayload(fileKey: Uint8Array, payload: Uint8Array): Uint8Array {
  const chunks = payload.subarray(NONCE);
  if (payload.length < NONCE + TAG) throw altered();
  const key = hkdf(sha256, fileKey, payload.subarray(0, NONCE), utf8('payload'), 32);
  const parts: Uint8Array[] = [];
  for (let at = 0, index = 0; at < chunks.length; at += CHUNK + TAG, index++) {
    const last = at + CHUNK + TAG >= chunks.length;
    const chunk = chunks.subarray(at, at + CHUNK + TAG);
    // An empty last chunk would be a second way to write the same text.
    if (chunk.length < TAG || (chunk.length === TAG && index > 0)) throw altered();
    try {
      parts.push(chacha20poly1305(key, chunkNonce(index, last)).decrypt(chunk));
    } catch {
      throw altered();
    }
  }
  return concat(...parts);
}

function altered(): Failure {
  return malformed('A sealed text');
}

export function decode64(text: string): Uint8Array {
  try {
    return base64nopad.decode(text);
  } catch {
    throw altered();
  }
}

/** The 16-byte file key that `unwrap` finds, once the header's MAC holds under it. */
function unwrapped(stanza: Stanza, mac: string, unwrap: (stanzas: Stanza[]) => Uint8Array | null): Uint8Array {
  let fileKey: Uint8Array | null = null;
  try {
    fileKey = unwrap([stanza]);
  } catch {
    // A point of low order, say: it was made by nobody who meant to be read.
    throw altered();
  }
  if (!fileKey) throw new Failure('cannot-open', 'This key does not open it.');
  if (!equal(headerMac(fileKey, utf8(headerText(stanza))), decode64(mac))) throw altered();
  return fileKey;
}

/** Checks the header's MAC under what `unwrap` finds, and opens the payload. */
export const openWith = (
  stanza: Stanza,
  mac: string,
  payload: Uint8Array,
  unwrap: (stanzas: Stanza[]) => Uint8Array | null,
): Uint8Array => openPayload(unwrapped(stanza, mac, unwrap), payload);

/** The key to this one file, of exactly one hybrid stanza: whoever has it needs no identity, and can open no other file. */
export function fileKeyOf(identity: string, sealed: Uint8Array): Uint8Array {
  const match = HYBRID.exec(latin1(sealed.subarray(0, HEADER)));
  if (!match) throw altered();
  const [, share, body, mac] = match as unknown as [string, string, string, string];
  decode64(share);
  const stanza = { args: ['mlkem768x25519', share], body: decode64(body) };
  return unwrapped(stanza, mac, (all) => new HybridIdentity(identity).unwrapFileKey(all));
}

/** Opens a file of exactly one hybrid stanza with an identity (`AGE-SECRET-KEY-PQ-1…`). */
export const open = (identity: string, sealed: Uint8Array): Uint8Array =>
  openPayload(fileKeyOf(identity, sealed), sealed.subarray(HEADER));
