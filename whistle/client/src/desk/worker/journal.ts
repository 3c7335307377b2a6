/** The journals of the concerns that were opened: what the desk shows of them, and new entries. */

import { equal, hex, isZero } from '../../envelope/bytes.js';
import { newestOf, personOf, personsOf, type Reviewer } from '../../envelope/directory.js';
import { Failure } from '../../envelope/errors.js';
import { NOBODY } from '../../envelope/journal.js';
import { neededOf, type EntryContent } from '../../envelope/journal-content.js';
import { goesOn, openJournal, standingOf, type Journal, type ReadEntry } from '../../envelope/journal-reading.js';
import { makeEntry } from '../../envelope/journal-writing.js';
import { hasSlot } from '../../envelope/opening.js';
import type { Thread } from '../../envelope/thread.js';
import { NOBODY_SIGNED, concernOf, staying } from '../../present.js';
import type { EntryView, JournalView, Writing } from '../rpc.js';
import { compactJournal } from './compact.js';
import { begun, newerKey, openedThread, unlocked } from './session.js';
import { leftOutOf, noRenewal } from './sharing.js';

export function openedJournal(concern: string, pages: ArrayBuffer[]): JournalView {
  const { key, journals, entries, texts } = unlocked();
  const thread = openedThread(concern);
  const journal = openJournal(pages.map((page) => new Uint8Array(page)), thread, begun(), key, entries);
  const earlier = journals.get(concern);
  // What the server gave once it cannot take back or exchange.
  if (earlier && journal.complete && !goesOn(earlier, journal)) journal.broken = true;
  if (journal.complete) journals.set(concern, journal.broken ? { ...(earlier ?? journal), broken: true } : compactJournal(journal));
  for (const { problem, content, hash } of journal.entries) {
    if (content && !problem) texts.keep(concern, hex(hash), [content.text, content.why ?? '']);
  }
  return viewJournal(journal, thread);
}

function viewJournal(journal: Journal, thread: Thread): JournalView {
  const newest = journal.entries.at(-1);
  const { handler, category } = standingOf(journal);
  const reading = readersOf(thread, concernOf(thread)?.leave_out);
  const canOpen = newest ? personsWith(reading, newest) : undefined;
  return {
    entries: journal.entries.map(viewEntry),
    handler: nameOf(goingOn(handler, reading)).handler,
    category,
    readable: !newest || newest.seed !== undefined || !!newest.spoilt,
    without: canOpen ? newestOf(reading).filter(({ person }) => !canOpen.has(person)).map(({ name }) => name) : [],
    pagesTotal: journal.pagesTotal,
    broken: journal.broken,
  };
}

/** Who reads the concern, but for those whom it leaves out: an opening may yet have granted it to them. */
function readersOf(thread: Thread, leaveOut: string[] = []): Reviewer[] {
  const leftOut = personsOf(begun(), leaveOut);
  return staying(thread, begun()).filter(({ person }) => !leftOut.has(person));
}

/** Those of them who were granted this entry, by any of the keys that they read with. */
const personsWith = (reading: Reviewer[], { entry }: ReadEntry): Set<string> =>
  new Set(reading.filter(({ kid }) => hasSlot(entry.slots, kid)).map(({ person }) => person));

function viewEntry({ kept, entry, problem, content }: ReadEntry): EntryView {
  const reviewer = begun().reviewers.find(({ verify }) => equal(verify, entry.sender));
  const isNobody = !reviewer || (problem && NOBODY_SIGNED.has(problem));
  const from = isNobody ? 'unknown' : reviewer.person === unlocked().reviewer.person ? 'you' : 'colleague';
  return {
    number: entry.number,
    hour: kept.hour,
    from,
    ...(!isNobody && { name: reviewer.name }),
    confirmed: problem === undefined,
    ...(problem && { problem }),
    ...content,
    ...nameOf(entry.handler),
    category: entry.category,
  };
}

function nameOf(handler: Uint8Array): Pick<EntryView, 'handler' | 'handlerName'> {
  const reviewer = begun().reviewers.find(({ kid }) => equal(kid, handler));
  return reviewer ? { handler: reviewer.id, handlerName: reviewer.name } : { handler: '' };
}

export function sealedEntry(writing: Writing): ReturnType<typeof makeEntry> {
  const { key, reviewer, journals } = unlocked();
  const thread = openedThread(writing.concern);
  const reading = readersOf(thread, leftOutOf(thread));
  if (!reading.some(({ person }) => person === reviewer.person)) throw new Failure('no-grant', 'You cannot read this concern any more.');
  const journal = journals.get(writing.concern);
  if (!journal || !isWritable(journal, reading)) throw new Failure('journal-not-open', 'The journal has not been opened.');
  const content = checkedContent(writing);
  const standing = standingOf(journal);
  const handler = writing.handler === undefined ? goingOn(standing.handler, reading) : chosen(writing.handler, reading);
  const { category = standing.category } = writing;
  const { entries } = journal;
  const before = entries.filter(({ seed }) => seed).at(-1)?.seed;
  const readers = writing.renew ? withMine(reading) : reading;
  return makeEntry(key, thread, { last: entries.at(-1), before, readers, handler, category, content });
}

/**
 * Whether the next entry can lead to all those before it. Upon one that only others can open it would not, nor upon one that
 * the server may have made up; upon one that nobody who is left can open, or that was granted falsely, there is no other
 * way to go on.
 */
function isWritable({ entries, broken }: Journal, reading: Reviewer[]): boolean {
  const last = entries.at(-1);
  if (broken || !last) return !broken;
  if (!last.binding && last.problem !== 'revoked') return false;
  const keys = reading.flatMap(({ id }) => personOf(begun(), id)).filter(({ revoked }) => revoked === null);
  return !!last.seed || !!last.spoilt || !keys.some(({ kid }) => hasSlot(last.entry.slots, kid));
}

/** What is to be sealed, and nothing else that the page may have hung on it. */
function checkedContent({ concern, kind, text, why, link, until }: Writing): EntryContent {
  const content: EntryContent = { kind, text };
  if (kind === 'decision') content.why = why ?? '';
  if (kind === 'access') content.until = until ?? 0;
  if (kind === 'link') content.concern = linked(concern, link);
  if (neededOf(content).some((words) => words.trim() === '')) throw new Failure('empty', 'There is nothing to write down.');
  return content;
}

/** The other concern, if whoever is kept from one of the two is kept from both: else one would tell of the other. */
function linked(concern: string, other = ''): string {
  const [these, those] = [concern, other].map((name) => {
    const thread = unlocked().threads.get(name);
    if (!thread) throw apart();
    return personsOf(begun(), leftOutOf(thread));
  }) as [Set<string>, Set<string>];
  if (concern === other || these.size !== those.size || [...these].some((person) => !those.has(person))) throw apart();
  return other;
}

const apart = (): Failure => new Failure('link-apart', 'Somebody is left out of one of the two, and not of the other.');

/** Who handled it goes on, by the key that they read with now; nobody does when they have left. */
function goingOn(handler: Uint8Array, reading: Reviewer[]): Uint8Array {
  const person = begun().reviewers.find(({ kid }) => equal(kid, handler))?.person;
  return reading.find((reviewer) => reviewer.person === person)?.kid ?? NOBODY;
}

function chosen(id: string, reading: Reviewer[]): Uint8Array {
  if (id === '') return NOBODY;
  const { kid = NOBODY } = reading.find((reviewer) => reviewer.id === id) ?? {};
  if (isZero(kid)) throw new Failure('unknown-reviewer', 'Who is to handle this cannot read it.');
  return kid;
}

/**
 * With the writer's newest key beside the one that they read with. Only when they say that they move to it: else whoever can
 * sign a list of reviewers could name a key of their own as somebody's newest, and be let in by all who write.
 */
function withMine(reading: Reviewer[]): Reviewer[] {
  const newer = newerKey();
  if (!newer) throw noRenewal();
  return reading.includes(newer) ? reading : [...reading, newer];
}
