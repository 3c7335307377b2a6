/** Whether a longer log begins with a shorter one: proofs of consistency (RFC 9162, section 2.1.4). */

import { H, equal, u8 } from './bytes.js';
import { malformed } from './errors.js';
import { hashOf, type Checkpoint } from './note.js';

const LONGEST = 64; // hashes; a tree of 2^53 leaves needs 53

/** The proof as the service gives it: a hash in base64 a line. */
export function parseConsistency(text: string): Uint8Array[] {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length > LONGEST) throw malformed('A proof');
  return lines.map(hashOf);
}

/** Section 2.1.4.2. Numbers stay below 2^53, so halving is by division, not by 32-bit shifts. */
export function continues(later: Checkpoint, earlier: Checkpoint, proof: Uint8Array[]): boolean {
  if (earlier.size === 0 || earlier.size > later.size) return false;
  if (earlier.size === later.size) return proof.length === 0 && equal(earlier.root, later.root);
  let position = earlier.size - 1;
  let last = later.size - 1;
  while (position % 2 === 1) [position, last] = [half(position), half(last)];
  // A tree of 2^n leaves is one node of the longer one, which the proof leaves out.
  const [first, ...steps] = position === 0 ? [earlier.root, ...proof] : proof;
  if (!first || proof.length === 0) return false;
  let before = first;
  let after = first;
  for (const step of steps) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      before = H(u8(1), step, before);
      after = H(u8(1), step, after);
      while (position % 2 === 0 && position !== 0) [position, last] = [half(position), half(last)];
    } else {
      after = H(u8(1), after, step);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && equal(before, earlier.root) && equal(after, later.root);
}

const half = (n: number): number => Math.floor(n / 2);
