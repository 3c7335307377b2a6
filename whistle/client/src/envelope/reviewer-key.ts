/** A reviewer's key file: both secrets, under a passphrase, in text that the stock `age` opens (section 8). */

import { latin1, text, unhex } from './bytes.js';
import { publicKey } from './ed25519.js';
import { identitySeed, memberId, recipientOf } from './keys.js';
import { notOne, openPassphrase } from './passphrase.js';
import type { Member } from './token.js';

const FORM =
  /^# whistle\/v1\/reviewer\n# name ([^\n]+)\n# verify ([0-9a-f]{64})\n# sign ([0-9a-f]{64})\n(AGE-SECRET-KEY-PQ-1[0-9A-Z]{58})\n$/;
/** A key file has a few hundred bytes; a photograph chosen by mistake has more. */
const MAX_LENGTH = 10_000;

export interface ReviewerKey extends Member {
  name: string;
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
