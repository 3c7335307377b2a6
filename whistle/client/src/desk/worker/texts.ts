/** The texts that were opened since the key was unlocked, and what is found in them. They go where the key goes. */

import type { Content } from '../../envelope/message.js';
import { answersIn } from '../answers.js';
import type { Found } from '../rpc.js';
import { titleOf } from '../title.js';

/** Characters that are shown before and after the first place. */
const AROUND = 60;

interface Kept {
  /** One character after the other, as they are shown. */
  characters: string[];
  /** The same without case and accents; one character for one, so that a place here is a place there. */
  plain: string;
}

const plainly = (character: string): string => character.normalize('NFKD').toLowerCase().charAt(0) || ' ';

function kept(text: string): Kept {
  const characters = [...text.normalize('NFC')];
  return { characters, plain: characters.map(plainly).join('') };
}

export class Texts {
  /** By a concern's name, then by the hash of what they stand in. */
  private readonly all = new Map<string, Map<string, Kept[]>>();
  private readonly titles = new Map<string, string>();

  /** What a confirmed message or entry says. The same again changes nothing. */
  keep(concern: string, hash: string, texts: string[]): void {
    const known = this.all.get(concern) ?? new Map<string, Kept[]>();
    this.all.set(concern, known);
    if (!known.has(hash)) known.set(hash, texts.filter((text) => text.trim() !== '').map(kept));
  }

  keepMessage(concern: string, hash: string, content: Content): void {
    const { kind, text, answers = {}, questions = [], replies = [] } = content;
    if (kind === 'concern') this.titles.set(concern, titleOf(text));
    const answered = answersIn(answers).flatMap(({ values }) => values);
    this.keep(concern, hash, [text, ...questions.map((question) => question.text), ...replies, ...answered]);
  }

  /** The concerns in which all of the words occur, each of them anywhere. */
  search(words: string): Found[] {
    const wanted = kept(words).plain.split(/\s+/).filter((word) => word !== '');
    return [...this.all].flatMap(([concern, known]) => {
      const texts = [...known.values()].flat();
      const places = wanted.map((word) => texts.find(({ plain }) => plain.includes(word)));
      const [first] = places;
      if (!first || places.includes(undefined)) return [];
      return [{ concern, title: this.titles.get(concern) ?? '', excerpt: around(first, wanted[0] as string) }];
    });
  }
}

/** What stands around the first place of a word, on one line. */
function around({ characters, plain }: Kept, word: string): string {
  const at = plain.indexOf(word);
  const [from, to] = [Math.max(0, at - AROUND), Math.min(characters.length, at + word.length + AROUND)];
  const words = characters.slice(from, to).join('').replace(/\s+/g, ' ').trim();
  return `${from > 0 ? '…' : ''}${words}${to < characters.length ? '…' : ''}`;
}
