import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { envelope as e } from './support/envelope.mjs';
import * as house from './support/house.mjs';
import { Post } from './support/post.mjs';
import { buffer, openRaiseWorker, refused } from './support/workers.mjs';

const BEGIN = { directory: house.signedDirectory(), authority: house.authority, today: house.TODAY };
const DRAFT = { route: 1, urgent: false, readers: ['r1'], leaveOut: ['r2'], text: 'It was closed.', answers: { case: ['fgm'] } };

let worker;
before(async () => {
  worker = openRaiseWorker();
});
after(() => worker.terminate());

test('nothing works before a token, and no list of reviewers is believed that the authority did not sign', async () => {
  await assert.rejects(worker.prepare({ readers: ['r1'] }), refused('locked'));
  await assert.rejects(worker.seal(DRAFT), refused('locked'));
  await assert.rejects(worker.accept({ answer: new ArrayBuffer(7) }), refused('locked'));
  await assert.rejects(worker.begin({ ...BEGIN, authority: `${'0'.repeat(64)}\n` }), refused('directory-unsigned'));
  await assert.rejects(worker.begin({ ...BEGIN, directory: '{' }), refused('directory-malformed'));
});

test('the page learns names, routes and whether it is current', async () => {
  const view = await worker.begin(BEGIN);
  assert.equal(view.name, 'Northmoor');
  assert.equal(view.current, true);
  assert.deepEqual(view.reviewers.map(({ id, name }) => [id, name]), [['r1', 'Amina Yusuf'], ['r2', 'Bogdan Petrov']]);
  for (const { fingerprint } of view.reviewers) assert.match(fingerprint, /^([0-9a-f]{4} ){7}[0-9a-f]{4}$/);
});

test('the fingerprint is of every key that may sign, and a line slipped in changes it', async () => {
  const other = openRaiseWorker();
  const keys = e.parseAuthority(house.authority);
  const whole = (lines) => e.hex(e.H(e.label('whistle/v1/authority'), ...lines)).slice(0, 32).match(/.{4}/g).join(' ');
  assert.equal((await other.begin(BEGIN)).fingerprint, whole(keys));
  const forger = new Uint8Array(32).fill(66);
  const authority = `${house.authority}${e.hex(e.publicKey(forger))}\n`;
  const forged = await other.begin({ ...BEGIN, authority, directory: house.signedDirectory(house.BODY, forger) });
  assert.equal(forged.fingerprint, whole([...keys, e.publicKey(forger)]));
  other.terminate();
});

test('a reviewer whose key has ended is not offered, on any route', async () => {
  const other = openRaiseWorker();
  const body = { ...house.BODY, reviewers: [BODY(0), { ...BODY(1), until: '2026-02-28' }] };
  const view = await other.begin({ ...BEGIN, directory: house.signedDirectory(body) });
  assert.deepEqual([view.reviewers.map(({ id }) => id), view.routes[0].readers], [['r1'], ['r1']]);
  await other.newToken();
  await assert.rejects(other.seal({ ...DRAFT, readers: ['r1', 'r2'], leaveOut: [] }), refused('unknown-reader'));
  other.terminate();
});
const BODY = (i) => house.BODY.reviewers[i];

test('a reviewer of another route is not let in by this one', async () => {
  const other = openRaiseWorker();
  const body = { ...house.BODY, routes: [{ ...house.BODY.routes[0], readers: ['r1'] }] };
  await other.begin({ ...BEGIN, directory: house.signedDirectory(body) });
  await other.newToken();
  await assert.rejects(other.seal({ ...DRAFT, readers: ['r1', 'r2'], leaveOut: [] }), refused('unknown-reader'));
  other.terminate();
});

test('after the directory has expired nothing new is sealed', async () => {
  const other = openRaiseWorker();
  const view = await other.begin({ ...BEGIN, today: '2026-04-02' });
  assert.equal(view.current, false);
  await other.newToken();
  await assert.rejects(other.seal(DRAFT), refused('directory-expired'));
  other.terminate();
});

test('from token to receipt: what was sealed is what the reviewer opens', async () => {
  const { token, last } = await worker.newToken();
  assert.match(token, /^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
  assert.ok(token.endsWith(last));
  await worker.prepare({ readers: ['r1', 'r2'] });
  const { frame, filing } = await worker.seal(DRAFT);
  assert.equal(frame.byteLength, 37_253);

  const parsed = e.parseFiling(new Uint8Array(frame));
  assert.equal(filing, e.hex(e.filingHash(parsed)));
  const sealed = { filing: parsed };
  const them = e.reporterOf(e.parseToken(token));
  const kids = e.parseOpening(parsed.opening).slots.map(({ kid }) => e.hex(kid));
  assert.equal(kids.includes(e.hex(house.amina.kid)), true);
  assert.equal(kids.includes(e.hex(house.bogdan.kid)), false, 'left out after prepare, so without a grant');

  const page = house.page(
    0, 1, house.head(1, house.chain(sealed, [parsed]), house.HOUR, them.mailbox), house.opening(sealed),
    house.grantFor(house.amina, sealed), house.message(1, parsed),
  );
  const [entry] = e.openThread([page], house.directory, house.amina).entries;
  assert.equal(entry.problem, undefined);
  assert.deepEqual(entry.content, { kind: 'concern', text: 'It was closed.', answers: { case: ['fgm'] }, leave_out: ['r2'] });

  const { item } = house.receipt(sealed, { from: them });
  const accepted = await worker.accept({ answer: buffer(house.answer(item)) });
  assert.deepEqual(accepted, { hour: house.HOUR, includeBy: house.HOUR + 2, clock: false });
  const ahead = house.receipt(sealed, { from: them, hour: house.HOUR + 27 }).item;
  assert.equal((await worker.accept({ answer: buffer(house.answer(ahead)) })).clock, true);
  const other = { filing: { ...parsed, message: house.filed().filing.message } };
  for (const [about, wrong] of [
    [sealed, { type: 2 }],
    [sealed, { signer: house.log }],
    [sealed, { from: house.reporter }],
    [sealed, { about: new Uint8Array(32) }],
    [sealed, { by: house.HOUR + 49 }],
    [sealed, { under: { ...house.directory, version: 5 } }],
    [sealed, { under: { ...house.directory, hash: new Uint8Array(32) } }],
    [other, {}],
  ]) {
    const answer = house.answer(house.receipt(about, { from: them, ...wrong }).item);
    await assert.rejects(worker.accept({ answer: buffer(answer) }), refused('bad-receipt'));
  }
  await assert.rejects(worker.accept({ answer: buffer(house.answer()) }), refused('bad-receipt'));
  await assert.rejects(worker.accept({ answer: new ArrayBuffer(7) }), refused('malformed'));
});

test('what cannot be sealed says why', async () => {
  await worker.newToken();
  for (const [change, code] of [
    [{ readers: [] }, 'no-readers'],
    [{ readers: ['r9'] }, 'unknown-reader'],
    [{ readers: ['r1', 'r2'] }, 'left-out'],
    [{ leaveOut: ['r9'] }, 'unknown-reader'],
    [{ route: 9 }, 'unknown-route'],
    [{ text: ' \n' }, 'empty'],
    [{ text: 'x'.repeat(70_000) }, 'too-long'],
  ]) {
    await assert.rejects(worker.seal({ ...DRAFT, ...change }), refused(code), code);
  }
  const { frame } = await worker.seal({ ...DRAFT, text: 'x'.repeat(20_000) });
  assert.equal(frame.byteLength, 86_405, 'a long text takes the second size');
});

test('terminate answers whoever waits', async () => {
  const other = openRaiseWorker();
  const waiting = other.begin(BEGIN);
  other.terminate();
  await assert.rejects(waiting, refused('locked'));
});

test('what belongs to following up is not in it, and a call that does not exist says nothing about the inside', async () => {
  await assert.rejects(worker.unlock({ token: '' }), refused('internal'));
  await assert.rejects(worker.nothing(), refused('internal'));
});
