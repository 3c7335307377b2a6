/**
 * What a concern can be about: codes and plain words, the same as `whistle/domain/taxonomy.py` (a test compares them).
 * Codes travel inside the encrypted message only.
 */

export type Entries = ReadonlyArray<readonly [code: string, words: string]>;

export const CASES: Entries = [
  ['honour', 'So-called honour-based abuse'],
  ['forced-marriage', 'Forced marriage'],
  ['fgm', 'Female genital mutilation (FGM)'],
  ['domestic', 'Domestic abuse'],
  ['stalking', 'Stalking or harassment'],
  ['hate-race', 'Hate crime: race'],
  ['hate-religion', 'Hate crime: religion'],
  ['hate-orientation', 'Hate crime: sexual orientation'],
  ['hate-disability', 'Hate crime: disability'],
  ['hate-transgender', 'Hate crime: transgender identity'],
  ['child', 'Child protection'],
  ['sexual', 'Rape or another sexual offence'],
  ['police', 'Abuse by police'],
  ['other', 'Something else'],
];

export const STAGES: Entries = [
  ['first-report', 'First report'],
  ['risk-assessment', 'Risk assessment'],
  ['investigation', 'Investigation'],
  ['charging-advice', 'Charging advice'],
  ['protection-order', 'Protection order'],
  ['closure', 'Closure'],
];

export const FAULTS: Entries = [
  ['R1', 'Not recorded as a crime, or downgraded'],
  ['R2', 'Honour-based or hate flag missing or wrong'],
  ['R3', "Not referred (Community Safety Unit, Forced Marriage Unit, MARAC, children's services)"],
  ['K1', 'Risk assessment (DASH and its honour-based questions) missing or incomplete'],
  ['K2', 'Repeat reports not linked'],
  ['C1', 'Family or community tipped off'],
  ['C2', 'Victim not seen alone'],
  ['C3', 'Interpreter or officer from the same family or community'],
  ['C4', 'Mediation, or community leaders approached'],
  ['C5', 'Record left unrestricted, or browsed'],
  ['I1', 'Victim disbelieved or treated as a suspect'],
  ['I2', 'Evidence lost, leads dropped, or poor supervision'],
  ['I3', 'Suspect not arrested, or voluntary interview overused'],
  ['I4', 'Nothing done for fear of seeming insensitive'],
  ['O1', 'Protection order not sought, or its breach ignored'],
  ['D1', 'Dropped without a reason'],
  ['D2', 'Victim pressed to withdraw'],
  ['D3', 'Prosecutors not consulted or not told'],
  ['V1', 'Victim not kept informed'],
  ['S1', 'Officer punished for helping'],
  ['S2', 'Suspect or decision-maker linked to a colleague'],
];
