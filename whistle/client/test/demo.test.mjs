/** The demonstration's search must find what is there: else its "0 found" would mean nothing. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './support/envelope.mjs';

const { occurrences } = await load(`export * from './src/demo/search.ts';`);

const noise = Uint8Array.from({ length: 4096 }, (_, at) => (at * 37 + 11) % 256);
const stored = (...parts) => Buffer.concat([noise, ...parts.map((part) => Buffer.from(part)), noise]);

test('words are found wherever they stand, and as often as they do', () => {
  assert.equal(occurrences(stored('a suitcase', 'x', 'a suitcase'), 'suitcase'), 2);
});

test('capitals make no difference', () => {
  assert.equal(occurrences(stored('They told HER to go home'), 'told her'), 1);
});

test('other scripts and accents are found', () => {
  assert.equal(occurrences(stored('Ni chafodd siarad â hi'), 'â hi'), 1);
  assert.equal(occurrences(stored('شرف'), 'شرف'), 1);
});

test('words written in UTF-16 are found too', () => {
  assert.equal(occurrences(stored(Buffer.from('suitcase', 'utf16le')), 'suitcase'), 1);
});

test('what is not there is not found, and nothing is not looked for', () => {
  assert.equal(occurrences(stored('sealed'), 'suitcase'), 0);
  assert.equal(occurrences(stored('sealed'), ''), 0);
});
