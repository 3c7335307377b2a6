/** The worker of who follows a concern up: token, keys and texts live here, and end with `lock` or with the page. */

import { open } from '../envelope/age.js';
import { H, equal, hex, unhex, utf8 } from '../envelope/bytes.js';
import { personsOf, type Reviewer } from '../envelope/directory.js';
import { disclose } from '../envelope/disclosure.js';
import { Failure } from '../envelope/errors.js';
import { encodeNotice, encodeRead, encodeSigned } from '../envelope/frame.js';
import { parseMark } from '../envelope/mark.js';
import { CHANGE } from '../envelope/message.js';
import { isIncluded, openReceipt } from '../envelope/receipt.js';
import { makeChange, makeMessage, type Next } from '../envelope/sealing.js';
import { openThread, type Thread } from '../envelope/thread.js';
import { formatToken, newToken, parseToken, reporterOf, type Reporter } from '../envelope/token.js';
import {
  Delivered, clockWarning, concernOf, staying, viewThread, warning, whoCouldRead, type Who,
} from '../present.js';
import { bufferOf, serve, type Calls } from '../serve.js';
import type { ReceiptView, ReporterThread, WarningCode } from '../views.js';
import { begin, begun, forgetKeys, noToken, nowHour, today } from './begun.js';
import { proofText, type Proven } from './proof.js';
import { Records } from './record.js';
import type { Begin, FollowApi, Sealed } from './rpc.js';
import { checkedContent, readersOf, refuseLeftOut } from './sealable.js';
import { warm } from './warm.js';

/** Everything that `lock` forgets. */
interface Session {
  reporter: Reporter;
  thread?: Thread;
  /** What it was opened from. */
  pages?: Uint8Array[];
  /** The receipt, once it has been checked. */
  proven?: Proven;
  /** Who is to take over. */
  heir?: Reporter;
  delivered: Delivered;
  records: Records;
}

let session: Session | undefined;
/** The directory and its authority as served: who is shown something elsewhere checks them again. */
let served: Begin | undefined;

function unlocked(): Session {
  if (!session) throw noToken();
  return session;
}

function forget(): void {
  forgetKeys(session?.reporter);
  forgetKeys(session?.heir);
  session = undefined;
}

function who({ epochs }: Thread, me: Reporter): Who<'you' | 'reporter' | 'reviewer' | 'unknown'> {
  return (sender) => {
    if (equal(sender, me.verify)) return { from: 'you' };
    if (epochs.some(({ reporter }) => equal(reporter, sender))) return { from: 'reporter' };
    const reviewer = begun().reviewers.find(({ verify }) => equal(verify, sender));
    return reviewer ? { from: 'reviewer', name: reviewer.name } : { from: 'unknown' };
  };
}

/** The receipt is about the token that raised the concern, and no other can recompute it. */
const isFirst = ({ opening }: Thread, { verify }: Reporter): boolean => equal(opening.reporter, verify);

function receiptOf(thread: Thread, now: Session): { receipt: ReceiptView | null; warnings: WarningCode[] } {
  const { receipt, inclusion, entries: [first] } = thread;
  if (!isFirst(thread, now.reporter)) return { receipt: null, warnings: [] };
  // With other pages still to come, there is a receipt on the first all the same.
  if (!receipt || !first) return { receipt: null, warnings: ['bad-receipt'] };
  try {
    const promised = openReceipt(receipt, begun(), now.reporter, thread.openingBytes, first.posted.message);
    const included = inclusion !== undefined && isIncluded(inclusion, promised, begun());
    now.proven = { receipt, hour: promised.hour, ...(included && { inclusion }) };
    // A receipt may be old; dated ahead of us, its promise would never be late.
    const warnings: WarningCode[] = clockWarning(Math.max(promised.hour, nowHour()), nowHour());
    if (inclusion !== undefined && !included) warnings.push('bad-receipt');
    // A server that states an early hour for ever would never be late: the later of its hour and ours counts.
    else if (!included && Math.max(thread.head.hour, nowHour()) > promised.by) warnings.push('not-included');
    return { receipt: { hour: promised.hour, promisedBy: promised.by, included, ok: warnings.length === 0 }, warnings };
  } catch {
    return { receipt: { hour: 0, promisedBy: 0, included: false, ok: false }, warnings: ['bad-receipt'] };
  }
}

/** Whether the reporter's side is still, or by now, this token's. */
const holds = ({ epochs }: Thread, { verify }: Reporter): boolean => equal(epochs.at(-1)?.reporter ?? verify, verify);

/** The thread, when this token may write in it. */
function writing(): { thread: Thread; me: Reporter; key: string } {
  const { thread, reporter: me } = unlocked();
  if (!thread?.complete) throw new Failure('not-opened', 'The concern has not been opened.');
  const key = thread.epochs.at(-1)?.identity;
  if (key === undefined || !holds(thread, me)) throw new Failure('handed-over', 'Another token has taken over.');
  return { thread, me, key };
}

/** Whom the concern leaves out; where it is not confirmed, nobody can say, and nothing may be changed. */
function leftOutOf(thread: Thread): string[] {
  const concern = concernOf(thread);
  if (!concern) throw new Failure('not-opened', 'The concern is not confirmed.');
  return concern.leave_out ?? [];
}

/** Who reads now and goes on: nobody who is left out, for no change may grant them anything. */
function goingOn(thread: Thread): Reviewer[] {
  const leftOut = personsOf(begun(), leftOutOf(thread));
  return staying(thread, begun()).filter(({ person }) => !leftOut.has(person));
}

const canAdd = (thread: Thread): Reviewer[] => whoCouldRead(begun(), today, staying(thread, begun()), leftOutOf(thread));

function change(me: Reporter, thread: Thread, next: Next): Sealed {
  const { frame, hash } = makeChange(me, thread, next);
  return { frame: bufferOf(frame), hash: hex(hash) };
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

const calls: Calls<FollowApi> = {
  begin(input) {
    const view = begin(input, () => warm(open));
    served = input;
    return view;
  },

  unlock({ token }) {
    const bytes = parseToken(token);
    forget();
    const reporter = reporterOf(bytes);
    session = { reporter, delivered: new Delivered(), records: new Records(begun, reporter) };
    bytes.fill(0);
  },

  readRequest({ challenge, page }) {
    const { reporter } = unlocked();
    return { frame: bufferOf(encodeRead(reporter, begun().service, unhex(challenge, 32, 'A challenge'), page)) };
  },

  openPages({ pages }) {
    const now = unlocked();
    const me = now.reporter;
    const frames = pages.map((page) => new Uint8Array(page));
    const found = openThread(frames, begun(), me, me.mailbox);
    const more = [...clockWarning(found.head.hour, nowHour()), ...now.delivered.see(found)];
    if (!('entries' in found)) return unknown(me.mailbox, [...(found.signed ? [] : (['bad-head'] as const)), ...more]);
    now.thread = found;
    now.pages = frames;
    now.records.see(found.inclusion);
    const { receipt, warnings } = receiptOf(found, now);
    return {
      ...viewThread(found, begun(), who(found, me), [...new Set([...warnings, ...more])]),
      receipt,
      handedOver: !holds(found, me),
      receiptElsewhere: !isFirst(found, me),
      leftOut: concernOf(found)?.leave_out ?? [],
      canAdd: concernOf(found) && holds(found, me) ? canAdd(found).map(({ id, name }) => ({ id, name })) : [],
    };
  },

  checkRecord: (given) => unlocked().records.judge(given),

  readMark: ({ mark }) => ({ size: parseMark(unlocked().reporter, mark).size }),

  sealMessage(sending) {
    const { thread, me, key } = writing();
    const signed = makeMessage(me, 1, begun().service, thread.next, key, checkedContent(sending, thread));
    return { frame: bufferOf(encodeSigned(signed)), hash: hex(H(signed.message)) };
  },

  sealShare({ readers }) {
    const { thread, me } = writing();
    refuseLeftOut(readers, leftOutOf(thread), begun());
    const added = readersOf(readers, begun(), today).filter((reviewer) => canAdd(thread).includes(reviewer));
    if (added.length === 0) throw new Failure('no-readers', 'There is nobody to let in.');
    return change(me, thread, { act: CHANGE.shared, holder: me, readers: [...goingOn(thread), ...added] });
  },

  newHolder() {
    const now = unlocked();
    forgetKeys(now.heir);
    const token = newToken();
    now.heir = reporterOf(token);
    const text = formatToken(token);
    token.fill(0);
    return { token: text, last: text.slice(-4) };
  },

  sealHandOver() {
    const { thread, me } = writing();
    const { heir } = unlocked();
    if (!heir) throw new Failure('no-holder', 'There is no token to hand this over to.');
    return change(me, thread, { act: CHANGE.handedOver, holder: heir, readers: goingOn(thread) });
  },

  sealNotice({ challenge }) {
    const { reporter } = unlocked();
    return { frame: bufferOf(encodeNotice(reporter, begun().service, unhex(challenge, 32, 'A challenge'))) };
  },

  proof() {
    const { proven, records: { evidence } } = unlocked();
    if (!proven && evidence.length === 0) throw new Failure('bad-receipt', 'There is no receipt that this token could check.');
    return { text: proofText(proven, evidence, begun()) };
  },

  disclose({ places, nonce }) {
    const { reporter, thread, pages } = unlocked();
    if (!thread?.complete || !pages || !served) throw new Failure('not-opened', 'The concern has not been opened.');
    return { file: bufferOf(utf8(disclose({ ...served, pages }, reporter, places, nonce))) };
  },

  lock: forget,
};

serve<FollowApi>(calls);
