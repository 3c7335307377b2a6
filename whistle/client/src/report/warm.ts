/**
 * Runs every step of sealing and opening once, on invented keys, so that the engine has compiled them by the time
 * the person presses send: it turns a tenth of a second on a phone into a third of that.
 */

import { open, seal } from '../envelope/age.js';
import { verifies, sign, publicKey, randomBytes } from '../envelope/ed25519.js';
import { identityText, recipientOf, recipientText } from '../envelope/keys.js';

export function warm(): void {
  const seed = randomBytes(32);
  const recipient = recipientText(recipientOf(seed));
  const message = randomBytes(205);
  for (let i = 0; i < 2; i++) {
    open(identityText(seed), seal(recipient, new Uint8Array(16_384)));
    verifies(publicKey(seed), sign(seed, message), message);
  }
}
