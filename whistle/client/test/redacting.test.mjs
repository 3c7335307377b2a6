/** Blacking words out: what is removed is nowhere in what is printed, and nothing tells how long it was. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './support/envelope.mjs';

const { passages, toggled, everywhere, sentence, shown, removed, hints, places } = await load(`
  export * from './src/desk/redacting.ts';
`);
const { readingCopy, printed } = await load("export * from './src/desk/copying.ts';");

const none = new Set();
const find = (copy, text) => {
  const at = copy.flatMap(({ words }) => words).findIndex((word) => word.text === text);
  assert.notEqual(at, -1, text);
  return { from: at, to: at };
};
const print = (copy, blacked) => copy.map((passage) => shown(passage, blacked).map((piece) => piece ?? '#').join(''));

/** The same numbers each time, so that a failure can be looked at. */
function random(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const WORDS = ['Khan', 'khan', 'KHAN’s', '(Khan)', 'Khan-led', 'a.khan@met.example', 'PC', '4417', 'Café', 'cafe', 'said', 'the', 'é', '—', 'Jo', 'Jo.'];
const GAPS = [' ', ' ', ' ', '  ', '\n', '\n\n', '\u00a0'];

function story(pick) {
  return Array.from({ length: 1 + pick(3) }, () =>
    Array.from({ length: pick(25) }, () => WORDS[pick(WORDS.length)] + GAPS[pick(GAPS.length)]).join(''));
}

test('nothing blacked out leaves every word as it was', () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const texts = story(random(seed));
    assert.deepEqual(print(passages(texts), none), texts);
  }
});

test('what is printed is the words that are not blacked out, in their order, and no other letter', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const pick = random(seed);
    const copy = passages(story(pick));
    const all = copy.flatMap(({ words }) => words);
    const blacked = new Set(all.map((_, at) => at).filter(() => pick(2)));
    const kept = all.filter((_, at) => !blacked.has(at)).map(({ text }) => text);
    assert.deepEqual(print(copy, blacked).flatMap((text) => text.split(/[\s#]+/u)).filter((text) => text), kept);
  }
});

test('a word that was blacked out everywhere reads nowhere any more, in no case and with no mark', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const pick = random(seed);
    const copy = passages([...story(pick), 'Khan 4417']);
    const count = copy.flatMap(({ words }) => words).length;
    const from = pick(count);
    const stretch = { from, to: Math.min(count - 1, from + pick(3)) };
    const words = copy.flatMap((passage) => passage.words).slice(stretch.from, stretch.to + 1);
    let sought = words.flatMap(({ parts }) => parts);
    if (sought.length > 1 && sought.at(-1) === 's') sought = sought.slice(0, -1);
    const left = print(copy, everywhere(copy, none, stretch)).flatMap((text) => text.split('#'));
    if (sought.length) assert.deepEqual(places(passages(left), sought), [], JSON.stringify({ seed, sought, left }));
  }
});

test('a mark tells neither how many words it stands for nor how long they were', () => {
  const forms = ['Jo', 'Jo Adeyemi-Featherstonehaugh', 'Jo and her\n\nmother too'].map((name) => {
    const copy = passages([`It was ${name} who rang.`]);
    const last = copy[0].words.length - 3;
    return print(copy, toggled(none, { from: 2, to: last }))[0];
  });
  assert.deepEqual(new Set(forms), new Set(['It was # who rang.']));
});

test('a second press shows a stretch again, unless a part of it was still shown', () => {
  const whole = toggled(none, { from: 1, to: 3 });
  assert.deepEqual([...whole], [1, 2, 3]);
  assert.deepEqual([...toggled(whole, { from: 2, to: 2 })], [1, 3]);
  assert.deepEqual([...toggled(toggled(whole, { from: 2, to: 2 }), { from: 1, to: 3 })].sort(), [1, 2, 3]);
});

test('signs that nobody sees do not keep a name from being found', () => {
  const copy = passages(['Kh\u00adan and K\u200bhan and \u202eKhan\u202c.']);
  assert.deepEqual(print(copy, everywhere(copy, none, { from: 0, to: 0 })), ['# and # and #']);
});

test('an accent or a capital does not keep a name from being found', () => {
  const copy = passages(['Zoë and ZOE and zoe\u0308’s and Zoes.']);
  assert.deepEqual(print(copy, everywhere(copy, none, { from: 0, to: 0 })), ['# and # and # and Zoes.']);
});

test('several words are found together, across marks and lines, and alone they stay', () => {
  const copy = passages(['Rob Stone, my sergeant.', 'Stone said no. Ask\nRob\nStone!']);
  assert.deepEqual(print(copy, everywhere(copy, none, { from: 0, to: 1 })), ['# my sergeant.', 'Stone said no. Ask\n#']);
});

test('a sentence ends with its mark or its line', () => {
  const [passage] = passages(['He rang. “Was it you?” I said yes\nNothing came of it']);
  const said = (at) => {
    const { from, to } = sentence(passage, at);
    return passage.words.slice(from, to + 1).map(({ text }) => text).join(' ');
  };
  assert.deepEqual([0, 3, 7, 10].map(said), ['He rang.', '“Was it you?”', 'I said yes', 'Nothing came of it']);
});

test('what often points to somebody is named until it is blacked out', () => {
  const copy = passages(['I saw PC 4417 there on 3 March.', 'Sgt Rob Stone rang at 14:20. PC 4417 too.']);
  const words = (blacked) => hints(copy, blacked).map((hint) => hint.words);
  assert.deepEqual(words(none), ['PC 4417', '3 March', 'Sgt Rob Stone', '14:20']);
  let blacked = none;
  for (const { at } of hints(copy, none)) blacked = everywhere(copy, blacked, at);
  assert.deepEqual(words(blacked), []);
  assert.deepEqual(print(copy, blacked), ['I saw # there on #', '# rang at # too.']);
});

test('a name that was blacked out once and stands elsewhere is named first', () => {
  const copy = passages(['Then Featherstone rang the desk.', 'The desk knew that (featherstone’s) FEATHERSTONE was away.']);
  const found = hints(copy, toggled(none, find(copy, 'Featherstone')));
  assert.deepEqual(found.map(({ words, why }) => [words, why]), [['(featherstone’s)', 'blacked out in another place']]);
  assert.deepEqual(hints(copy, toggled(none, find(copy, 'The'))), [], 'a word that opens a sentence is no name');
});

test('neighbours count as one place', () => {
  const copy = passages(['one two three', 'four']);
  assert.equal(removed(copy, new Set([0, 1, 3])), 2);
});

const message = (from, kind, text, more = {}) => ({ from, kind, text, place: 1, hour: 480_000, hash: `${kind}`, confirmed: true, ...more });
const VIEW = {
  answers: { case: 'forced-marriage', known: '1' },
  messages: [
    message('reporter', 'concern', 'It was closed.'),
    message('colleague', 'question', '', { name: 'Tom Ellery', questions: [{ text: 'Who was there?', asks: 'words', identifies: true }] }),
    message('unknown', 'reply', 'A forged word.', { confirmed: false }),
    message('reporter', 'answer', '', { of: 'question', replies: ['My aunt.'] }),
    message('you', 'closing', 'We are done.', { name: 'Asha Rahman', reason: 'referred' }),
  ],
};

test('a copy holds what is confirmed, each answer beside its question, and says what it leaves out', () => {
  const copy = readingCopy(VIEW);
  const text = print(printed(copy), none).join('\n');
  for (const words of ['The reporter raised this', 'Tom Ellery asked', 'Who was there? My aunt.', 'Asha Rahman closed this: ', 'We are done.']) {
    assert.ok(text.includes(words), words);
  }
  assert.equal(text.includes('forged'), false);
  assert.equal(copy.leftOut, 1);
});

test('what the reporter chose on the form can be left out', () => {
  const copy = readingCopy(VIEW);
  const said = (answers) => print(printed({ ...copy, answers }), none).join('\n');
  assert.match(said(true), /Only the reporter/);
  assert.doesNotMatch(said(false), /Only the reporter|Forced marriage/);
});
