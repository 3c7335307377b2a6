/** What the reporter's workers seal: all that can be refused is refused here, before any key is touched. */

import { hex } from '../envelope/bytes.js';
import { isCurrent, isInForce, personsOf, type Directory, type Reviewer } from '../envelope/directory.js';
import { Failure } from '../envelope/errors.js';
import { actOf, type Content, type Question } from '../envelope/message.js';
import type { Thread } from '../envelope/thread.js';
import type { Draft, Sending } from './rpc.js';

function unknownReader(): Failure {
  return new Failure('unknown-reader', 'Someone chosen is not among those who can read here.');
}

/** The reviewers with these ids, each of whom may be given a concern today. */
export function readersOf(ids: string[], { reviewers }: Directory, today: string): Reviewer[] {
  return [...new Set(ids)].map((id) => {
    const reviewer = reviewers.find((entry) => entry.id === id);
    if (!reviewer || !isInForce(reviewer, today)) throw unknownReader();
    return reviewer;
  });
}

/** Whom to leave out may be anyone on the list, also someone who could not be given a concern today. */
export function leftOutIds(ids: string[], { reviewers }: Directory): string[] {
  const known = new Set(reviewers.map(({ id }) => id));
  if (ids.some((id) => !known.has(id))) throw unknownReader();
  return [...new Set(ids)];
}

export function refuseLeftOut(readers: string[], leaveOut: string[], directory: Directory): void {
  const leftOut = personsOf(directory, leaveOut);
  if ([...personsOf(directory, readers)].some((person) => leftOut.has(person))) {
    throw new Failure('left-out', 'Someone who is left out would be able to read this.');
  }
}

export function checkDraft(draft: Draft, directory: Directory, today: string): void {
  if (!isCurrent(directory, today)) throw new Failure('directory-expired', 'The list of reviewers has expired.');
  const route = directory.routes.find(({ id }) => id === draft.route);
  if (!route) throw new Failure('unknown-route', 'There is no such route.');
  if (!draft.readers.every((id) => route.readers.includes(id))) throw unknownReader();
  if (draft.text.trim() === '') throw new Failure('empty', 'There is nothing to send.');
  refuseLeftOut(draft.readers, draft.leaveOut, directory);
}

/** What is to be sealed, and nothing else that the page may have hung on it. */
export function checkedContent(sending: Sending, { entries }: Thread): Content {
  const { kind, text } = sending;
  if (actOf(1, kind) === 0 || (kind as string) === 'concern') throw new Failure('unknown-kind', 'There is no such message.');
  const needsText = kind === 'reply' || kind === 'detriment';
  if (needsText && text.trim() === '') throw new Failure('empty', 'There is nothing to send.');
  if (kind !== 'answer' && kind !== 'dispute') return { kind, text };
  const { of } = sending;
  const about = entries.find(({ hash, problem }) => !problem && hex(hash) === of)?.content;
  if (!about) throw new Failure('wrong-of', 'There is no such message to speak of.');
  if (kind === 'dispute') return { kind, text, of };
  const { replies } = sending;
  const fits = ({ asks }: Question, i: number): boolean => asks === 'words' || ['yes', 'no', ''].includes(replies[i] ?? '');
  if (about.questions?.length !== replies.length || !about.questions.every(fits)) {
    throw new Failure('wrong-replies', 'These are not replies to what was asked.');
  }
  return { kind, text, of, replies };
}
