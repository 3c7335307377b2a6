/** The words of a page's language, and its dates. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { load, root } from './support/envelope.mjs';

const SOURCES = "export * from './src/t.ts'; export * from './src/report/dates.ts';";
const HOUR = 3_600_000;
const at = (time) => Date.parse(time) / HOUR;

/** The modules as a page of that language loads them. */
async function speaking(lang, words) {
  globalThis.document = {
    documentElement: { lang },
    getElementById: () => words && { content: { textContent: JSON.stringify(words) } },
  };
  try {
    return await load(SOURCES);
  } finally {
    delete globalThis.document;
  }
}

const english = await speaking('en');
const { 'report.js': words } = JSON.parse(readFileSync(path.join(root, 'whistle/translations/cy/scripts.json'), 'utf8'));
const welsh = await speaking('cy', words);

test('English stands in the code, and values are filled in', () => {
  assert.equal(english.t('Reply to {name}, {name}.', { name: 'Asha' }), 'Reply to Asha, Asha.');
  assert.equal(english.t('{missing} stays'), '{missing} stays');
  assert.deepEqual([0, 1, 2].map((n) => english.tn('{n} person', '{n} people', n)), ['0 people', '1 person', '2 people']);
});

test('a message of a catalogue is said in its language, and one that it lacks in English', () => {
  assert.equal(welsh.t('Send again'), 'Anfon eto');
  assert.equal(welsh.t('No such message'), 'No such message');
});

test('each of the six plurals of Welsh is chosen for its numbers', async () => {
  const { tn } = await speaking('cy', { one: ['zero', 'one', 'two', 'few', 'many', 'other'] });
  assert.deepEqual([0, 1, 2, 3, 6, 4, 5, 7, 100].map((n) => tn('one', 'many', n)), [
    'zero', 'one', 'two', 'few', 'many', 'other', 'other', 'other', 'other',
  ]);
});

test('an address keeps the language of the page', () => {
  assert.deepEqual([english.to('/raise'), welsh.to('/raise'), welsh.to('/')], ['/raise', '/cy/raise', '/cy/']);
});

test('hours are said in London time, with midday and midnight by name', () => {
  assert.equal(english.clock(at('2026-11-27T15:00Z')), '3pm');
  assert.equal(english.clock(at('2026-06-01T11:00Z')), 'midday');
  assert.equal(english.clock(at('2026-06-01T23:00Z')), 'midnight');
  assert.equal(english.clock(at('2026-11-27T07:00Z')), '7am');
  assert.equal(welsh.clock(at('2026-11-27T07:00Z')), '7yb');
  assert.equal(welsh.clock(at('2026-11-27T12:00Z')), 'hanner dydd');
});

test('dates are said in the language of the page, whatever the browser knows of it', () => {
  assert.equal(english.longDate('2030-01-05'), '5 January 2030');
  assert.equal(welsh.longDate('2030-01-05'), '5 Ionawr 2030');
  const hour = Math.floor(Date.now() / HOUR / 24) * 24 + 12;
  assert.match(english.day(hour), /^[A-Z]\w+day \d+ [A-Z]\w+$/);
  assert.match(welsh.day(hour), /^dydd [A-Z]\w+ \d+ [A-Z]\w+$/);
  assert.match(english.happened(hour), /, \S+ to \S+$/);
  assert.match(welsh.happened(hour), /, (\S+|hanner dydd) i (\S+|hanner dydd)$/);
});
