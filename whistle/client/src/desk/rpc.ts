/** What the desk worker can do. The reviewer's secret key enters it and never leaves. */

import type { EntryKind } from '../envelope/journal-content.js';
import { connect, type Remote } from '../rpc.js';
import type { Begin } from '../report/rpc.js';
import type { Answers, DeskThread, DirectoryView, QuestionView, Reason } from '../views.js';

export { Refused, type Remote } from '../rpc.js';
export type * from '../views.js';
export type { Begin } from '../report/rpc.js';

/** Codes of a `Refused` from this worker. Any other than these is a fault of ours. */
export type DeskCode =
  | 'directory-malformed' | 'directory-unsigned'
  | 'not-a-key-file' | 'work-factor' | 'wrong-passphrase' | 'unknown-reviewer' | 'revoked'
  | 'empty' | 'too-long' | 'no-reason' | 'no-questions' | 'left-out' | 'no-readers' | 'too-many-readers'
  | 'not-begun' | 'locked' | 'not-opened' | 'journal-not-open' | 'link-apart' | 'no-renewal'
  | 'malformed' | 'changed' | 'bad-opening' | 'no-grant' | 'cannot-open'
  | 'internal' | 'worker-failed';

export interface Answering {
  /** The thread's 32 hex digits; it must have been opened, complete, since the key was unlocked. */
  concern: string;
  kind: 'acknowledgement' | 'reply' | 'closing' | 'question' | 'holding' | 'check';
  /** May be empty in an acknowledgement and beside questions. */
  text: string;
  /** With `closing` only, and required there. */
  reason?: Reason;
  /** With `question` only, and required there: one to eight, none of them empty. */
  questions?: QuestionView[];
}

export type { EntryKind };

/** An entry to be written into the journal of a concern. */
export interface Writing {
  /** Its thread and its journal must have been opened, complete, since the key was unlocked. */
  concern: string;
  kind: EntryKind;
  /** Never empty in a note or a decision; empty with `passed`. */
  text: string;
  /** With `decision` only, and required there. */
  why?: string;
  /** Who handles the concern from here on: the id of one who can read it, or '' for nobody. Else it stays. */
  handler?: string;
  /** From here on, 0 for none. Else it stays. */
  category?: number;
  /** With `link` only, and required there: the other concern, opened in this worker as well. */
  link?: string;
  /** The entry that renews the writer's own is granted it as well: before they move to it, and for nothing else. */
  renew?: boolean;
  /** With `access` only: the hour until which somebody was let in to cover, 0 for no end. */
  until?: number;
}

export interface EntryView {
  number: number;
  hour: number;
  from: 'you' | 'colleague' | 'unknown';
  name?: string;
  /** Its signature holds, its sender could read the concern, and what is inside repeats what was signed. */
  confirmed: boolean;
  problem?: 'bad-signature' | 'unknown-sender' | 'revoked' | 'not-a-member' | 'mismatch' | 'cannot-open';
  /** Down to `until`, only where it could be opened and was signed: draw it as text, under the problem if there is one. */
  kind?: EntryKind;
  text?: string;
  why?: string;
  /** The concern that this one was linked to. */
  concern?: string;
  until?: number;
  /** From this entry on; '' is nobody. */
  handler: string;
  handlerName?: string;
  category: number;
}

export interface JournalView {
  /** In order, from number 1. */
  entries: EntryView[];
  /** As the newest entry has them that is signed by one who could read; '' also when whoever handled it has left. */
  handler: string;
  category: number;
  /** This key opens the newest entry, or there is none yet. */
  readable: boolean;
  /** Names of those who can read the concern now and cannot open the newest entry. */
  without: string[];
  /** Fetch `1 … pagesTotal - 1`, then hand all over again. */
  pagesTotal: number;
  /** The entries do not follow each other as they say: those after the break are not shown. */
  broken: boolean;
}

/** A concern in which all the words occur, and the first place where one of them does. */
export interface Found {
  concern: string;
  title: string;
  excerpt: string;
}

export interface Unlocked {
  reviewer: string;
  name: string;
  /** `YYYY-MM-DD` */
  until: string;
  renewedBy: string | null;
}

export interface DeskApi {
  /** Checks the directory. Needed before all else. */
  begin(input: Begin): Promise<DirectoryView>;
  /**
   * Opens the reviewer's key file: takes about a second on purpose (scrypt). `reviewer` is the id of the entry that has
   * this key, `until` its last day, `renewedBy` the newest entry in force by which the same person has renewed it.
   */
  unlockKey(input: { file: ArrayBuffer; passphrase: string }): Promise<Unlocked>;
  /** Forgets the key and every text. */
  lock(): Promise<void>;
  /**
   * Opens and verifies. Give page 0 alone first, then all pages, in order; after `changed`, fetch again. With
   * `concern`, the one asked for, another's pages are refused.
   */
  openPages(input: { pages: ArrayBuffer[]; concern?: string }): Promise<DeskThread>;
  /**
   * A short line for the inbox, from page 0. Not confirmed: the title is empty. `concern` as with `openPages`. What
   * could be opened is kept for `search`.
   */
  title(input: { page: ArrayBuffer; concern?: string }): Promise<{ title: string; confirmed: boolean; answers: Answers }>;
  /** Seals a message to the thread as last opened. Keep `frame`, and send these same bytes again after any doubt. */
  sealMessage(input: Answering): Promise<{ frame: ArrayBuffer; hash: string }>;
  /**
   * Seals a change of who can read: these colleagues are let in, by their ids, or with none named the reviewer leaves.
   * With `renew`, the entry that renews the reviewer's own takes its place. Refuses whom the concern leaves out, and to
   * leave it without a reader (`no-readers`), or to renew without such an entry in force (`no-renewal`).
   */
  sealChange(input: { concern: string; letIn: string[]; renew?: boolean }): Promise<{ frame: ArrayBuffer; hash: string }>;
  /** Opens and verifies the journal of a thread that was opened, complete. All its pages, in order; or page 0 alone. */
  openJournal(input: { concern: string; pages: ArrayBuffer[] }): Promise<JournalView>;
  /**
   * Seals an entry to every reviewer who can read the concern now. Handler and category stay unless they are given.
   * `link-apart`: the two concerns do not leave the same people out, so one must not tell of the other.
   */
  sealEntry(input: Writing): Promise<{ frame: ArrayBuffer; hash: string; number: number }>;
  /** Where all the words occur, of all that was opened since the key was unlocked; never mind case and accents. */
  search(input: { words: string }): Promise<Found[]>;
}

/** Starts the worker: call it when a key is about to be unlocked, not when the page loads. */
export function openDeskWorker(): Remote<DeskApi> {
  return connect<DeskApi>('desk');
}
