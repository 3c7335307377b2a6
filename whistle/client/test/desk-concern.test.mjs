/** One concern at the desk, without a page: its timeline, its checks, words to begin with, and who else is there. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { load, root } from './support/envelope.mjs';

const desk = await load(`
  export * from './src/desk/categories.ts';
  export * from './src/desk/checks.ts';
  export { hourOf } from './src/desk/dates.ts';
  export * from './src/desk/drafts.ts';
  export { next } from './src/desk/next.ts';
  export * from './src/desk/templates.ts';
  export * from './src/desk/timeline.ts';
  export * from './src/desk/together.ts';
`);
const { filled, firstGap, gapsLeft, hourOf, isUntouched, nextCheck, promised, timeline } = desk;

const hour = (text) => hourOf(Date.parse(text));
const NOW = hour('2026-11-20T14:20Z'); // a Friday
const NAMES = { r1: 'Asha Rahman', r2: 'Tom Ellery', r3: 'Carol Finch' };
const nameOf = (id) => NAMES[id] ?? id;
const message = (from, place, more = {}) => ({ from, place, hash: `${from}${place}`, hour: NOW, confirmed: true, kind: 'reply', ...more });
const raised = (more = {}) => message('reporter', 1, { kind: 'concern', ...more });
const change = (after, more = {}) => ({ after, hash: 'c', by: 'colleague', name: 'Tom Ellery', added: [], removed: [], handedOver: false, ...more });
const entry = (number, more = {}) => ({ number, hour: NOW, from: 'colleague', name: 'Tom Ellery', confirmed: true, kind: 'note', handler: '', category: 0, ...more });
const words = (happened) => happened.map((one) => one.words);

test('the timeline merges thread, changes, journal and the service’s word by the hour', () => {
  const view = {
    messages: [
      raised({ hour: NOW - 50 }),
      message('you', 2, { kind: 'acknowledgement', hour: NOW - 40 }),
      message('colleague', 3, { kind: 'question', name: 'Tom Ellery', hour: NOW - 20, questions: [{}, {}] }),
    ],
    changes: [change(2, { added: ['Carol Finch'] })],
  };
  const journal = { entries: [entry(1, { hour: NOW - 45, kind: 'handler', handler: 'r2', handlerName: 'Tom Ellery' }), entry(2, { hour: NOW - 1 })] };
  const readers = [{ id: 'r1', opened: NOW - 48, cover_until: null }, { id: 'r3', opened: null, cover_until: null }];
  const happened = timeline(view, journal, readers, nameOf);
  assert.deepEqual(words(happened), [
    'The reporter raised this',
    'Asha Rahman opened it for the first time',
    'Tom Ellery took it',
    'You acknowledged it',
    'Tom Ellery let Carol Finch read this, from the beginning',
    'Tom Ellery asked 2 questions',
    'Tom Ellery wrote a note',
  ]);
  assert.deepEqual(happened.map(({ from }) => from), ['thread', 'service', 'journal', 'thread', 'thread', 'thread', 'journal']);
  assert.equal(happened[4].hour, null);
});

test('in one hour a concern is raised, opened, answered and noted, in this order', () => {
  const view = { messages: [raised(), message('you', 2)], changes: [] };
  const lines = timeline(view, { entries: [entry(1)] }, [{ id: 'r1', opened: NOW, cover_until: null }], nameOf);
  assert.deepEqual(words(lines), ['The reporter raised this', 'Asha Rahman opened it for the first time', 'You replied', 'Tom Ellery wrote a note']);
});

test('what was not confirmed happened nowhere in the timeline', () => {
  const view = { messages: [raised(), message('unknown', 2, { confirmed: false, kind: 'closing' })], changes: [] };
  assert.deepEqual(words(timeline(view, { entries: [entry(1, { confirmed: false })] }, [], nameOf)), ['The reporter raised this']);
});

test('an hour that the service sets back moves no message before the one that it follows', () => {
  const view = { messages: [raised(), message('you', 2, { hour: NOW - 100 })], changes: [] };
  assert.deepEqual(words(timeline(view, null, [], nameOf)), ['The reporter raised this', 'You replied']);
});

test('what opens a closed concern again is said once', () => {
  const closing = message('you', 2, { kind: 'closing', reason: 'resolved' });
  const view = { messages: [raised(), closing, message('you', 3, { kind: 'check' }), message('reporter', 4, { kind: 'detriment' }), message('reporter', 5)], changes: [] };
  assert.deepEqual(words(timeline(view, null, [], nameOf)).slice(1), [
    'You closed it: what was wrong has been put right',
    'You asked whether the reporter has been treated badly',
    'The reporter said that they have been treated badly since, and it opened again',
    'The reporter wrote',
  ]);
});

test('who handles it is told by who gave it to whom', () => {
  const given = [
    entry(1, { kind: 'handler', handler: 'r1', handlerName: 'Asha Rahman' }),
    entry(2, { kind: 'handler', handler: '', from: 'you' }),
    entry(3, { kind: 'category', category: 2 }),
    entry(4, { kind: undefined }),
  ];
  assert.deepEqual(words(timeline({ messages: [], changes: [] }, { entries: given }, [], nameOf)), [
    'Tom Ellery gave it to Asha Rahman',
    'You gave it back: nobody handles it',
    'Tom Ellery put it under ‘Risk assessment’',
    'Tom Ellery wrote an entry that your key does not open',
  ]);
});

const closedAt = (when, ...after) => ({ state: 'closed', messages: [raised({ hour: when - 9 }), message('you', 2, { kind: 'closing', hour: when }), ...after] });
const check = (place, when) => message('you', place, { kind: 'check', hour: hour(when) });

test('the reporter is asked 1, 3, 6 and 12 months after the closing, and no more', () => {
  const closing = hour('2026-08-31T10:00Z');
  assert.deepEqual(nextCheck(closedAt(closing), NOW), { number: 1, due: hour('2026-09-30T10:00Z'), open: true });
  const made = [check(3, '2026-10-01T10:00Z'), check(4, '2026-11-20T10:00Z'), check(5, '2027-03-01T10:00Z'), check(6, '2027-08-20T10:00Z')];
  assert.equal(nextCheck(closedAt(closing, made[0]), NOW).due, hour('2026-11-30T10:00Z'));
  assert.equal(nextCheck(closedAt(closing, ...made.slice(0, 2)), NOW).due, hour('2027-02-28T10:00Z'));
  assert.equal(nextCheck(closedAt(closing, ...made.slice(0, 3)), NOW).due, hour('2027-08-31T10:00Z'));
  assert.equal(nextCheck(closedAt(closing, ...made), NOW), null);
});

test('a check made late stands for all that could be made then', () => {
  const closing = hour('2026-05-31T10:00Z');
  assert.equal(nextCheck(closedAt(closing), NOW).number, 1);
  assert.equal(nextCheck(closedAt(closing, check(3, '2026-11-20T10:00Z')), NOW).number, 4);
});

test('a check can be made from 14 days before it is due', () => {
  const due = hour('2026-09-30T10:00Z');
  const view = closedAt(hour('2026-08-30T10:00Z'));
  assert.equal(nextCheck(view, due - 14 * 24 - 1).open, false);
  assert.equal(nextCheck(view, due - 14 * 24).open, true);
});

test('without a confirmed closing, or once open again, nothing is checked; a later closing begins anew', () => {
  assert.equal(nextCheck({ state: 'closed', messages: [raised()] }, NOW), null);
  assert.equal(nextCheck({ ...closedAt(NOW), state: 'open' }, NOW), null);
  const again = closedAt(NOW - 9000, check(3, '2026-11-20T10:00Z'), message('reporter', 4), message('you', 5, { kind: 'closing' }));
  assert.equal(nextCheck(again, NOW).number, 1);
});

test('a check is work to be done from a week before, and late after its hour; after the last there is nothing', () => {
  const closing = hour('2026-08-30T10:00Z');
  const due = hour('2026-09-30T10:00Z');
  const at = (now, view = { ...closedAt(closing), dueHour: 0 }) => desk.next(view, 'check', now, null);
  assert.equal(at(due - 7 * 24 - 1).action, null);
  assert.match(at(due - 7 * 24 - 1).words, /^Nothing now\. This concern is closed\..*by 11am on/);
  assert.deepEqual([at(due).action, at(due).late], ['check', false]);
  assert.match(at(due).words, /check 1 of 4 after closing. It stays closed\. Due by 11am today\.$/);
  assert.deepEqual([at(due + 1).action, at(due + 1).late], ['check', true]);
  const made = { ...closedAt(closing, check(3, '2027-09-30T10:00Z')), dueHour: 0 };
  assert.match(at(due + 9000, made).words, /^Nothing\. This concern is closed\./);
});

test('a closed concern can be checked on where that is due, and else replied to', () => {
  const view = closedAt(hour('2026-08-30T10:00Z'));
  assert.deepEqual(desk.actionsIn(view, hour('2026-09-01T10:00Z')), ['reply']);
  assert.deepEqual(desk.actionsIn(view, hour('2026-09-20T10:00Z')), ['check', 'reply']);
});

test('whose cover has ended is told to step back before all else', () => {
  const view = { state: 'new', dueHour: NOW - 1, messages: [raised()] };
  assert.equal(desk.next(view, 'acknowledgement', NOW, null, { cover: NOW }).action, 'acknowledge');
  const over = desk.next(view, 'acknowledgement', NOW, null, { cover: NOW - 1 });
  assert.equal(over.action, 'leave');
  assert.match(over.words, /^Step back\. You were let in to cover for somebody until today/);
});

test('an acknowledgement begins with the service’s own words, unless the date in them cannot be kept', () => {
  const templates = [{ use: 'acknowledge', reason: '', title: '', text: 'Read. By {date}.' }];
  assert.equal(desk.acknowledgement(NOW, NOW, templates), 'Read. By Friday 27 November 2026.');
  assert.match(desk.acknowledgement(NOW - 7 * 24, NOW, templates), /should have heard from us sooner/);
});

const open = (...more) => ({ state: 'open', messages: [raised(), ...more] });

test('what a colleague writes while words stand in a draft is noted, and not when it is empty or one’s own', () => {
  const begun = desk.freshDraft(open(), NOW);
  const typed = { ...begun, texts: { ...begun.texts, reply: 'Half' } };
  const tom = message('colleague', 2, { name: 'Tom Ellery' });
  assert.deepEqual(desk.fitDraft(typed, open(tom), NOW, [], open()).meanwhile, [tom.hash]);
  assert.deepEqual(desk.fitDraft(begun, open(tom), NOW, [], open()).meanwhile, []);
  assert.deepEqual(desk.fitDraft(typed, open(message('you', 2)), NOW, [], open()).meanwhile, []);
  assert.equal(desk.fitDraft(typed, open(tom), NOW, [], open(tom)), typed);
});

test('words of an acknowledgement that a colleague has made meanwhile are kept as a reply', () => {
  const begun = desk.freshDraft({ ...open(), state: 'new' }, NOW);
  const typed = { ...begun, texts: { ...begun.texts, acknowledge: 'My own words' } };
  const moved = { ...open(message('colleague', 2, { kind: 'acknowledgement' })), state: 'acknowledged' };
  const { action, texts } = desk.fitDraft(typed, moved, NOW);
  assert.deepEqual([action, texts.reply], ['reply', 'My own words']);
  assert.equal(desk.fitDraft(begun, moved, NOW).texts.reply, '');
  const both = { ...typed, texts: { ...typed.texts, reply: 'Another' } };
  assert.equal(desk.fitDraft(both, moved, NOW).texts.reply, 'Another');
});

test('what is offered to begin with goes by what is being written', () => {
  const templates = ['acknowledge', 'reply', 'holding', 'close', 'check'].map((use) => ({ use, reason: use === 'close' ? 'resolved' : '', title: use, text: '' }));
  const offered = (more) => desk.templatesFor({ action: 'reply', substantive: true, reason: '', ...more }, templates).map(({ title }) => title);
  assert.deepEqual(offered({}), ['reply']);
  assert.deepEqual(offered({ substantive: false }), ['holding']);
  assert.deepEqual(offered({ action: 'check', substantive: false }), ['check']);
  assert.deepEqual([offered({ action: 'close' }), offered({ action: 'close', reason: 'resolved' })], [[], ['close']]);
});

const letter = (text) => ({ use: 'reply', reason: '', title: 't', text });

test('a date is filled in, and what stands in brackets has to be', () => {
  const template = letter('We looked at [what]. We will write by {date}. [why]');
  const text = filled(template, NOW);
  assert.equal(text, 'We looked at [what]. We will write by Friday 20 November 2026. [why]');
  assert.deepEqual(gapsLeft(text, [template]), ['[what]', '[why]']);
  assert.deepEqual(gapsLeft('We looked at the log [sic]. [why]', [template]), ['[why]']);
  assert.deepEqual(firstGap(text), [13, 19]);
  assert.equal(firstGap('None.'), null);
});

test('words that a person typed are told from a template as it came', () => {
  const templates = [letter('By {date}, or (sooner). [x]'), letter('Plain.')];
  for (const text of ['', '  \n', 'Plain.', filled(templates[0], NOW), `${filled(templates[0], NOW + 9000)} `]) {
    assert.equal(isUntouched(text, templates), true, text);
  }
  for (const text of ['Plain. Yes', 'By Friday, or (sooner).', 'By a day that I chose and that is very long, or (sooner). [x]']) {
    assert.equal(isUntouched(text, templates), false, text);
  }
});

test('no date is promised that has passed, or that nobody can keep', () => {
  assert.equal(promised(NOW - 10, true, NOW), NOW - 10 + 7 * 24);
  assert.equal(promised(NOW - 7 * 24, true, NOW), NOW + 7 * 24);
  assert.equal(promised(NOW - 9000, false, NOW), NOW + 28 * 24);
});

test('what others wrote meanwhile is told by who wrote, one’s own is not', () => {
  const before = { messages: [raised()] };
  const tom = message('colleague', 2, { name: 'Tom Ellery' });
  const after = { messages: [raised(), tom, message('you', 0), { ...tom, hash: 'z' }, message('reporter', 3)] };
  const arrived = desk.arrivals(before, after);
  assert.equal(arrived.length, 3);
  assert.equal(desk.meanwhileWords(arrived), 'Tom Ellery and the reporter wrote while you were writing. Read it, then send yours.');
  assert.match(desk.meanwhileWords([message('unknown', 2, { confirmed: false, name: 'Tom Ellery' })]), /^Somebody who could not be confirmed/);
  assert.deepEqual(desk.arrivals(after, after), []);
});

test('who else is there is told in a sentence, writers first and nobody twice', () => {
  const here = [{ id: 'r2', doing: 'reading' }, { id: 'r3', doing: 'writing' }, { id: 'r3', doing: 'reading' }];
  assert.equal(desk.othersWords(here, nameOf), 'Carol Finch is writing here now. Tom Ellery is reading this too.');
  assert.equal(desk.othersWords([{ id: 'r2', doing: 'reading' }, { id: 'r3', doing: 'reading' }], nameOf), 'Tom Ellery and Carol Finch are reading this too.');
  assert.equal(desk.othersWords([], nameOf), '');
});

test('categories are those of the Python side', async () => {
  const python = await readFile(path.join(root, 'whistle/domain/taxonomy.py'), 'utf8');
  const rows = [...python.matchAll(/Category\((\d+), "\w+", "([^"]+)", \(([^)]*)\)\)/g)];
  const theirs = rows.map(([, number, said, faults]) => ({ number: Number(number), words: said, faults: faults.match(/\w\d/g) ?? [] }));
  assert.equal(theirs.length, 9);
  assert.deepEqual(desk.CATEGORIES, theirs);
  assert.equal(desk.categoryWords(0), '');
  assert.deepEqual(desk.CATEGORIES.filter((one) => desk.isNamed(one, ['C2', 'C3', 'S1'])).map(({ number }) => number), [3, 8]);
});
