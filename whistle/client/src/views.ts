/**
 * What the workers tell the pages. Plain data only, no key and no token: whatever stands here may
 * be drawn on the screen. Hours are whole hours since 1970-01-01T00:00Z.
 */

export interface ReviewerView {
  id: string;
  name: string;
  /** Of the reviewer's keys, in groups of four as `fingerprint` below. */
  fingerprint: string;
  /** Ids of all entries of this person, the present one among them: who was left out by one is left out by all. */
  entries: string[];
}

export interface RouteView {
  id: number;
  name: string;
  about: string;
  /** Ids of the reviewers who may read on this route and whose keys are good today: a person once, by the newest. */
  readers: string[];
  /** They belong to another body than the one that runs the service. */
  outside: boolean;
}

export interface OutsideView {
  name: string;
  contact: string;
  about: string;
}

export interface DirectoryView {
  /** The service's name. */
  name: string;
  version: number;
  /** The last day, `YYYY-MM-DD`. */
  expires: string;
  /** False once it has expired: then nothing new is sealed, and following up goes on. */
  current: boolean;
  /** Of all keys that may sign the directory: 32 hex digits in groups of four. The value for people to compare. */
  fingerprint: string;
  /** Hash of this version of the directory, in the same form. */
  hash: string;
  /** The reviewers whose keys are good today: a person once, with the newest that a route names, or else the newest. */
  reviewers: ReviewerView[];
  routes: RouteView[];
  outside: OutsideView[];
}

export type State = 'new' | 'acknowledged' | 'open' | 'closed';
export type Kind =
  | 'concern' | 'reply' | 'answer' | 'dispute' | 'withdrawal' | 'detriment'
  | 'acknowledgement' | 'closing' | 'question' | 'holding' | 'check';
export type Reason =
  | 'resolved'
  | 'action-taken'
  | 'no-further-action'
  | 'referred'
  | 'not-for-us'
  | 'not-enough-to-act'
  | 'withdrawn';

/** What the reporter answered: a string, or several for a question with ticks. */
export type Answers = Record<string, string | string[]>;

/** One of the questions of a message. Consent is given with `yes` or `no`. */
export interface QuestionView {
  text: string;
  asks: 'words' | 'consent';
  /** The answer could point to who the reporter is. */
  identifies: boolean;
}

/** Why a message is shown as not confirmed. The words are the page's. */
export type Problem =
  | 'bad-signature'
  | 'unknown-sender'
  | 'not-a-member'
  | 'revoked'
  | 'wrong-follows'
  | 'withheld'
  | 'out-of-order'
  | 'mismatch'
  | 'cannot-open';

/**
 * What is wrong with the thread as a whole.
 * - `withheld`: there are messages that the server did not hand over.
 * - `out-of-order`: what was handed over is not what the server's signed head says.
 * - `bad-head`: the server's statement about the thread is not signed by its log key.
 * - `rolled-back`: the server shows less than it showed earlier in this session, or other messages in their places.
 * - `bad-receipt`: the receipt or its proof does not verify.
 * - `not-included`: the promised hour has passed, by the server's clock or this device's, and no proof came.
 * - `clock`: an hour that the server signed is more than 26 hours from this device's.
 * - `directory-older`: the concern was sealed under a newer directory than ours.
 * - `directory-differs`: it was sealed under another directory of the same version.
 * - `bad-epoch`: a change of who may read does not verify, and was ignored.
 * - `state`: the server says that the concern is closed, and no confirmed message closes it.
 */
export type WarningCode =
  | 'withheld'
  | 'out-of-order'
  | 'bad-head'
  | 'rolled-back'
  | 'bad-receipt'
  | 'not-included'
  | 'directory-older'
  | 'directory-differs'
  | 'bad-epoch'
  | 'state'
  | 'clock';

export interface MessageView<From extends string> {
  /** Position in the thread from 1, or 0 when not yet delivered to the other side. */
  place: number;
  hour: number;
  from: From;
  /** The reviewer's name, as the directory has it, when the key is a reviewer's. */
  name?: string;
  kind?: Kind;
  /** H(M): what a message of one's own is found by. */
  hash: string;
  confirmed: boolean;
  problem?: Problem;
  /** Present whenever it could be opened, also when not confirmed: draw it as text, under the warning. */
  text?: string;
  reason?: Reason;
  /** Of a question: what is asked, one to eight. */
  questions?: QuestionView[];
  /** Of an answer or a dispute: `hash` of what it is about. That may be anything, or nothing in this thread. */
  of?: string;
  /** Of an answer: one for each question, in order; empty when it was skipped. */
  replies?: string[];
}

/** Who can read was changed. */
export interface ChangeView<From extends string> {
  /** It stands after the message in this place. */
  after: number;
  /** H(M): what a change of one's own is found by. */
  hash: string;
  by: From;
  /** The reviewer's name, when a reviewer changed it. */
  name?: string;
  /** Names of those who can read from here on, and of those who no longer can. */
  added: string[];
  removed: string[];
  /** Names of those who go on reading with a newer key. */
  renewed: string[];
  /** Another token holds the reporter's side from here on. */
  handedOver: boolean;
}

export interface WarningView {
  code: WarningCode;
  /** An English sentence; a page that translates goes by the code. */
  text: string;
}

export interface ReceiptView {
  /** When the service says, and signed, that it received the concern. */
  hour: number;
  /** The hour by which the server promised to put the concern into its log. */
  promisedBy: number;
  /** A proof came, and leads to a checkpoint signed by the log key. */
  included: boolean;
  /** Promise and proof, as far as they exist, verify, and no promised hour has passed. */
  ok: boolean;
}

export interface ThreadView<From extends string> {
  /** False: the server says, and signs, that it has no such concern. Then the rest is empty. */
  known: boolean;
  /** The concern's name on the wire: 32 hex digits. */
  concern: string;
  /** The server's word, as is `dueHour`; of `closed` it is checked that a message says so. */
  state: State;
  /** When the next reply is due; 0 when nothing is. */
  dueHour: number;
  /** How many readers have opened it, and how many could: the server's word, not evidence. */
  opened: number;
  readers: number;
  route: number;
  urgent: boolean;
  /** Without those of the time after the reader has left. */
  messages: MessageView<From>[];
  /** In order; two may stand after the same message. */
  changes: ChangeView<From>[];
  /** Names of the reviewers who can read what is written now: a person once. */
  access: string[];
  warnings: WarningView[];
  receipt: ReceiptView | null;
  /** Pages that the server has of this thread: fetch `1 … pagesTotal - 1`, then hand all over again. */
  pagesTotal: number;
  /** All pages were given. While false, nothing is said about what is missing. */
  complete: boolean;
}

export interface ReporterThread extends ThreadView<'you' | 'reporter' | 'reviewer' | 'unknown'> {
  /** Another token has taken over: this one opens what was said until then, and writes no more. */
  handedOver: boolean;
  /** This token was not the first: the receipt can be checked with the first alone, and `receipt` is null. */
  receiptElsewhere: boolean;
  /** Ids of those whom the concern leaves out. */
  leftOut: string[];
  /** Who could be let in: good keys, not reading yet, not left out. */
  canAdd: { id: string; name: string }[];
}

export interface DeskThread extends ThreadView<'reporter' | 'you' | 'colleague' | 'unknown'> {
  answers: Answers;
  /** Names (or ids, when the directory no longer has them) that the reporter wants kept out. */
  leaveOut: string[];
  /** The ids that `leaveOut` names. */
  leaveOutIds: string[];
  /** As `access`. */
  reviewersWithAccess: string[];
  /** Ids of the entries whose keys open what is written now. */
  accessIds: string[];
  /** Colleagues who could be let in: good keys, not reading yet, not left out. */
  canAdd: { id: string; name: string }[];
  /** Somebody else would go on reading if this reviewer left. */
  canLeave: boolean;
  /** This reviewer's key opens what is written now. */
  reading: boolean;
}
