/** What the reviewers' list shows and says, without a page. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './support/envelope.mjs';

const desk = await load(`
  export * from './src/desk/colleagues.ts';
  export * from './src/desk/away.ts';
  export * from './src/desk/dates.ts';
  export * from './src/desk/expiry.ts';
  export * from './src/desk/filters.ts';
  export * from './src/desk/listing.ts';
`);
const { NO_FILTERS, emptyWords, hourOf, queryOf, withWhom } = desk;

const hour = (text) => hourOf(Date.parse(text));
const NOW = hour('2026-11-20T14:20Z');
const row = (more = {}) => ({ concern: 'aa', state: 'open', due_hour: NOW + 9, handler: null, waiting: false, cover_until: null, ...more });
const TOM = { id: 'r2', name: 'Tom Ellery', away_from: NOW - 30, away_until: hour('2026-12-04T23:00Z'), deputy: 'r1' };
const PEOPLE = { me: ['r1', 'r9'], colleagues: [TOM], reviewers: [{ id: 'r3', name: 'Carol Finch', entries: ['r0', 'r3'] }] };

/** Answers lists with these pages, in turn, and notes what was asked. */
function listing(t, pages) {
  const asked = [];
  t.mock.method(globalThis, 'fetch', async (url) => {
    asked.push(String(url));
    return Response.json(pages[asked.length - 1] ?? pages.at(-1));
  });
  return asked;
}

test('choices combine, and only those that were made are asked for', () => {
  assert.equal(queryOf(NO_FILTERS).toString(), '');
  const chosen = { ...NO_FILTERS, state: 'open', route: 2, mine: true, urgent: true, waiting: true, cover: true };
  assert.equal(queryOf(chosen).toString(), 'state=open&route=2&mine=1&urgent=1&waiting=1&cover=1');
});

test('an empty list says in a sentence what was looked for', () => {
  assert.equal(emptyWords(NO_FILTERS, ''), 'No concern is waiting for you.');
  assert.equal(emptyWords({ ...NO_FILTERS, state: 'closed' }, ''), 'No concern has been closed yet.');
  assert.equal(emptyWords({ ...NO_FILTERS, urgent: true, state: 'new' }, ''), 'There is no urgent new concern.');
  const all = { ...NO_FILTERS, route: 2, mine: true, waiting: true };
  assert.equal(emptyWords(all, 'Head of profession'), 'There is no concern on the route ‘Head of profession’ that is yours and waiting for the reporter.');
});

test('who handles a concern is named: oneself by any key, a colleague as the signed list does, and whoever is away with the day', () => {
  const who = (more) => withWhom(row(more), PEOPLE, NOW);
  assert.deepEqual(who({ handler: 'r9' }), { who: 'You', note: '' });
  assert.deepEqual(who({ handler: 'r3', waiting: true }), { who: 'Carol Finch', note: 'reporter to answer' });
  assert.deepEqual(who({ handler: 'r2', waiting: true }), { who: 'Tom Ellery', note: 'away to 4 Dec' });
  assert.deepEqual(who({}), { who: 'Nobody yet', note: '' });
  assert.deepEqual(who({ state: 'closed', due_hour: null }), { who: 'Nobody', note: '' });
  assert.equal(who({ handler: 'r0' }).who, 'Carol Finch');
  assert.equal(who({ handler: 'constructor' }).who, 'A colleague');
});

test('a colleague is away from the first hour to the last, and no longer', () => {
  assert.equal(desk.nameAndAbsence(TOM, NOW), 'Tom Ellery, away until 4 December');
  assert.equal(desk.nameAndAbsence(TOM, TOM.away_until + 1), 'Tom Ellery');
  assert.equal(desk.nameAndAbsence(TOM, TOM.away_from - 1), 'Tom Ellery');
});

test('a day ends where the clocks run, in summer too', () => {
  assert.equal(desk.lastHourOf('2026-12-04'), hour('2026-12-04T23:00Z'));
  assert.equal(desk.lastHourOf('2026-07-04'), hour('2026-07-04T22:00Z'));
  assert.equal(desk.dateWords(desk.lastHourOf('2027-01-02'), NOW), '2 January 2027');
});

test('pages that hold nothing are gone through, until there are rows or no page is left', async (t) => {
  const asked = listing(t, [{ items: [], next: '1.aa' }, { items: [], next: '2.bb' }, { items: [row()], next: '3.cc' }]);
  assert.deepEqual(await desk.rowsFrom({ ...NO_FILTERS, mine: true }, null, 1), { items: [row()], next: '3.cc' });
  assert.deepEqual(asked.map((url) => url.split('?')[1]), ['mine=1', 'mine=1&after=1.aa', 'mine=1&after=2.bb']);
});

test('a service that never comes to an end is asked no more after a while', async (t) => {
  const asked = listing(t, [{ items: [], next: '1.aa' }]);
  await desk.rowsFrom(NO_FILTERS, null, 1);
  assert.equal(asked.length, desk.MOST_LISTS);
});

test('all rows of several lists are given, each once', async (t) => {
  const [one, other] = [row(), row({ concern: 'bb', state: 'closed' })];
  const asked = listing(t, [{ items: [one], next: '1.aa' }, { items: [other], next: null }, { items: [other], next: null }]);
  const closed = { ...NO_FILTERS, state: 'closed' };
  assert.deepEqual(await desk.allRows([NO_FILTERS, closed]), [one, other]);
  assert.equal(asked.length, 3);
});

test('a key that ends is told of, the more urgently the nearer its last day is, and the words say what to do', () => {
  const told = (until) => desk.expiryOf(until, '2026-11-20');
  assert.equal(told('2027-02-19'), null);
  assert.deepEqual(told('2027-02-18'), { is: 'note', words: 'Your key ends on 18 February 2027.' });
  assert.equal(told('2026-12-20').is, 'soon');
  assert.match(told('2026-12-20').words, /in 30 days\. A new one must be signed by the authority/);
  assert.match(told('2026-11-27').words, /^Your key ends on 27 November, in 7 days\./);
  assert.match(told('2026-11-20').words, /^Your key ends today\./);
  assert.match(told('2026-11-19').words, /^Your key ended on 19 November\..*Make a new key now/);
  assert.equal(told('2026-11-19').is, 'now');
});

test('days of an absence follow each other and are not over', () => {
  const wrong = (from, until) => desk.wrongDays({ from, until }, '2026-11-20')?.where;
  assert.equal(wrong('', '2026-12-04'), 'from');
  assert.equal(wrong('2026-12-01', ''), 'until');
  assert.equal(wrong('2026-12-01', '2026-11-30'), 'until');
  assert.equal(wrong('2026-11-01', '2026-11-19'), 'until');
  assert.equal(wrong('2026-11-20', '2026-11-20'), undefined);
});

test('one’s own absence is told with its days and the deputy, until it is over', () => {
  const own = { ...TOM, deputy: 'r3' };
  const colleagues = [own, { ...TOM, id: 'r3', name: 'Carol Finch' }];
  assert.equal(desk.ownEntry(colleagues, ['r2']), own);
  assert.equal(desk.absenceWords(own, colleagues, NOW), 'You are away from 19 November to 4 December. Carol Finch is your deputy.');
  assert.match(desk.absenceWords({ ...own, deputy: null }, colleagues, NOW), /You have named no deputy\.$/);
  assert.equal(desk.absenceWords(own, colleagues, own.away_until + 1), '');
  assert.equal(desk.absenceWords(undefined, colleagues, NOW), '');
});

test('a colleague is called what the signed list calls them, whatever the service says', () => {
  const colleagues = [{ ...TOM, id: 'r3', name: 'Tom Ellery' }, { ...TOM, id: 'r7', name: 'Carol Finch' }, { ...TOM, id: 'r1', name: 'Asha Rahman' }];
  assert.deepEqual(desk.others({ ...PEOPLE, colleagues }).map(({ id, name }) => [id, name]), [['r3', 'Carol Finch']]);
  assert.deepEqual(desk.others({ ...PEOPLE, colleagues, reviewers: [] }).map(({ id }) => id), ['r3', 'r7']);
});
