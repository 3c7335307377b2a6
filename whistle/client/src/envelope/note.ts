/** C2SP signed notes by one known key, checkpoints, and proofs of inclusion that stand alone. */

import { base64nopad } from '@scure/base';
import { H, concat, equal, hex, u8, utf8 } from './bytes.js';
import { verifies } from './ed25519.js';
import { Failure, malformed } from './errors.js';

const MOST_SIGNATURES = 100;

/** A named key that signs notes, from its verifier form (`name+id+base64(0x01 ‖ key)`). */
export interface NoteKey {
  name: string;
  id: Uint8Array;
  key: Uint8Array;
}

/** Standard base64 with padding, in its one canonical form. */
export function decodeBase64(encoded: string): Uint8Array {
  const bare = encoded.replace(/={1,2}$/, '');
  try {
    if (bare.length + ((4 - (bare.length % 4)) % 4) === encoded.length) return base64nopad.decode(bare);
  } catch {
    // Said below.
  }
  throw malformed('A note');
}

export function parseNoteKey(vkey: string): NoteKey {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(vkey);
  if (!match) throw malformed('A note');
  const [, name, id, encoded] = match as unknown as [string, string, string, string];
  const raw = decodeBase64(encoded);
  const expected = H(utf8(`${name}\n`), raw).slice(0, 4);
  if (raw.length !== 33 || raw[0] !== 1 || hex(expected) !== id) throw malformed('A note');
  return { name, id: expected, key: raw.slice(1) };
}

/** The note's text, if this key signed it. Signatures of other keys are passed over. */
export function openNote(note: string, key: NoteKey): string {
  const cut = note.lastIndexOf('\n\n');
  if (cut < 0 || !note.endsWith('\n') || /[\0-\x09\x0b-\x1f]/.test(note)) throw malformed('A note');
  const said = note.slice(0, cut + 1);
  const lines = note.slice(cut + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) throw malformed('A note');
  let signed = false;
  for (const line of lines) {
    // U+0085 is white space to some readers and none to others.
    const match = /^\u2014 ([^+\s\u0085]+) ([A-Za-z0-9+/=]+)$/.exec(line);
    if (!match) throw malformed('A note');
    const raw = decodeBase64(match[2] as string);
    if (raw.length < 5) throw malformed('A note');
    if (match[1] !== key.name || !equal(raw.subarray(0, 4), key.id)) continue;
    if (!verifies(key.key, raw.subarray(4), utf8(said))) throw unsigned();
    signed = true;
  }
  if (!signed) throw unsigned();
  return said;
}

function unsigned(): Failure {
  return new Failure('bad-signature', 'A note is not signed by the key that the directory names.');
}

function numberOf(digits: string | undefined): number {
  // Fifteen digits are exact in a double; a log will not get there.
  if (digits === undefined || !/^(0|[1-9][0-9]{0,14})$/.test(digits)) throw malformed('A note');
  return Number(digits);
}

/** Hours are four bytes wherever they do not stand in a note. */
function hourOf(digits: string | undefined): number {
  const hour = numberOf(digits);
  if (hour >= 2 ** 32) throw malformed('A note');
  return hour;
}

/** A SHA-256 hash in base64. */
export function hashOf(encoded: string | undefined): Uint8Array {
  const raw = decodeBase64(encoded ?? '');
  if (raw.length !== 32) throw malformed('A note');
  return raw;
}

/** What a promise promises: a leaf, by its tree hash, and the hour by which the log has it. */
export function openPromise(note: string, origin: string, key: NoteKey): { treeHash: Uint8Array; by: number } {
  const lines = openNote(note, key).split('\n');
  if (lines.length !== 5 || lines[0] !== origin || lines[1] !== 'promise') throw malformed('A note');
  return { treeHash: hashOf(lines[2]), by: hourOf(lines[3]) };
}

export interface Checkpoint {
  size: number;
  root: Uint8Array;
}

/** Nobody else takes one without its hour either, and a proof with it would be refused where it is shown. */
export function openCheckpoint(note: string, origin: string, key: NoteKey): Checkpoint {
  const lines = openNote(note, key).slice(0, -1).split('\n');
  if (lines.length < 4 || lines[0] !== origin || lines.some((line) => !line)) throw malformed('A note');
  if (!lines[3]?.startsWith('hour ')) throw malformed('A note');
  hourOf(lines[3].slice('hour '.length));
  return { size: numberOf(lines[1]), root: hashOf(lines[2]) };
}

/** RFC 9162, section 2.1.3.2. Numbers stay below 2^53, so halving is by division, not by 32-bit shifts. */
export function includes(leaf: Uint8Array, index: number, proof: Uint8Array[], { size, root }: Checkpoint): boolean {
  if (index >= size) return false;
  let node = leaf;
  let position = index;
  let last = size - 1;
  for (const step of proof) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      node = H(u8(1), step, node);
      while (position % 2 === 0 && position !== 0) {
        position /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      node = H(u8(1), node, step);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equal(node, root);
}

/** Checks a C2SP tlog-proof for the leaf with this tree hash; throws unless it leads to a signed checkpoint. */
export function verifyInclusion(proof: string, treeHash: Uint8Array, origin: string, key: NoteKey): Checkpoint {
  const cut = proof.indexOf('\n\n');
  const lines = proof.slice(0, Math.max(cut, 0)).split('\n');
  if (lines.shift() !== 'c2sp.org/tlog-proof@v1') throw malformed('A note');
  if (lines[0]?.startsWith('extra ')) decodeBase64((lines.shift() as string).slice(6));
  const first = lines.shift();
  if (!first?.startsWith('index ') || lines.length > 63) throw malformed('A note');
  const checkpoint = openCheckpoint(proof.slice(cut + 2), origin, key);
  if (!includes(treeHash, numberOf(first.slice(6)), lines.map(hashOf), checkpoint)) {
    throw new Failure('bad-proof', 'The proof does not lead to the signed record.');
  }
  return checkpoint;
}

/** The tree hash of the leaf for an event (PROTOCOL.md, section 7). */
export function treeHash(salt: Uint8Array, event: Uint8Array): Uint8Array {
  const leaf = concat(utf8('whistle/v1/leaf\0'), H(utf8('whistle/v1/event\0'), salt, event));
  return H(u8(0), leaf);
}
