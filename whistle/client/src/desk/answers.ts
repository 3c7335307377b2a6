/** The reporter's answers as a reviewer reads them. An answer that this version does not know is shown as it came. */

import type { Answers } from './rpc.js';
import { CASES, FAULTS, STAGES, type Entries } from '../taxonomy.js';

export interface Answered {
  question: string;
  values: string[];
}

const QUESTIONS: ReadonlyArray<readonly [key: string, question: string, entries: Entries]> = [
  ['case', 'Kind of case', CASES],
  ['stage', 'Stage it had reached', STAGES],
  ['faults', 'What went wrong', FAULTS],
  ['knowers', 'How many people could know this', []],
];

const wordsFor = (entries: Entries, code: string): string => {
  const found = entries.find(([known]) => known === code)?.[1];
  return found === undefined || entries !== FAULTS ? (found ?? code) : `${found} (${code})`;
};

/** Questions that were answered, in the order of the form, then any others. */
export function answersIn(answers: Answers): Answered[] {
  const known = new Set(QUESTIONS.map(([key]) => key));
  const others = Object.keys(answers).filter((key) => !known.has(key)).map((key) => [key, sentence(key), []] as const);
  return [...QUESTIONS, ...others]
    .map(([key, question, entries]) => ({
      question,
      values: [answers[key] ?? []].flat().filter((value) => value !== '').map((value) => wordsFor(entries, value)),
    }))
    .filter(({ values }) => values.length > 0);
}

const sentence = (key: string): string => {
  const words = key.replaceAll(/[_-]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};
