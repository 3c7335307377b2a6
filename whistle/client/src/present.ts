/** From the envelope's findings to what the pages draw; every worker speaks this. */

import { equal, hex } from './envelope/bytes.js';
import {
  isCurrent, isInForce, newestOf, parseAuthority, parseDirectory, personOf, personsOf, type Directory, type Reviewer,
} from './envelope/directory.js';
import { Failure } from './envelope/errors.js';
import { CHANGE, type Content } from './envelope/message.js';
import { hasSlot, type Slot } from './envelope/opening.js';
import { shown, type Entry, type Thread } from './envelope/thread.js';
import type { ChangeView, DirectoryView, MessageView, State, ThreadView, WarningCode, WarningView } from './views.js';

/** Sixteen bytes are enough for two people to compare, and the command `keys fingerprint` prints the same. */
export const inGroups = (digest: Uint8Array): string => (hex(digest.slice(0, 16)).match(/.{4}/g) as string[]).join(' ');

/** The directory as the pages need it: only those who can be given a concern today. */
export function viewDirectory(directory: Directory, today: string): DirectoryView {
  const reviewers = inForce(directory, today, directory.routes.flatMap(({ readers }) => readers));
  const usable = new Set(reviewers.map(({ id }) => id));
  return {
    name: directory.name,
    version: directory.version,
    expires: directory.expires,
    current: isCurrent(directory, today),
    fingerprint: inGroups(directory.authority),
    hash: inGroups(directory.hash),
    reviewers: reviewers.map(({ id, name, kid }) => ({
      id, name, fingerprint: inGroups(kid), entries: personOf(directory, id).map((entry) => entry.id),
    })),
    routes: directory.routes.map((route) => ({ ...route, readers: route.readers.filter((id) => usable.has(id)) })),
    outside: directory.outside,
  };
}

/** Who can be given a concern today: every person once, with their newest key, or the newest of those that are preferred. */
function inForce({ reviewers }: Directory, today: string, preferred: string[] = []): Reviewer[] {
  const good = reviewers.filter((entry) => isInForce(entry, today));
  const named = good.filter(({ id }) => preferred.includes(id));
  const chosen = newestOf([...good.filter((entry) => !named.includes(entry)), ...named]);
  return good.filter((entry) => chosen.includes(entry));
}

export function openDirectory(input: { directory: string; authority: string; today: string }): Directory {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(input.today)) throw new Failure('not-begun', 'The date is missing.');
  return parseDirectory(input.directory, parseAuthority(input.authority));
}

const HOUR = 3_600_000;

/** The device's hour as the page gave it, moved on by the time that has passed: a desk stays open for days. */
export function startClock({ today, nowHour }: { today: string; nowHour?: number }): () => number {
  const begun = nowHour ?? Date.parse(today) / HOUR;
  if (!Number.isSafeInteger(begun)) throw new Failure('not-begun', 'The hour is missing.');
  const since = Date.now();
  return () => begun + Math.floor((Date.now() - since) / HOUR);
}

/** A day's reckoning and the two hours that an answer may take: more than that, and one of two clocks is wrong. */
const APART = 26;

/** Whether an hour that the server states is one that this device's clock could agree with. */
export function clockWarning(stated: number, now: number): WarningCode[] {
  return Math.abs(stated - now) > APART ? ['clock'] : [];
}

type Remembered = 'complete' | 'entries' | 'epochs';

/** The epochs that a change announced: all but the first. */
function changesOf(epochs: Thread['epochs'] = []) {
  return epochs.flatMap(({ change, ...key }) => (change ? [{ ...key, change }] : []));
}

/**
 * The messages delivered so far in one thread, over a session: the server may add to them and do nothing else. Places
 * never change, so what was once given must be the beginning of whatever is given later.
 */
export class Delivered {
  private hashes: Uint8Array[] = [];
  /** The most messages that the server has owned up to. */
  private most = 0;
  /** The changes of who can read, by their hashes. */
  private changes: string[] = [];

  /** Compares, and remembers what goes further; a part of the pages can only show a part. */
  see({ head, complete, entries, epochs }: Pick<Thread, 'head'> & Partial<Pick<Thread, Remembered>>): WarningCode[] {
    const given = (entries ?? []).filter(({ posted }) => posted.place > 0).map(({ hash }) => hash);
    const both = Math.min(given.length, this.hashes.length);
    const same = given.slice(0, both).every((hash, i) => equal(hash, this.hashes[i] as Uint8Array));
    const changes = changesOf(epochs).map(({ change }) => hex(change.hash));
    const kept = this.changes.every((hash, i) => hash === changes[i]);
    if (kept) this.changes = changes;
    const less = head.count < this.most || (complete !== false && given.length < this.hashes.length);
    this.most = Math.max(this.most, head.count);
    if (same && given.length > both) this.hashes = given;
    return same && kept && !less ? [] : ['rolled-back'];
  }
}

const STATES: State[] = ['new', 'acknowledged', 'open', 'closed'];

/** After these, a message cannot be said to come from anyone. */
export const NOBODY_SIGNED = new Set(['bad-signature', 'unknown-sender', 'not-a-member', 'revoked']);

/** Whom the pages name as the sender of what this key signed. */
export type Who<From extends string> = (sender: Uint8Array) => { from: From; name?: string };

/** One message. `who` names the sender of a message whose signature and membership hold. */
function viewMessage<From extends string>(entry: Entry, who: Who<From>): MessageView<From | 'unknown'> {
  const { content, problem, posted, message } = entry;
  const isNobody = !message || (problem && NOBODY_SIGNED.has(problem));
  return {
    place: posted.place,
    hour: posted.hour,
    ...(isNobody ? { from: 'unknown' as const } : who(message.sender)),
    hash: hex(entry.hash),
    confirmed: problem === undefined,
    ...(problem && { problem }),
    ...(content && { kind: content.kind, text: content.text }),
    ...(content?.reason && { reason: content.reason }),
    ...(content?.questions && { questions: content.questions }),
    ...(content?.of && { of: content.of }),
    ...(content?.replies && { replies: content.replies }),
  };
}

/** Who came and who went, as far as the directory knows them, and after which message. */
function viewChanges<From extends string>(
  { epochs, entries }: Thread,
  { reviewers }: Directory,
  who: Who<From>,
): ChangeView<From>[] {
  const reading = (slots: Slot[]): Reviewer[] => reviewers.filter(({ kid }) => hasSlot(slots, kid));
  const isAmong = (those: Reviewer[], { person }: Reviewer): boolean => those.some((one) => one.person === person);
  const names = (those: Reviewer[]): string[] => newestOf(those).map(({ name }) => name);
  return changesOf(epochs).map(({ epoch, slots, change }, i) => {
    const [were, are] = [reading(epochs[i]?.slots ?? []), reading(slots)];
    const { from: by, ...named } = who(change.message.sender);
    const older = entries.filter(({ message, problem }) => !problem && message && message.epoch < epoch);
    return {
      after: Math.max(0, ...older.map(({ posted }) => posted.place)),
      by,
      ...named,
      hash: hex(change.hash),
      added: names(are.filter((one) => !isAmong(were, one))),
      removed: names(were.filter((one) => !isAmong(are, one))),
      renewed: names(are.filter((one) => isAmong(were, one) && !were.includes(one))),
      handedOver: change.message.act === CHANGE.handedOver,
    };
  });
}

/** Whose slot stands in the thread's present epoch. */
export function canRead({ epochs }: Thread, { kid }: Reviewer): boolean {
  return hasSlot(epochs.at(-1)?.slots ?? [], kid);
}

/** Who reads now and goes on: every key that was not revoked, as each reader of a change will check. */
export function staying(thread: Thread, { reviewers }: Directory): Reviewer[] {
  return reviewers.filter((reviewer) => reviewer.revoked === null && canRead(thread, reviewer));
}

/** Who could be let in beside these: every person who is not left out, by the newest of their keys that are good today. */
export function whoCouldRead(directory: Directory, today: string, reading: Reviewer[], leaveOut: string[]): Reviewer[] {
  const leftOut = personsOf(directory, leaveOut);
  const isIn = ({ person }: Reviewer): boolean => reading.some((one) => one.person === person);
  return inForce(directory, today).filter((reviewer) => !leftOut.has(reviewer.person) && !isIn(reviewer));
}

/** What the reporter's first message says, if it is confirmed. */
export function concernOf({ entries }: Pick<Thread, 'entries'>): Content | undefined {
  const first = entries[0];
  return first && !first.problem && first.content?.kind === 'concern' ? first.content : undefined;
}

export function viewThread<From extends string>(
  thread: Thread,
  directory: Directory,
  who: Who<From>,
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
    messages: shown(thread).map((entry) => viewMessage(entry, who)),
    changes: viewChanges(thread, directory, who),
    access: newestOf(directory.reviewers.filter((reviewer) => canRead(thread, reviewer))).map(({ name }) => name),
    warnings: [...thread.warnings, ...more].map(warning),
    receipt: null,
    pagesTotal: thread.pagesTotal,
    complete: thread.complete,
  };
}

/** The pages have their own words for every code; this stands in for one that they do not know yet. */
export function warning(code: WarningCode): WarningView {
  return { code, text: FALLBACKS[code] ?? 'Something about this concern does not verify.' };
}

const FALLBACKS: Partial<Record<WarningCode, string>> = {
  clock: 'The service’s clock and this device’s are more than a day apart: one of them is wrong.',
  state: 'The service says that this is closed, and no confirmed message closes it.',
};
