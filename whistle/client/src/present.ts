/** From the envelope's findings to what the pages draw; both workers speak this. */

import { hex } from './envelope/bytes.js';
import { isCurrent, isInForce, parseAuthority, parseDirectory, type Directory } from './envelope/directory.js';
import { Failure } from './envelope/errors.js';
import type { Entry, Thread } from './envelope/thread.js';
import type { DirectoryView, MessageView, State, ThreadView, WarningCode, WarningView } from './views.js';

/** Sixteen bytes are enough for two people to compare, and the command `keys fingerprint` prints the same. */
const inGroups = (digest: Uint8Array): string => (hex(digest.slice(0, 16)).match(/.{4}/g) as string[]).join(' ');

/** The directory as the pages need it: only those who can be given a concern today. */
export function viewDirectory(directory: Directory, today: string): DirectoryView {
  const reviewers = directory.reviewers.filter((entry) => isInForce(entry, today));
  const usable = new Set(reviewers.map(({ id }) => id));
  return {
    name: directory.name,
    version: directory.version,
    expires: directory.expires,
    current: isCurrent(directory, today),
    fingerprint: inGroups(directory.service),
    hash: inGroups(directory.hash),
    reviewers: reviewers.map(({ id, name, kid }) => ({ id, name, fingerprint: inGroups(kid) })),
    routes: directory.routes.map((route) => ({ ...route, readers: route.readers.filter((id) => usable.has(id)) })),
    outside: directory.outside,
  };
}

export function openDirectory(input: { directory: string; authority: string; today: string }): Directory {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(input.today)) throw new Failure('not-begun', 'The date is missing.');
  return parseDirectory(input.directory, parseAuthority(input.authority));
}

const STATES: State[] = ['new', 'acknowledged', 'open', 'closed'];

/** After these, a message cannot be said to come from anyone. */
const NOBODY = new Set(['bad-signature', 'unknown-sender', 'not-a-member', 'revoked']);

/** One message. `who` names the sender of a message whose signature and membership hold. */
export function viewMessage<From extends string>(
  entry: Entry,
  who: (entry: Entry) => { from: From; name?: string },
): MessageView<From | 'unknown'> {
  const sender = entry.problem && NOBODY.has(entry.problem) ? { from: 'unknown' as const } : who(entry);
  const { content, problem, posted } = entry;
  return {
    place: posted.place,
    hour: posted.hour,
    ...sender,
    hash: hex(entry.hash),
    confirmed: problem === undefined,
    ...(problem && { problem }),
    ...(content && { kind: content.kind, text: content.text }),
    ...(content?.reason && { reason: content.reason }),
  };
}

export function viewThread<From extends string>(
  thread: Thread,
  who: (entry: Entry) => { from: From; name?: string },
  more: WarningCode[] = [],
): ThreadView<From | 'unknown'> {
  const { state, opening } = thread;
  return {
    known: true,
    concern: hex(thread.mailbox),
    state: STATES[state.state] ?? 'new',
    dueHour: state.dueHour,
    opened: state.opened,
    readers: state.readers,
    route: opening.route,
    urgent: opening.urgent,
    messages: thread.entries.map((entry) => viewMessage(entry, who)),
    warnings: [...thread.warnings, ...more].map(warning),
    receipt: null,
    pagesTotal: thread.pagesTotal,
    complete: thread.complete,
  };
}

/** The pages have their own words for every code; this stands in for one that they do not know yet. */
export function warning(code: WarningCode): WarningView {
  return { code, text: 'Something about this concern does not verify.' };
}
