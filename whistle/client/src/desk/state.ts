/**
 * Everything the desk knows at a moment, and the one place where it changes. The page is drawn from this and from
 * nothing else; no secret key is ever in it, and `locked()` says what a locked desk may still hold.
 */

import type { Asked } from './bank.js';
import { NO_LEAVE, type Leave } from './away.js';
import type { Job } from './bulk.js';
import type { ReadingCopy } from './copying.js';
import { hourOf } from './dates.js';
import type { Entry, Journal } from './entries.js';
import type { Here } from './here.js';
import type { Clocks, Why } from './explaining.js';
import type { DeskThread, DirectoryView, Reason, Unlocked } from './rpc.js';
import { NO_FILTERS, type Filters } from './filters.js';
import { NO_SEARCH, type Search } from './searching.js';
import type { Template } from './templates.js';
import type { Action, Colleague, Row, Service, Session } from './server.js';

export type Key =
  | { is: 'locked'; busy: boolean; trouble: string; note: string }
  | ({ is: 'unlocked' } & Unlocked);

/** What a row can be called: the reporter's first words, if they are confirmed to be the reporter's. */
export type Title = { is: 'words'; words: string } | { is: 'doubtful' } | { is: 'closed' };

export const titled = ({ title, confirmed }: { title: string; confirmed: boolean }): Title =>
  confirmed ? { is: 'words', words: title } : { is: 'doubtful' };

export type Side = 'list' | 'away' | 'hand-over' | 'ended' | 'renew';

export interface List {
  filters: Filters;
  rows: Row[];
  next: string | null;
  is: 'loading' | 'ready' | 'failed';
  /** The page after this one was asked for, and did not come. */
  stuck: boolean;
}

export type Thread =
  | { is: 'none' }
  | { is: 'loading' }
  | { is: 'failed'; trouble: string }
  | { is: 'ready'; view: DeskThread };

/** A message being written. Once sealed, the same bytes go out however often it takes. */
export interface Draft {
  action: Action;
  /** What stood there before anyone had typed. */
  begun: Record<Action, string>;
  texts: Record<Action, string>;
  /** A reply says something about the matter; else it holds the reporter until one does. */
  substantive: boolean;
  /** A template that was chosen where words stand already: it waits to be told what becomes of them. */
  offered: Template | null;
  /** Hashes of what others wrote while this was being written. */
  meanwhile: string[];
  questions: Asked[];
  reason: Reason | '';
  sealed: { frame: ArrayBuffer; hash: string; reason: Reason | null } | null;
  /** `unsure`: the sealed bytes have left, and may or may not have arrived. */
  is: 'writing' | 'sealing' | 'sending' | 'unsure';
  /** What stands in the way, in words; `where` is the field it belongs to. */
  trouble: { where: 'text' | 'reason' | 'questions' | 'form'; words: string } | null;
}

/** A change of who can read, chosen or under way. */
export interface Move {
  what: 'let-in' | 'leave';
  /** Ids of those who are to be let in. */
  chosen: string[];
  /** Why they are let in, for the notes. */
  why: string;
  /** `after`: how many changes the thread had when this one was made. */
  sealed: { frame: ArrayBuffer; hash: string; after: number } | null;
  /** `unsure`: as for a message. `waiting`: the service has it, and it takes effect later. */
  is: 'choosing' | 'sending' | 'unsure' | 'waiting';
  trouble: string;
}

export interface State {
  is: 'starting' | 'ready' | 'failed';
  session: Session | null;
  signedOut: boolean;
  /** Something that went wrong and belongs to no field. */
  notice: string;
  service: Service | null;
  /** Hours since 1970 by this computer's clock: the service's word decides neither what is late nor what has run out. */
  now: number;
  /** The two clocks differ by more than an hour. */
  clocksApart: boolean;
  directory: DirectoryView | null;
  key: Key;
  list: List;
  colleagues: Colleague[];
  templates: readonly Template[];
  titles: ReadonlyMap<string, Title>;
  open: string | null;
  thread: Thread;
  drafts: ReadonlyMap<string, Draft>;
  moves: ReadonlyMap<string, Move>;
  /** By concern. */
  journals: ReadonlyMap<string, Journal>;
  /** By `slotOf`: entries of journals that are being written. */
  entries: ReadonlyMap<string, Entry>;
  /** How the open concern stands by the service's word, and who else is there. */
  here: Here | null;
  /** How the clocks of the open concern stand by the service's word. */
  clocks: Clocks | null;
  /** Why an answer was late, being chosen. */
  why: Why | null;
  search: Search;
  /** What stands in the left half: the list, or one of the pages that change many concerns. */
  side: Side;
  /** A change to many concerns, under way or over. */
  job: Job | null;
  leave: Leave;
  /** The id of whoever is to take over everything, or empty. */
  heir: string;
  /** Concerns whose cover has ended, while this reviewer still reads them. */
  ended: Row[];
  /** Notes and decisions are shown as they are printed. */
  log: boolean;
  /** What is being blacked out to be printed. */
  copy: ReadingCopy | null;
  /** Read aloud by a screen reader, shown nowhere. */
  said: string;
}

export const initial = (now: number): State => ({
  is: 'starting',
  session: null,
  signedOut: false,
  notice: '',
  service: null,
  now,
  clocksApart: false,
  directory: null,
  key: { is: 'locked', busy: false, trouble: '', note: '' },
  list: { filters: NO_FILTERS, rows: [], next: null, is: 'loading', stuck: false },
  colleagues: [],
  templates: [],
  titles: new Map(),
  open: null,
  thread: { is: 'none' },
  drafts: new Map(),
  moves: new Map(),
  journals: new Map(),
  entries: new Map(),
  here: null,
  clocks: null,
  why: null,
  log: false,
  side: 'list',
  search: NO_SEARCH,
  job: null,
  leave: NO_LEAVE,
  heir: '',
  ended: [],
  copy: null,
  said: '',
});

/** What is forgotten when the key is locked. Drafts stay, out of sight, so that nobody loses a text by locking. */
export const locked = (note = ''): Pick<State, 'key' | 'search' | 'titles' | 'thread' | 'journals' | 'here' | 'clocks' | 'log' | 'directory' | 'copy'> => ({
  key: { is: 'locked', busy: false, trouble: '', note },
  search: NO_SEARCH,
  titles: new Map(),
  thread: { is: 'none' },
  journals: new Map(),
  here: null,
  clocks: null,
  log: false,
  directory: null,
  copy: null,
});

/** What nobody else may find in the page: the words of one person, and what that person had open. */
export const otherPerson = (): Pick<State, 'drafts' | 'moves' | 'entries' | 'why' | 'open' | 'list' | 'side' | 'job' | 'leave' | 'heir' | 'ended' | 'colleagues'> => ({
  drafts: new Map(),
  moves: new Map(),
  entries: new Map(),
  why: null,
  open: null,
  list: { filters: NO_FILTERS, rows: [], next: null, is: 'loading', stuck: false },
  side: 'list',
  job: null,
  leave: NO_LEAVE,
  heir: '',
  ended: [],
  colleagues: [],
});

export class Store {
  #drawn: Promise<void> | null = null;

  constructor(
    public state: State,
    private readonly draw: () => void,
  ) {}

  /** Takes over what changed, and draws once, however many changes come at the same time. */
  change(patch: Partial<State>): Promise<void> {
    this.state = { ...this.state, now: hourOf(Date.now()), ...patch };
    this.#drawn ??= Promise.resolve().then(() => {
      this.#drawn = null;
      this.draw();
    });
    return this.#drawn;
  }

  list(patch: Partial<List>): Promise<void> {
    return this.change({ list: { ...this.state.list, ...patch } });
  }

  draft(concern: string, patch: Partial<Draft>): Promise<void> {
    const draft = this.state.drafts.get(concern);
    if (!draft) return Promise.resolve();
    return this.change({ drafts: new Map(this.state.drafts).set(concern, { ...draft, ...patch }) });
  }

  move(concern: string, move: Move | null): Promise<void> {
    const moves = new Map(this.state.moves);
    if (move) moves.set(concern, move);
    else moves.delete(concern);
    return this.change({ moves });
  }
}
