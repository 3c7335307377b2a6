/** The reporter's answers as a reviewer reads them. An answer that this version does not know is shown as it came. */

import type { Answers } from './rpc.js';
import { CARE, FAULTS, QUESTIONS, type Entries } from '../taxonomy.js';

export interface Answered {
  question: string;
  values: string[];
}

/** What the form says as the reporter would, said from the reviewer's side. */
const TOLD: Record<string, Record<string, string>> = {
  known: { '1': 'Only the reporter', unsure: 'The reporter is not sure' },
  care: { 'ask-first': 'Ask the reporter before you do anything that could point to them' },
  behalf: { self: 'For themselves' },
  since: {
    nothing: 'Nothing has changed for them',
    avoided: 'They have been avoided, mocked or threatened',
    duties: 'Their duties, shifts or posting were changed',
    blocked: 'They lost training, promotion or leave',
    investigated: 'They were put under investigation, or a plan for poor performance',
    left: 'They have left, or are thinking of leaving',
  },
  evidence: { unsure: 'The reporter is not sure' },
  share: { no: 'No, ask the reporter first' },
};

function wordsFor(key: string, entries: Entries, code: string): string {
  const told = Object.entries(TOLD[key] ?? {}).find(([known]) => known === code)?.[1];
  const found = told ?? entries.find(([known]) => known === code)?.[1] ?? code;
  return entries === FAULTS && found !== code ? `${found} (${code})` : found;
}

/** When few could know: how few, for the reminder before an answer; else empty. */
export function fewKnow({ known }: Answers): string {
  if (known === '1') return 'only the reporter could know this';
  return known === '2-3' ? 'only 2 or 3 people could know this' : '';
}

/** What the reporter asks reviewers to take care of, for the same reminder. */
export const careAsked = ({ care }: Answers): string[] =>
  [care ?? []].flat().filter((code) => code !== '').map((code) => wordsFor('care', CARE, code));

export const losesEvidence = ({ evidence }: Answers): boolean => evidence === 'soon';

/** Questions that were answered, in the order of the form, then any others. */
export function answersIn(answers: Answers): Answered[] {
  const known = new Set(QUESTIONS.map(({ key }) => key));
  const others = Object.keys(answers).filter((key) => !known.has(key)).map((key) => ({ key, words: sentence(key), entries: [] }));
  return [...QUESTIONS, ...others]
    .map(({ key, words, entries }) => ({
      question: words,
      values: [answers[key] ?? []].flat().filter((value) => value !== '').map((value) => wordsFor(key, entries, value)),
    }))
    .filter(({ values }) => values.length > 0);
}

const sentence = (key: string): string => {
  const words = key.replaceAll(/[_-]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};
