/**
 * Runs every step of sealing once, on invented keys, so that the engine has compiled them by the time the person presses
 * send: it turns a tenth of a second on a phone into a third of that. `open` where the worker opens things too.
 */

import type { open } from '../envelope/age.js';
import { seal } from '../envelope/age.js';
import { verifies, sign, publicKey, randomBytes } from '../envelope/ed25519.js';
import { identityText, recipientOf, recipientText } from '../envelope/keys.js';

export function warm(opening?: typeof open): void {
  const seed = randomBytes(32);
  const recipient = recipientText(recipientOf(seed));
  const message = randomBytes(205);
  for (let i = 0; i < 2; i++) {
    const sealed = seal(recipient, new Uint8Array(16_384));
    opening?.(identityText(seed), sealed);
    verifies(publicKey(seed), sign(seed, message), message);
  }
}
