/**
 * What happened when, in one list: from confirmed messages, changes and entries of the journal, and from the service's
 * word where there is nothing else, which is marked as such. Pure.
 */

import { categoryWords } from './categories.js';
import { changesAround, changeWords } from './changes.js';
import type { DeskThread, EntryView, JournalView } from './rpc.js';
import type { HereView } from './server.js';
import { reasonWords } from './words.js';

export interface Happening {
  /** Of a change of who can read nobody keeps an hour: it stands where it took effect. */
  hour: number | null;
  words: string;
  /** `journal`: the reporter sees nothing of it. `service`: unsigned, and only as true as the service. */
  from: 'thread' | 'journal' | 'service';
}

type Message = DeskThread['messages'][number];

interface Placed extends Happening {
  /** What it is sorted by: the hour, then whether it begins, lets be read, answers or notes. */
  at: number;
  rank: number;
}

export function timeline(
  view: Pick<DeskThread, 'messages' | 'changes'>,
  journal: Pick<JournalView, 'entries'> | null,
  readers: HereView['readers'],
  nameOf: (id: string) => string,
): Happening[] {
  const told = thread(view);
  const noted = (journal?.entries ?? []).filter(({ confirmed }) => confirmed).map((entry): Placed => ({
    hour: entry.hour, at: entry.hour, rank: 3, words: entryWords(entry), from: 'journal',
  }));
  const opened = readers.filter(({ opened: hour }) => hour !== null).map(({ id, opened: hour }): Placed => ({
    hour, at: hour ?? 0, rank: 1, words: `${nameOf(id)} opened it for the first time`, from: 'service',
  }));
  return [...told, ...opened, ...noted]
    .sort((one, other) => one.at - other.at || one.rank - other.rank)
    .map(({ hour, words, from }) => ({ hour, words, from }));
}

/** Messages and changes in their order; an hour that the service set back never moves one before what it follows. */
function thread({ messages, changes }: Pick<DeskThread, 'messages' | 'changes'>): Placed[] {
  const { before, last } = changesAround({ messages, changes });
  const happened: Placed[] = [];
  let at = 0;
  let closed = false;
  const change = (one: DeskThread['changes'][number]) => happened.push({ hour: null, at, rank: 2, words: changeWords(one).replace(/\.$/, ''), from: 'thread' });
  for (const [index, message] of messages.entries()) {
    before[index]?.forEach(change);
    if (!message.confirmed) continue;
    at = Math.max(at, message.hour);
    const opens: boolean = closed && reopens(message);
    closed = message.kind === 'closing' || (closed && !opens);
    happened.push({ hour: message.hour, at, rank: index === 0 ? 0 : 2, words: messageWords(message) + (opens ? ', and it opened again' : ''), from: 'thread' });
  }
  last.forEach(change);
  return happened;
}

const reopens = ({ kind, from }: Message): boolean =>
  kind === 'reply' || (from === 'reporter' && (kind === 'dispute' || kind === 'detriment'));

function messageWords({ kind, from, name, reason, questions }: Message): string {
  const who = from === 'reporter' ? 'The reporter' : from === 'you' ? 'You' : (name ?? 'A colleague');
  switch (kind) {
    case 'concern':
      return `${who} raised this`;
    case 'acknowledgement':
      return `${who} acknowledged it`;
    case 'holding':
      return `${who} said that an answer is to come`;
    case 'question': {
      const count = questions?.length ?? 0;
      return `${who} asked ${count === 1 ? 'a question' : `${count} questions`}`;
    }
    case 'answer':
      return `${who} answered what was asked`;
    case 'dispute':
      return `${who} said that a reply did not answer them`;
    case 'withdrawal':
      return `${who} withdrew it`;
    case 'detriment':
      return `${who} said that they have been treated badly since`;
    case 'closing':
      return `${who} closed it: ${reason ? reasonWords(reason).toLowerCase() : 'no reason given'}`;
    case 'check':
      return `${who} asked whether the reporter has been treated badly`;
    default:
      return from === 'reporter' ? `${who} wrote` : `${who} replied`;
  }
}

/** What an entry of the journal did, without its text. */
export function entryWords({ from, name, kind, handlerName, handler, category, until }: EntryView): string {
  const who = from === 'you' ? 'You' : (name ?? 'A colleague');
  switch (kind) {
    case 'note':
      return `${who} wrote a note`;
    case 'decision':
      return `${who} recorded a decision`;
    case 'handler':
      if (handler === '') return `${who} gave it back: nobody handles it`;
      return handlerName !== undefined && handlerName === name ? `${who} took it` : `${who} gave it to ${handlerName ?? 'a colleague'}`;
    case 'category':
      return category === 0 ? `${who} took the category away` : `${who} put it under ‘${categoryWords(category)}’`;
    case 'link':
      return `${who} linked it with another concern`;
    case 'access':
      return `${who} noted why somebody was let in${until ? ', to cover' : ''}`;
    case 'passed':
      return `${who} let colleagues read the notes`;
    default:
      return `${who} wrote an entry that your key does not open`;
  }
}
