/** A reviewer's key file: both secrets, under a passphrase, in text that the stock `age` opens (section 8). */

import { hex, latin1, text, unhex, utf8 } from './bytes.js';
import { publicKey, randomBytes } from './ed25519.js';
import { identitySeed, identityText, memberId, recipientOf } from './keys.js';
import { notOne, openPassphrase, sealPassphrase } from './passphrase.js';
import type { Member } from './token.js';

const FORM =
  /^# whistle\/v1\/reviewer\n# name ([^\n]+)\n# verify ([0-9a-f]{64})\n# sign ([0-9a-f]{64})\n(AGE-SECRET-KEY-PQ-1[0-9A-Z]{58})\n$/;
/** A key file has a few hundred bytes; a photograph chosen by mistake has more. */
const MAX_LENGTH = 10_000;

export interface ReviewerKey extends Member {
  name: string;
}

/** Two secrets that nobody had before. */
export function newReviewerKey(name: string): ReviewerKey {
  const [sign, seed] = [randomBytes(32), randomBytes(32)];
  const [verify, recipient] = [publicKey(sign), recipientOf(seed)];
  return { name, sign, verify, identity: identityText(seed), recipient, kid: memberId(verify, recipient) };
}

/** The key file. `logN` is less in tests alone. */
export function sealReviewerKey({ name, sign, verify, identity }: ReviewerKey, passphrase: string, logN?: number): Uint8Array {
  const plain = `# whistle/v1/reviewer\n# name ${name}\n# verify ${hex(verify)}\n# sign ${hex(sign)}\n${identity}\n`;
  return sealPassphrase(passphrase, utf8(plain), logN);
}

export function openReviewerKey(file: Uint8Array, passphrase: string): ReviewerKey {
  if (file.length > MAX_LENGTH) throw notOne();
  const plain = openPassphrase(passphrase, file);
  const match = FORM.exec(latin1(plain));
  if (!match) throw notOne();
  const [, , verifyHex, signHex, identity] = match as unknown as [string, string, string, string, string];
  const name = (text(plain, 'A key file').split('\n')[1] as string).slice('# name '.length);
  const sign = unhex(signHex, 32);
  const verify = publicKey(sign);
  // Else the file was put together by hand, and what it signs would not verify.
  const claimed = unhex(verifyHex, 32);
  if (!verify.every((byte, i) => byte === claimed[i])) throw notOne();
  const recipient = recipientOf(identitySeed(identity));
  return { name, sign, verify, identity, recipient, kid: memberId(verify, recipient) };
}
