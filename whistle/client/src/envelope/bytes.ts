/** Bytes, in PROTOCOL.md's notation: big-endian integers, `LBL`, `H`, and a reader that never runs over. */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { malformed } from './errors.js';

const encoder = new TextEncoder();
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const hex = bytesToHex;
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** Text from UTF-8, refusing anything that is not. */
export function text(bytes: Uint8Array, what: string): string {
  try {
    return strict.decode(bytes);
  } catch {
    throw malformed(what);
  }
}

/** Bytes as text, one character a byte, so that a pattern can look at them. */
export function latin1(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += String.fromCharCode(byte);
  return out;
}

/** Bytes from exactly `length` bytes of lower-case hex. */
export function unhex(digits: string, length: number, what = 'A note'): Uint8Array {
  if (digits.length !== 2 * length || !/^[0-9a-f]*$/.test(digits)) throw malformed(what);
  return hexToBytes(digits);
}

export function concat(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Not in constant time: for hashes and public values. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** SHA-256 of the parts, one after the other. */
export function H(...parts: Uint8Array[]): Uint8Array {
  const hash = sha256.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** `LBL(s)`: what is hashed or signed begins with its name, so that it can stand for nothing else. */
export const label = (name: string): Uint8Array => utf8(`${name}\0`);

export const u8 = (n: number): Uint8Array => Uint8Array.of(n);
export const u16 = (n: number): Uint8Array => Uint8Array.of(n >>> 8, n);
export const u32 = (n: number): Uint8Array => Uint8Array.of(n >>> 24, n >>> 16, n >>> 8, n);

/** Takes fixed-length fields off the front; `done` insists that nothing is left. Slices share memory. */
export class Reader {
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly what: string,
  ) {}

  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.at) throw malformed(this.what);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  rest(): Uint8Array {
    return this.take(this.bytes.length - this.at);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** Passes over these bytes, or refuses. */
  expect(bytes: Uint8Array): void {
    if (!equal(this.take(bytes.length), bytes)) throw malformed(this.what);
  }

  u8(): number {
    return this.take(1)[0] as number;
  }

  u16(): number {
    return this.u8() * 0x100 + this.u8();
  }

  u32(): number {
    return this.u16() * 0x10000 + this.u16();
  }

  done(): void {
    if (this.left !== 0) throw malformed(this.what);
  }
}

/** The one way in for a field of fixed length from outside. */
export function sized(bytes: Uint8Array, length: number, what: string): Uint8Array {
  if (bytes.length !== length) throw malformed(what);
  return bytes;
}
