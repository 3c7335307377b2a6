/** The clocks of a concern at the desk, without a page: what is said of each, and saying why an answer was late. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { load, root } from './support/envelope.mjs';

const desk = await load(`
  export * from './src/desk/clocks.ts';
  export { hourOf } from './src/desk/dates.ts';
  export { Explaining, whyTrouble } from './src/desk/explaining.ts';
  export { next } from './src/desk/next.ts';
  export * as server from './src/desk/server.ts';
  export { initial, locked, otherPerson, Store } from './src/desk/state.ts';
  export { Watch } from './src/desk/watch.ts';
`);
const { LATE_REASONS, lateOnes, lines, next, reasonDue, resumes, staffedWords, triageWithin } = desk;

const hour = (text) => desk.hourOf(Date.parse(text));
const NOW = hour('2026-11-20T14:20Z'); // a Friday
const MONTH = 730;

const duty = (kind, standing, more = {}) => ({
  kind, standing, start: NOW - 500, due: NOW + 100, done: null, disputed: false, reason: null, stretch: 0,
  minutes: null, minutes_allowed: null, resumes: null, ...more,
});
const told = (duties, pauses = []) => lines({ duties, pauses }, NOW);
const only = (one) => told([one]).shown[0];

test('an answer in time says when it was due and when it came, and nothing of lateness', () => {
  const line = only(duty('acknowledgement', 'in time', { due: NOW - 20, done: NOW - 24 }));
  assert.deepEqual(line, {
    name: 'Acknowledgement', standing: 'In time.', late: false, explain: null,
    words: ['It came yesterday, 2pm to 3pm, and was due by 6pm yesterday.'],
  });
});

test('a late answer says the word, by how much, and asks why', () => {
  const line = only(duty('reply', 'late', { due: NOW - 80, done: NOW - 8 }));
  assert.equal(line.standing, 'Late by 3 days');
  assert.equal(line.late, true);
  assert.deepEqual(line.words.slice(1), ['No reason was given.']);
  assert.deepEqual(line.explain, { kind: 'reply', button: 'Say why this was late' });
});

test('what is overdue counts on, and says that it has not come', () => {
  const line = only(duty('outcome', 'overdue', { due: NOW - 5 }));
  assert.deepEqual([line.standing, line.words], ['Late by 5 hours', ['Was due by 9am today, and has not come.']]);
});

test('a reason that was given is said in words, and is not asked for again', () => {
  const line = only(duty('reply', 'late', { due: NOW - 80, done: NOW - 8, reason: 'nobody-there' }));
  assert.deepEqual(line.words.slice(1), ['Why it was late: The person who had it was away.']);
  assert.equal(line.explain, null);
});

test('a reason is asked for where it would count: for the latest of its kind', () => {
  const updates = [duty('update', 'late', { due: NOW - 900, done: NOW - 890 }), duty('update', 'late', { due: NOW - 90, done: NOW - 80 })];
  assert.deepEqual(told(updates).shown.map(({ explain }) => explain !== null), [false, true]);
  // One that is due within a day would take the reason to itself.
  const soon = [...updates, duty('update', 'still running', { due: NOW + 20 })];
  assert.deepEqual(told(soon).shown.map(({ explain }) => explain !== null), [false, false, false]);
  const later = [...updates, duty('update', 'still running', { due: NOW + 200 })];
  assert.deepEqual(told(later).shown.map(({ explain }) => explain !== null), [false, true, false]);
  const kept = [...updates, duty('update', 'in time', { due: NOW - 10, done: NOW - 20 })];
  assert.deepEqual(told(kept).shown.map(({ explain }) => explain !== null), [false, true, false]);
});

test('a triage is counted in minutes in which somebody was there', () => {
  const triage = { due: NOW - 3, done: NOW - 3, minutes_allowed: 60 };
  const late = only(duty('triage', 'late', { ...triage, minutes: 85 }));
  assert.deepEqual([late.standing, late.words[1]], ['Late by 25 staffed minutes', 'It took 85 staffed minutes.']);
  assert.equal(only(duty('triage', 'in time', { ...triage, minutes: 12 })).standing, 'In time.');
  assert.deepEqual([staffedWords(60), staffedWords(120), staffedWords(1), staffedWords(90)], [
    '1 staffed hour', '2 staffed hours', '1 staffed minute', '90 staffed minutes',
  ]);
});

test('a clock that stands still says when it goes on at the latest, and pauses are told apart', () => {
  const waits = duty('reply', 'paused', { resumes: hour('2026-12-04T10:00Z') });
  const { shown, pauses } = told([waits], [{ start: NOW - 90, end: NOW - 18 }, { start: NOW - 2, end: null }]);
  assert.deepEqual([shown[0].standing, shown[0].words], ['', ['Waiting for the reporter. The clock goes on by 4 December at the latest.']]);
  assert.deepEqual(pauses, ['3 days, from Mon 16 Nov to yesterday.', 'Since midday today, and not answered yet.']);
  assert.deepEqual(told([], [{ start: NOW - 1, end: NOW - 1 }]).pauses, ['Less than an hour, today.']);
  assert.equal(resumes({ duties: [waits] }), waits.resumes);
  assert.equal(resumes({ duties: [duty('reply', 'still running')] }), null);
});

test('an answer that was disputed says so, and one after a reopening too', () => {
  const line = only(duty('reply', 'in time', { done: NOW - 8, disputed: true, stretch: 1 }));
  assert.equal(line.name, 'First reply, after it opened again');
  assert.ok(line.words.includes('The reporter says that it did not answer them.'));
});

test('many answers in time are folded away, what is late never is', () => {
  const many = Array.from({ length: 12 }, (_, at) => duty('update', at === 4 ? 'late' : 'in time', { due: NOW - 700 + at, done: NOW - 690 }));
  const { shown, folded } = told(many);
  assert.deepEqual([shown.map(({ late }) => late), folded.length], [[true], 11]);
  assert.equal(told(many.slice(0, 5)).folded.length, 0);
  assert.equal(lateOnes({ duties: many }), 1);
});

test('of what is months away only the nearest check stands there', () => {
  const checks = [1, 3, 6].map((months) => duty('check', 'still running', { due: NOW + months * MONTH }));
  const far = duty('reason', 'still running', { start: NOW - 2 * MONTH, due: NOW + 10 * MONTH });
  assert.deepEqual(told([...checks, far]).shown.map(({ name }) => name), ['Check after closing']);
});

test('after a year the reason why it is open can be given from two weeks before', () => {
  const reason = (due) => ({ duties: [duty('reason', NOW > due ? 'overdue' : 'still running', { start: due - 12 * MONTH, due })] });
  assert.equal(reasonDue(reason(NOW + 15 * 24), NOW), null);
  assert.deepEqual(reasonDue(reason(NOW + 14 * 24), NOW), { due: NOW + 14 * 24, months: 12 });
  assert.deepEqual(lines({ ...reason(NOW - 9), pauses: [] }, NOW).shown[0].explain, { kind: 'reason', button: 'Say why this is still open' });
  const given = duty('reason', 'late', { due: NOW - 9, done: NOW - 2, reason: 'proceedings' });
  assert.equal(reasonDue({ duties: [given] }, NOW), null);
  assert.ok(only(given).words.includes('Reason: Other proceedings had to come first.'));
});

test('the reasons are those that the service takes, in its words', async () => {
  const python = await readFile(path.join(root, 'whistle/domain/limits.py'), 'utf8');
  const known = [...python.matchAll(/LateReason\.(\w+): "([^"]+)"/g)].map(([, name, words]) => [name.toLowerCase().replaceAll('_', '-'), words]);
  assert.equal(known.length, 8);
  assert.deepEqual(LATE_REASONS, known);
});

const message = (from, place, more = {}) => ({ from, place, hash: `${from}${place}`, hour: NOW - 9, confirmed: true, kind: 'reply', ...more });
const view = (state, dueHour, ...messages) => ({ state, dueHour, messages: [message('reporter', 1, { kind: 'concern' }), ...messages] });

test('what is urgent is to be triaged, within the time that somebody is there', () => {
  const { action, words } = next(view('new', NOW + 1), 'triage', NOW, null, { within: 60 });
  assert.equal(action, 'acknowledge');
  assert.match(words, /^Triage, within 1 staffed hour: .* Due by 3pm today, in 1 hour\.$/);
  assert.match(next(view('new', NOW + 1), 'triage', NOW, null).words, /^Triage: /);
  assert.equal(triageWithin({ duties: [duty('triage', 'still running', { minutes_allowed: 60 })] }), 60);
});

test('while a question stops the clock there is nothing to do, and it says when that ends', () => {
  const asked = view('open', NOW + 700, message('you', 2, { kind: 'question' }));
  const paused = { paused: true, resumes: hour('2026-12-04T10:00Z') };
  const { action, late, words } = next(asked, 'reply', NOW, null, paused);
  assert.deepEqual([action, late], [null, false]);
  assert.match(words, /^Nothing now\. Waiting for the reporter, who may skip it\. The clock goes on by 4 December at the latest\. A reply is due by .* if no answer comes\.$/);
  assert.match(next(asked, 'reply', NOW, null, { paused: true }).words, /The clock stands still meanwhile\./);
  assert.match(next(asked, 'reply', NOW, null).words, /Something is due by .* all the same/);
  const held = view('open', NOW + 700, message('you', 2, { kind: 'question' }), message('you', 3));
  assert.match(next(held, 'outcome', NOW, null, paused).words, /your last message\. The clock goes on by 4 December at the latest\. The outcome is due by /);
});

test('whoever has had a concern for a year is asked why, before an outcome that is late anyway', () => {
  const long = view('open', NOW - 9 * MONTH, message('you', 2));
  const { action, late, words } = next(long, 'outcome', NOW, null, { explain: { due: NOW + 5, months: 12 } });
  assert.deepEqual([action, late], ['explain', false]);
  assert.equal(words, 'Open for 12 months: give a reason. Due by 7pm today.');
  assert.match(next(long, 'outcome', NOW, null, { explain: { due: NOW - 5, months: 12 } }).words, /is late by 5 hours\.$/);
  const harmed = view('open', NOW, message('reporter', 2, { kind: 'detriment' }));
  assert.equal(next(harmed, 'outcome', NOW, null, { explain: { due: NOW + 5, months: 12 } }).action, 'reply');
});

/** A desk with one concern open, whose service answers as `reply` says. */
function seated(t, reply) {
  const sent = [];
  t.mock.method(globalThis, 'fetch', async (path, { method = 'GET', body, headers } = {}) => {
    sent.push(`${method} ${path.split('/').at(-1)}${body ? ` ${body} ${headers['X-CSRFToken']}` : ''}`);
    return reply(path, method);
  });
  globalThis.document ??= { querySelector: () => null };
  const thread = { is: 'ready', view: { concern: 'aa', reading: true, messages: [] } };
  const session = { name: 'A', reviewer: 'r1', person: ['r1'], csrf: 'x' };
  const store = new desk.Store({ ...desk.initial(NOW), open: 'aa', thread, session }, () => undefined);
  const keys = { worker: {} };
  const focused = [];
  const explaining = new desk.Explaining(store, keys, new desk.Watch(store, () => undefined), (id) => focused.push(id));
  return { explaining, focused, keys, sent, store };
}

const json = (value, status = 200) => new Response(JSON.stringify(value), { status });
const problem = (status, code) => new Response(JSON.stringify({ code, detail: 'EVIL' }), { status, headers: { 'content-type': 'application/problem+json' } });
const late = { duties: [duty('reply', 'late', { due: NOW - 80, done: NOW - 8 })], pauses: [] };

test('a reason goes out as its code alone, and the clocks are read anew', async (t) => {
  const { explaining, focused, sent, store } = seated(t, (_, method) => (method === 'POST' ? new Response(null, { status: 204 }) : json(late)));
  await explaining.begin('aa', 'reply');
  await explaining.save();
  assert.equal(store.state.why.trouble.words, 'Choose a reason.');
  explaining.choose('overlooked');
  await explaining.save();
  assert.deepEqual(sent, ['POST late {"kind":"reply","reason":"overlooked"} x', 'GET clocks']);
  assert.deepEqual([store.state.why, store.state.said, focused], [null, 'Saved.', ['why-title', 'clocks-title']]);
  assert.deepEqual(store.state.clocks, { concern: 'aa', view: late, failed: false });
});

test('without an answer the choice stays as it is, and goes out once more', async (t) => {
  let answers = false;
  const { explaining, sent, store } = seated(t, () => (answers ? new Response(null, { status: 204 }) : new Response('lost', { status: 502 })));
  await explaining.begin('aa', 'reply');
  explaining.choose('safety');
  await explaining.save();
  assert.equal(store.state.why.is, 'unsure');
  assert.match(store.state.why.trouble.words, /cannot confirm that this was saved/);
  explaining.choose('fault');
  answers = true;
  await explaining.save();
  assert.deepEqual(sent.filter((one) => one.startsWith('POST')), Array(2).fill('POST late {"kind":"reply","reason":"safety"} x'));
  assert.equal(store.state.why, null);
});

test('a refusal is told in the desk’s own words, the choice stays, and it is seen how things stand', async (t) => {
  const { explaining, sent, store } = seated(t, (_, method) => (method === 'POST' ? problem(409, 'conflict') : json(late)));
  await explaining.begin('aa', 'reply');
  explaining.choose('fault');
  await explaining.save();
  assert.deepEqual([store.state.why.is, store.state.why.reason, sent.at(-1)], ['writing', 'fault', 'GET clocks']);
  assert.match(store.state.why.trouble.words, /^Nothing was saved: this is not late any more/);
  assert.match(desk.whyTrouble(new desk.server.SignedOut()), /Sign in again/);
  assert.equal(desk.whyTrouble(new desk.server.Refused(400, 'EVIL')), 'Nothing was saved: the service refused it.');
});

test('clocks that do not come leave the last ones there, and a locked desk asks for none', async (t) => {
  let answers = true;
  const { explaining, keys, sent, store } = seated(t, () => (answers ? json(late) : new Response('lost', { status: 502 })));
  await explaining.read();
  answers = false;
  await explaining.read();
  assert.deepEqual(store.state.clocks, { concern: 'aa', view: late, failed: true });
  await store.change(desk.locked());
  assert.equal(store.state.clocks, null);
  keys.worker = null;
  await explaining.read();
  assert.equal(sent.length, 2);
});

test('clocks that come after another concern was opened, or the desk was locked, are not shown', async (t) => {
  let answer;
  const { explaining, store } = seated(t, () => new Promise((resolve) => { answer = resolve; }));
  const reading = explaining.read();
  await store.change({ open: 'bb' });
  answer(json(late));
  await reading;
  assert.equal(store.state.clocks, null);
});

test('nobody finds the choice of another person', () => {
  assert.equal(desk.otherPerson().why, null);
});
