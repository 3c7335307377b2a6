/** The desk's rules that need no page: what a time is called, what to do next, and what a code means. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import path from 'node:path';
import { load, root } from './support/envelope.mjs';

const desk = await load(`
  export * from './src/desk/answers.ts';
  export * from './src/desk/bank.ts';
  export * from './src/desk/changes.ts';
  export * from './src/desk/dates.ts';
  export * from './src/desk/drafts.ts';
  export * from './src/desk/next.ts';
  export { MOST_PAGES } from './src/desk/fetching.ts';
  export { Reading } from './src/desk/reading.ts';
  export * as server from './src/desk/server.ts';
  export { initial, Store } from './src/desk/state.ts';
  export { Watch } from './src/desk/watch.ts';
  export * from './src/desk/words.ts';
  export * from './src/taxonomy.ts';
`);
const { hourOf, dueWords, byWords, shortWhen, happenedWords, spanWords, tickWords, next } = desk;

const hour = (text) => hourOf(Date.parse(text));
const NOW = hour('2026-11-20T14:20Z'); // a Friday
const TICK = Date.parse('2026-11-20T14:30Z') / 1000;
const message = (from, place, more = {}) => ({ from, place, hour: NOW, confirmed: true, kind: 'reply', ...more });
const view = (state, dueHour, ...messages) => ({ state, dueHour, messages: [message('reporter', 1, { kind: 'concern' }), ...messages] });

test('near days have names, and far ones a date', () => {
  assert.equal(dueWords(hour('2026-11-20T17:00Z'), NOW).when, 'Today, 5pm');
  assert.equal(dueWords(hour('2026-11-21T00:00Z'), NOW).when, 'Tomorrow, midnight');
  assert.equal(dueWords(hour('2026-11-27T12:00Z'), NOW).when, 'Fri 27 Nov, midday');
  assert.equal(byWords(hour('2027-11-27T12:00Z'), NOW), 'midday on 27 Nov 2027');
});

test('the whole of the due hour is in time, and the next one is late by an hour', () => {
  assert.deepEqual(dueWords(NOW, NOW), { late: false, when: 'Today, 2pm' });
  assert.deepEqual(dueWords(NOW - 1, NOW), { late: true, when: 'by 1 hour' });
  assert.deepEqual(dueWords(NOW - 50, NOW), { late: true, when: 'by 2 days' });
});

test('times are told by the clock in London, in summer too', () => {
  assert.equal(happenedWords(hour('2026-07-01T23:30Z')), 'Thursday 2 July 2026, between midnight and 1am');
  assert.equal(shortWhen(hour('2026-11-19T23:00Z'), NOW), 'yesterday, 11pm to midnight');
});

test('a span is told in hours for two days, then in days', () => {
  assert.equal(spanWords(1), '1 hour');
  assert.equal(spanWords(47), '47 hours');
  assert.equal(spanWords(48), '2 days');
});

test('a tick has its minute, and its day when that is another', () => {
  assert.equal(tickWords(TICK, NOW), 'at 2:30pm');
  assert.equal(tickWords(TICK + 86_400, NOW), 'at 2:30pm tomorrow');
});

test('a new concern is to be acknowledged', () => {
  const { action, late, words } = next(view('new', NOW + 3), 'acknowledgement', NOW, TICK);
  assert.equal(action, 'acknowledge');
  assert.equal(late, false);
  assert.match(words, /Due by 5pm today, in 3 hours\.$/);
});

test('what is late says since when', () => {
  const { late, words } = next(view('new', NOW - 2), 'acknowledgement', NOW, TICK);
  assert.equal(late, true);
  assert.match(words, /was due at midday today and is late by 2 hours\.$/);
});

test('an acknowledged concern waits for a reply, once the acknowledgement has gone out', () => {
  const sent = view('acknowledged', NOW + 100, message('you', 0, { kind: 'acknowledgement' }));
  assert.match(next(sent, 'reply', NOW, TICK).words, /^Nothing now\. Your message goes out at 2:30pm\./);
  const out = view('acknowledged', NOW + 100, message('you', 2, { kind: 'acknowledgement' }));
  assert.equal(next(out, 'reply', NOW, TICK).action, 'reply');
});

test('whoever had the last confirmed word decides whose move it is', () => {
  const asked = view('open', NOW + 600, message('colleague', 2));
  assert.match(next(asked, 'update', NOW, TICK).words, /^Nothing now: the reporter has a colleague’s last message\. Send an update by /);
  const answered = view('open', NOW + 600, message('colleague', 2), message('reporter', 3));
  assert.equal(next(answered, 'update', NOW, TICK).action, 'reply');
  const forged = view('open', NOW + 600, message('colleague', 2), message('reporter', 3, { confirmed: false }));
  assert.match(next(forged, 'update', NOW, TICK).words, /^Nothing now: the reporter has/);
});

test('a late outcome asks for a closing, a late update for a word', () => {
  const waiting = view('open', NOW - 30, message('you', 2));
  assert.equal(next(waiting, 'outcome', NOW, TICK).action, 'close');
  assert.equal(next(waiting, 'update', NOW, TICK).action, 'reply');
});

test('a closed concern asks for nothing, and is believed only with the message that closes it', () => {
  const closed = view('closed', 0, message('you', 2, { kind: 'closing' }));
  assert.equal(next(closed, null, NOW, TICK).action, null);
  assert.match(next(closed, null, NOW, TICK).words, /^Nothing now\. This concern is closed\./);
  for (const given of [view('closed', 0), view('closed', 0, message('you', 2, { kind: 'closing', confirmed: false }))]) {
    assert.equal(desk.closingMissing(given), true);
    assert.match(next(given, null, NOW, TICK).words, /no confirmed message closes it/);
  }
});

test('a message has arrived when it stands in the thread, confirmed, and not before', () => {
  const draft = { ...desk.freshDraft(view('open', NOW), NOW), is: 'unsure', sealed: { hash: 'aa' } };
  assert.equal(desk.fitDraft(draft, view('open', NOW, message('you', 2, { hash: 'bb' })), NOW), draft);
  assert.equal(desk.fitDraft(draft, view('open', NOW, message('you', 2, { hash: 'aa', confirmed: false })), NOW), draft);
  assert.equal(desk.fitDraft(draft, view('open', NOW, message('you', 0, { hash: 'aa' })), NOW).is, 'writing');
});

test('after doubt, only a plain word that it does not fit is believed, and no word of the server is shown', () => {
  const refused = (code) => new desk.server.Refused(403, code);
  assert.match(desk.sendingTrouble(refused('too-large'), false), /^Nothing was sent/);
  for (const code of ['too-large', 'forbidden', 'constructor', '']) assert.equal(desk.sendingTrouble(refused(code), true), desk.UNSURE);
  assert.match(desk.sendingTrouble(refused('conflict'), true), /^Nothing was sent/);
  assert.match(desk.sendingTrouble(refused('constructor'), false), /^Nothing was sent: the service refused it\./);
});

test('every request has an end, and a thread of absurd length is not fetched', async (t) => {
  const asked = [];
  t.mock.method(globalThis, 'fetch', async (url, init) => {
    asked.push([url, init.signal]);
    return new Response(new Uint8Array(8));
  });
  const store = new desk.Store({ ...desk.initial(NOW), open: 'aa' }, () => undefined);
  const worker = { openPages: async () => ({ pagesTotal: desk.MOST_PAGES + 1, messages: [], warnings: [] }) };
  await new desk.Reading(store, { worker }, new desk.Watch(store, () => undefined)).read();
  assert.equal(store.state.thread.is, 'failed');
  assert.equal(asked.length, 1);
  assert.ok(asked[0][1] instanceof AbortSignal);
});

test('a draft keeps its words, and drops an action that the thread no longer allows', () => {
  const fresh = desk.freshDraft(view('new', NOW + 3), NOW);
  assert.equal(fresh.action, 'acknowledge');
  assert.equal(desk.unsent(fresh), false);
  const typed = { ...fresh, texts: { ...fresh.texts, reply: 'Half a sen' } };
  assert.equal(desk.unsent(typed), true);
  const fitted = desk.fitDraft(typed, view('acknowledged', NOW + 100), NOW);
  assert.equal(fitted.action, 'reply');
  assert.equal(fitted.texts.reply, 'Half a sen');
});

test('an acknowledgement promises no date that has passed', () => {
  assert.match(desk.acknowledgement(NOW - 20, NOW), /You will have a reply by Thursday 26 November 2026\./);
  assert.match(desk.acknowledgement(NOW - 160, NOW), /You should have heard from us sooner, and we are sorry\./);
});

test('answers are shown in words, unknown ones as they came', () => {
  assert.deepEqual(desk.answersIn({ faults: ['K2', 'Z9'], case: 'fgm', 'heard-from': 'a colleague', stage: [] }), [
    { question: 'What the case was about', values: ['Female genital mutilation (FGM)'] },
    { question: 'What went wrong', values: ['Repeat reports not linked (K2)', 'Z9'] },
    { question: 'Heard from', values: ['a colleague'] },
  ]);
});

test('what the form says as the reporter would is said from the reviewer’s side, and covers every answer', () => {
  for (const { key, words, entries } of desk.QUESTIONS) {
    for (const [code] of entries) {
      const [{ question, values: [value] }] = desk.answersIn({ [key]: code });
      assert.equal(question, words);
      assert.notEqual(value, code);
      assert.doesNotMatch(value, /\b(I|me|my|myself)\b/);
    }
  }
});

test('what the reporter asks to be careful of is there before anyone acts', () => {
  assert.deepEqual(desk.careAsked({ care: ['wait', 'Z'] }), ['Wait before you act, so that more people could have told you', 'Z']);
  assert.deepEqual(desk.careAsked({}), []);
});

test('questions that are empty are not sent, and one for consent names who would be told', () => {
  const typed = (text) => ({ ...desk.blank(), text });
  const consent = { ...desk.forConsent(), text: ' the Forced Marriage Unit? ' };
  assert.deepEqual(desk.sendable([typed(' When? '), typed('  '), consent]), [
    { text: 'When?', asks: 'words', identifies: false },
    { text: 'May we tell the Forced Marriage Unit?', asks: 'consent', identifies: false },
  ]);
});

test('a question of the bank that could point to the reporter says why, and takes the place of an empty one', () => {
  const risky = desk.BANK.filter(([, why]) => why);
  assert.ok(risky.length > 0 && risky.length < desk.BANK.length);
  const [first] = desk.withOne([desk.blank()], desk.fromBank(risky[0]));
  assert.deepEqual([first.identifies, first.why], [true, risky[0][1]]);
  assert.equal(desk.withOne([desk.blank()], desk.forConsent()).length, 2);
  const full = Array.from({ length: desk.MOST_QUESTIONS }, () => ({ ...desk.blank(), text: 'Why?' }));
  assert.equal(desk.withOne(full, desk.blank()).length, desk.MOST_QUESTIONS);
});

test('harm done to the reporter comes before anything else, until a reviewer has replied to it', () => {
  const harmed = view('new', NOW + 3, message('reporter', 2, { kind: 'detriment' }));
  assert.match(next(harmed, 'acknowledgement', NOW, TICK).words, /^Answer this first\./);
  assert.equal(next(harmed, 'acknowledgement', NOW, TICK).action, 'reply');
  const asked = view('open', NOW + 3, message('reporter', 2, { kind: 'detriment' }), message('you', 3, { kind: 'question' }));
  assert.match(next(asked, 'reply', NOW, TICK).words, /^Answer this first\./);
  const forged = view('open', NOW + 3, message('reporter', 2, { kind: 'detriment', confirmed: false }));
  assert.equal(desk.unanswered(forged, 'detriment'), undefined);
  const replied = view('open', NOW + 3, message('reporter', 2, { kind: 'detriment' }), message('you', 3));
  assert.equal(desk.unanswered(replied, 'detriment'), undefined);
});

test('a dispute asks for another reply, a withdrawal for a closing, and a question for patience', () => {
  const after = (...messages) => next(view('open', NOW + 30, ...messages), 'update', NOW, TICK);
  assert.match(after(message('you', 2), message('reporter', 3, { kind: 'dispute' })).words, /^Reply again\./);
  assert.equal(after(message('reporter', 2, { kind: 'withdrawal' })).action, 'close');
  const waiting = after(message('you', 2, { kind: 'question' }));
  assert.equal(waiting.action, null);
  assert.match(waiting.words, /has been asked something, and may skip it/);
});

test('a change of who can read stands after the message that it followed, and one that nothing follows at the end', () => {
  const change = (after, more = {}) => ({ after, by: 'reporter', added: ['Ben'], removed: [], handedOver: false, ...more });
  const [early, middle, late] = [change(0), change(1), change(7)];
  const given = { messages: [message('reporter', 1), message('you', 2), message('you', 0)], changes: [early, middle, late] };
  assert.deepEqual(desk.changesAround(given), { before: [[early], [middle], [late]], last: [] });
  assert.deepEqual(desk.changesAround({ ...given, messages: [message('reporter', 1)] }), { before: [[early]], last: [middle, late] });
  assert.equal(desk.changeWords(early), 'The reporter let Ben read this, from the beginning.');
  assert.match(desk.changeWords(change(1, { by: 'colleague', name: 'Cai', added: [], removed: ['Cai'] })), /^Cai left this concern/);
  assert.match(desk.changeWords(change(1, { added: [], handedOver: true })), /handed this concern over/);
});

test('reasons of a closing are those of the Python side', async () => {
  const concern = await readFile(path.join(root, 'whistle/domain/concern.py'), 'utf8');
  const reasons = [...concern.matchAll(/^ {4}ClosingReason\.([A-Z_]+): "([^"]+)",$/gm)];
  assert.deepEqual(desk.REASONS, reasons.map(([, code, words]) => [code.toLowerCase().replaceAll('_', '-'), words]));
});
