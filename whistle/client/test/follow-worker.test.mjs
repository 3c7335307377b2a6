import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { envelope as e } from './support/envelope.mjs';
import * as house from './support/house.mjs';
import { Post } from './support/post.mjs';
import { buffer, openFollowWorker, refused } from './support/workers.mjs';

const BEGIN = { directory: house.signedDirectory(), authority: house.authority, today: house.TODAY };
const REVIEWERS = house.BODY.reviewers;

let worker;
before(async () => {
  worker = openFollowWorker();
  await worker.begin(BEGIN);
});
after(() => worker.terminate());

test('nothing works before a token', async () => {
  await assert.rejects(worker.openPages({ pages: [] }), refused('locked'));
  await assert.rejects(worker.sealMessage({ kind: 'reply', text: 'x' }), refused('locked'));
});

const token = e.formatToken(new Uint8Array(16).fill(9));
const sealed = house.filed();
const open = (frame) => worker.openPages({ pages: [buffer(frame)] });

test('a token as people type it opens the thread', async () => {
  await worker.unlock({ token: ` ${token.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}\n` });
  const { item, leaf } = house.receipt(sealed);
  const ack = house.said(sealed, house.amina, 2, { kind: 'closing', text: 'Done.', reason: 'action-taken' });
  const view = await open(house.honest(sealed, house.reporter, [sealed.filing, ack], { extra: [item, house.inclusion(leaf)] }));
  assert.equal(view.known, true);
  assert.deepEqual(view.messages.map(({ from, name, kind, confirmed, reason }) => [from, name, kind, confirmed, reason]), [
    ['you', undefined, 'concern', true, undefined],
    ['reviewer', 'Amina Yusuf', 'closing', true, 'action-taken'],
  ]);
  assert.deepEqual(view.receipt, { hour: house.HOUR, promisedBy: house.HOUR + 2, included: true, ok: true });
  assert.deepEqual(view.warnings, []);
});

test('a wrong token says which way it is wrong', async () => {
  const wrong = openFollowWorker();
  await wrong.begin(BEGIN);
  await assert.rejects(wrong.unlock({ token: token.slice(1) }), refused('token-length'));
  await assert.rejects(wrong.unlock({ token: `U${token.slice(1)}` }), refused('token-letter'));
  await assert.rejects(wrong.unlock({ token: token.slice(0, -1) + (token.endsWith('7') ? '8' : '7') }), refused('token-check'));
  await assert.rejects(wrong.sealMessage({ kind: 'reply', text: 'x' }), refused('locked'));
  wrong.terminate();
});

test('a request to read is signed for this page and this challenge', async () => {
  const challenge = 'ab'.repeat(32);
  const { frame } = await worker.readRequest({ challenge, page: 3 });
  const bytes = new Uint8Array(frame);
  assert.equal(bytes.length, 206);
  e.verify(house.reporter.verify, bytes.slice(142), bytes.slice(10, 142));
  assert.deepEqual(bytes.slice(138, 142), Uint8Array.of(0, 0, 0, 3));
  await assert.rejects(worker.readRequest({ challenge: 'ab', page: 0 }), refused('malformed'));
});

test('a reply stands after what was read, and a forged message is shown as from nobody', async () => {
  const forged = house.said(sealed, house.stranger, 2, { kind: 'reply', text: 'Ring me.' });
  const view = await open(house.honest(sealed, house.reporter, [sealed.filing, forged], { extra: [house.receipt(sealed).item] }));
  const { from, name, confirmed, problem, text } = view.messages[1];
  assert.deepEqual([from, name, confirmed, problem, text], ['unknown', undefined, false, 'unknown-sender', 'Ring me.']);
  const { frame, hash } = await worker.sealMessage({ kind: 'reply', text: 'Is anyone there?' });
  const signed = e.parseSigned(new Uint8Array(frame));
  assert.equal(hash, e.hex(e.H(signed.message)));
  const after = e.openThread([house.honest(sealed, house.amina, [sealed.filing, forged, signed])], house.directory, house.amina);
  assert.equal(after.entries[2].problem, undefined);
});

test('receipts and proofs that fail are said to, and a promise that was not kept', async () => {
  const { item, leaf } = house.receipt(sealed);
  const ask = async (extra, hour) => {
    const view = await open(house.honest(sealed, house.reporter, [sealed.filing], { extra, hour }));
    return [view.warnings.map(({ code }) => code).filter((code) => code !== 'rolled-back'), view.receipt?.ok];
  };
  assert.deepEqual(await ask([item]), [[], true]);
  assert.deepEqual(await ask([item], house.HOUR + 3), [['not-included'], false]);
  assert.deepEqual(await ask([item, house.inclusion(leaf)], house.HOUR + 3), [[], true]);
  assert.deepEqual(await ask([item, house.inclusion(leaf, { signer: house.promise })]), [['bad-receipt'], false]);
  assert.deepEqual(await ask([item, house.inclusion(new Uint8Array(32))]), [['bad-receipt'], false]);
  assert.deepEqual(await ask([]), [['bad-receipt'], undefined]);
});

test('a server that shows less than before is found out, also when it denies the concern', async () => {
  const second = house.said(sealed, house.amina, 2, { kind: 'reply', text: 'Two.' });
  const extra = [house.receipt(sealed).item];
  await open(house.honest(sealed, house.reporter, [sealed.filing, second], { extra }));
  const codes = async (frame) => (await open(frame)).warnings.map(({ code }) => code);
  assert.deepEqual(await codes(house.honest(sealed, house.reporter, [sealed.filing], { extra })), ['rolled-back']);
  assert.deepEqual(await codes(house.page(0, 1, house.head(0, new Uint8Array(32)))), ['rolled-back']);
});

test('a server that puts another message in the place of one it gave is found out', async () => {
  const fresh = openFollowWorker();
  await fresh.begin(BEGIN);
  await fresh.unlock({ token });
  const reply = (text) => house.said(sealed, house.amina, 2, { kind: 'reply', text });
  const [one, other, third] = [reply('Yes.'), reply('No.'), reply('More.')];
  const extra = [house.receipt(sealed).item];
  const codes = async (...messages) => {
    const page = house.honest(sealed, house.reporter, [sealed.filing, ...messages], { extra });
    return (await fresh.openPages({ pages: [buffer(page)] })).warnings.map(({ code }) => code);
  };
  assert.deepEqual(await codes(one), []);
  assert.deepEqual(await codes(other), ['rolled-back']);
  assert.deepEqual(await codes(other, third), ['rolled-back']);
  assert.deepEqual(await codes(one, third), []);
  fresh.terminate();
});

test('a first page alone rolls nothing back', async () => {
  const fresh = openFollowWorker();
  await fresh.begin(BEGIN);
  await fresh.unlock({ token });
  const second = house.said(sealed, house.amina, 2, { kind: 'reply', text: 'Two.' });
  const head = house.head(2, house.chain(sealed, [sealed.filing, second]));
  const pages = [
    house.page(0, 2, head, house.opening(sealed), house.grantFor(house.reporter, sealed), house.receipt(sealed).item,
      house.message(1, sealed.filing)),
    house.page(1, 2, head, house.message(2, second)),
  ].map(buffer);
  for (const given of [pages.slice(0, 1), pages, pages.slice(0, 1), pages]) {
    assert.deepEqual((await fresh.openPages({ pages: given })).warnings, []);
  }
  fresh.terminate();
});

test('a server whose clock stands still is late all the same, and its hour is doubted', async () => {
  const later = openFollowWorker();
  const codes = async (extra, hours, head) => {
    await later.begin({ ...BEGIN, nowHour: house.HOUR + hours });
    await later.unlock({ token });
    const page = house.honest(sealed, house.reporter, [sealed.filing], { extra, hour: head });
    const { warnings, receipt } = await later.openPages({ pages: [buffer(page)] });
    return [warnings.map(({ code }) => code).sort(), receipt.ok];
  };
  const { item } = house.receipt(sealed);
  assert.deepEqual(await codes([item], 2), [[], true]);
  assert.deepEqual(await codes([item], 3), [['not-included'], false]);
  assert.deepEqual(await codes([item], 27), [['clock', 'not-included'], false]);
  assert.deepEqual(await codes([house.receipt(sealed, { hour: house.HOUR + 40 }).item], 10), [['clock'], false]);
  assert.deepEqual(await codes([house.receipt(sealed, { by: house.HOUR + 49 }).item], 0), [['bad-receipt'], false]);
  const denial = house.page(0, 1, house.head(0, new Uint8Array(32), house.HOUR - 27));
  await later.begin(BEGIN);
  await later.unlock({ token });
  assert.deepEqual((await later.openPages({ pages: [buffer(denial)] })).warnings.map(({ code }) => code), ['clock']);
  await assert.rejects(later.begin({ ...BEGIN, nowHour: 0.5 }), refused('not-begun'));
  later.terminate();
});

test('a concern that the server calls closed, with no word from a reviewer, is said to be', async () => {
  const fresh = openFollowWorker();
  await fresh.begin(BEGIN);
  await fresh.unlock({ token });
  const extra = [house.receipt(sealed).item];
  const page = house.honest(sealed, house.reporter, [sealed.filing], { extra, closed: true });
  const { warnings } = await fresh.openPages({ pages: [buffer(page)] });
  assert.deepEqual(warnings.map(({ code }) => code), ['state']);
  assert.match(warnings[0].text, /closed/);
  fresh.terminate();
});

test('an unknown concern is an empty thread, not an error', async () => {
  const fresh = openFollowWorker();
  await fresh.begin(BEGIN);
  await fresh.unlock({ token });
  const view = await fresh.openPages({ pages: [buffer(house.page(0, 1, house.head(0, new Uint8Array(32))))] });
  assert.deepEqual([view.known, view.messages, view.warnings], [false, [], []]);
  fresh.terminate();
});

/** A worker of its own, with this token, and this post opened in it. */
async function holding(t, text, post, begin = BEGIN) {
  const own = openFollowWorker();
  t.after(() => own.terminate());
  await own.begin(begin);
  await own.unlock({ token: text });
  const me = e.reporterOf(e.parseToken(text));
  const read = async (given) =>
    own.openPages({ pages: [buffer(post.page(me, { extra: [house.receipt(post.filing).item], ...given }))] });
  return { own, read, view: await read() };
}

test('questions are answered one by one, or skipped, and everything else a reporter may say is confirmed', async (t) => {
  const post = new Post();
  const questions = [
    { text: 'When was it?', asks: 'words', identifies: true },
    { text: 'May we tell the domestic abuse service?', asks: 'consent', identifies: false },
  ];
  post.say(house.amina, { kind: 'question', text: '', questions });
  const { own, read, view } = await holding(t, token, post);
  const asked = view.messages[1];
  assert.deepEqual([asked.kind, asked.questions, asked.confirmed], ['question', questions, true]);
  const of = asked.hash;
  for (const [sending, code] of [
    [{ kind: 'answer', text: '', of, replies: ['In May.'] }, 'wrong-replies'],
    [{ kind: 'answer', text: '', of, replies: ['In May.', 'perhaps'] }, 'wrong-replies'],
    [{ kind: 'answer', text: '', of: view.messages[0].hash, replies: ['', ''] }, 'wrong-replies'],
    [{ kind: 'answer', text: '', of: '00'.repeat(32), replies: ['', ''] }, 'wrong-of'],
    [{ kind: 'dispute', text: 'No.', of: '' }, 'wrong-of'],
    [{ kind: 'reply', text: ' ' }, 'empty'],
    [{ kind: 'detriment', text: '' }, 'empty'],
    [{ kind: 'closing', text: 'Done.' }, 'unknown-kind'],
  ]) {
    await assert.rejects(own.sealMessage(sending), refused(code), code);
  }
  for (const sending of [
    { kind: 'answer', text: '', of, replies: ['', 'no'] },
    { kind: 'dispute', text: '', of },
    { kind: 'detriment', text: 'They moved me.' },
    { kind: 'withdrawal', text: '' },
    { kind: 'reply', text: 'One more thing.' },
  ]) {
    post.messages.length = 2;
    await read();
    const { frame, hash } = await own.sealMessage(sending);
    post.messages.push(e.parseSigned(new Uint8Array(frame)));
    const mine = (await read()).messages.at(-1);
    const { kind, text, of: about, replies } = mine;
    assert.deepEqual([mine.hash, mine.from, mine.confirmed], [hash, 'you', true]);
    assert.deepEqual({ kind, text, ...(about && { of: about }), ...(replies && { replies }) }, sending);
    assert.equal(post.open(house.amina).entries.at(-1).problem, undefined);
  }
});

test('the reporter lets someone else in, and never one whom they left out', async (t) => {
  const post = new Post(house.filed({ readers: ['r1'] }));
  const { own, read, view } = await holding(t, token, post);
  assert.deepEqual([view.access, view.canAdd, view.leftOut], [['Amina Yusuf'], [{ id: 'r2', name: 'Bogdan Petrov' }], []]);
  await assert.rejects(own.sealShare({ readers: [] }), refused('no-readers'));
  await assert.rejects(own.sealShare({ readers: ['r1'] }), refused('no-readers'));
  await assert.rejects(own.sealShare({ readers: ['r9'] }), refused('unknown-reader'));
  const { frame, hash } = await own.sealShare({ readers: ['r2', 'r1', 'r2'] });
  post.changes.push(e.parseChange(new Uint8Array(frame)));
  const after = await read();
  assert.deepEqual(after.changes, [
    { after: 1, by: 'you', hash, added: ['Bogdan Petrov'], removed: [], renewed: [], handedOver: false },
  ]);
  assert.deepEqual([after.access, after.canAdd, after.warnings], [['Amina Yusuf', 'Bogdan Petrov'], [], []]);
  assert.equal(post.open(house.bogdan).entries[0].content.text, 'It was closed in a day.');

  const narrow = await holding(t, token, new Post(house.filed({ readers: ['r1'], leaveOut: ['r2'] })));
  assert.deepEqual([narrow.view.leftOut, narrow.view.canAdd], [['r2'], []]);
  await assert.rejects(narrow.own.sealShare({ readers: ['r2'] }), refused('left-out'));
});

test('a change that the server gave once cannot be taken back', async (t) => {
  const post = new Post(house.filed({ readers: ['r1'] })).share(['r1', 'r2']);
  const { own, read, view } = await holding(t, token, post);
  assert.deepEqual(view.warnings, []);
  assert.deepEqual((await read({ changes: [] })).warnings.map(({ code }) => code), ['rolled-back']);
  assert.deepEqual((await read()).warnings, []);
});

test('a revoked key is let go when someone else is let in', async (t) => {
  const post = new Post(house.filed({ readers: ['r1'] }));
  const body = { ...house.BODY, version: 5, reviewers: [{ ...REVIEWERS[0], revoked: '2026-02-01' }, REVIEWERS[1]] };
  const { own, read } = await holding(t, token, post, { ...BEGIN, directory: house.signedDirectory(body) });
  const { frame } = await own.sealShare({ readers: ['r2'] });
  post.changes.push(e.parseChange(new Uint8Array(frame)));
  const { changes, access } = await read();
  assert.deepEqual([changes[0].added, changes[0].removed, access], [['Bogdan Petrov'], ['Amina Yusuf'], ['Bogdan Petrov']]);
});

test('where the concern is not confirmed nobody is let in, since nobody can say who is left out', async (t) => {
  const post = new Post(house.filed({ readers: ['r1'], leaveOut: ['r2'] }));
  post.messages[0] = { ...post.messages[0], signature: new Uint8Array(64) };
  const { own, view } = await holding(t, token, post);
  assert.deepEqual(view.canAdd, []);
  await assert.rejects(own.sealShare({ readers: ['r2'] }), refused('not-opened'));
});

test('the reporter hands over to a new token, keeps what was said, and the new holder goes on', async (t) => {
  const post = new Post();
  post.say(house.amina, { kind: 'reply', text: 'One.' });
  const { own, read } = await holding(t, token, post);
  await assert.rejects(own.sealHandOver(), refused('no-holder'));
  const forgotten = await own.newHolder();
  const next = await own.newHolder();
  assert.notEqual(next.token, forgotten.token);
  assert.ok(next.token.endsWith(next.last));
  const { frame, hash } = await own.sealHandOver();
  post.changes.push(e.parseChange(new Uint8Array(frame)));
  const heir = e.reporterOf(e.parseToken(next.token));
  post.say(heir, { kind: 'reply', text: 'I speak for her now.' });
  post.say(house.amina, { kind: 'reply', text: 'Thank you.' });

  const left = await read();
  assert.deepEqual([left.handedOver, left.messages.length, left.canAdd], [true, 2, []]);
  assert.deepEqual(left.changes, [{ after: 2, by: 'you', hash, added: [], removed: [], renewed: [], handedOver: true }]);
  assert.equal(left.receipt.ok, true);
  await assert.rejects(own.sealMessage({ kind: 'reply', text: 'Wait.' }), refused('handed-over'));
  await assert.rejects(own.sealShare({ readers: ['r2'] }), refused('handed-over'));
  await assert.rejects(own.sealHandOver(), refused('handed-over'));

  const theirs = await holding(t, next.token, post);
  assert.deepEqual(theirs.view.messages.map(({ from, confirmed }) => [from, confirmed]), [
    ['reporter', true], ['reviewer', true], ['you', true], ['reviewer', true],
  ]);
  const { handedOver, receiptElsewhere, receipt, warnings, changes, concern } = theirs.view;
  assert.deepEqual([handedOver, receiptElsewhere, receipt, warnings], [false, true, null, []]);
  assert.deepEqual([changes[0].by, concern], ['reporter', e.hex(house.reporter.mailbox)]);
  await assert.rejects(theirs.own.proof(), refused('bad-receipt'));
  const { frame: asked } = await theirs.own.readRequest({ challenge: 'ab'.repeat(32), page: 0 });
  assert.deepEqual(new Uint8Array(asked).slice(58, 74), new Uint8Array(heir.mailbox), 'they ask by a mailbox of their own');
  const { frame: signed } = await theirs.own.sealMessage({ kind: 'withdrawal', text: '' });
  post.messages.push(e.parseSigned(new Uint8Array(signed)));
  assert.equal(post.open(house.bogdan).entries.at(-1).problem, undefined);
});

test('one who was let in at first and is left out all the same goes with the next change', async (t) => {
  const post = new Post(house.filed({ leaveOut: ['r2'] }));
  const { own, read } = await holding(t, token, post);
  await own.newHolder();
  const { frame } = await own.sealHandOver();
  post.changes.push(e.parseChange(new Uint8Array(frame)));
  const { changes, access, warnings, handedOver } = await read();
  assert.deepEqual([changes[0].removed, access, warnings, handedOver], [['Bogdan Petrov'], ['Amina Yusuf'], [], true]);
});

test('a reader whose key was renewed is not offered again, and one whose key was revoked is, by the newer', async (t) => {
  const renewed = house.entry('r1b', 'Amina Yusuf', house.reviewerKey(40), { renews: 'r1' });
  const offered = async (old) => {
    const body = { ...house.BODY, version: 5, reviewers: [{ ...REVIEWERS[0], ...old }, REVIEWERS[1], renewed] };
    const post = new Post(house.filed(), house.directoryOf(body));
    const { own, read, view } = await holding(t, token, post, { ...BEGIN, directory: house.signedDirectory(body) });
    return { own, read, post, canAdd: view.canAdd };
  };
  for (const old of [{}, { until: '2026-02-01' }]) assert.deepEqual((await offered(old)).canAdd, []);
  const { own, read, post, canAdd } = await offered({ revoked: '2026-02-01' });
  assert.deepEqual(canAdd, [{ id: 'r1b', name: 'Amina Yusuf' }]);
  post.changes.push(e.parseChange(new Uint8Array((await own.sealShare({ readers: ['r1b'] })).frame)));
  const { changes, access, warnings } = await read();
  assert.deepEqual([changes[0].added, changes[0].removed, changes[0].renewed], [[], [], ['Amina Yusuf']]);
  assert.deepEqual([access, warnings], [['Bogdan Petrov', 'Amina Yusuf'], []]);
});

test('a notice is signed by the token for this challenge, and says what it is about', async (t) => {
  const challenge = 'ab'.repeat(32);
  const { own } = await holding(t, token, new Post());
  const bytes = new Uint8Array((await own.sealNotice({ challenge })).frame);
  assert.equal(bytes.length, 205);
  assert.deepEqual(bytes.slice(0, 10), e.concat(e.utf8('whistle1'), Uint8Array.of(7, 0)));
  e.verify(house.reporter.verify, bytes.slice(141), bytes.slice(10, 141));
  assert.deepEqual([bytes[140], e.hex(bytes.slice(108, 140))], [18, challenge]);
});

test('the proof to take elsewhere is what the service signed, and has no secret in it', async (t) => {
  const fresh = openFollowWorker();
  t.after(() => fresh.terminate());
  await fresh.begin(BEGIN);
  await assert.rejects(fresh.proof(), refused('locked'));
  await fresh.unlock({ token });
  await assert.rejects(fresh.proof(), refused('bad-receipt'));
  const { item, leaf } = house.receipt(sealed);
  const read = (...extra) => fresh.openPages({ pages: [buffer(house.honest(sealed, house.reporter, [sealed.filing], { extra }))] });
  await read(item);
  const { text } = await fresh.proof();
  const [fields, ...signed] = text.split('\n\n');
  const field = (name) => new RegExp(`^# ${name} (.*)$`, 'm').exec(fields)[1];
  const event = Buffer.from(field('event'), 'hex');
  assert.deepEqual([field('service'), field('name'), field('received')], [e.hex(house.service), 'Northmoor', '2026-03-02T00:00Z']);
  assert.deepEqual(e.treeHash(Buffer.from(field('salt'), 'hex'), event), leaf);
  assert.equal(e.openPromise(signed.join('\n\n'), house.directory.origin, house.directory.promise).by, house.HOUR + 2);
  for (const secret of [house.reporter.sign, house.reporter.blind]) assert.equal(text.includes(e.hex(secret)), false);

  await read(item, house.inclusion(leaf));
  const proof = (await fresh.proof()).text.split('c2sp.org/')[1];
  const { size } = e.verifyInclusion(`c2sp.org/${proof}`, leaf, house.directory.origin, house.directory.log);
  assert.equal(size, 2);
});

test('lock forgets', async () => {
  await worker.lock();
  await assert.rejects(worker.sealMessage({ kind: 'reply', text: 'x' }), refused('locked'));
});
