/**
 * Blacking words out of texts, so that nothing of them is left in what is printed. A word is what stands between spaces.
 * Words are numbered through all passages of a copy. What leads from a text to the paper is `shown`, and nothing else.
 */

import { identifying } from '../report/identifying.js';

export interface Word {
  text: string;
  /** What stands between it and the next: spaces and line ends. */
  gap: string;
  /** Its letters and figures without case, accents and marks: "(Khan’s" is `khan`, `s`. */
  parts: string[];
}

export interface Passage {
  /** The number of its first word. */
  first: number;
  words: Word[];
}

/** From one word to another, both included, by number. */
export interface Stretch {
  from: number;
  to: number;
}

export type Blacked = ReadonlySet<number>;

/** A piece of a passage as it is printed: words, or `null` for what was blacked out, however long it was. */
export type Piece = string | null;

/** Words that are still shown, and worth a look. */
export interface Hint {
  words: string;
  why: string;
  at: Stretch;
}

const AGAIN = 'blacked out in another place';

const partsOf = (text: string): string[] =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '');

/** Each text as words. Signs that nobody sees go: one inside a name would keep it from being found everywhere. */
export function passages(texts: readonly string[]): Passage[] {
  let first = 0;
  return texts.map((text) => {
    const words = [...text.replace(/\p{Cf}/gu, '').matchAll(/(\S+)(\s*)/gu)].map(
      ([, word = '', gap = '']): Word => ({ text: word, gap, parts: partsOf(word) }),
    );
    const passage = { first, words };
    first += words.length;
    return passage;
  });
}

export const numbersOf = ({ from, to }: Stretch): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** Blacks the stretch out; shows it again if all of it was blacked out. */
export function toggled(blacked: Blacked, stretch: Stretch): Blacked {
  const numbers = numbersOf(stretch);
  const all = numbers.every((number) => blacked.has(number));
  return new Set(all ? [...blacked].filter((number) => number < stretch.from || number > stretch.to) : [...blacked, ...numbers]);
}

/** Blacks out the stretch and whatever reads the same, in any case and with any marks, "Khan’s" for "Khan" too. */
export function everywhere(copy: readonly Passage[], blacked: Blacked, stretch: Stretch): Blacked {
  const sought = name(wordsIn(copy, stretch).flatMap(({ parts }) => parts));
  return new Set([...blacked, ...numbersOf(stretch), ...places(copy, sought).flatMap(numbersOf)]);
}

/** Where these parts follow each other. */
export function places(copy: readonly Passage[], sought: readonly string[]): Stretch[] {
  if (sought.length === 0) return [];
  return copy.flatMap(({ first, words }) => {
    const parts = words.flatMap(({ parts }, at) => parts.map((part) => ({ part, number: first + at })));
    return parts.flatMap((_, start) =>
      sought.every((part, at) => parts[start + at]?.part === part)
        ? [{ from: parts[start]!.number, to: parts[start + sought.length - 1]!.number }]
        : [],
    );
  });
}

/** Without the s of whose it is. */
const name = (parts: string[]): string[] => (parts.length > 1 && parts.at(-1) === 's' ? parts.slice(0, -1) : parts);

const wordsIn = (copy: readonly Passage[], { from, to }: Stretch): Word[] =>
  copy.flatMap(({ first, words }) => words.slice(Math.max(0, from - first), Math.max(0, to + 1 - first)));

/** The sentence in which a word stands: it ends with a mark, or with its line. */
export function sentence(passage: Passage, number: number): Stretch {
  const ends = ({ text, gap }: Word): boolean => /[.!?…]["”’')\]]*$/u.test(text) || gap.includes('\n');
  const { first, words } = passage;
  let from = number - first;
  let to = from;
  while (from > 0 && !ends(words[from - 1]!)) from -= 1;
  while (to < words.length - 1 && !ends(words[to]!)) to += 1;
  return { from: first + from, to: first + to };
}

/** The passage as it is printed. Neighbours that are blacked out are one piece, so that their number does not tell either. */
export function shown({ first, words }: Passage, blacked: Blacked): Piece[] {
  const pieces: Piece[] = [];
  let gap = '';
  words.forEach((word, at) => {
    const last = pieces.at(-1);
    if (blacked.has(first + at)) {
      if (last !== null) pieces.push(null);
    } else if (typeof last === 'string') {
      pieces.splice(-1, 1, last + word.text + word.gap);
    } else {
      pieces.push((last === null ? gap : '') + word.text + word.gap);
    }
    gap = word.gap;
  });
  return pieces;
}

/** How many pieces were blacked out. */
export const removed = (copy: readonly Passage[], blacked: Blacked): number =>
  copy.reduce((count, passage) => count + shown(passage, blacked).filter((piece) => piece === null).length, 0);

/** What is still shown although it reads as something that was blacked out elsewhere, then what often points to somebody. */
export function hints(copy: readonly Passage[], blacked: Blacked): Hint[] {
  const found = [...again(copy, blacked), ...copy.flatMap((passage) => pointing(passage))];
  const seen = new Set<string>();
  return found.filter(({ words, at }) => {
    const known = seen.has(words);
    seen.add(words);
    return !known && !numbersOf(at).every((number) => blacked.has(number));
  });
}

function pointing({ first, words }: Passage): Hint[] {
  let text = '';
  const ends = words.map((word) => (text += word.text + word.gap).length - word.gap.length);
  let from = 0;
  return identifying(text).map(({ detail, kind }) => {
    const start = text.indexOf(detail, from);
    from = start + detail.length;
    const at = { from: first + ends.findIndex((end) => end > start), to: first + ends.findIndex((end) => end >= from) };
    return { words: detail, why: kind, at };
  });
}

/** Names and numbers that were blacked out in one place and not in another. */
function again(copy: readonly Passage[], blacked: Blacked): Hint[] {
  const small = new Set(copy.flatMap(({ words }) => words).filter(({ text }) => /^\P{L}*\p{Ll}/u.test(text)).flatMap(({ parts }) => parts));
  // A capital means little where a sentence begins: there, a word that also stands in small letters is no name.
  const telling = (passage: Passage, { text, parts }: Word, number: number): boolean =>
    (/\d/.test(text) && text.length > 3) || (/^\P{L}*\p{Lu}/u.test(text) && text.length > 2
      && (sentence(passage, number).from !== number || !small.has(parts[0] ?? '')));
  const names = copy.flatMap((passage) => passage.words
    .filter((word, at) => blacked.has(passage.first + at) && telling(passage, word, passage.first + at))
    .map(({ parts }) => name(parts)));
  return [...new Map(names.map((parts) => [parts.join(' '), parts])).values()].flatMap((parts) => {
    const at = places(copy, parts).find((each) => !numbersOf(each).every((number) => blacked.has(number)));
    return at ? [{ words: wordsIn(copy, at).map(({ text }) => text).join(' '), why: AGAIN, at }] : [];
  });
}
