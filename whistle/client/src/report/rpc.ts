/** What the reporter's two workers can do. Token, keys and texts stay inside them, except a token that must be shown. */

import { connect, type Remote } from '../rpc.js';
import type { Answers, DirectoryView, ReporterThread } from '../views.js';

export { Refused, type Remote } from '../rpc.js';
export type * from '../views.js';

/** Codes of a `Refused` from these workers. Any other than these is a fault of ours. */
export type ReportCode =
  | 'token-length' | 'token-letter' | 'token-check'
  | 'directory-malformed' | 'directory-unsigned' | 'directory-expired'
  | 'no-readers' | 'too-many-readers' | 'unknown-reader' | 'unknown-route' | 'left-out'
  | 'empty' | 'too-long' | 'unknown-kind' | 'wrong-of' | 'wrong-replies'
  | 'not-begun' | 'locked' | 'not-sealed' | 'not-opened' | 'handed-over' | 'no-holder'
  | 'bad-mark' | 'not-in-place' | 'bad-head' | 'directory-older'
  | 'malformed' | 'changed' | 'bad-opening' | 'no-grant' | 'cannot-open' | 'bad-receipt'
  | 'internal' | 'worker-failed';

export interface Begin {
  /** The text of `/.well-known/whistle/directory.json`. */
  directory: string;
  /** The text of `/.well-known/whistle/authority.pub`. */
  authority: string;
  /** `YYYY-MM-DD`. */
  today: string;
  /** The device's hour, `Math.floor(Date.now() / 3600000)`; without it, midnight (UTC) of `today`. */
  nowHour?: number;
}

export interface Draft {
  route: number;
  urgent: boolean;
  /** Ids of those who may read: at least one, at most seven. */
  readers: string[];
  /** Ids of those who must never be let in. */
  leaveOut: string[];
  text: string;
  answers: Answers;
}

/** What a reporter sends after the concern. Only a reply and a detriment need a text. */
export type Sending =
  | { kind: 'reply' | 'withdrawal' | 'detriment'; text: string }
  /** `of`: `hash` of the message that is disputed. */
  | { kind: 'dispute'; text: string; of: string }
  /** `of`: `hash` of the questions; a reply to each of them, empty to skip it, `yes` or `no` to a matter of consent. */
  | { kind: 'answer'; text: string; of: string; replies: string[] };

/** Sealed bytes to keep, and to send again just as they are after any doubt; `hash` finds them in the thread. */
export interface Sealed {
  frame: ArrayBuffer;
  hash: string;
}

/** What the service gave when it was asked: a text, false where it says that there is none, null where no answer came. */
export type Given = string | false | null;

export interface RecordGiven {
  /** The newest checkpoint. */
  newest: Given;
  /** Proofs that the worker needed before, by their sizes. */
  shown: Record<string, Given>;
  /** A mark as typed, and the checkpoint that the service has for its size. */
  earlier?: { mark: string; note: Given };
}

export interface RecordView {
  /** Sizes, `old/new`, between which a proof is needed; while there are any, the rest is not final. */
  needs: string[];
  /**
   * - `agrees`: all that this session has seen is of one history.
   * - `forked`: the service has signed two records that do not fit together, and cannot take it back.
   * - `unchecked`: no answer came, or what came is not signed.
   * - `none`: there is no record yet.
   */
  standing: 'agrees' | 'forked' | 'unchecked' | 'none';
  /** How the earlier mark fits. `forked`: not, unless it was written down wrongly. */
  compared?: 'agrees' | 'forked' | 'unchecked';
  /** Of the newest record that was checked, to be written down; empty before there is one. */
  mark: string;
}

/** What both can do. */
export interface Beginning {
  /** Checks the directory, then warms the code while the person types. Needed before all else. */
  begin(input: Begin): Promise<DirectoryView>;
}

/** From a new token to the receipt. */
export interface RaiseApi extends Beginning {
  /** Makes a token, replacing any earlier one. `last` is its last group. */
  newToken(): Promise<{ token: string; last: string }>;
  /** Makes the thread's key and the grants ahead. Optional; calling it again with other readers replaces them. */
  prepare(input: Pick<Draft, 'readers'>): Promise<void>;
  /** Seals under the token of `newToken`. Keep `frame`, and send these same bytes again after any doubt. */
  seal(input: Draft): Promise<{ frame: ArrayBuffer; filing: string }>;
  /** Checks the server's answer to the sealed filing. `includeBy` is the promised hour, `clock` that one is wrong. */
  accept(input: { answer: ArrayBuffer }): Promise<{ hour: number; includeBy: number; clock: boolean }>;
}

/** From a token that was written down to everything that can be read and done under it. */
export interface FollowApi extends Beginning {
  /** Takes a token as typed. */
  unlock(input: { token: string }): Promise<void>;
  /** A signed request for a page; `challenge` is that of `/api/v1/service`. */
  readRequest(input: { challenge: string; page: number }): Promise<{ frame: ArrayBuffer }>;
  /** Opens and verifies. Give page 0 alone first, then all pages, in order; after `changed`, fetch again. */
  openPages(input: { pages: ArrayBuffer[] }): Promise<ReporterThread>;
  /** Holds the record against what it was; fetch what this needs, and give it all again. */
  checkRecord(input: RecordGiven): Promise<RecordView>;
  /** The size that a mark as typed is of; `bad-mark` unless it was made with this token. */
  readMark(input: { mark: string }): Promise<{ size: number }>;
  /** Seals a message to the thread as last opened; `handed-over` when another token has taken over. */
  sealMessage(input: Sending): Promise<Sealed>;
  /** Lets these reviewers in as well, from the concern on; those who read already stay. */
  sealShare(input: { readers: string[] }): Promise<Sealed>;
  /** Makes the token that takes over, beside the present one; calling it again replaces it. `last`: its last group. */
  newHolder(): Promise<{ token: string; last: string }>;
  /** Gives the reporter's side to the token of `newHolder`. This worker goes on with the present token. */
  sealHandOver(): Promise<Sealed>;
  /** Says that someone tries to find out who the reporter is; `challenge` is that of `/api/v1/service`. */
  sealNotice(input: { challenge: string }): Promise<{ frame: ArrayBuffer }>;
  /**
   * What proves elsewhere that the concern was sent, and, where the record was forked, that it was, as text;
   * `bad-receipt` when there is neither.
   */
  proof(): Promise<{ text: string }>;
  /**
   * The file that shows others the messages in these places, made for whoever gave the nonce. `malformed`: they cannot
   * have given that; `not-in-place`, `bad-head`, `directory-older`: whoever checks it would refuse it.
   */
  disclose(input: { places: number[]; nonce: string }): Promise<{ file: ArrayBuffer }>;
  /** Forgets token, keys and texts; the directory stays. */
  lock(): Promise<void>;
}

/** Starts the worker: call it when the person begins, not when the page loads. */
export const openRaiseWorker = (): Remote<RaiseApi> => connect<RaiseApi>('raise');
export const openFollowWorker = (): Remote<FollowApi> => connect<FollowApi>('follow');
