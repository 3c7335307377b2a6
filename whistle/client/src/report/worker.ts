/** The reporter's worker: token, keys and texts live here, and end with `lock` or with the page. */

import { H, hex, unhex } from '../envelope/bytes.js';
import { isCurrent, isInForce, type Directory, type Reviewer } from '../envelope/directory.js';
import { Failure } from '../envelope/errors.js';
import { encodeRead, encodeSigned, filingHash, parseAnswer, type Filing } from '../envelope/frame.js';
import type { Content, Question } from '../envelope/message.js';
import { isIncluded, openReceipt } from '../envelope/receipt.js';
import { makeFiling, makeMessage, prepareGrants, type Prepared } from '../envelope/sealing.js';
import { openThread, type Entry, type Thread } from '../envelope/thread.js';
import { formatToken, newToken, parseToken, reporterOf, type Reporter } from '../envelope/token.js';
import { Delivered, canRead, clockWarning, concernOf, openDirectory, startClock, viewDirectory, viewThread, warning } from '../present.js';
import { bufferOf, serve, type Calls } from '../serve.js';
import type { ReceiptView, ReporterThread, WarningCode } from '../views.js';
import type { Draft, ReportApi, Sending } from './rpc.js';
import { warm } from './warm.js';

/** Everything that `lock` forgets. */
interface Session {
  token: Uint8Array;
  reporter: Reporter;
  prepared?: { readers: string; grants: Prepared };
  filing?: Filing;
  thread?: Thread;
  delivered: Delivered;
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
  if (!session) throw new Failure('locked', 'There is no token.');
  return session;
}

function start(token: Uint8Array): Session {
  forget();
  session = { token, reporter: reporterOf(token), delivered: new Delivered() };
  return session;
}

function forget(): void {
  if (session) for (const secret of [session.token, session.reporter.sign, session.reporter.blind]) secret.fill(0);
  session = undefined;
}

function unknownReader(): Failure {
  return new Failure('unknown-reader', 'Someone chosen is not among those who can read here.');
}

/** The reviewers with these ids, each of whom may be given a concern today. */
function readersOf(ids: string[]): Reviewer[] {
  return [...new Set(ids)].map((id) => {
    const reviewer = begun().reviewers.find((entry) => entry.id === id);
    if (!reviewer || !isInForce(reviewer, today)) throw unknownReader();
    return reviewer;
  });
}

function prepare(now: Session, ids: string[]): Prepared {
  const readers = readersOf(ids);
  const name = readers.map(({ id }) => id).sort().join('\n');
  if (now.prepared?.readers !== name) {
    now.prepared = { readers: name, grants: prepareGrants(now.reporter, begun().service, readers) };
  }
  return now.prepared.grants;
}

function check(draft: Draft): void {
  const { routes } = begun();
  if (!isCurrent(begun(), today)) throw new Failure('directory-expired', 'The list of reviewers has expired.');
  const route = routes.find(({ id }) => id === draft.route);
  if (!route) throw new Failure('unknown-route', 'There is no such route.');
  if (!draft.readers.every((id) => route.readers.includes(id))) throw unknownReader();
  if (draft.text.trim() === '') throw new Failure('empty', 'There is nothing to send.');
  if (draft.readers.some((id) => draft.leaveOut.includes(id))) {
    throw new Failure('left-out', 'Someone who is left out would be able to read this.');
  }
}

function who(reporter: Reporter): (entry: Entry) => { from: 'you' | 'reviewer' | 'unknown'; name?: string } {
  return ({ message }) => {
    const sender = message ? hex(message.sender) : '';
    if (sender === hex(reporter.verify)) return { from: 'you' };
    const reviewer = begun().reviewers.find(({ verify }) => hex(verify) === sender);
    return reviewer ? { from: 'reviewer', name: reviewer.name } : { from: 'unknown' };
  };
}

function receiptOf(thread: Thread, reporter: Reporter): { receipt: ReceiptView | null; warnings: WarningCode[] } {
  const first = thread.entries[0];
  // With other pages still to come, there is a receipt on the first all the same.
  if (!thread.receipt || !first) return { receipt: null, warnings: ['bad-receipt'] };
  try {
    const promised = openReceipt(thread.receipt, begun(), reporter, thread.openingBytes, first.posted.message);
    const included = thread.inclusion !== undefined && isIncluded(thread.inclusion, promised, begun());
    // A receipt may be old; dated ahead of us, its promise would never be late.
    const warnings: WarningCode[] = clockWarning(Math.max(promised.hour, nowHour()), nowHour());
    if (thread.inclusion !== undefined && !included) warnings.push('bad-receipt');
    // A server that states an early hour for ever would never be late: the later of its hour and ours counts.
    else if (!included && Math.max(thread.head.hour, nowHour()) > promised.by) warnings.push('not-included');
    return { receipt: { promisedBy: promised.by, included, ok: warnings.length === 0 }, warnings };
  } catch {
    return { receipt: { promisedBy: 0, included: false, ok: false }, warnings: ['bad-receipt'] };
  }
}

function opened(): Thread {
  const { thread } = unlocked();
  if (!thread?.complete) throw new Failure('not-opened', 'The concern has not been opened.');
  return thread;
}

/** What is to be sealed, and nothing else that the page may have hung on it. */
function checkSending(sending: Sending, thread: Thread): Content {
  const { kind, text } = sending;
  const needsText = kind === 'reply' || kind === 'detriment';
  if (needsText && text.trim() === '') throw new Failure('empty', 'There is nothing to send.');
  if (kind !== 'answer' && kind !== 'dispute') return { kind, text };
  const { of } = sending;
  const about = thread.entries.find(({ hash, problem }) => !problem && hex(hash) === of)?.content;
  if (!about) throw new Failure('wrong-of', 'There is no such message to speak of.');
  if (kind === 'dispute') return { kind, text, of };
  const { replies } = sending;
  const fits = ({ asks }: Question, i: number): boolean => asks === 'words' || ['yes', 'no', ''].includes(replies[i] ?? '');
  if (!about.questions || about.questions.length !== replies.length || !about.questions.every(fits)) {
    throw new Failure('wrong-replies', 'These are not replies to what was asked.');
  }
  return { kind, text, of, replies };
}

function soon(): never {
  throw new Failure('internal', 'This is not there yet.');
}

function unknown(mailbox: Uint8Array, warnings: WarningCode[]): ReporterThread {
  return {
    known: false,
    concern: hex(mailbox),
    state: 'new',
    dueHour: 0,
    opened: 0,
    readers: 0,
    route: 0,
    urgent: false,
    messages: [],
    changes: [],
    access: [],
    warnings: warnings.map(warning),
    receipt: null,
    pagesTotal: 1,
    complete: true,
    handedOver: false,
    receiptElsewhere: false,
    leftOut: [],
    canAdd: [],
  };
}

const calls: Calls<ReportApi> = {
  begin(input) {
    directory = openDirectory(input);
    today = input.today;
    nowHour = startClock(input);
    // After this answer, while the person reads the first question.
    setTimeout(warm, 0);
    return viewDirectory(directory, today);
  },

  newToken() {
    const token = formatToken(start(newToken()).token);
    return { token, last: token.slice(-4) };
  },

  prepare({ readers }) {
    prepare(unlocked(), readers);
  },

  seal(draft) {
    const now = unlocked();
    check(draft);
    const leaveOut = readersOrIds(draft.leaveOut);
    const prepared = prepare(now, draft.readers);
    const concern = { route: draft.route, urgent: draft.urgent, text: draft.text, answers: draft.answers, leaveOut };
    const { filing, frame } = makeFiling(now.reporter, begun(), prepared, concern);
    now.filing = filing;
    // One thread's key is for one filing.
    delete now.prepared;
    return { frame: bufferOf(frame), filing: hex(filingHash(filing)) };
  },

  accept({ answer }) {
    const { reporter, filing } = unlocked();
    if (!filing) throw new Failure('not-sealed', 'Nothing has been sealed.');
    const { receipt } = parseAnswer(new Uint8Array(answer));
    if (!receipt) throw new Failure('bad-receipt', 'The answer has no receipt.');
    const { hour, by } = openReceipt(receipt, begun(), reporter, filing.opening, filing.message);
    return { hour, includeBy: by, clock: clockWarning(hour, nowHour()).length > 0 };
  },

  unlock({ token }) {
    start(parseToken(token));
  },

  readRequest({ challenge, page }) {
    const { reporter } = unlocked();
    return { frame: bufferOf(encodeRead(reporter, begun().service, unhex(challenge, 32, 'A challenge'), page)) };
  },

  openPages({ pages }) {
    const now = unlocked();
    const found = openThread(pages.map((page) => new Uint8Array(page)), begun(), now.reporter, now.reporter.mailbox);
    const more = [...clockWarning(found.head.hour, nowHour()), ...now.delivered.see(found)];
    if (!('entries' in found)) {
      return unknown(now.reporter.mailbox, [...(found.signed ? [] : (['bad-head'] as const)), ...more]);
    }
    now.thread = found;
    const { receipt, warnings } = receiptOf(found, now.reporter);
    const leftOut = concernOf(found)?.leave_out ?? [];
    return {
      ...viewThread(found, begun(), who(now.reporter), [...new Set([...warnings, ...more])]),
      receipt,
      handedOver: false,
      receiptElsewhere: false,
      leftOut,
      canAdd: begun().reviewers
        .filter((reviewer) => isInForce(reviewer, today) && !canRead(found, reviewer) && !leftOut.includes(reviewer.id))
        .map(({ id, name }) => ({ id, name })),
    };
  },

  sealReply: ({ text }) => calls.sealMessage({ kind: 'reply', text }),

  sealMessage(sending) {
    const { reporter } = unlocked();
    const thread = opened();
    const content = checkSending(sending, thread);
    const key = thread.epochs.at(-1);
    const signed = makeMessage(reporter, 1, begun().service, thread.next, key?.identity ?? '', content);
    return { frame: bufferOf(encodeSigned(signed)), hash: hex(H(signed.message)) };
  },

  sealShare: soon,
  newHolder: soon,
  sealHandOver: soon,
  sealNotice: soon,
  proof: soon,

  lock: forget,
};

/** Whom to leave out may be anyone on the list, also someone who could not be given a concern today. */
function readersOrIds(ids: string[]): string[] {
  const known = new Set(begun().reviewers.map(({ id }) => id));
  if (ids.some((id) => !known.has(id))) throw unknownReader();
  return [...new Set(ids)];
}

serve<ReportApi>(calls);
