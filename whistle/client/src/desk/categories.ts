/** What a concern is put under for the auditors. Numbers are the protocol's; nothing finer than this leaves the desk. */

interface Category {
  number: number;
  words: string;
  /** Codes of what went wrong that fall under it. */
  faults: readonly string[];
}

export const CATEGORIES: readonly Category[] = [
  { number: 1, words: 'Recording and referral', faults: ['R1', 'R2', 'R3'] },
  { number: 2, words: 'Risk assessment', faults: ['K1', 'K2'] },
  { number: 3, words: 'Confidentiality and safety', faults: ['C1', 'C2', 'C3', 'C4', 'C5'] },
  { number: 4, words: 'Investigation', faults: ['I1', 'I2', 'I3', 'I4'] },
  { number: 5, words: 'Protection orders', faults: ['O1'] },
  { number: 6, words: 'Dropped or withdrawn', faults: ['D1', 'D2', 'D3'] },
  { number: 7, words: 'Victim not kept informed', faults: ['V1'] },
  { number: 8, words: 'Treatment of colleagues, conflicts', faults: ['S1', 'S2'] },
  { number: 9, words: 'Something else', faults: [] },
];

/** Empty for 0, which is none, and for a number of a later version. */
export const categoryWords = (number: number): string => CATEGORIES.find((one) => one.number === number)?.words ?? '';

/** Whether the reporter named something that falls under it. */
export const isNamed = ({ faults }: Category, named: string | string[] | undefined): boolean =>
  [named ?? []].flat().some((code) => faults.includes(code));
