import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './support/envelope.mjs';

const { identifying } = await load("export * from './src/report/identifying.ts';");

const kinds = (text) => identifying(text).map(({ kind }) => kind);
const details = (text) => identifying(text).map(({ detail }) => detail);

/** What people write: full of capitals, numbers and dates, and not one of them points to anybody. */
const ORDINARY = [
  'It was closed on Monday with no DASH and nobody told the CPS. She had asked for Karma Nirvana.',
  'A woman of 19 told our front desk that she was to be flown abroad and married on Saturday. It was closed the same day.',
  'In March 2025 the Community Safety Unit in Tower Hamlets got 3 reports within 24 hours and linked none of them.',
  'The sergeant on nights said it was a family matter. The inspector agreed. No crime was recorded, and no referral to MARAC.',
  'Clare’s Law was never mentioned. Nor was a Forced Marriage Protection Order, or the Forced Marriage Unit.',
  'We are told to be available 24/7, but of 40 cases in 2024 about 30 were closed within 7 days. That is 75%.',
  'Her mother and her uncle came to the station. Police let them sit with her. The interpreter was a cousin.',
  'I rang 101 twice, then 999. I was put on hold for 45 minutes. She rang 0808 2000 247, the helpline.',
  'At about 9pm, some time in May, the officer in charge marked it NFA. The Met says it takes all reports.',
  'Officers from SO15 and SCO17 were there. Project Azure was told. The IOPC and Protect were not.',
  'It may be nothing. Will anyone look? I hope so. Grace was not shown to the victim, who is Asian and Muslim.',
  'The father rang. Brother and sister were in the next room. The victim was not seen alone, and “honour” was written in the log.',
  'Stage 3 of the review: 2 of 5 files had no risk assessment, and 1 in 10 was late by 14 days or more.',
  'She was told to come back in 2 weeks. The A40 flat was empty. Section 136 was used, and Part 4 of the Family Law Act 1996.',
  'PC and DS both knew. DC said no. A DI signed it off. The OIC was changed three times and nobody wrote down why.',
];

test('ordinary accounts raise no alarm', () => {
  for (const text of ORDINARY) assert.deepEqual(identifying(text), [], text);
});

test('nor does any order of their sentences', () => {
  const sentences = ORDINARY.flatMap((text) => text.split(/(?<=[.?]) /));
  for (let turn = 0; turn < 200; turn++) {
    const mixed = sentences.map((text, at) => [(at * 7919 + turn * 104729) % 1000003 % 997, text]).sort(([a], [b]) => a - b);
    const text = mixed.slice(0, 12).map(([, sentence]) => sentence).join(' ');
    assert.deepEqual(identifying(text), [], text);
  }
});

const POINTING = [
  ['Ask Fatima Begum, she was there.', 'Fatima Begum', 'a name'],
  ['I spoke to DS Hargreaves about it.', 'DS Hargreaves', 'a name'],
  ['Her brother Imran was waiting outside.', 'brother Imran', 'a name'],
  ['The suspect is called Wojciech.', 'called Wojciech', 'a name'],
  ['PC 4471 took the statement.', 'PC 4471', 'a number that names an officer'],
  ['My collar number is 882XB.', 'collar number', 'a number that names an officer'],
  ['Look at CAD 3312/14MAR.', 'CAD 3312/14', 'a reference number'],
  ['Crime reference 01/1234567/24 was closed.', 'Crime reference 01/1234567/24', 'a reference number'],
  ['crime number: 6512345 again', 'crime number: 6512345', 'a reference number'],
  ['It was on 14 March that she came.', '14 March', 'an exact date'],
  ['It was closed on 14/03/2025.', '14/03/2025', 'an exact date'],
  ['on the 3rd of June 2024 it stopped', '3rd of June 2024', 'an exact date'],
  ['At 21:40 the door was open.', '21:40', 'an exact time'],
  ['We left at 0315 hours.', '0315 hours', 'an exact time'],
  ['at 3.15pm sharp', '3.15pm', 'an exact time'],
  ['His number is 07700 900123.', '07700 900123', 'a phone number'],
  ['or +44 20 7946 0018 in the day', '+44 20 7946 0018', 'a phone number'],
  ['Write to a.khan@northmoor.example please', 'a.khan@northmoor.example', 'an email address'],
  ['They live at E1 6AN.', 'E1 6AN', 'a postcode'],
  ['the car was AB12 CDE', 'AB12 CDE', 'a vehicle registration'],
  ['I was the only female officer on that night.', 'the only female officer', 'a role that few have'],
  ['As the domestic abuse lead I saw all of them.', 'As the domestic abuse lead', 'a role that few have'],
  ['He told me “she brought this on herself” and laughed.', '“she brought this on herself”', 'words that somebody said'],
  ['Nobody did anything!!!', '!!!', 'a way of writing that others may know'],
];

test('details that often point to somebody are found, and named for what they are', () => {
  for (const [text, detail, kind] of POINTING) {
    const found = identifying(text);
    assert.ok(found.some((each) => each.detail.startsWith(detail) && each.kind === kind), `${text}: ${JSON.stringify(found)}`);
  }
});

test('what is found stands in the text, in its order, and nothing is found twice', () => {
  const text = POINTING.map(([each]) => each).join(' ');
  let at = 0;
  for (const detail of details(text)) {
    const next = text.indexOf(detail, at);
    assert.ok(next >= at, detail);
    at = next + detail.length;
  }
  assert.equal(new Set(kinds(text)).size, 12);
});

test('the longest text is looked through in no time', () => {
  const begun = performance.now();
  for (const part of ['a', '1', 'A ', '“a ', 'PC ', '1:', '0 ', 'a@', '12/', ORDINARY.join(' ')]) {
    identifying(part.repeat(Math.ceil(60_000 / part.length)));
  }
  assert.ok(performance.now() - begun < 3_000, `${performance.now() - begun} ms`);
});
