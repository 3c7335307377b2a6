/** What the worker that makes keys can do. The new key leaves it sealed under its passphrase, and not otherwise. */

import { connect, type Remote } from '../rpc.js';
import type { Begin } from '../report/rpc.js';

export { Refused } from '../rpc.js';

/** What the signed list says to whoever makes a key. */
export interface ListView {
  /** The service's name. */
  name: string;
  /** Of all keys that may sign the list: the value on the posters. */
  fingerprint: string;
  /** Entries that a new key may take the place of. */
  renewable: { id: string; name: string }[];
}

export interface Wanted {
  /** As reporters will see it. */
  name: string;
  passphrase: string;
  /** The id of the person's own entry, or empty for a first key. */
  renews: string;
}

export interface Made {
  /** An age file under the passphrase. */
  file: ArrayBuffer;
  /** For the authority; it holds no secret. */
  request: string;
  /** Of the new key: 32 hex digits in groups of four. */
  fingerprint: string;
}

/** Codes of a `Refused` from this worker. Any other than these is a fault of ours. */
export type KeyCode =
  | 'directory-malformed' | 'directory-unsigned' | 'not-begun'
  | 'bad-name' | 'short-passphrase' | 'unknown-reviewer'
  | 'internal' | 'worker-failed';

export interface KeyApi {
  /** Checks the list. Needed before all else. */
  begin(input: Begin): Promise<ListView>;
  /** Makes a key, seals it, and opens the file again: some seconds, on purpose (scrypt, twice). */
  make(input: Wanted): Promise<Made>;
}

/** Starts the worker. From then on it asks nobody for anything. */
export function openKeyWorker(): Remote<KeyApi> {
  return connect<KeyApi>('key');
}
