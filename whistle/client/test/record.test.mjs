/** The service's record, held against what the same session saw of it, and against what was written on paper. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { envelope as e, root } from './support/envelope.mjs';
import * as house from './support/house.mjs';
import { buffer, openFollowWorker, refused } from './support/workers.mjs';

const TOKEN = e.formatToken(new Uint8Array(16).fill(9));
const { vectors } = JSON.parse(readFileSync(path.join(root, 'tests/vectors/consistency.json'), 'utf8'));
const bytes = (digits) => new Uint8Array(Buffer.from(digits, 'hex'));
const found = (name) => vectors.find((vector) => vector.name === name).input;
const text = (proof) => proof.map((hash) => `${Buffer.from(hash, 'hex').toString('base64')}\n`).join('');

const honest = found('16 to 48');
const forked = found('forked, proof of the new one');
const OLD = house.checkpoint(16, bytes(honest.old_root));
const NEW = house.checkpoint(48, bytes(honest.new_root));
const FORK = house.checkpoint(48, bytes(forked.new_root));
const OLD_FORK = house.checkpoint(16, bytes(found('forked at one size').new_root));
const PROOF = { '16/48': text(honest.proof) };

async function unlocked(token = TOKEN) {
  const worker = openFollowWorker();
  await worker.begin({ directory: house.signedDirectory(), authority: house.authority, today: house.TODAY });
  await worker.unlock({ token });
  return worker;
}

/** What is said in the end of these newest checkpoints, one after the other, with those proofs given where they are needed. */
async function says(proofs, ...newest) {
  const worker = await unlocked();
  let said;
  for (const each of newest) {
    said = await worker.checkRecord({ newest: each, shown: {} });
    if (said.needs.length) said = await worker.checkRecord({ newest: each, shown: proofs });
  }
  const { text: proof } = await worker.proof().catch(() => ({ text: '' }));
  worker.terminate();
  return { ...said, proof };
}

test('a record that has only grown agrees, once the service has shown it', async () => {
  const worker = await unlocked();
  assert.equal((await worker.checkRecord({ newest: OLD, shown: {} })).standing, 'agrees');
  assert.deepEqual((await worker.checkRecord({ newest: NEW, shown: {} })).needs, ['16/48']);
  const { needs, standing } = await worker.checkRecord({ newest: NEW, shown: PROOF });
  assert.deepEqual([needs, standing], [[], 'agrees']);
  assert.equal((await worker.checkRecord({ newest: NEW, shown: {} })).standing, 'agrees');
  worker.terminate();
});

test('an older record of the same history is no fork, and never becomes the newest that was seen', async () => {
  const worker = await unlocked();
  await worker.checkRecord({ newest: NEW, shown: {} });
  assert.equal((await worker.checkRecord({ newest: OLD, shown: PROOF })).standing, 'agrees');
  const { needs, standing } = await worker.checkRecord({ newest: FORK, shown: {} });
  assert.deepEqual([needs, standing], [[], 'forked']);
  worker.terminate();
});

test('a record that grew from another one was forked, whatever proof is given', async () => {
  for (const proof of [text(honest.proof), text(forked.proof), '', false]) {
    const said = await says({ '16/48': proof }, OLD, FORK);
    assert.equal(said.standing, 'forked', String(proof));
    assert.ok(said.proof.endsWith(`# forked: the service signed both of these\n\n${OLD}\n${FORK}`));
  }
});

test('two records of one size with different roots were forked', async () => {
  const said = await says({}, OLD, OLD_FORK);
  assert.equal(said.standing, 'forked');
  assert.ok(said.proof.includes(OLD) && said.proof.includes(OLD_FORK));
});

test('what was forked stays forked, also when the service shows the first record again', async () => {
  assert.equal((await says(PROOF, OLD, OLD_FORK, OLD, NEW)).standing, 'forked');
});

test('without an answer, or with one that nobody signed, the record was not checked and nothing is accused', async () => {
  const unsigned = house.checkpoint(48, bytes(honest.new_root), house.promise);
  for (const [proofs, ...newest] of [[{}, null], [{}, unsigned], [{}, '<html>'], [{}, OLD, null], [{}, OLD, false]]) {
    const said = await says(proofs, ...newest);
    assert.deepEqual([said.standing, said.proof], ['unchecked', ''], String(newest));
  }
  for (const proof of [null, '<html>', text(honest.proof).slice(0, -1)]) {
    assert.equal((await says({ '16/48': proof }, OLD, NEW)).standing, 'unchecked');
  }
});

test('what was not checked is checked at the next visit all the same', async () => {
  const worker = await unlocked();
  await worker.checkRecord({ newest: OLD, shown: {} });
  assert.equal((await worker.checkRecord({ newest: NEW, shown: { '16/48': null } })).standing, 'unchecked');
  assert.equal((await worker.checkRecord({ newest: FORK, shown: PROOF })).standing, 'forked');
  worker.terminate();
});

test('before the first tick there is no record to speak of', async () => {
  assert.deepEqual(await says({}, false), { needs: [], standing: 'none', mark: '', proof: '' });
});

test('the record that a proof of inclusion leads to is held against the public one', async () => {
  const sealed = house.filed();
  const { item, leaf } = house.receipt(sealed);
  const worker = await unlocked();
  const page = house.honest(sealed, house.reporter, [sealed.filing], { extra: [item, house.inclusion(leaf)] });
  const view = await worker.openPages({ pages: [buffer(page)] });
  assert.deepEqual(view.receipt, { hour: house.HOUR, promisedBy: house.HOUR + 2, included: true, ok: true });
  assert.deepEqual((await worker.checkRecord({ newest: OLD, shown: {} })).needs, ['2/16']);
  assert.equal((await worker.checkRecord({ newest: OLD, shown: { '2/16': text([honest.old_root]) } })).standing, 'forked');
  const { text: proof } = await worker.proof();
  assert.match(proof, /^# received 2026-03-02T00:00Z$/m);
  assert.ok(proof.includes('c2sp.org/tlog-proof@v1') && proof.endsWith(OLD));
  worker.terminate();
});

test('a mark is read as people write it, and only with the token that it was made with', async () => {
  const worker = await unlocked();
  const { mark } = await worker.checkRecord({ newest: OLD, shown: {} });
  assert.match(mark, /^16(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  assert.deepEqual(await worker.readMark({ mark: ` ${mark.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} ` }), { size: 16 });
  const last = mark.at(-1) === '7' ? '8' : '7';
  for (const wrong of ['', '16', mark.slice(3), mark.slice(0, -1), `${mark}7`, `17${mark.slice(2)}`, mark.slice(0, -1) + last, `0${mark}`]) {
    await assert.rejects(worker.readMark({ mark: wrong }), refused('bad-mark'), wrong);
  }
  const another = await unlocked(e.formatToken(new Uint8Array(16).fill(4)));
  await assert.rejects(another.readMark({ mark }), refused('bad-mark'));
  worker.terminate();
  another.terminate();
});

test('a mark of an earlier visit tells a record that has only grown from another one', async () => {
  const before = await unlocked();
  const { mark } = await before.checkRecord({ newest: OLD, shown: {} });
  before.terminate();
  const compared = async (newest, note, shown) => {
    const worker = await unlocked();
    const said = await worker.checkRecord({ newest, shown, earlier: { mark, note } });
    worker.terminate();
    return [said.compared, said.needs, said.standing];
  };
  assert.deepEqual(await compared(OLD, OLD, {}), ['agrees', [], 'agrees']);
  assert.deepEqual(await compared(NEW, OLD, {}), ['unchecked', ['16/48'], 'agrees']);
  assert.deepEqual(await compared(NEW, OLD, PROOF), ['agrees', [], 'agrees']);
  // The service shows another record in its place, or its own of that size and no proof, or nothing at all.
  assert.deepEqual(await compared(FORK, OLD_FORK, { '16/48': text(forked.proof) }), ['forked', [], 'agrees']);
  assert.deepEqual(await compared(FORK, OLD, { '16/48': text(forked.proof) }), ['forked', [], 'agrees']);
  assert.deepEqual(await compared(FORK, false, {}), ['forked', [], 'agrees']);
  assert.deepEqual(await compared(NEW, null, {}), ['unchecked', [], 'agrees']);
  // What nobody signed accuses nobody: the wifi of a café answers everything.
  const unsigned = house.checkpoint(16, bytes(honest.old_root), house.promise);
  for (const note of ['<html>', '', unsigned]) assert.deepEqual(await compared(NEW, note, {}), ['unchecked', [], 'agrees'], note);
});

test('two records that a mark has shown to differ are kept as the service signed them', async () => {
  const before = await unlocked();
  const { mark } = await before.checkRecord({ newest: OLD, shown: {} });
  before.terminate();
  const worker = await unlocked();
  await worker.checkRecord({ newest: FORK, shown: { '16/48': text(forked.proof) }, earlier: { mark, note: OLD } });
  assert.ok((await worker.proof()).text.endsWith(`# forked: the service signed both of these\n\n${OLD}\n${FORK}`));
  assert.equal((await worker.checkRecord({ newest: FORK, shown: {} })).standing, 'forked');
  worker.terminate();
});
