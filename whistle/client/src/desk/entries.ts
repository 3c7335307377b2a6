/** Entries of a concern's journal: how one is written, what stands in its way, and when it has arrived. Pure. */

import type { EntryKind, EntryView, JournalView } from './rpc.js';
import { Refused as WorkerRefused } from './rpc.js';
import { Refused, SignedOut } from './server.js';

/** The journal of a concern, as it was read last. */
export type Journal = { is: 'failed' } | { is: 'ready'; view: JournalView };

/** An entry being written. Once sealed, the same bytes go out however often it takes. */
export interface Entry {
  kind: EntryKind;
  text: string;
  why: string;
  /** Of `handler`: an id, or '' for nobody; null while nobody was chosen. */
  handler: string | null;
  category: number | null;
  /** Of `link`: the other concern, or '', and the words by which it is looked for. */
  link: string;
  find: string;
  /** Its form is shown: it was not begun and saved with one press. */
  form: boolean;
  sealed: { frame: ArrayBuffer; number: number } | null;
  /** `unsure`: the sealed bytes have left, and may or may not have arrived. */
  is: 'writing' | 'saving' | 'unsure';
  trouble: { where: 'text' | 'why' | 'choice' | 'form'; words: string } | null;
}

/** Three can be written at a time: a note or a decision, one of the small ones of the head, and why somebody is let in. */
export type Slot = 'note' | 'deed' | 'access';
export const slotOf = (concern: string, slot: Slot): string => `${concern} ${slot}`;

export const freshEntry = (kind: EntryKind, given: Partial<Pick<Entry, 'text' | 'handler' | 'category' | 'link' | 'form'>> = {}): Entry => ({
  kind, text: '', why: '', handler: null, category: null, link: '', find: '', form: false, sealed: null, is: 'writing', trouble: null, ...given,
});

/** What is still to be said or chosen before it can be saved. */
export function missing({ kind, text, why, handler, category, link }: Entry): Entry['trouble'] {
  const empty = text.trim() === '';
  if (kind === 'note' && empty) return { where: 'text', words: 'Write the note.' };
  if (kind === 'decision' && empty) return { where: 'text', words: 'Write what was decided.' };
  if (kind === 'decision' && why.trim() === '') return { where: 'why', words: 'Write why it was decided.' };
  if (kind === 'handler' && handler === null) return { where: 'choice', words: 'Choose who is to handle this.' };
  if (kind === 'category' && category === null) return { where: 'choice', words: 'Choose a category.' };
  if (kind === 'link' && link === '') return { where: 'choice', words: 'Choose the other concern.' };
  return null;
}

/** Whether what was sealed stands in the journal, checked: nothing else says that it arrived. */
export function arrived({ kind, text, sealed }: Entry, { entries }: Pick<JournalView, 'entries'>): boolean {
  const there = sealed && entries.find(({ number }) => number === sealed.number);
  return !!there && there.confirmed && there.from === 'you' && there.kind === kind && there.text === text.trim();
}

/** Whether leaving the page would lose words of a person. */
export const unsaved = ({ is, text, why }: Entry): boolean => is !== 'writing' || `${text}${why}`.trim() !== '';

export const UNSURE_ENTRY = 'We cannot confirm that this was saved. Your words are still on this page, so keep it open. '
  + 'Select ‘Save again’: this cannot make a second copy.';

const NOT_SAVED = new Map([
  ['out-of-step', 'Nothing was saved, because a colleague wrote here meanwhile. Read it, then save yours. Your words are still here.'],
  ['directory-replaced', 'Nothing was saved: whom you chose can no longer read this. Choose again.'],
  ['too-large', 'Nothing was saved: this is too long for one entry. Shorten it, or save it in two. Your words are still here.'],
  ['too-many', 'Nothing was saved, because this journal takes no more at present. Try again in an hour. Your words are still here.'],
  ['not-found', 'Nothing was saved: this concern is not there, or is not for you to read any more. Your words are still here.'],
]);

/** What a failed saving means. By code alone, as for a message; `doubted`: the same bytes have left before. */
export function savingTrouble(error: unknown, doubted: boolean): string {
  if (error instanceof SignedOut) {
    return doubted
      ? 'You have been signed out, and we still cannot confirm that this was saved. Sign in again, then select ‘Save again’.'
      : 'You have been signed out, so this was not saved. Your words are still here. Sign in again, then select ‘Save again’.';
  }
  if (!(error instanceof Refused)) return UNSURE_ENTRY;
  if (doubted && error.code !== 'out-of-step') return UNSURE_ENTRY;
  return NOT_SAVED.get(error.code) ?? 'Nothing was saved: the service refused it. Your words are still here.';
}

/** Why an entry could not be sealed: nothing has left the page. */
export function sealingEntryTrouble(error: unknown): NonNullable<Entry['trouble']> {
  switch (error instanceof WorkerRefused ? error.code : '') {
    case 'link-apart':
      return {
        where: 'choice',
        words: 'These two cannot be linked. Their reporters did not leave out the same people, so a link could tell somebody of a concern '
          + 'that is kept from them.',
      };
    case 'unknown-reviewer':
      return { where: 'choice', words: 'Whom you chose can no longer read this. Choose again.' };
    case 'too-long':
      return { where: 'text', words: 'This is too long for one entry. Shorten it, or save it in two.' };
    case 'locked':
      return { where: 'form', words: 'Your key was locked before this could be encrypted. Unlock it and save again.' };
    case 'journal-not-open':
      return { where: 'form', words: 'The notes before this one could not be read, so nothing can be added to them now. Your words are still here.' };
    default:
      return { where: 'form', words: 'This could not be encrypted, so nothing was saved. Your words are still here. Try again.' };
  }
}

/** Entries as they are listed: those that this key does not open stand together, one line for a run of them. */
export type Listed = EntryView | { closed: EntryView[] };

export function listed(entries: readonly EntryView[]): Listed[] {
  const lines: Listed[] = [];
  for (const entry of entries) {
    const last = lines.at(-1);
    if (entry.problem !== 'cannot-open') lines.push(entry);
    else if (last && 'closed' in last) last.closed.push(entry);
    else lines.push({ closed: [entry] });
  }
  return lines;
}

/** The concerns that confirmed entries link this one with, each once. */
export const linksIn = (entries: readonly EntryView[]): string[] =>
  [...new Set(entries.filter(({ confirmed, kind }) => confirmed && kind === 'link').map(({ concern }) => concern ?? ''))].filter((one) => one !== '');
