/** The worker that makes keys, as its page speaks to it. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { envelope as e, load, root } from './support/envelope.mjs';
import { openKeyWorker, refused } from './support/workers.mjs';

const { fileNames, firstMistake } = await load(`export * from './src/account/key_words.ts'`);
const { vectors } = JSON.parse(readFileSync(path.join(root, 'tests', 'vectors', 'directory.json'), 'utf8'));
const { file: directory, authority } = vectors.find(({ name }) => name === 'directory').input;
const begin = { directory, authority, today: '2026-11-21' };
const PASSPHRASE = 'five grey pigeons in a row';
const wanted = { name: 'Siân Ŵyn', passphrase: PASSPHRASE, renews: '' };

async function begun() {
  const worker = openKeyWorker();
  return { worker, view: await worker.begin(begin) };
}

test('what it makes opens again, and asks for the very key that was made', async () => {
  const { worker, view } = await begun();
  const { file, request, fingerprint } = await worker.make({ ...wanted, renews: 'ruth' });
  worker.terminate();
  const key = e.openReviewerKey(new Uint8Array(file), PASSPHRASE);
  const asked = e.parseRequest(request);
  assert.equal(key.name, wanted.name);
  assert.deepEqual(asked.kid, key.kid);
  assert.deepEqual([asked.name, asked.renews, asked.made], [wanted.name, 'ruth', '2026-11-21']);
  assert.deepEqual(asked.service, e.serviceOf(e.parseAuthority(authority)));
  assert.equal(fingerprint.replaceAll(' ', ''), e.hex(key.kid).slice(0, 32));
  assert.deepEqual(view.renewable.map(({ id }) => id), ['ruth', 'amal', 'tom']);
});

test('it hands out the secret in no other way', async () => {
  const { worker } = await begun();
  const made = await worker.make(wanted);
  worker.terminate();
  const { sign, identity } = e.openReviewerKey(new Uint8Array(made.file), PASSPHRASE);
  const said = made.request + made.fingerprint + Buffer.from(made.file).toString('latin1');
  for (const secret of [e.hex(sign), identity, identity.toLowerCase(), Buffer.from(sign).toString('base64')]) {
    assert.ok(!said.includes(secret));
  }
});

test('before the list is read, or from one that is not signed, it makes nothing', async () => {
  const worker = openKeyWorker();
  await assert.rejects(worker.make(wanted), refused('not-begun'));
  await assert.rejects(worker.begin({ ...begin, directory: directory.replace('Northmoor', 'Southmoor') }), refused('directory-unsigned'));
  await assert.rejects(worker.make(wanted), refused('not-begun'));
  worker.terminate();
});

test('it makes no key that the authority could not admit', async () => {
  const { worker } = await begun();
  for (const name of ['', ' Siân', 'Siân\u202eŴyn', 'x'.repeat(201), 'Siân\nŴyn']) {
    await assert.rejects(worker.make({ ...wanted, name }), refused('bad-name'), JSON.stringify(name));
  }
  await assert.rejects(worker.make({ ...wanted, passphrase: 'eleven char' }), refused('short-passphrase'));
  await assert.rejects(worker.make({ ...wanted, renews: 'nobody' }), refused('unknown-reviewer'));
  worker.terminate();
});

test('a passphrase is counted in letters, not in their parts', () => {
  assert.equal(firstMistake('A', '𝒳'.repeat(6), '𝒳'.repeat(6))?.field, 'passphrase');
  assert.equal(firstMistake('A', 'x'.repeat(12), 'x'.repeat(12)), undefined);
  assert.equal(firstMistake('A', 'x'.repeat(12), 'x'.repeat(13))?.field, 'again');
});

test('files are named so that anyone can type them', () => {
  assert.equal(fileNames('DI Siân O’Brien').key, 'di-sian-o-brien.key.age');
  assert.equal(fileNames('../../etc/passwd').request, 'etc-passwd.request.json');
  assert.equal(fileNames('Ἀθηνᾶ').key, 'reviewer.key.age');
  assert.ok(fileNames('x'.repeat(200)).key.length < 80);
});
