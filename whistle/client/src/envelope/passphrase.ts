/** age files under a passphrase: reviewers' key files. Only the reviewers' workers need this. */

import { ScryptIdentity, ScryptRecipient } from '../../node_modules/age-encryption/dist/recipients.js';
import { decode64, openWith, sealWith, type Stanza } from './age.js';
import { latin1 } from './bytes.js';
import { randomBytes } from './ed25519.js';
import { Failure } from './errors.js';

const SCRYPT =
  /^age-encryption\.org\/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n--- ([A-Za-z0-9+/]{43})\n/;

/** 2^20 takes a gigabyte and some seconds: a file may not ask a browser for more. */
const MAX_LOG_N = 20;

/** 2^18 is what the stock `age` takes: 256 MiB, and about a second. */
const LOG_N = 18;

/** The same file as `age --passphrase` makes. */
export function sealPassphrase(passphrase: string, plaintext: Uint8Array, logN = LOG_N): Uint8Array {
  const fileKey = randomBytes(16);
  const stanza = new ScryptRecipient(passphrase, logN).wrapFileKey(fileKey)[0] as Stanza;
  return sealWith(stanza, fileKey, plaintext);
}

/** Opens a file of exactly one scrypt stanza; the work factor is checked before any work. */
export function openPassphrase(passphrase: string, sealed: Uint8Array): Uint8Array {
  const match = SCRYPT.exec(latin1(sealed.subarray(0, 256)));
  if (!match) throw notOne();
  const [header, salt, logN, body, mac] = match as unknown as [string, string, string, string, string];
  if (Number(logN) > MAX_LOG_N) throw new Failure('work-factor', 'This key file asks for more work than a browser can do.');
  try {
    decode64(salt);
    const stanza = { args: ['scrypt', salt, logN], body: decode64(body) };
    return openWith(stanza, mac, sealed.subarray(header.length), (all) => new ScryptIdentity(passphrase).unwrapFileKey(all));
  } catch (error) {
    const code = error instanceof Failure ? error.code : '';
    if (code === 'cannot-open') throw new Failure('wrong-passphrase', 'The passphrase does not open this key file.');
    throw notOne();
  }
}

export function notOne(): Failure {
  return new Failure('not-a-key-file', 'This is not a key file of this service.');
}
