/** What the desk worker can do. The reviewer's secret key enters it and never leaves. */

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
  | 'not-begun' | 'locked' | 'not-opened'
  | 'malformed' | 'changed' | 'bad-opening' | 'no-grant' | 'cannot-open'
  | 'internal' | 'worker-failed';

export interface Answering {
  /** The thread's 32 hex digits; it must have been opened, complete, since the key was unlocked. */
  concern: string;
  kind: 'acknowledgement' | 'reply' | 'closing' | 'question';
  /** May be empty in an acknowledgement and beside questions. */
  text: string;
  /** With `closing` only, and required there. */
  reason?: Reason;
  /** With `question` only, and required there: one to eight, none of them empty. */
  questions?: QuestionView[];
}

export interface DeskApi {
  /** Checks the directory. Needed before all else. */
  begin(input: Begin): Promise<DirectoryView>;
  /** Opens the reviewer's key file: takes about a second on purpose (scrypt). */
  unlockKey(input: { file: ArrayBuffer; passphrase: string }): Promise<{ reviewer: string; name: string }>;
  /** Forgets the key and every text. */
  lock(): Promise<void>;
  /**
   * Opens and verifies. Give page 0 alone first, then all pages, in order; after `changed`, fetch again. With
   * `concern`, the one asked for, another's pages are refused.
   */
  openPages(input: { pages: ArrayBuffer[]; concern?: string }): Promise<DeskThread>;
  /** A short line for the inbox, from page 0. Not confirmed: the title is empty. `concern` as with `openPages`. */
  title(input: { page: ArrayBuffer; concern?: string }): Promise<{ title: string; confirmed: boolean; answers: Answers }>;
  /** Seals a message to the thread as last opened. Keep `frame`, and send these same bytes again after any doubt. */
  sealMessage(input: Answering): Promise<{ frame: ArrayBuffer; hash: string }>;
  /**
   * Seals a change of who can read: these colleagues are let in, by their ids, or with none named the reviewer leaves.
   * Refuses whom the concern leaves out, and to leave it without a reader (`no-readers`).
   */
  sealChange(input: { concern: string; letIn: string[] }): Promise<{ frame: ArrayBuffer; hash: string }>;
}

/** Starts the worker: call it when a key is about to be unlocked, not when the page loads. */
export function openDeskWorker(): Remote<DeskApi> {
  return connect<DeskApi>('desk');
}
