/** A grant: a thread's key, sealed to one member, in a form that the stock `age -i` takes as an identity file. */

import { open, seal, sealedLength } from './age.js';
import { H, equal, hex, latin1, sized, utf8 } from './bytes.js';
import { randomBytes } from './ed25519.js';
import { Failure } from './errors.js';
import { identitySeed, recipientOf, recipientText } from './keys.js';
import type { Slot } from './opening.js';

const PLAIN = 450;
export const GRANT_LENGTH = sealedLength(PLAIN);

/** What a grant is for; all of it stands inside, so that it can be used nowhere else. */
export interface GrantPlace {
  service: Uint8Array;
  mailbox: Uint8Array;
  /** The reporter's verification key. */
  reporter: Uint8Array;
  epoch: number;
  /** The member's kid. */
  to: Uint8Array;
  /** The granter's verification key. */
  from: Uint8Array;
}

function grantHead(place: GrantPlace): string {
  return (
    '# whistle/v1/grant\n' +
    `# service ${hex(place.service)}\n` +
    `# mailbox ${hex(place.mailbox)}\n` +
    `# reporter ${hex(place.reporter)}\n` +
    `# epoch ${place.epoch.toString(16).padStart(8, '0')}\n` +
    `# to ${hex(place.to)}\n` +
    `# from ${hex(place.from)}\n`
  );
}

/** Seals the thread's identity to a member's raw recipient. */
export function makeGrant(place: GrantPlace, recipient: Uint8Array, identity: string): Uint8Array {
  return seal(recipientText(recipient), utf8(`${grantHead(place)}${identity}\n`));
}

/** A slot that nobody can open, and that looks like any other. */
export function dummyGrant(): { kid: Uint8Array; grant: Uint8Array } {
  return { kid: randomBytes(32), grant: randomBytes(GRANT_LENGTH) };
}

/**
 * The thread's identity from a grant, after all the checks of section 3 but the signature over the slots: slot and
 * hash, every line of the head, and that the key is the one announced.
 */
export function openGrant(
  identity: string,
  grant: Uint8Array,
  place: GrantPlace,
  slots: Slot[],
  threadHash: Uint8Array,
): string {
  sized(grant, GRANT_LENGTH, 'A grant');
  const hash = H(grant);
  if (!slots.some((slot) => equal(slot.kid, place.to) && equal(slot.grantHash, hash))) throw wrongGrant();
  const plain = latin1(open(identity, grant));
  const head = grantHead(place);
  if (!plain.startsWith(head) || !plain.endsWith('\n')) throw wrongGrant();
  const thread = plain.slice(head.length, -1);
  if (!equal(H(recipientOf(identitySeed(thread))), threadHash)) throw wrongGrant();
  return thread;
}

function wrongGrant(): Failure {
  return new Failure('no-grant', 'The key to this concern is not the one that was signed.');
}
