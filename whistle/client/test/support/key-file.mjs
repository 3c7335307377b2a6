/** A reviewer's key file, as `whistle keys` writes it, with less work for whoever opens it. */

import { Encrypter } from 'age-encryption';
import { envelope as e } from './envelope.mjs';
import { buffer } from './workers.mjs';

export async function keyFile(key, { passphrase = 'correct horse', verify = key.verify, logN = 8, name = 'Amina Yusuf' } = {}) {
  const text =
    `# whistle/v1/reviewer\n# name ${name}\n# verify ${e.hex(verify)}\n# sign ${e.hex(key.sign)}\n${key.identity}\n`;
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(logN);
  return buffer(await encrypter.encrypt(text));
}
