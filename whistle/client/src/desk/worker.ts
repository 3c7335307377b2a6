/** The reviewer's worker: the secret key comes in as a file, stays here, and ends with `lock` or with the page. */

import { H, equal, hex, unhex } from '../envelope/bytes.js';
import type { Directory, Reviewer } from '../envelope/directory.js';
import { Failure } from '../envelope/errors.js';
import { encodeSigned } from '../envelope/frame.js';
import { MOST_QUESTIONS, type Content, type Question } from '../envelope/message.js';
import { openReviewerKey, type ReviewerKey } from '../envelope/reviewer-key.js';
import { makeMessage } from '../envelope/sealing.js';
import { openThread, type Thread } from '../envelope/thread.js';
import { Delivered, clockWarning, concernOf, openDirectory, startClock, viewDirectory, viewThread, type Who } from '../present.js';
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

const calls: Calls<DeskApi> = {
  begin(input) {
    directory = openDirectory(input);
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
    return { reviewer: reviewer.id, name: reviewer.name };
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
      reviewersWithAccess: view.access,
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
};

serve<DeskApi>(calls);
