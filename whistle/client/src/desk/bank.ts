/** Questions to the reporter: a short bank of safe ones, and what becomes of those that were chosen and typed. */

import type { QuestionView } from './rpc.js';

export const MOST_QUESTIONS = 8;

/** A question being written. Of one for consent, `text` is the organisation that would be told. */
export interface Asked extends QuestionView {
  /** Why the answer could point to the reporter: known for questions of the bank only. */
  why: string;
}

/** In an order in which they could be put. None asks who the reporter is, and none needs a name in answer. */
export const BANK: ReadonlyArray<readonly [text: string, why: string]> = [
  ['Is anyone in danger now, as far as you know?', ''],
  ['Roughly when did this happen? A month or a season is enough.', 'An exact date can show who was on duty.'],
  ['Could anything be lost soon, such as footage, messages or an account? Say what it is, not who has it.', ''],
  ['How did you come to know of this?', 'How somebody knows a thing often shows who they are.'],
  ['Where would a check of many cases find this one?', 'If few people have opened a record, knowing where it is can show who did.'],
  ['Have you spoken to anyone about this? You need not say whom.', 'Whoever they spoke to knows who asked.'],
  ['Do you know of other cases like this? A number is enough.', ''],
  ['What would you want to happen next?', ''],
  ['Is there anything that we should not do, because it would point to you?', ''],
];

export const blank = (): Asked => ({ text: '', asks: 'words', identifies: false, why: '' });
export const forConsent = (): Asked => ({ ...blank(), asks: 'consent' });
export const fromBank = ([text, why]: (typeof BANK)[number]): Asked => ({ text, asks: 'words', identifies: why !== '', why });

/** As the reporter will read it. */
export const worded = ({ asks, text }: QuestionView): string =>
  asks === 'consent' ? `May we tell ${text.trim().replace(/\?+$/, '')}?` : text.trim();

/** What is sent: empty ones are left out. */
export const sendable = (questions: readonly Asked[]): QuestionView[] =>
  questions
    .filter(({ text }) => text.trim() !== '')
    .map((each) => ({ text: worded(each), asks: each.asks, identifies: each.identifies }));

/** With one more; it takes the place of an empty one of its kind, so that nobody has to tidy up. */
export function withOne(questions: readonly Asked[], one: Asked): Asked[] {
  const empty = questions.findIndex(({ text, asks }) => text.trim() === '' && asks === one.asks && one.text !== '');
  if (empty >= 0) return questions.map((each, at) => (at === empty ? one : each));
  return questions.length < MOST_QUESTIONS ? [...questions, one] : [...questions];
}
