/** Changes of who can read: shared, left, handed over, and what a lying server or a member could try. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { envelope as e, refusal } from './support/envelope.mjs';
import * as house from './support/house.mjs';
import { Post, madeUp } from './support/post.mjs';

const { amina, bogdan, directory, filed, reporter, said, stranger } = house;
const heir = e.reporterOf(new Uint8Array(16).fill(5));
const reply = (text) => ({ kind: 'reply', text });
const texts = (thread) => e.shown(thread).map(({ content }) => content?.text);
const problems = (thread) => thread.entries.map(({ problem }) => problem ?? 'confirmed');
const readers = (thread) => directory.reviewers.filter(({ kid }) => e.hasSlot(thread.epochs.at(-1).slots, kid)).map(({ id }) => id);

test('who is let in later reads what was said before, and everyone reads on', () => {
  const post = new Post(filed({ readers: ['r1'] }));
  post.say(amina, reply('One.'));
  assert.throws(() => post.open(bogdan), refusal('no-grant'));
  post.share(['r1', 'r2']);
  post.say(bogdan, reply('Two.'));
  post.say(reporter, reply('Three.'));
  for (const member of [amina, bogdan, reporter]) {
    const thread = post.open(member);
    assert.deepEqual(texts(thread), ['It was closed in a day.', 'One.', 'Two.', 'Three.']);
    assert.deepEqual([thread.warnings, readers(thread), thread.next.epoch], [[], ['r1', 'r2'], 1]);
    assert.deepEqual(new Set(problems(thread)), new Set(['confirmed']));
  }
});

test('one link after another leads back to the first key', () => {
  const post = new Post(filed({ readers: ['r1'] })).share(['r1']);
  post.say(amina, reply('One.'));
  post.share(['r1']);
  post.say(amina, reply('Two.'));
  post.share(['r1', 'r2']);
  assert.deepEqual(texts(post.open(bogdan)), ['It was closed in a day.', 'One.', 'Two.']);
  assert.deepEqual(post.open(bogdan).warnings, []);
});

test('a reviewer who has left reads what was said before, and nothing after', () => {
  const post = new Post();
  post.say(bogdan, reply('One.'));
  post.leave(bogdan, ['r1']);
  post.say(amina, { kind: 'closing', text: 'Only us now.', reason: 'resolved' });
  const thread = post.open(bogdan, { closed: true });
  assert.deepEqual(texts(thread), ['It was closed in a day.', 'One.']);
  assert.deepEqual([thread.warnings, readers(thread)], [[], ['r1']]);
  assert.equal(thread.entries[2].content, undefined);
  assert.deepEqual(problems(post.open(amina)), ['confirmed', 'confirmed', 'confirmed']);
  const late = said(post.filing, bogdan, 2, reply('Me too.'), { epoch: 1 });
  assert.deepEqual(problems(post.open(amina, { messages: [...post.messages, late] })).at(-1), 'not-a-member');
  // Let in again, they read what was said while they were out.
  post.share(['r1', 'r2']);
  assert.deepEqual(texts(post.open(bogdan)), ['It was closed in a day.', 'One.', 'Only us now.']);
});

test('a reviewer can let in a colleague, and cannot put one out', () => {
  const post = new Post(filed({ readers: ['r1'] })).share(['r1', 'r2'], amina);
  assert.deepEqual([readers(post.open(reporter)), post.open(reporter).warnings], [['r1', 'r2'], []]);
  post.share(['r1'], amina);
  assert.deepEqual([readers(post.open(reporter)), post.open(reporter).warnings], [['r1', 'r2'], ['bad-epoch']]);
});

test('after a hand-over the new holder reads all and writes on, and the first reads what was said until then', () => {
  const post = new Post();
  post.say(amina, reply('One.'));
  post.handOver(heir, ['r1', 'r2']);
  post.say(heir, reply('I speak for her now.'));
  post.say(amina, reply('Thank you.'));
  const all = ['It was closed in a day.', 'One.', 'I speak for her now.', 'Thank you.'];
  for (const member of [amina, bogdan, heir]) {
    const thread = post.open(member);
    assert.deepEqual([texts(thread), thread.warnings], [all, []]);
    assert.deepEqual(new Set(problems(thread)), new Set(['confirmed']));
  }
  const first = post.open(reporter);
  assert.deepEqual([texts(first), first.warnings], [all.slice(0, 2), []]);
  assert.equal(first.epochs.at(-1).identity, undefined);
  assert.throws(() => post.say(reporter, reply('Wait.')), refusal('malformed'));

  const key = post.open(heir).epochs.at(-1).identity;
  const late = said(post.filing, reporter, 1, reply('Wait.'), { epoch: 1, identity: key });
  assert.equal(problems(post.open(amina, { messages: [...post.messages, late] })).at(-1), 'unknown-sender');
});

test('the reporter’s side can be handed over twice, and each holder reads up to their own end', () => {
  const last = e.reporterOf(new Uint8Array(16).fill(6));
  const post = new Post().handOver(heir, ['r1']);
  post.say(heir, reply('One.'));
  post.handOver(last, ['r1'], heir);
  post.say(last, reply('Two.'));
  assert.deepEqual(texts(post.open(last)), ['It was closed in a day.', 'One.', 'Two.']);
  assert.deepEqual(texts(post.open(heir)), ['It was closed in a day.', 'One.']);
  assert.deepEqual(texts(post.open(reporter)), ['It was closed in a day.']);
});

test('nobody but the holder is answered with another mailbox than the one they asked for', () => {
  const post = new Post().handOver(heir, ['r1', 'r2']);
  assert.throws(() => post.open(heir, { changes: [] }), refusal('bad-opening', 'no-grant'));
  const other = e.reporterOf(new Uint8Array(16).fill(7));
  assert.throws(() => post.open(other), refusal('bad-opening'));
  // Amina is made the reporter of this thread, and asks for another.
  const trick = new Post().handOver(amina, ['r2']);
  const ask = (mailbox) => e.openThread([trick.page(amina)], directory, amina, mailbox);
  assert.throws(() => ask(new Uint8Array(16)), refusal('bad-opening'));
  assert.equal(ask(reporter.mailbox).entries.length, 1);
});

test('no other thread can be handed to a token that has its own', () => {
  // The heir has raised a concern, or been given one; whoever reads that knows this much of them.
  const inAnother = e.within(heir, new Uint8Array(16).fill(1));
  for (const { recipient } of [heir, inAnother]) {
    const { verify } = heir;
    const holder = { verify, recipient, kid: e.memberId(verify, recipient) };
    const trick = new Post();
    trick.change(reporter, { act: e.CHANGE.handedOver, holder, readers: ['r1'] });
    assert.deepEqual(trick.open(amina).warnings, []);
    const page = trick.page(holder);
    assert.throws(() => e.openThread([page], directory, heir, heir.mailbox), refusal('no-grant', 'bad-opening'));
  }
});

test('a key that was given up is not written under again', () => {
  const post = new Post(filed({ readers: ['r1'] })).share(['r1', 'r2']);
  post.say(amina, reply('One.'));
  const old = said(post.filing, reporter, 1, reply('Two.'));
  assert.deepEqual(problems(post.open(amina, { messages: [...post.messages, old] })), ['confirmed', 'confirmed', 'out-of-order']);
  const early = [post.filing.filing, old, post.messages[1]];
  assert.deepEqual(problems(post.open(amina, { messages: early })), ['confirmed', 'confirmed', 'confirmed']);
});

test('a change that is withheld leaves what came after it without a sender that could be believed', () => {
  const post = new Post(filed({ readers: ['r1'] })).share(['r1', 'r2']);
  post.say(bogdan, reply('One.'));
  post.say(reporter, reply('Two.'));
  assert.deepEqual(problems(post.open(amina, { changes: [] })), ['confirmed', 'not-a-member', 'unknown-sender']);
  post.share(['r1', 'r2']);
  const gap = post.open(amina, { changes: post.changes.slice(1) });
  assert.deepEqual([gap.warnings, gap.next.epoch], [['bad-epoch'], 0]);
  const twice = post.open(amina, { changes: [post.changes[0], post.changes[0]] });
  assert.deepEqual([twice.warnings, twice.next.epoch], [['bad-epoch'], 1]);
});

test('a change whose grant is kept from a reader counts for nothing with them, and says so', () => {
  const post = new Post(filed({ readers: ['r1'] })).share(['r1', 'r2']);
  const page = house.honest(post.filing, amina, post.messages, { extra: [house.announced(post.changes[0])] });
  const thread = e.openThread([page], directory, amina);
  assert.deepEqual([thread.warnings, thread.next.epoch], [['bad-epoch'], 0]);
});

test('nobody is let in whom the concern leaves out, by the reporter either', () => {
  for (const maker of [amina, reporter]) {
    const post = new Post(filed({ readers: ['r1'], leaveOut: ['r2'] })).share(['r1', 'r2'], maker);
    for (const member of [amina, reporter]) {
      const thread = post.open(member);
      assert.deepEqual([thread.warnings, thread.next.epoch, readers(thread)], [['bad-epoch'], 0, ['r1']]);
    }
    assert.throws(() => post.open(bogdan), refusal('no-grant'));
  }
});

test('while the concern is not confirmed no change holds', () => {
  const post = new Post(filed({ readers: ['r1'] })).share(['r1', 'r2']);
  const altered = { ...post.filing.filing, signature: new Uint8Array(64) };
  const thread = post.open(amina, { messages: [altered] });
  assert.deepEqual([thread.warnings.includes('bad-epoch'), thread.next.epoch], [true, 0]);
});

test('a page without the concern yet says nothing about the changes', () => {
  const post = new Post(filed({ readers: ['r1'] })).share(['r1', 'r2']);
  const head = house.head(1, house.chain(post.filing, post.messages));
  const change = post.changes[0];
  const pages = [
    house.page(0, 2, head, house.opening(post.filing), house.grantOfChange(bogdan, change), house.announced(change)),
    house.page(1, 2, head, house.message(1, post.filing.filing)),
  ];
  const part = e.openThread(pages.slice(0, 1), directory, bogdan);
  assert.deepEqual([part.complete, part.entries, part.warnings], [false, [], []]);
  assert.deepEqual(texts(e.openThread(pages, directory, bogdan)), ['It was closed in a day.']);
});

test('a link that holds another key than the one before opens nothing to who comes later', () => {
  const post = new Post(filed({ readers: ['r1'] }));
  post.changes.push(madeUp(reporter, [reporter, amina, bogdan], { before: stranger.identity }));
  assert.throws(() => post.open(bogdan), refusal('no-grant'));
  assert.deepEqual(post.open(amina).warnings, [], 'who has the key before needs no link');
});

const shared = new Post(filed({ readers: ['r1', 'r2'] }));
const all = [reporter, amina, bogdan];
const { left, handedOver } = e.CHANGE;
const other = e.recipientOf(new Uint8Array(32).fill(44));
const late = { recipient: other, kid: e.memberId(reporter.verify, other) };

test('the change that the next ones spoil holds as it is', () => {
  for (const maker of [reporter, amina]) {
    shared.changes = [madeUp(maker, all)];
    assert.deepEqual([shared.open(amina).warnings, shared.open(amina).next.epoch], [[], 1]);
  }
});

for (const [what, wrong] of [
  ['by nobody on the list', madeUp(stranger, all)],
  ['of a later number', madeUp(reporter, all, { epoch: 2 })],
  ['whose message names another number', madeUp(reporter, all, { m: { epoch: 2 } })],
  ['for another mailbox', madeUp(reporter, all, { s: { mailbox: new Uint8Array(16) } })],
  ['for another service', madeUp(reporter, all, { s: { service: new Uint8Array(32) } })],
  ['whose message is for another mailbox', madeUp(reporter, all, { m: { mailbox: new Uint8Array(16) } })],
  ['as an ordinary message', madeUp(reporter, all, { m: { direction: 1 } })],
  ['with the act of a message', madeUp(reporter, all, { m: { act: 8 } })],
  ['whose message is about another', madeUp(reporter, all, { m: { bodyHash: new Uint8Array(32) } })],
  ['whose grant names another granter', madeUp(reporter, all, { grantFrom: bogdan })],
  ['with a signature of somebody else', madeUp(reporter, all, { given: { signature: madeUp(amina, all).signature } })],
  ['with another link than the one signed', madeUp(reporter, all, { given: { link: new Uint8Array(e.GRANT_LENGTH) } })],
  ['with another recipient than the one signed', madeUp(reporter, all, { given: { recipient: other } })],
  ['that gives the reporter no key', madeUp(reporter, [amina, bogdan])],
  ['that hands over to the same reporter', madeUp(reporter, all, { m: { act: handedOver } })],
  ['that makes another the reporter and says nothing of it', madeUp(reporter, [heir, amina, bogdan], { holder: heir })],
  ['that hands over, by a reviewer', madeUp(amina, [heir, amina, bogdan], { holder: heir, m: { act: handedOver } })],
  ['that gives the reporter’s side another key', madeUp(amina, [{ ...late }, amina, bogdan], { holder: { ...reporter, ...late } })],
  ['by which a reviewer puts out another', madeUp(amina, [reporter, amina])],
  ['by which a reviewer leaves and takes another along', madeUp(amina, [reporter], { m: { act: left } })],
  ['by which a reviewer leaves and stays', madeUp(amina, all, { m: { act: left } })],
  ['by which a reviewer goes and does not say so', madeUp(amina, [reporter, bogdan])],
  ['by which the reporter leaves', madeUp(reporter, all, { m: { act: left } })],
  ['that is not one', madeUp(reporter, all, { given: { message: new Uint8Array(206) } })],
]) {
  test(`a change of readers ${what} is ignored, with a warning`, () => {
    shared.changes = [wrong];
    const thread = shared.open(reporter);
    assert.deepEqual([thread.warnings, thread.next.epoch], [['bad-epoch'], 0]);
  });
}

test('a revoked reviewer changes nothing, and others may leave their key out', () => {
  const body = { ...house.BODY, reviewers: [house.BODY.reviewers[0], house.entry('r2', 'B', bogdan, { revoked: '2026-02-01' })] };
  const under = e.parseDirectory(house.signedDirectory({ ...body, version: 5 }), e.parseAuthority(house.authority));
  const post = new Post(filed(), under);
  post.changes = [madeUp(bogdan, all)];
  assert.deepEqual(post.open(amina).warnings, ['bad-epoch']);
  post.changes = [madeUp(amina, [reporter, amina])];
  assert.deepEqual([post.open(amina).warnings, readers(post.open(amina))], [[], ['r1']]);
});

test('a change is of one length, and seven readers are the most', () => {
  const { frame } = e.makeChange(reporter, new Post().open(reporter), { act: 12, holder: reporter, readers: [amina] });
  assert.equal(frame.length, 21_186);
  const crowd = Array.from({ length: 8 }, (_, i) => house.reviewerKey(50 + 2 * i));
  const make = (them) => e.makeChange(reporter, new Post().open(reporter), { act: 12, holder: reporter, readers: them });
  assert.equal(make(crowd.slice(1)).frame.length, 21_186);
  assert.throws(() => make(crowd), refusal('too-many-readers'));
  assert.throws(() => make([]), refusal('no-readers'));
});
