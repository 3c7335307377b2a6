/** The reviewers' journal: what is written, who can read it, and what a lying server or an outsider could try. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { envelope as e, refusal } from './support/envelope.mjs';
import * as house from './support/house.mjs';
import { Notes, changed, entryItem, grantItem, spoilt } from './support/notes.mjs';
import { Post } from './support/post.mjs';

const { amina, bogdan, filed, reporter, stranger } = house;
const note = (text) => ({ kind: 'note', text });
const texts = ({ entries }) => entries.map(({ content }) => content?.text);
const problems = ({ entries }) => entries.map(({ problem }) => problem ?? 'confirmed');
const three = () => new Notes(new Post()).write(amina, 'One.').write(bogdan, 'Two.').write(amina, 'Three.');

/** Reviewers beside the two of the house. */
const others = (...entries) => house.directoryOf({ reviewers: [...house.BODY.reviewers, ...entries] });
const cerys = stranger;

test('what one reviewer writes another reads, with who wrote it and in what order', () => {
  const notes = three();
  for (const member of [amina, bogdan]) {
    const journal = notes.open(member);
    assert.deepEqual([texts(journal), problems(journal)], [['One.', 'Two.', 'Three.'], ['confirmed', 'confirmed', 'confirmed']]);
    assert.deepEqual([journal.broken, journal.complete, journal.pagesTotal], [false, true, 1]);
    assert.deepEqual(journal.entries.map(({ entry }) => entry.sender), [amina.verify, bogdan.verify, amina.verify]);
  }
});

test('every kind of entry comes back as it was written', () => {
  const notes = new Notes(new Post());
  const kinds = [
    note('A note.'),
    { kind: 'decision', text: 'We interview her.', why: 'Nobody has.' },
    { kind: 'handler', text: '' },
    { kind: 'category', text: 'It is more than that.' },
    { kind: 'link', text: '', concern: 'ab'.repeat(16) },
    { kind: 'access', text: 'Bogdan is away.', until: house.HOUR + 48 },
    { kind: 'passed', text: '' },
  ];
  for (const content of kinds) notes.write(amina, content);
  assert.deepEqual(notes.open(bogdan).entries.map(({ content }) => content), kinds);
});

test('an entry is of two lengths, whatever it says', () => {
  const frameOf = (text) => e.makeEntry(amina, new Post().open(amina), {
    last: undefined, before: undefined, readers: house.directory.reviewers, handler: e.NOBODY, category: 0, content: note(text),
  }).frame;
  assert.deepEqual([frameOf('x').length, frameOf('x'.repeat(20_000)).length], [35_733, 84_885]);
  assert.throws(() => frameOf('x'.repeat(70_000)), refusal('too-long'));
});

test('who handles it and what it is about stand as the newest entry has them', () => {
  const notes = new Notes(new Post());
  assert.deepEqual(e.standingOf(notes.open(amina)), { handler: e.NOBODY, category: 0 });
  notes.write(amina, { kind: 'handler', text: '' }, { handler: bogdan.kid, category: 4 });
  const { handler, category } = e.standingOf(notes.open(bogdan));
  assert.deepEqual([handler, category], [bogdan.kid, 4]);
});

test('the reporter’s key opens nothing of it, nor does the thread’s', () => {
  const notes = three();
  const j = e.parseEntry(notes.written[2].entry);
  assert.equal(e.hasSlot(j.slots, reporter.kid), false);
  const { epochs } = notes.post.open(reporter);
  for (const identity of [reporter.identity, ...epochs.map((epoch) => epoch.identity)]) {
    for (const { body, grants } of notes.written) {
      assert.throws(() => e.open(identity, body), refusal('cannot-open'));
      for (const grant of grants) assert.throws(() => e.open(identity, grant), refusal());
    }
  }
});

test('who is let in later reads nothing until an entry is passed to them, and then all of it', () => {
  const notes = new Notes(new Post(filed({ readers: ['r1'] })));
  notes.write(amina, 'One.', { readers: ['r1'] });
  notes.post.share(['r1', 'r2'], amina);
  assert.deepEqual(problems(notes.open(bogdan)), ['cannot-open']);
  notes.write(amina, { kind: 'passed', text: '' });
  assert.deepEqual([texts(notes.open(bogdan)), problems(notes.open(bogdan))], [['One.', ''], ['confirmed', 'confirmed']]);
});

test('where nobody is left who could open what stands there, the journal goes on without it', () => {
  const notes = new Notes(new Post(filed({ readers: ['r1'] })));
  notes.write(amina, 'One.', { readers: ['r1'] });
  notes.post.share(['r1', 'r2'], amina).leave(amina, ['r2']);
  notes.write(bogdan, 'Two.', { readers: ['r2'] }).write(bogdan, 'Three.', { readers: ['r2'] });
  assert.deepEqual([texts(notes.open(bogdan)), problems(notes.open(bogdan))], [[undefined, 'Two.', 'Three.'], ['cannot-open', 'confirmed', 'confirmed']]);
});

test('nobody ends a journal by an entry that opens for none of its readers', () => {
  const notes = new Notes(new Post()).write(amina, 'One.').write(bogdan, 'Two.');
  notes.written[1] = spoilt(notes.written[1], [amina, bogdan], bogdan);
  assert.equal(notes.open(amina).entries[1].spoilt, true);
  notes.write(amina, 'Three.', { last: notes.open(amina).entries[1], before: notes.open(amina).entries[0].seed });
  for (const member of [amina, bogdan]) {
    assert.deepEqual(problems(notes.open(member)), ['confirmed', 'cannot-open', 'confirmed']);
    assert.deepEqual(texts(notes.open(member)), ['One.', undefined, 'Three.']);
  }
});

test('who was granted an entry falsely is not confirmed in passing it over to those who were not', () => {
  const notes = new Notes(new Post()).write(amina, 'One.').write(bogdan, 'Two.');
  notes.written[1] = spoilt(notes.written[1], [amina], bogdan);
  notes.write(amina, 'Three.', { last: notes.open(amina).entries[1], before: notes.open(amina).entries[0].seed });
  assert.deepEqual(problems(notes.open(amina)), ['confirmed', 'cannot-open', 'confirmed']);
  assert.deepEqual(problems(notes.open(bogdan)), ['confirmed', 'confirmed', 'mismatch']);
});

test('who has left reads nothing that is written after', () => {
  const notes = new Notes(new Post()).write(amina, 'One.');
  notes.post.leave(bogdan, ['r1']);
  notes.write(amina, 'Two.', { readers: ['r1'] });
  assert.deepEqual([texts(notes.open(bogdan)), problems(notes.open(bogdan))], [['One.', undefined], ['confirmed', 'cannot-open']]);
});

test('entries that are left out, moved, repeated or cut off at the front end the journal there', () => {
  const notes = three();
  const [one, two, last] = notes.written;
  for (const [written, kept] of [
    [[one, last], 1],
    [[two, one, last], 0],
    [[one, one, two, last], 1],
    [[two, last], 0],
    [[one, two, two, last], 2],
    [[one, { ...two, entry: new Uint8Array(744) }, last], 1],
  ]) {
    const journal = notes.open(amina, { written, granted: notes.written });
    assert.deepEqual([journal.entries.length, journal.broken], [kept, true]);
  }
});

test('the journal of another concern cannot be put in the place of this one', () => {
  const from = e.reporterOf(new Uint8Array(16).fill(3));
  const post = new Post(filed({ from }));
  post.holder = from;
  const elsewhere = new Notes(post);
  post.open = (member) => e.openThread([house.page(
    0, 1, house.head(1, house.chain(post.filing, post.messages), house.HOUR, from.mailbox), house.state(), house.opening(post.filing),
    house.grantFor(member, post.filing), house.message(1, post.filing.filing),
  )], house.directory, member);
  elsewhere.write(amina, 'About somebody else.');
  assert.deepEqual(texts(elsewhere.open(bogdan)), ['About somebody else.']);
  const here = three();
  const journal = here.open(amina, { written: elsewhere.written });
  assert.deepEqual([journal.entries, journal.broken], [[], true]);
  // Nor does a grant of theirs open anything here, under the same number.
  const swapped = here.open(amina, { granted: elsewhere.written.slice(0, 1) });
  assert.deepEqual(problems(swapped), ['cannot-open', 'cannot-open', 'cannot-open']);
});

test('the grant of another entry, of another member or by another granter opens nothing', () => {
  const notes = three();
  const [one, , last] = notes.written;
  const j = e.parseEntry(last.entry);
  const at = (member) => j.slots.findIndex(({ kid }) => e.equal(kid, member.kid));
  const give = (number, kid, grant) => ({ granted: [], extra: [grantOf(number, kid, grant)] });
  const oldest = e.parseEntry(one.entry).slots.findIndex(({ kid }) => e.equal(kid, amina.kid));
  for (const given of [
    give(3, amina.kid, one.grants[oldest]),
    give(3, bogdan.kid, last.grants[at(bogdan)]),
    give(3, amina.kid, last.grants[at(bogdan)]),
    give(2, amina.kid, last.grants[at(amina)]),
  ]) {
    assert.deepEqual(problems(notes.open(amina, given)), ['cannot-open', 'cannot-open', 'cannot-open']);
  }
  assert.deepEqual(problems(notes.open(amina, give(3, amina.kid, last.grants[at(amina)]))), ['confirmed', 'confirmed', 'confirmed']);
});

const grantOf = (number, kid, grant) => e.concat(e.u8(3), e.u32(4 + 32 + grant.length), e.u32(number), kid, grant);

test('an entry whose signature, text or key was exchanged is not confirmed', () => {
  const notes = three();
  const [one, two, last] = notes.written;
  const end = (entry) => notes.open(amina, { written: [one, two, entry], granted: [one, two, last] });
  assert.equal(problems(end({ ...last, signature: two.signature }))[2], 'bad-signature');
  assert.equal(problems(end({ ...last, body: two.body }))[2], 'mismatch');
  assert.equal(problems(end(changed(last, { category: 3 })))[2], 'bad-signature');
  // Those before it are opened all the same, as far as they can be.
  assert.deepEqual(problems(end({ ...last, body: two.body })).slice(0, 2), ['confirmed', 'confirmed']);
});

test('an entry that nobody who could read the concern signed is not confirmed, and says nothing of who handles it', () => {
  const listed = others(house.entry('r3', 'Cerys Owen', cerys));
  const notes = new Notes(new Post(filed({ leaveOut: ['r3'], under: listed }), listed)).write(amina, 'One.');
  const last = notes.open(amina).entries[0];
  const made = notes.make(amina, note('Let Cerys see it.'), { last, handler: cerys.kid, category: 9 });
  const forged = (signer) => changed(made, { sender: signer.verify }, signer);
  for (const [signer, problem] of [[cerys, 'not-a-member'], [house.reviewerKey(90), 'unknown-sender'], [reporter, 'unknown-sender']]) {
    const journal = notes.open(bogdan, { written: [...notes.written, forged(signer)] });
    assert.deepEqual(problems(journal), ['confirmed', problem]);
    const { handler, category } = e.standingOf(journal);
    assert.deepEqual([handler, category], [e.NOBODY, 0]);
  }
});

test('what a revoked key signed is shown as that, and what came before it can still be read', () => {
  const notes = three();
  const reviewers = [house.BODY.reviewers[0], house.entry('r2', 'Bogdan Petrov', bogdan, { revoked: '2026-02-01' })];
  notes.post.under = house.directoryOf({ reviewers, version: 5 });
  assert.deepEqual(problems(notes.open(amina)), ['confirmed', 'revoked', 'confirmed']);
  assert.deepEqual(texts(notes.open(amina, { granted: notes.written.slice(2) })), ['One.', 'Two.', 'Three.']);
});

test('a text that does not repeat what was signed, or leads to another key than the one before, is not confirmed', () => {
  const notes = three();
  const [one, two] = notes.written;
  const { entries } = notes.open(amina);
  const wrong = [
    { v: 2 },
    { number: 4 },
    { kind: 'gossip' },
    { before: '' },
    { before: 'ab'.repeat(32) },
    { before: e.identityText(entries[0].seed) },
    { mailbox: '00'.repeat(16) },
    { sender: e.hex(bogdan.verify) },
    { text: '' },
    { kind: 'decision' },
    { kind: 'decision', why: '' },
    { kind: 'link' },
    { kind: 'link', concern: 'x' },
    { kind: 'access' },
    { kind: 'access', until: -1 },
  ];
  const saying = (more) => {
    const said = {
      v: 1, kind: 'note', mailbox: e.hex(reporter.mailbox), sender: e.hex(amina.verify), number: 3,
      before: e.identityText(entries[1].seed), text: 'Three.', ...more,
    };
    const body = e.seal(e.recipientText(e.recipientOf(entries[2].seed)), e.pad(e.utf8(JSON.stringify(said)), 1));
    const last = changed({ ...notes.written[2], body }, { bodyHash: e.H(body) }, amina);
    return problems(notes.open(amina, { written: [one, two, last] }));
  };
  assert.deepEqual(saying({}), ['confirmed', 'confirmed', 'confirmed']);
  for (const more of wrong) assert.deepEqual(saying(more), ['confirmed', 'confirmed', 'mismatch'], JSON.stringify(more));
});

test('pages are read together, and only as pages of a journal', () => {
  const notes = three();
  const [one, two, last] = notes.written;
  const pages = [house.page(0, 2, grantItem(amina, last), entryItem(one), entryItem(two)), house.page(1, 2, entryItem(last))];
  const open = (given) => e.openJournal(given, notes.post.open(amina), house.directory, amina);
  assert.deepEqual([texts(open(pages)), open(pages).complete], [['One.', 'Two.', 'Three.'], true]);
  const part = open(pages.slice(0, 1));
  assert.deepEqual([texts(part), part.complete, part.pagesTotal, part.broken], [[undefined, undefined], false, 2, false]);
  assert.throws(() => open([]), refusal('malformed'));
  assert.throws(() => open([pages[1]]), refusal('malformed'));
  assert.throws(() => open([pages[0], house.page(1, 3, entryItem(last))]), refusal('changed'));
  assert.throws(() => open([pages[0], house.page(1, 2, grantItem(amina, last), entryItem(last))]), refusal('malformed'));
  assert.throws(() => open([house.page(0, 1, house.state(), entryItem(one))]), refusal('malformed'));
  assert.throws(() => open([notes.post.page(amina)]), refusal('malformed'));
  assert.throws(() => e.openThread([pages[0]], house.directory, amina), refusal('malformed'));
});
