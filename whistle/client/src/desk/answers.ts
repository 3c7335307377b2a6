/** The reporter's answers as a reviewer reads them. An answer that this version does not know is shown as it came. */

import type { Answers } from './rpc.js';
import { CASES, FAULTS, STAGES, type Entries } from '../taxonomy.js';

export interface Answered {
  question: string;
  values: string[];
}

/** As the form asks it, said from the reviewer's side. */
const KNOWN: Entries = [
  ['1', 'Only the reporter'],
  ['2-3', '2 or 3 people'],
  ['4-10', '4 to 10 people'],
  ['more', 'More than 10 people'],
  ['unsure', 'The reporter is not sure'],
];

const QUESTIONS: ReadonlyArray<readonly [key: string, question: string, entries: Entries]> = [
  ['case', 'Kind of case', CASES],
  ['stage', 'Stage it had reached', STAGES],
  ['faults', 'What went wrong', FAULTS],
  ['known', 'Who could know this', KNOWN],
];

const wordsFor = (entries: Entries, code: string): string => {
  const found = entries.find(([known]) => known === code)?.[1];
  return found === undefined || entries !== FAULTS ? (found ?? code) : `${found} (${code})`;
};

/** When few could know: how few, for the reminder before an answer; else empty. */
export function fewKnow({ known }: Answers): string {
  if (known === '1') return 'only the reporter could know this';
  return known === '2-3' ? 'only 2 or 3 people could know this' : '';
}

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
