/** What the desk's worker remembers: the list of reviewers from the beginning on, and the rest until `lock`. */

import { hex } from '../../envelope/bytes.js';
import { isInForce, personOf, type Directory, type Reviewer } from '../../envelope/directory.js';
import { Failure } from '../../envelope/errors.js';
import type { Journal, KnownEntries } from '../../envelope/journal-reading.js';
import { openReviewerKey, type ReviewerKey } from '../../envelope/reviewer-key.js';
import type { Thread } from '../../envelope/thread.js';
import { openDirectory, startClock, viewDirectory, type Delivered } from '../../present.js';
import type { DirectoryView } from '../../views.js';
import type { Begin, Unlocked } from '../rpc.js';
import { Texts } from './texts.js';

export interface Session {
  key: ReviewerKey;
  reviewer: Reviewer;
  /** Opened threads, by their 32 hex digits. */
  threads: Map<string, Thread>;
  /** By the same name, what the server has given of each. */
  delivered: Map<string, Delivered>;
  /** By the same name, the journal of each that was opened. */
  journals: Map<string, Journal>;
  entries: KnownEntries;
  texts: Texts;
}

let directory: Directory | undefined;
let session: Session | undefined;

/** `YYYY-MM-DD`, as the page gave it. */
export let today = '';
export let nowHour = (): number => 0;

export function begin(input: Begin): DirectoryView {
  directory = openDirectory(input);
  today = input.today;
  nowHour = startClock(input);
  return viewDirectory(directory, today);
}

export function begun(): Directory {
  if (!directory) throw new Failure('not-begun', 'The list of reviewers was not read.');
  return directory;
}

export function unlock(file: ArrayBuffer, passphrase: string): Unlocked {
  forget();
  const known = begun().reviewers;
  const key = openReviewerKey(new Uint8Array(file), passphrase);
  const reviewer = known.find(({ kid }) => hex(kid) === hex(key.kid));
  if (!reviewer) throw new Failure('unknown-reviewer', 'This key is not on the list of reviewers.');
  if (reviewer.revoked !== null) throw new Failure('revoked', 'This key has been revoked.');
  session = { key, reviewer, threads: new Map(), delivered: new Map(), journals: new Map(), entries: new Map(), texts: new Texts() };
  const { id, name, until } = reviewer;
  return { reviewer: id, name, until, renewedBy: newerKey()?.id ?? null };
}

export function unlocked(): Session {
  if (!session) throw new Failure('locked', 'Your key is locked.');
  return session;
}

export function forget(): void {
  session?.key.sign.fill(0);
  session = undefined;
}

/** The newest that is good today of the keys by which whoever unlocked has renewed this one. */
export function newerKey(): Reviewer | undefined {
  const { reviewer } = unlocked();
  const entries = personOf(begun(), reviewer.id);
  return entries.slice(entries.indexOf(reviewer) + 1).filter((entry) => isInForce(entry, today)).at(-1);
}

/** The thread with this name, once all of it has been opened. */
export function openedThread(concern: string): Thread {
  const thread = unlocked().threads.get(concern);
  if (!thread?.complete) throw new Failure('not-opened', 'The concern has not been opened.');
  return thread;
}
