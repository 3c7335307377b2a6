/** The reviewer's worker: the secret key comes in as a file, stays here, and ends with `lock` or with the page. */

import { H, equal, hex, unhex } from '../envelope/bytes.js';
import { isInForce, type Directory, type Reviewer } from '../envelope/directory.js';
import { Failure } from '../envelope/errors.js';
import { encodeSigned } from '../envelope/frame.js';
import { memberId } from '../envelope/keys.js';
import { CHANGE, MOST_QUESTIONS, type Content, type Question } from '../envelope/message.js';
import { openReviewerKey, type ReviewerKey } from '../envelope/reviewer-key.js';
import { makeChange, makeMessage, type Next } from '../envelope/sealing.js';
import { openThread, type Thread } from '../envelope/thread.js';
import { Delivered, canRead, clockWarning, concernOf, openDirectory, startClock, viewDirectory, viewThread, type Who } from '../present.js';
import { bufferOf, serve, type Calls } from '../serve.js';
import type { DeskApi } from './rpc.js';
import { titleOf } from './title.js';

/** Everything that `lock` forgets. */
interface Session {
  key: ReviewerKey;
  reviewer: Reviewer;
  /** Opened threads, by their 32 hex digits. */
  threads: Map<string, Thread>;
  /** By the same name, what the server has given of each. */
  delivered: Map<string, Delivered>;
}

let directory: Directory | undefined;
let today = '';
let nowHour = (): number => 0;
let session: Session | undefined;

function begun(): Directory {
  if (!directory) throw new Failure('not-begun', 'The list of reviewers was not read.');
  return directory;
}

function unlocked(): Session {
  if (!session) throw new Failure('locked', 'Your key is locked.');
  return session;
}

function forget(): void {
  session?.key.sign.fill(0);
  session = undefined;
}

function openOne(pages: ArrayBuffer[], concern?: string): Thread {
  const asked = concern === undefined ? undefined : unhex(concern, 16, 'A concern');
  const thread = openThread(pages.map((page) => new Uint8Array(page)), begun(), unlocked().key, asked);
  if (!('entries' in thread)) throw new Failure('bad-opening', 'The service says that there is no such concern.');
  return thread;
}

function who({ epochs }: Thread, me: ReviewerKey): Who<'reporter' | 'you' | 'colleague' | 'unknown'> {
  return (sender) => {
    if (epochs.some(({ reporter }) => equal(reporter, sender))) return { from: 'reporter' };
    const reviewer = begun().reviewers.find(({ verify }) => equal(verify, sender));
    if (!reviewer) return { from: 'unknown' };
    return { from: equal(sender, me.verify) ? 'you' : 'colleague', name: reviewer.name };
  };
}

function nameOf(id: string): string {
  return begun().reviewers.find((entry) => entry.id === id)?.name ?? id;
}

function checkQuestions(questions: Question[]): Question[] {
  if (questions.length === 0 || questions.length > MOST_QUESTIONS || questions.some(({ text }) => text.trim() === '')) {
    throw new Failure('no-questions', 'There are one to eight questions, none of them empty.');
  }
  // Nothing else that the page may have hung on them.
  return questions.map(({ text, asks, identifies }) => ({ text, asks, identifies }));
}

/** Whom the concern leaves out; where it is not confirmed, nobody can say, and nothing may be changed. */
function leftOutOf(thread: Thread): string[] {
  const concern = concernOf(thread);
  if (!concern) throw new Failure('not-opened', 'The concern is not confirmed.');
  return concern.leave_out ?? [];
}

/** Colleagues who could be let in: good keys, not reading yet, not left out. */
function canAdd(thread: Thread): Reviewer[] {
  const leftOut = leftOutOf(thread);
  const may = (one: Reviewer): boolean => isInForce(one, today) && !canRead(thread, one) && !leftOut.includes(one.id);
  return begun().reviewers.filter(may);
}

/** Who reads now and goes on: every key that was not revoked, as each reader of the change will check. */
const staying = (thread: Thread): Reviewer[] =>
  begun().reviewers.filter((reviewer) => reviewer.revoked === null && canRead(thread, reviewer));

/** Who holds the reporter's side, as the concern's opening or the last change gives it. */
function holderOf({ epochs, holder }: Thread): Next['holder'] {
  const verify = epochs.at(-1)!.reporter;
  return { verify, recipient: holder, kid: memberId(verify, holder) };
}

/** Whether this key opens what is written now. */
const isIn = ({ epochs }: Thread): boolean => epochs.at(-1)?.identity !== undefined;

const calls: Calls<DeskApi> = {
  begin(input) {
    directory = openDirectory(input);
    today = input.today;
    nowHour = startClock(input);
    return viewDirectory(directory, input.today);
  },

  unlockKey({ file, passphrase }) {
    forget();
    const known = begun().reviewers;
    const key = openReviewerKey(new Uint8Array(file), passphrase);
    const reviewer = known.find(({ kid }) => hex(kid) === hex(key.kid));
    if (!reviewer) throw new Failure('unknown-reviewer', 'This key is not on the list of reviewers.');
    if (reviewer.revoked !== null) throw new Failure('revoked', 'This key has been revoked.');
    session = { key, reviewer, threads: new Map(), delivered: new Map() };
    return { reviewer: reviewer.id, name: reviewer.name, until: reviewer.until, renewedBy: null };
  },

  lock: forget,

  openPages({ pages, concern }) {
    const { key, threads, delivered } = unlocked();
    const thread = openOne(pages, concern);
    const name = hex(thread.mailbox);
    const before = delivered.get(name) ?? new Delivered();
    delivered.set(name, before);
    threads.set(name, thread);
    const said = concernOf(thread);
    const more = [...clockWarning(thread.head.hour, nowHour()), ...before.see(thread)];
    const view = viewThread(thread, begun(), who(thread, key), more);
    return {
      ...view,
      answers: said?.answers ?? {},
      leaveOut: (said?.leave_out ?? []).map(nameOf),
      leaveOutIds: said?.leave_out ?? [],
      reviewersWithAccess: view.access,
      accessIds: begun().reviewers.filter((reviewer) => canRead(thread, reviewer)).map(({ id }) => id),
      canAdd: said && isIn(thread) ? canAdd(thread).map(({ id, name }) => ({ id, name })) : [],
      canLeave: said !== undefined && isIn(thread) && staying(thread).some(({ kid }) => !equal(kid, key.kid)),
      reading: isIn(thread),
    };
  },

  title({ page, concern }) {
    const said = concernOf(openOne([page], concern));
    return { title: said ? titleOf(said.text) : '', confirmed: said !== undefined, answers: said?.answers ?? {} };
  },

  sealMessage({ concern, kind, text, reason, questions = [] }) {
    const { key, threads } = unlocked();
    const thread = threads.get(concern);
    if (!thread?.complete) throw new Failure('not-opened', 'The concern has not been opened.');
    const mayBeEmpty = kind === 'acknowledgement' || kind === 'question';
    if (text.trim() === '' && !mayBeEmpty) throw new Failure('empty', 'There is nothing to send.');
    if (kind === 'closing' && !reason) throw new Failure('no-reason', 'A closing needs a reason.');
    const content: Content = { kind, text, ...(kind === 'closing' && reason && { reason }) };
    if (kind === 'question') content.questions = checkQuestions(questions);
    const identity = thread.epochs.at(-1)?.identity;
    if (identity === undefined) throw new Failure('no-grant', 'You cannot read this concern any more.');
    const signed = makeMessage(key, 2, begun().service, thread.next, identity, content);
    return { frame: bufferOf(encodeSigned(signed)), hash: hex(H(signed.message)) };
  },

  sealChange({ concern, letIn }) {
    const { key, threads } = unlocked();
    const thread = threads.get(concern);
    if (!thread?.complete) throw new Failure('not-opened', 'The concern has not been opened.');
    const leftOut = leftOutOf(thread);
    if (letIn.some((id) => leftOut.includes(id))) throw new Failure('left-out', 'The reporter left this person out.');
    const added = canAdd(thread).filter(({ id }) => letIn.includes(id));
    if (added.length < letIn.length) throw new Failure('no-readers', 'There is nobody to let in.');
    const next = letIn.length > 0
      ? { act: CHANGE.shared, readers: [...staying(thread), ...added] }
      : { act: CHANGE.left, readers: staying(thread).filter(({ kid }) => !equal(kid, key.kid)) };
    const { frame, hash } = makeChange(key, thread, { ...next, holder: holderOf(thread) });
    return { frame: bufferOf(frame), hash: hex(hash) };
  },

  openJournal() {
    throw new Failure('journal-not-open', 'Journals cannot be opened yet.');
  },

  sealEntry() {
    throw new Failure('journal-not-open', 'Journals cannot be opened yet.');
  },

  search: () => [],
};

serve<DeskApi>(calls);
