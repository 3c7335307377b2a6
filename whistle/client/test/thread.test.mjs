import assert from 'node:assert/strict';
import { test } from 'node:test';
import { envelope as e, refusal } from './support/envelope.mjs';
import * as house from './support/house.mjs';

const { amina, bogdan, directory, filed, honest, reporter, said, stranger } = house;
const reply = (text) => ({ kind: 'reply', text });
const read = (frame, member = amina) => e.openThread([frame].flat(), directory, member);
const problems = (thread) => thread.entries.map(({ problem }) => problem ?? 'confirmed');

const filing = filed();
const first = filing.filing;

test('a reviewer reads a concern and the reporter reads the answer', () => {
  const ack = said(filing, amina, 2, { kind: 'acknowledgement', text: 'Thank you.' });
  for (const member of [amina, bogdan, reporter]) {
    const thread = read(honest(filing, member, [first, ack]), member);
    assert.deepEqual(problems(thread), ['confirmed', 'confirmed']);
    assert.deepEqual(thread.warnings, []);
    assert.equal(thread.entries[0].content.text, 'It was closed in a day.');
    assert.equal(thread.entries[1].content.kind, 'acknowledgement');
  }
});

test('the next message stands after all that was confirmed', () => {
  const thread = read(honest(filing, amina, [first]));
  const next = said(filing, amina, 2, reply('Who was told?'), thread.next);
  const after = read(honest(filing, reporter, [first, next]), reporter);
  assert.deepEqual(problems(after), ['confirmed', 'confirmed']);
  assert.equal(after.next.seen, 2);
});

test('one not yet delivered is shown, without a place', () => {
  const thread = read(honest(filing, amina, [first], { pending: [said(filing, amina, 2, reply('Soon.'))] }));
  assert.deepEqual(problems(thread), ['confirmed', 'confirmed']);
  assert.equal(thread.entries[1].posted.place, 0);
});

test('what the other side wrote is never without a place', () => {
  const pending = [said(filing, amina, 2, reply('Soon.'))];
  assert.deepEqual(read(honest(filing, amina, [first], { pending })).warnings, []);
  assert.deepEqual(read(honest(filing, reporter, [first], { pending }), reporter).warnings, ['out-of-order']);
  assert.deepEqual(read(honest(filing, reporter, [], { pending: [first] }), reporter).warnings, []);
  assert.deepEqual(read(honest(filing, amina, [], { pending: [first] })).warnings, ['out-of-order']);
});

test('only a confirmed closing closes', () => {
  const closing = said(filing, amina, 2, { kind: 'closing', text: 'Done.', reason: 'resolved' });
  const forged = { ...closing, signature: new Uint8Array(64) };
  for (const member of [amina, reporter]) {
    const warnings = (messages) => read(honest(filing, member, messages, { closed: true }), member).warnings;
    assert.deepEqual(warnings([first]), ['state']);
    assert.deepEqual(warnings([first, forged]), ['state']);
    assert.deepEqual(warnings([first, closing]), []);
  }
});

const second = said(filing, amina, 2, reply('Two.'));
const flip = (bytes, at) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

for (const [what, signed, problem] of [
  ['a signature with one bit flipped', { ...second, signature: flip(second.signature, 3) }, 'bad-signature'],
  ['a head with one bit flipped', { ...second, message: flip(second.message, 100) }, 'bad-signature'],
  ['a head that is not one', { ...second, message: flip(second.message, 0) }, 'bad-signature'],
  ['a sealed text with one bit flipped', { ...second, body: flip(second.body, 9000) }, 'mismatch'],
  ['a message by nobody on the list', said(filing, stranger, 2, reply('Trust me.')), 'unknown-sender'],
  ['a message by a stranger in the reporter’s name', said(filing, stranger, 1, reply('I withdraw.')), 'unknown-sender'],
  ['a message for another mailbox', said(filing, amina, 2, reply('Two.'), { mailbox: new Uint8Array(16) }), 'mismatch'],
  ['a message that follows nothing here', said(filing, amina, 2, reply('Two.'), { follows: new Uint8Array(32) }), 'wrong-follows'],
  ['a message that had seen more than there is', said(filing, amina, 2, reply('Two.'), { seen: 2 }), 'withheld'],
  ['a message in an epoch that never began', said(filing, amina, 2, reply('Two.'), { epoch: 1 }), 'not-a-member'],
  ['a text under another key', said(filing, amina, 2, reply('Two.'), { identity: stranger.identity }), 'cannot-open'],
  ['a second concern', said(filing, reporter, 1, { kind: 'concern', text: 'Two.' }), 'mismatch'],
  ['a closing by the reporter', said(filing, reporter, 1, { kind: 'closing', text: 'Done.', reason: 'resolved' }), 'mismatch'],
  ['a closing without a reason', said(filing, amina, 2, { kind: 'closing', text: 'Done.' }), 'mismatch'],
  ['the concern a second time', first, 'out-of-order'],
]) {
  test(`${what} is not confirmed: ${problem}`, () => {
    assert.deepEqual(problems(read(honest(filing, amina, [first, signed]))), ['confirmed', problem]);
  });
}

test('an unconfirmed message changes neither what is seen nor what is followed next', () => {
  const thread = read(honest(filing, amina, [first, said(filing, stranger, 2, reply('Trust me.'))]));
  assert.equal(thread.next.seen, 1);
  assert.deepEqual(thread.next.follows, e.H(first.message));
});

test('a reviewer whom the reporter did not choose is no member', () => {
  const narrow = filed({ readers: ['r1'] });
  const intruder = said(narrow, bogdan, 2, reply('I read this too.'));
  assert.deepEqual(problems(read(honest(narrow, amina, [narrow.filing, intruder]))), ['confirmed', 'not-a-member']);
});

test('a reviewer whose key was revoked is not believed, also about the past', () => {
  const body = { ...house.BODY, reviewers: [house.entry('r1', 'A', amina), house.entry('r2', 'B', bogdan, { revoked: '2026-02-01' })] };
  const changed = e.parseDirectory(house.signedDirectory(body), e.parseAuthority(house.authority));
  const thread = e.openThread([honest(filing, amina, [first, said(filing, bogdan, 2, reply('?'))])], changed, amina);
  assert.deepEqual(problems(thread), ['confirmed', 'revoked']);
  assert.deepEqual(thread.warnings, ['directory-differs']);
});

test('a sender who says to have seen less than before is out of order', () => {
  const third = said(filing, amina, 2, reply('Three.'), { seen: 2, follows: e.H(second.message) });
  const fourth = said(filing, amina, 2, reply('Four.'), { seen: 1 });
  const thread = read(honest(filing, amina, [first, second, third, fourth]));
  assert.deepEqual(problems(thread), ['confirmed', 'confirmed', 'confirmed', 'out-of-order']);
});

test('a message left out shows, in what others had seen and in the signed head', () => {
  const third = said(filing, reporter, 1, reply('Three.'), { seen: 2, follows: e.H(second.message) });
  const thread = read(honest(filing, amina, [first, third], { count: 3 }));
  assert.deepEqual(problems(thread), ['confirmed', 'withheld']);
  assert.deepEqual(thread.warnings, ['withheld']);
});

test('the last message left out shows in the signed head', () => {
  const page = house.page(
    0, 1, house.head(2, house.chain(filing, [first, second])), house.state(), house.opening(filing),
    house.grantFor(amina, filing), house.message(1, first),
  );
  const thread = read(page);
  assert.deepEqual(problems(thread), ['confirmed']);
  assert.deepEqual(thread.warnings, ['withheld']);
});

test('two messages that changed places show in the signed head', () => {
  const other = said(filing, reporter, 1, reply('Also two.'));
  const page = house.page(
    0, 1, house.head(3, house.chain(filing, [first, other, second])), house.state(), house.opening(filing),
    house.grantFor(amina, filing), house.message(1, first), house.message(2, second), house.message(3, other),
  );
  assert.deepEqual(read(page).warnings, ['out-of-order']);
});

test('places that skip are out of order, and make no message doubtful', () => {
  const page = house.page(
    0, 1, house.head(2, house.chain(filing, [first, second])), house.state(), house.opening(filing),
    house.grantFor(amina, filing), house.message(1, first), house.message(3, second),
  );
  const thread = read(page);
  assert.deepEqual(problems(thread), ['confirmed', 'confirmed']);
  assert.deepEqual(thread.warnings, ['out-of-order']);
});

test('an altered copy of a message takes nothing from the true one after it', () => {
  const copy = { ...second, signature: flip(second.signature, 3) };
  assert.deepEqual(problems(read(honest(filing, amina, [first, copy, second]))), ['confirmed', 'bad-signature', 'confirmed']);
});

test('a head signed by another key is said to be', () => {
  const page = house.page(
    0, 1, house.head(1, house.chain(filing, [first]), house.HOUR, reporter.mailbox, new Uint8Array(32).fill(99)),
    house.state(), house.opening(filing), house.grantFor(amina, filing), house.message(1, first),
  );
  assert.deepEqual(read(page).warnings, ['bad-head']);
});

test('several pages are read as one, and one alone says nothing about what is missing', () => {
  const items = [house.head(2, house.chain(filing, [first, second])), house.opening(filing), house.grantFor(amina, filing)];
  const pages = [
    house.page(0, 2, ...items, house.message(1, first)),
    house.page(1, 2, items[0], house.message(2, second)),
  ];
  assert.deepEqual(problems(read(pages)), ['confirmed', 'confirmed']);
  const part = read(pages[0]);
  assert.deepEqual([part.complete, part.pagesTotal, part.warnings], [false, 2, []]);
});

test('pages of two moments are fetched again', () => {
  const items = [house.opening(filing), house.grantFor(amina, filing), house.message(1, first)];
  const one = house.page(0, 2, house.head(1, house.chain(filing, [first])), ...items);
  const two = house.page(1, 2, house.head(2, house.chain(filing, [first, second])), house.message(2, second));
  assert.throws(() => read([one, two]), refusal('changed'));
});

test('an opening altered in any part is refused', () => {
  for (const name of ['opening', 'openingSignature', 'recipient']) {
    const altered = { filing: { ...first, [name]: flip(first[name], 700 % first[name].length) } };
    const page = house.page(
      0, 1, house.head(1, house.chain(filing, [first])), house.opening(altered), house.grantFor(amina, filing),
      house.message(1, first),
    );
    assert.throws(() => read(page), refusal('bad-opening', 'malformed'), name);
  }
});

test('a concern sealed for another service is refused, though all else of it holds', () => {
  const elsewhere = filed({ under: { ...directory, service: new Uint8Array(32).fill(5) } });
  assert.throws(() => read(honest(elsewhere, amina, [elsewhere.filing])), refusal('bad-opening'));
});

test('a grant of another thread, though made for the same reviewer, is refused', () => {
  const other = filed({ from: e.reporterOf(new Uint8Array(16).fill(8)) });
  const page = house.page(
    0, 1, house.head(1, house.chain(filing, [first])), house.opening(filing), house.grantFor(amina, other),
    house.message(1, first),
  );
  assert.throws(() => read(page), refusal('no-grant'));
});

test('who has no grant is told so', () => {
  assert.throws(() => read(honest(filing, stranger, [first]), stranger), refusal('no-grant'));
});

test('a denial is signed, and so can be shown to others', () => {
  const empty = new Uint8Array(32);
  const ask = (page) => e.openThread([page], directory, reporter, reporter.mailbox);
  assert.equal(ask(house.page(0, 1, house.head(0, empty))).signed, true);
  const forged = house.head(0, empty, house.HOUR, reporter.mailbox, new Uint8Array(32).fill(99));
  assert.equal(ask(house.page(0, 1, forged)).signed, false);
  const elsewhere = house.head(0, empty, house.HOUR, new Uint8Array(16));
  assert.equal(ask(house.page(0, 1, elsewhere)).signed, false);
});

test('another reporter’s thread is refused, however well signed', () => {
  const other = e.reporterOf(new Uint8Array(16).fill(8));
  const theirs = honest(filed({ from: other }), other, []);
  assert.throws(() => e.openThread([theirs], directory, reporter, reporter.mailbox), refusal('bad-opening'));
});

test('a concern sealed under a newer directory says so', () => {
  const older = e.parseDirectory(house.signedDirectory({ ...house.BODY, version: 3 }), e.parseAuthority(house.authority));
  assert.deepEqual(e.openThread([honest(filing, amina, [first])], older, amina).warnings, ['directory-older']);
});
