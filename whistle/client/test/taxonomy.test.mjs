import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { load, root } from './support/envelope.mjs';

const taxonomy = await load("export * from './src/taxonomy.ts';");
const python = await readFile(path.join(root, 'whistle/domain/taxonomy.py'), 'utf8');

test('codes and words are those of the Python side', () => {
  const lists = [...python.matchAll(/^([A-Z]+) = _entries\(\n([^]*?)^\)$/gm)];
  assert.ok(lists.length >= 12);
  for (const [, name, entries] of lists) {
    const pairs = [...entries.matchAll(/^ {4}\("([^"]+)", N_\("([^"]+)"\)\),$/gm)].map(([, code, words]) => [code, words]);
    assert.deepEqual(taxonomy[name], pairs, name);
  }
});

test('so are the questions, in the order of the form', () => {
  const asked = [...python.matchAll(/Question\(\s*"(\w+)",\s*N_\("([^"]+)"\),\s*N_\("[^"]+"\),\s*(\w+)/g)];
  const named = asked.map(([, key, words, list]) => ({ key, words, entries: taxonomy[list] }));
  assert.deepEqual(taxonomy.QUESTIONS, named);
});
