import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { envelope as e, load } from './support/envelope.mjs';
import * as house from './support/house.mjs';
import { keyFile } from './support/key-file.mjs';
import { Notes } from './support/notes.mjs';
import { Post } from './support/post.mjs';
import { buffer, openDeskWorker, refused } from './support/workers.mjs';

const BEGIN = { directory: house.signedDirectory(), authority: house.authority, today: house.TODAY };

let desk;
before(async () => {
  desk = openDeskWorker();
  await desk.begin(BEGIN);
});
after(() => desk.terminate());

test('a key file that is wrong says how', async () => {
  const unlock = (file, passphrase = 'correct horse') => desk.unlockKey({ file, passphrase });
  await assert.rejects(unlock(await keyFile(house.amina), 'wrong'), refused('wrong-passphrase'));
  await assert.rejects(unlock(buffer(e.utf8('a photograph'))), refused('not-a-key-file'));
  await assert.rejects(unlock(new ArrayBuffer(20_000)), refused('not-a-key-file'));
  await assert.rejects(unlock(await keyFile(house.amina, { verify: house.bogdan.verify })), refused('not-a-key-file'));
  await assert.rejects(unlock(await keyFile(house.stranger)), refused('unknown-reviewer'));
  const heavy = Buffer.from(await keyFile(house.amina)).toString('latin1').replace(' 8\n', ' 21\n');
  await assert.rejects(unlock(buffer(Buffer.from(heavy, 'latin1'))), refused('work-factor'));
});

test('before a key is unlocked nothing opens', async () => {
  await assert.rejects(desk.openPages({ pages: [new ArrayBuffer(131_072)] }), refused('locked'));
});

test('a revoked key does not open the desk', async () => {
  const other = openDeskWorker();
  const body = { ...house.BODY, reviewers: [house.entry('r1', 'A', house.amina, { revoked: '2026-02-01' }), house.BODY.reviewers[1]] };
  await other.begin({ ...BEGIN, directory: house.signedDirectory(body) });
  await assert.rejects(other.unlockKey({ file: await keyFile(house.amina), passphrase: 'correct horse' }), refused('revoked'));
  other.terminate();
});

const filing = house.filed({ text: 'Risk was not looked at.  Nobody asked her.\nMore.', leaveOut: [] });
const concern = e.hex(house.reporter.mailbox);

test('the concern opens, with its answers, its readers and its title', async () => {
  const opened = await desk.unlockKey({ file: await keyFile(house.amina), passphrase: 'correct horse' });
  assert.deepEqual(opened, { reviewer: 'r1', name: 'Amina Yusuf', until: '2027-01-01', renewedBy: null });
  const page = buffer(house.honest(filing, house.amina, [filing.filing]));
  const view = await desk.openPages({ pages: [page], concern });
  assert.equal(view.concern, concern);
  assert.deepEqual(view.answers, { case: ['forced-marriage'] });
  assert.deepEqual(view.reviewersWithAccess, ['Amina Yusuf', 'Bogdan Petrov']);
  assert.deepEqual([view.messages[0].from, view.messages[0].confirmed], ['reporter', true]);
  const { title, confirmed } = await desk.title({ page });
  assert.deepEqual([title, confirmed], ['Risk was not looked at.', true]);
  await assert.rejects(desk.openPages({ pages: [page], concern: '0'.repeat(32) }), refused('bad-opening'));
});

test('a forged concern has no title', async () => {
  const altered = { ...filing.filing, signature: new Uint8Array(64) };
  const { title, confirmed } = await desk.title({ page: buffer(house.honest(filing, house.amina, [altered])) });
  assert.deepEqual([title, confirmed], ['', false]);
});

test('names, not ids, of whoever is left out', async () => {
  const narrow = house.filed({ readers: ['r1'], leaveOut: ['r2', 'gone'] });
  const view = await desk.openPages({ pages: [buffer(house.honest(narrow, house.amina, [narrow.filing]))] });
  assert.deepEqual([view.leaveOut, view.reviewersWithAccess], [['Bogdan Petrov', 'gone'], ['Amina Yusuf']]);
});

test('what the desk seals is confirmed on the reporter’s side', async () => {
  await desk.openPages({ pages: [buffer(house.honest(filing, house.amina, [filing.filing]))] });
  for (const [kind, reason] of [['acknowledgement'], ['reply'], ['closing', 'referred']]) {
    const { frame } = await desk.sealMessage({ concern, kind, text: kind === 'acknowledgement' ? '' : 'We did.', reason });
    const signed = e.parseSigned(new Uint8Array(frame));
    const page = house.honest(filing, house.reporter, [filing.filing, signed]);
    const { entries } = e.openThread([page], house.directory, house.reporter, house.reporter.mailbox);
    assert.equal(entries[1].problem, undefined);
    assert.deepEqual([entries[1].content.kind, entries[1].content.reason], [kind, reason]);
  }
});

test('what cannot be sealed says why', async () => {
  await assert.rejects(desk.sealMessage({ concern: '0'.repeat(32), kind: 'reply', text: 'x' }), refused('not-opened'));
  await assert.rejects(desk.sealMessage({ concern, kind: 'reply', text: ' ' }), refused('empty'));
  await assert.rejects(desk.sealMessage({ concern, kind: 'closing', text: 'x' }), refused('no-reason'));
  const question = { text: 'When?', asks: 'words', identifies: false };
  for (const questions of [undefined, [], Array(9).fill(question), [question, { ...question, text: ' ' }]]) {
    await assert.rejects(desk.sealMessage({ concern, kind: 'question', text: '', questions }), refused('no-questions'));
  }
});

test('questions reach the reporter, and their answers come back under them', async () => {
  await desk.unlockKey({ file: await keyFile(house.amina), passphrase: 'correct horse' });
  const post = new Post(filing);
  const read = () => desk.openPages({ pages: [buffer(post.page(house.amina))], concern });
  await read();
  const questions = [
    { text: 'When was it?', asks: 'words', identifies: true },
    { text: 'May we ask the school?', asks: 'consent', identifies: false },
  ];
  const { frame, hash } = await desk.sealMessage({ concern, kind: 'question', text: 'Two things.', questions });
  post.messages.push(e.parseSigned(new Uint8Array(frame)));
  post.say(house.reporter, { kind: 'answer', text: '', of: hash, replies: ['', 'yes'] });
  const { messages } = await read();
  assert.deepEqual([messages[1].questions, messages[1].confirmed], [questions, true]);
  assert.deepEqual([messages[2].of, messages[2].replies, messages[2].confirmed], [hash, ['', 'yes'], true]);
});

test('the desk follows who was let in, who left and to whom it was handed over', async () => {
  await desk.unlockKey({ file: await keyFile(house.amina), passphrase: 'correct horse' });
  const heir = e.reporterOf(new Uint8Array(16).fill(5));
  const post = new Post(house.filed({ readers: ['r1'] }));
  post.say(house.amina, { kind: 'reply', text: 'One.' });
  post.share(['r1', 'r2']).handOver(heir, ['r1', 'r2']);
  post.say(heir, { kind: 'reply', text: 'I speak for her now.' });
  post.leave(house.bogdan, ['r1']);
  const view = await desk.openPages({ pages: [buffer(post.page(house.amina))], concern });
  assert.deepEqual(view.messages.map(({ from, confirmed }) => [from, confirmed]), [['reporter', true], ['you', true], ['reporter', true]]);
  assert.deepEqual(view.changes.map(({ after, by, name, added, removed, handedOver }) => [after, by, name, added, removed, handedOver]), [
    [2, 'reporter', undefined, ['Bogdan Petrov'], [], false],
    [2, 'reporter', undefined, [], [], true],
    [3, 'colleague', 'Bogdan Petrov', [], ['Bogdan Petrov'], false],
  ]);
  assert.deepEqual([view.access, view.reviewersWithAccess, view.warnings], [['Amina Yusuf'], ['Amina Yusuf'], []]);
  const { frame } = await desk.sealMessage({ concern, kind: 'reply', text: 'Thank you.' });
  post.messages.push(e.parseSigned(new Uint8Array(frame)));
  assert.equal(post.open(heir).entries.at(-1).problem, undefined);

  await desk.unlockKey({ file: await keyFile(house.bogdan, { name: 'Bogdan Petrov' }), passphrase: 'correct horse' });
  const left = await desk.openPages({ pages: [buffer(post.page(house.bogdan))], concern });
  assert.deepEqual(left.messages.map(({ from, confirmed }) => [from, confirmed]), [['reporter', true], ['colleague', true], ['reporter', true]]);
  assert.deepEqual([left.changes.at(-1).by, left.warnings], ['you', []]);
  await assert.rejects(desk.sealMessage({ concern, kind: 'reply', text: 'x' }), refused('no-grant'));
});

test('what the server gave this desk once, it cannot take back or exchange', async () => {
  await desk.unlockKey({ file: await keyFile(house.amina), passphrase: 'correct horse' });
  const reply = (text) => house.said(filing, house.bogdan, 2, { kind: 'reply', text });
  const [one, other] = [reply('Yes.'), reply('No.')];
  const codes = async (messages, more) => {
    const page = house.honest(filing, house.amina, [filing.filing, ...messages], more);
    return (await desk.openPages({ pages: [buffer(page)], concern })).warnings.map(({ code }) => code);
  };
  assert.deepEqual(await codes([]), []);
  assert.deepEqual(await codes([one]), []);
  assert.deepEqual(await codes([]), ['rolled-back']);
  assert.deepEqual(await codes([other]), ['rolled-back']);
  assert.deepEqual(await codes([one]), []);
  assert.deepEqual(await codes([one], { hour: house.HOUR + 27 }), ['clock']);
  assert.deepEqual(await codes([one], { closed: true }), ['state']);
});

const announced = (post, frame, holder = post.holder) => {
  post.changes.push(e.parseChange(new Uint8Array(frame)));
  post.holder = holder;
  return post;
};

test('a colleague is let in, reads from the beginning, and the one who steps back reads no further', async () => {
  await desk.unlockKey({ file: await keyFile(house.amina), passphrase: 'correct horse' });
  const post = new Post(house.filed({ readers: ['r1'] }));
  const read = () => desk.openPages({ pages: [buffer(post.page(house.amina))], concern });
  let view = await read();
  assert.deepEqual([view.canAdd, view.canLeave, view.reading], [[{ id: 'r2', name: 'Bogdan Petrov' }], false, true]);
  await assert.rejects(desk.sealChange({ concern, letIn: [] }), refused('no-readers'));
  await assert.rejects(desk.sealChange({ concern, letIn: ['r1'] }), refused('no-readers'));
  await assert.rejects(desk.sealChange({ concern, letIn: ['r9'] }), refused('no-readers'));
  const shared = await desk.sealChange({ concern, letIn: ['r2'] });
  announced(post, shared.frame);
  view = await read();
  assert.deepEqual(view.changes.map(({ hash, by, added }) => [hash, by, added]), [[shared.hash, 'you', ['Bogdan Petrov']]]);
  assert.deepEqual([view.canAdd, view.canLeave, view.warnings], [[], true, []]);
  assert.equal(post.open(house.bogdan).entries[0].content.kind, 'concern');
  post.say(house.bogdan, { kind: 'reply', text: 'I read it.' });
  await read();
  announced(post, (await desk.sealChange({ concern, letIn: [] })).frame);
  post.say(house.bogdan, { kind: 'reply', text: 'Without Amina.' });
  view = await read();
  assert.deepEqual(view.messages.map(({ confirmed }) => confirmed), [true, true]);
  assert.deepEqual([view.reading, view.canAdd, view.canLeave, view.access], [false, [], false, ['Bogdan Petrov']]);
  await assert.rejects(desk.sealChange({ concern, letIn: ['r2'] }), refused('no-readers'));
  const reporters = post.open(house.reporter);
  assert.deepEqual([reporters.warnings, reporters.entries.map(({ problem }) => problem)], [[], [undefined, undefined, undefined]]);
});

test('after a hand-over a reviewer lets a colleague in beside the new holder', async () => {
  await desk.unlockKey({ file: await keyFile(house.amina), passphrase: 'correct horse' });
  const heir = e.reporterOf(new Uint8Array(16).fill(5));
  const post = new Post(house.filed({ readers: ['r1'] }));
  post.handOver(heir, ['r1']);
  await desk.openPages({ pages: [buffer(post.page(house.amina))], concern });
  announced(post, (await desk.sealChange({ concern, letIn: ['r2'] })).frame);
  post.say(heir, { kind: 'reply', text: 'Mine.' });
  assert.deepEqual([post.open(house.bogdan).warnings, post.open(house.bogdan).entries[1].problem], [[], undefined]);
});

test('whoever the reporter left out is never offered and never let in', async () => {
  await desk.unlockKey({ file: await keyFile(house.amina), passphrase: 'correct horse' });
  const narrow = house.filed({ readers: ['r1'], leaveOut: ['r2'] });
  const view = await desk.openPages({ pages: [buffer(house.honest(narrow, house.amina, [narrow.filing]))], concern });
  assert.deepEqual([view.canAdd, view.canLeave], [[], false]);
  await assert.rejects(desk.sealChange({ concern, letIn: ['r2'] }), refused('left-out'));
  // Where the concern is not confirmed nobody can say who is left out.
  const altered = { ...narrow.filing, signature: new Uint8Array(64) };
  const doubtful = await desk.openPages({ pages: [buffer(house.honest(narrow, house.amina, [altered]))], concern });
  assert.deepEqual([doubtful.canAdd, doubtful.canLeave], [[], false]);
  await assert.rejects(desk.sealChange({ concern, letIn: ['r2'] }), refused('not-opened'));
});

test('what is kept of a thread and its journal holds on to none of their pages', async () => {
  const { compactThread, compactJournal } = await load(`export * from './src/desk/worker/compact.ts'`);
  const notes = new Notes(new Post(filing)).write(house.amina, 'One.');
  const held = (value) =>
    value instanceof Uint8Array ? value.buffer.byteLength
    : typeof value === 'object' ? Object.values(value ?? {}).reduce((sum, part) => sum + held(part), 0)
    : 0;
  const both = [notes.post.open(house.amina), notes.open(house.amina)].map((each) => [held(each), each]);
  assert.ok(both.every(([length]) => length > 131_072));
  const kept = [compactThread(both[0][1]), compactJournal(both[1][1])];
  assert.ok(kept.every((each) => held(each) < 10_000), kept.map(held).join());
  assert.deepEqual([kept[0].next, kept[0].epochs], [both[0][1].next, both[0][1].epochs]);
  assert.deepEqual(kept[1].entries[0].entry, both[1][1].entries[0].entry);
});

test('lock forgets the key', async () => {
  await desk.lock();
  await assert.rejects(desk.sealMessage({ concern, kind: 'reply', text: 'x' }), refused('locked'));
});
