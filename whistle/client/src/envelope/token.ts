/** The token: sixteen random bytes that the reporter writes down, and everything that follows from them. */

import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { H, concat, equal, label, utf8 } from './bytes.js';
import { asWritten, inCrockford, ofCrockford } from './crockford.js';
import { publicKey, randomBytes } from './ed25519.js';
import { Failure } from './errors.js';
import { identityText, memberId, recipientOf } from './keys.js';

const CHARACTERS = 28;

function check(token: Uint8Array): bigint {
  const hash = H(label('whistle/v1/check'), token);
  return BigInt((hash[0] as number) * 16 + ((hash[1] as number) >> 4));
}

export function newToken(): Uint8Array {
  return randomBytes(16);
}

/** Seven groups of four: 128 bits of token, 12 of check. */
export function formatToken(token: Uint8Array): string {
  let n = 0n;
  for (const byte of token) n = (n << 8n) | BigInt(byte);
  return inCrockford((n << 12n) | check(token), CHARACTERS);
}

/** Reads a token as people type it; says what is wrong, never repeats what was typed. */
export function parseToken(typed: string): Uint8Array {
  const text = asWritten(typed);
  const n = ofCrockford(text);
  if (n === undefined) throw new Failure('token-letter', 'There is a character that no token has.');
  if (text.length !== CHARACTERS) throw new Failure('token-length', 'A token has 28 letters and numbers.');
  const token = new Uint8Array(16);
  let rest = n >> 12n;
  for (let i = 15; i >= 0; i--, rest >>= 8n) token[i] = Number(rest & 255n);
  if ((n & 4095n) !== check(token)) throw new Failure('token-check', 'One of the letters or numbers is not right.');
  return token;
}

/** `mailbox`: the concern's name on the wire. */
export function mailboxOf(verify: Uint8Array): Uint8Array {
  return H(label('whistle/v1/mailbox'), verify).slice(0, 16);
}

/** Someone who signs and opens: the reporter, or a reviewer at their desk. */
export interface Member {
  /** Ed25519 seed. */
  sign: Uint8Array;
  verify: Uint8Array;
  /** age identity, as text. */
  identity: string;
  /** The 1216 raw bytes of its recipient. */
  recipient: Uint8Array;
  kid: Uint8Array;
}

export interface Reporter extends Member {
  mailbox: Uint8Array;
  /** What all the others come from. */
  prk: Uint8Array;
  /** Opens the receipt. */
  blind: Uint8Array;
}

/** Reporter keys from the token (PROTOCOL.md, section 2). */
export function reporterOf(token: Uint8Array): Reporter {
  const prk = extract(sha256, token, utf8('whistle/v1/token'));
  const derive = (purpose: string): Uint8Array => expand(sha256, prk, utf8(`whistle/v1/${purpose}`), 32);
  const sign = derive('sign');
  const seed = derive('age');
  const verify = publicKey(sign);
  const recipient = recipientOf(seed);
  return {
    sign,
    verify,
    identity: identityText(seed),
    recipient,
    kid: memberId(verify, recipient),
    mailbox: mailboxOf(verify),
    blind: derive('blind'),
    prk,
  };
}

/**
 * The same person as a member of the thread of that mailbox. In one that was handed over to them their age identity is
 * P_m, whose recipient nobody can make out but whoever made the token for that thread: so no other thread can be put in
 * its place, nor in that of a concern that the token has raised itself.
 */
export function within<M extends Pick<Member, 'verify' | 'recipient' | 'kid'>>(me: M | Reporter, mailbox: Uint8Array): M | Reporter {
  if (!('prk' in me) || equal(mailbox, me.mailbox)) return me;
  const seed = expand(sha256, me.prk, concat(utf8('whistle/v1/held'), mailbox), 32);
  const recipient = recipientOf(seed);
  return { ...me, identity: identityText(seed), recipient, kid: memberId(me.verify, recipient) };
}
