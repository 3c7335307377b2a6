/** Opening threads, and what the desk shows of them. */

import { equal, hex, unhex } from '../../envelope/bytes.js';
import { Failure } from '../../envelope/errors.js';
import type { Signed } from '../../envelope/frame.js';
import { MOST_QUESTIONS, type Content, type Question } from '../../envelope/message.js';
import { makeMessage } from '../../envelope/sealing.js';
import { openThread, shown, type Thread } from '../../envelope/thread.js';
import { Delivered, canRead, clockWarning, concernOf, viewThread, type Who } from '../../present.js';
import type { Answers, DeskThread } from '../../views.js';
import type { Answering } from '../rpc.js';
import { titleOf } from '../title.js';
import { compactThread } from './compact.js';
import { begun, nowHour, openedThread, unlocked } from './session.js';
import { canAdd, canLeave, isIn } from './sharing.js';

function openOne(pages: ArrayBuffer[], concern?: string): Thread {
  const asked = concern === undefined ? undefined : unhex(concern, 16, 'A concern');
  const { key, texts } = unlocked();
  const thread = openThread(pages.map((page) => new Uint8Array(page)), begun(), key, asked);
  if (!('entries' in thread)) throw new Failure('bad-opening', 'The service says that there is no such concern.');
  for (const { content, problem, hash } of shown(thread)) {
    if (content && !problem) texts.keepMessage(hex(thread.mailbox), hex(hash), content);
  }
  return thread;
}

function who({ epochs }: Thread): Who<'reporter' | 'you' | 'colleague' | 'unknown'> {
  const { person } = unlocked().reviewer;
  return (sender) => {
    if (epochs.some(({ reporter }) => equal(reporter, sender))) return { from: 'reporter' };
    const reviewer = begun().reviewers.find(({ verify }) => equal(verify, sender));
    if (!reviewer) return { from: 'unknown' };
    return { from: reviewer.person === person ? 'you' : 'colleague', name: reviewer.name };
  };
}

const nameOf = (id: string): string => begun().reviewers.find((entry) => entry.id === id)?.name ?? id;

export function openedPages(pages: ArrayBuffer[], concern?: string): DeskThread {
  const { threads, delivered } = unlocked();
  const thread = openOne(pages, concern);
  const name = hex(thread.mailbox);
  const before = delivered.get(name) ?? new Delivered();
  delivered.set(name, before);
  threads.set(name, compactThread(thread));
  const said = concernOf(thread);
  const more = [...clockWarning(thread.head.hour, nowHour()), ...before.see(thread)];
  const view = viewThread(thread, begun(), who(thread), more);
  return {
    ...view,
    answers: said?.answers ?? {},
    leaveOut: (said?.leave_out ?? []).map(nameOf),
    leaveOutIds: said?.leave_out ?? [],
    reviewersWithAccess: view.access,
    accessIds: begun().reviewers.filter((reviewer) => canRead(thread, reviewer)).map(({ id }) => id),
    canAdd: said && isIn(thread) ? canAdd(thread).map(({ id, name: called }) => ({ id, name: called })) : [],
    canLeave: said !== undefined && canLeave(thread),
    reading: isIn(thread),
  };
}

export function titled(page: ArrayBuffer, concern?: string): { title: string; confirmed: boolean; answers: Answers } {
  const said = concernOf(openOne([page], concern));
  return { title: said ? titleOf(said.text) : '', confirmed: said !== undefined, answers: said?.answers ?? {} };
}

function checkQuestions(questions: Question[]): Question[] {
  if (questions.length === 0 || questions.length > MOST_QUESTIONS || questions.some(({ text }) => text.trim() === '')) {
    throw new Failure('no-questions', 'There are one to eight questions, none of them empty.');
  }
  // Nothing else that the page may have hung on them.
  return questions.map(({ text, asks, identifies }) => ({ text, asks, identifies }));
}

export function sealedMessage({ concern, kind, text, reason, questions = [] }: Answering): Signed {
  const thread = openedThread(concern);
  const mayBeEmpty = kind === 'acknowledgement' || kind === 'question';
  if (text.trim() === '' && !mayBeEmpty) throw new Failure('empty', 'There is nothing to send.');
  if (kind === 'closing' && !reason) throw new Failure('no-reason', 'A closing needs a reason.');
  const content: Content = { kind, text, ...(kind === 'closing' && reason && { reason }) };
  if (kind === 'question') content.questions = checkQuestions(questions);
  const identity = thread.epochs.at(-1)?.identity;
  if (identity === undefined) throw new Failure('no-grant', 'You cannot read this concern any more.');
  return makeMessage(unlocked().key, 2, begun().service, thread.next, identity, content);
}
