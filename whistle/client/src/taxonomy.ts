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

export const WHEN: Entries = [
  ['week', 'In the last week'],
  ['month', 'In the last month'],
  ['year', 'In the last year'],
  ['earlier', 'Longer ago'],
  ['ongoing', 'It is still going on'],
];

/** The other answers are names of places, as they stand in the installation's list. */
export const WHERE: Entries = [
  ['elsewhere', 'Somewhere else'],
];

export const KNOWN: Entries = [
  ['1', 'Only me'],
  ['2-3', '2 or 3 people'],
  ['4-10', '4 to 10 people'],
  ['more', 'More than 10 people'],
  ['unsure', 'I am not sure'],
];

export const CARE: Entries = [
  ['wait', 'Wait before you act, so that more people could have told you'],
  ['pattern', 'Look at several cases together, so that this one does not stand out'],
  ['ask-first', 'Ask me before you do anything that could point to me'],
];

export const BEHALF: Entries = [
  ['self', 'No, for myself'],
  ['colleague', 'For a colleague'],
  ['victim', 'For a victim'],
  ['family', 'For a victim’s family'],
  ['organisation', 'For an organisation or a union'],
];

export const RAISED: Entries = [
  ['no', 'No'],
  ['line', 'Yes, with a supervisor or manager'],
  ['standards', 'Yes, with professional standards'],
  ['outside', 'Yes, outside the force'],
];

export const SINCE: Entries = [
  ['nothing', 'Nothing has changed for me'],
  ['avoided', 'I have been avoided, mocked or threatened'],
  ['duties', 'My duties, shifts or posting were changed'],
  ['blocked', 'I lost training, promotion or leave'],
  ['investigated', 'I was put under investigation, or a plan for poor performance'],
  ['left', 'I have left, or I am thinking of leaving'],
];

export const EVIDENCE: Entries = [
  ['soon', 'Yes, it could be lost within days'],
  ['later', 'Yes, but not at once'],
  ['no', 'No'],
  ['unsure', 'I am not sure'],
];

export const WISH: Entries = [
  ['safe', 'Make the victim safe'],
  ['look-again', 'Look at the case again'],
  ['explain', 'Explain why it was handled this way'],
  ['learn', 'Change how such cases are handled'],
  ['conduct', 'Look at somebody’s conduct'],
  ['know', 'Only know about it'],
];

export const SHARE: Entries = [
  ['yes', 'Yes, if they need to know'],
  ['no', 'No, ask me first'],
];

/** Every question that may be skipped, in the order of the form. */
export const QUESTIONS: ReadonlyArray<{ key: string; words: string; entries: Entries }> = [
  { key: 'case', words: 'What the case was about', entries: CASES },
  { key: 'faults', words: 'What went wrong', entries: FAULTS },
  { key: 'stage', words: 'Stage it had reached', entries: STAGES },
  { key: 'when', words: 'When it happened', entries: WHEN },
  { key: 'where', words: 'Where it happened', entries: WHERE },
  { key: 'known', words: 'How many could know this', entries: KNOWN },
  { key: 'care', words: 'What to take care of', entries: CARE },
  { key: 'behalf', words: 'Speaking for somebody else', entries: BEHALF },
  { key: 'raised', words: 'Raised before', entries: RAISED },
  { key: 'since', words: 'What has happened since', entries: SINCE },
  { key: 'evidence', words: 'Evidence at risk', entries: EVIDENCE },
  { key: 'wish', words: 'What should happen', entries: WISH },
  { key: 'share', words: 'Telling another organisation', entries: SHARE },
];
