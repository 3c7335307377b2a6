/** The journal at the desk: what a page is told of it, what it can have sealed, and what is found by searching. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { envelope as e } from './support/envelope.mjs';
import * as house from './support/house.mjs';
import { keyFile } from './support/key-file.mjs';
import { Notes, spoilt } from './support/notes.mjs';
import { Post } from './support/post.mjs';
import { buffer, openDeskWorker, refused } from './support/workers.mjs';

const { amina, bogdan, filed, reporter } = house;
const newer = house.reviewerKey(40);
const cerys = house.reviewerKey(50);
const [first, second] = house.BODY.reviewers;
const third = house.entry('r3', 'Cerys Owen', cerys);
const renewed = house.entry('r1b', 'Amina Yusuf', newer, { renews: 'r1' });
const BODY = { ...house.BODY, reviewers: [first, second, third, renewed] };
const listed = house.directoryOf(BODY);
const concern = e.hex(reporter.mailbox);

let desk;
const unlock = async (key) => desk.unlockKey({ file: await keyFile(key), passphrase: 'correct horse' });
before(async () => {
  desk = openDeskWorker();
  await desk.begin({ directory: house.signedDirectory(BODY), authority: house.authority, today: house.TODAY });
});
after(() => desk.terminate());

const begun = (more) => new Notes(new Post(filed({ under: listed, ...more }), listed));
const readThread = (notes, member = amina, name = concern) => desk.openPages({ pages: [buffer(notes.post.page(member))], concern: name });
const readJournal = (notes, member = amina, given = {}) =>
  desk.openJournal({ concern, pages: notes.pages(member, given).map(buffer) });

/** A desk with this thread and its journal open. */
async function at(notes, key = amina) {
  await unlock(key);
  await readThread(notes, key);
  return readJournal(notes, key);
}

async function write(notes, input, key = amina) {
  const { frame, hash, number } = await desk.sealEntry({ concern, ...input });
  const written = e.parseWritten(new Uint8Array(frame));
  notes.written.push(written);
  assert.deepEqual([hash, number], [e.hex(e.entryHash(written)), notes.written.length]);
  return readJournal(notes, key);
}

test('a journal without an entry says so, and the first entry is read by a colleague', async () => {
  const notes = begun();
  const empty = { entries: [], handler: '', category: 0, readable: true, without: [], pagesTotal: 1, broken: false };
  assert.deepEqual(await at(notes), empty);
  const { entries } = await write(notes, { kind: 'note', text: 'She called.' });
  const shown = { number: 1, hour: house.HOUR, confirmed: true, kind: 'note', text: 'She called.', handler: '', category: 0 };
  assert.deepEqual(entries, [{ ...shown, from: 'you', name: 'Amina Yusuf' }]);
  const theirs = await at(notes, bogdan);
  assert.deepEqual(theirs.entries, [{ ...shown, from: 'colleague', name: 'Amina Yusuf' }]);
});

test('who handles it and what it is about stay until an entry says otherwise', async () => {
  const notes = begun();
  await at(notes);
  const standing = ({ handler, category }) => [handler, category];
  assert.deepEqual(standing(await write(notes, { kind: 'handler', text: '', handler: 'r2' })), ['r2', 0]);
  assert.deepEqual(standing(await write(notes, { kind: 'category', text: '', category: 4 })), ['r2', 4]);
  const view = await write(notes, { kind: 'decision', text: 'We look again.', why: 'The risk was not assessed.' });
  assert.deepEqual(standing(view), ['r2', 4]);
  assert.deepEqual([view.entries[2].handlerName, view.entries[2].why], ['Bogdan Petrov', 'The risk was not assessed.']);
  assert.deepEqual(standing(await write(notes, { kind: 'handler', text: '', handler: '' })), ['', 4]);
  await assert.rejects(desk.sealEntry({ concern, kind: 'handler', text: '', handler: 'r3' }), refused('unknown-reviewer'));
});

test('once who handled it has left, nobody does', async () => {
  const notes = begun();
  await at(notes);
  await write(notes, { kind: 'handler', text: '', handler: 'r2' });
  notes.post.leave(bogdan, ['r1']);
  await readThread(notes);
  assert.equal((await readJournal(notes)).handler, '');
  const { handler } = await write(notes, { kind: 'note', text: 'Bogdan is gone.' });
  const j = e.parseEntry(notes.written[1].entry);
  assert.deepEqual([handler, j.handler, e.hasSlot(j.slots, bogdan.kid)], ['', e.NOBODY, false]);
});

test('what is not whole is not sealed, and nothing is before thread and journal are open', async () => {
  const notes = begun();
  await unlock(amina);
  await assert.rejects(readJournal(notes), refused('not-opened'));
  await readThread(notes);
  await assert.rejects(desk.sealEntry({ concern, kind: 'note', text: 'x' }), refused('journal-not-open'));
  await readJournal(notes);
  for (const wrong of [{ kind: 'note', text: ' ' }, { kind: 'decision', text: 'x' }, { kind: 'decision', text: '', why: 'x' }, { kind: 'decision', text: 'x', why: ' ' }]) {
    await assert.rejects(desk.sealEntry({ concern, ...wrong }), refused('empty'));
  }
  await assert.rejects(desk.sealEntry({ concern, kind: 'note', text: 'x'.repeat(70_000) }), refused('too-long'));
  await desk.lock();
  await assert.rejects(desk.sealEntry({ concern, kind: 'note', text: 'x' }), refused('locked'));
});

test('who was let in since is named, and reads all once something is written for them', async () => {
  const notes = begun({ readers: ['r1'] });
  await at(notes);
  await write(notes, { kind: 'note', text: 'One.' });
  notes.post.share(['r1', 'r2'], amina);
  await readThread(notes);
  assert.deepEqual((await readJournal(notes)).without, ['Bogdan Petrov']);
  const theirs = await at(notes, bogdan);
  assert.deepEqual([theirs.readable, theirs.entries[0].problem, theirs.entries[0].text], [false, 'cannot-open', undefined]);
  await assert.rejects(desk.sealEntry({ concern, kind: 'note', text: 'Two.' }), refused('journal-not-open'));
  await at(notes);
  assert.deepEqual((await write(notes, { kind: 'passed', text: '' })).without, []);
  const now = await at(notes, bogdan);
  assert.deepEqual([now.readable, now.entries.map(({ text }) => text)], [true, ['One.', '']]);
});

test('who has left writes nothing more', async () => {
  const notes = begun();
  await at(notes);
  await write(notes, { kind: 'note', text: 'One.' });
  notes.post.leave(amina, ['r2']);
  await readThread(notes);
  await readJournal(notes);
  await assert.rejects(desk.sealEntry({ concern, kind: 'note', text: 'Two.' }), refused('no-grant'));
});

test('where everyone who could open the journal has left, whoever reads now goes on with it', async () => {
  const notes = begun({ readers: ['r1'] });
  notes.write(amina, 'One.', { readers: ['r1'] });
  notes.post.share(['r1', 'r2'], amina).leave(amina, ['r2']);
  assert.equal((await at(notes, bogdan)).readable, false);
  const { entries, readable, without } = await write(notes, { kind: 'note', text: 'Two.' }, bogdan);
  assert.deepEqual([entries.map(({ problem }) => problem), readable, without], [['cannot-open', undefined], true, []]);
});

test('an entry that its writer granted to nobody in truth is passed over, and one that the server gives no key to is not', async () => {
  const notes = begun().write(amina, 'One.').write(bogdan, 'Two.');
  await unlock(amina);
  await readThread(notes);
  assert.equal((await readJournal(notes, amina, { granted: notes.written.slice(0, 1) })).readable, false);
  await assert.rejects(desk.sealEntry({ concern, kind: 'note', text: 'Three.' }), refused('journal-not-open'));
  notes.written[1] = spoilt(notes.written[1], [amina, bogdan], bogdan);
  assert.equal((await at(notes)).readable, true);
  const { entries, readable } = await write(notes, { kind: 'note', text: 'Three.' });
  assert.deepEqual([entries.map(({ problem }) => problem), readable], [[undefined, 'cannot-open', undefined], true]);
});

test('whoever the reporter left out is given no entry, though their slot stands in the opening', async () => {
  const notes = begun({ readers: ['r1', 'r2'], leaveOut: ['r2'] });
  await at(notes);
  const { without } = await write(notes, { kind: 'note', text: 'Not for Bogdan.' });
  assert.deepEqual(without, []);
  assert.equal(e.hasSlot(e.parseEntry(notes.written[0].entry).slots, bogdan.kid), false);
});

test('nothing is written upon an entry that the server made up, nor after the journal was cut short', async () => {
  const notes = begun();
  await at(notes);
  await write(notes, { kind: 'note', text: 'One.' });
  await write(notes, { kind: 'note', text: 'Two.' });
  const [one, two] = notes.written;
  // Its grants are as they should be: it can be opened, and leads to the entry before it.
  const { frame } = e.makeEntry(cerys, notes.post.open(amina), {
    last: notes.open(amina).entries.at(-1), before: notes.open(amina).entries.at(-1).seed, readers: [house.directory.reviewers[0]], handler: cerys.kid, category: 3,
    content: { kind: 'note', text: 'Mine.' },
  });
  const forged = e.parseWritten(frame);
  const made = await readJournal(notes, amina, { written: [one, two, forged] });
  assert.deepEqual(made.entries.map(({ confirmed, from }) => [confirmed, from]), [[true, 'you'], [true, 'you'], [false, 'unknown']]);
  assert.deepEqual([made.entries[2].text, made.handler, made.category], ['Mine.', '', 0]);
  assert.deepEqual([await desk.search({ words: 'mine' }), (await desk.search({ words: 'two' })).length], [[], 1]);
  await assert.rejects(desk.sealEntry({ concern, kind: 'note', text: 'x' }), refused('journal-not-open'));
  // Nor is it gone on without, though nobody who reads could open it.
  const alien = e.makeEntry(cerys, notes.post.open(amina), {
    last: notes.open(amina).entries.at(-1), before: undefined, readers: [listed.reviewers[2]], handler: e.NOBODY, category: 0,
    content: { kind: 'note', text: 'Mine.' },
  });
  await at(notes);
  const gone = await readJournal(notes, amina, { written: [one, two, e.parseWritten(alien.frame)] });
  assert.deepEqual([gone.broken, gone.readable], [false, false]);
  await assert.rejects(desk.sealEntry({ concern, kind: 'note', text: 'x' }), refused('journal-not-open'));
});

test('what the server gave of a journal once, it cannot take back or exchange', async () => {
  const notes = begun();
  await at(notes);
  await write(notes, { kind: 'note', text: 'One.' });
  const other = notes.make(amina, { kind: 'note', text: 'Another two.' });
  await write(notes, { kind: 'note', text: 'Two.' });
  const [one] = notes.written;
  for (const written of [[one], [], [one, other]]) {
    assert.equal((await readJournal(notes, amina, { written })).broken, true);
    await assert.rejects(desk.sealEntry({ concern, kind: 'note', text: 'x' }), refused('journal-not-open'));
  }
  assert.equal((await readJournal(notes)).broken, false);
  assert.equal((await write(notes, { kind: 'note', text: 'Three.' })).entries.length, 3);
});

test('the entry of a key that was revoked says so, and colleagues write on', async () => {
  const notes = begun();
  await at(notes, bogdan);
  await write(notes, { kind: 'note', text: 'One.' }, bogdan);
  const revoked = { ...BODY, version: 5, reviewers: [first, { ...second, revoked: '2026-03-01' }, third, renewed] };
  await desk.begin({ directory: house.signedDirectory(revoked), authority: house.authority, today: house.TODAY });
  notes.post.under = house.directoryOf(revoked);
  const view = await at(notes);
  assert.deepEqual(view.entries.map(({ confirmed, problem, from, text }) => [confirmed, problem, from, text]), [[false, 'revoked', 'unknown', 'One.']]);
  const { entries } = await write(notes, { kind: 'note', text: 'Two.' });
  assert.equal(entries[1].confirmed, true);
  assert.equal(e.hasSlot(e.parseEntry(notes.written[1].entry).slots, bogdan.kid), false);
  await desk.begin({ directory: house.signedDirectory(BODY), authority: house.authority, today: house.TODAY });
});

test('two concerns are linked only where the same people are left out of both', async () => {
  const from = e.reporterOf(new Uint8Array(16).fill(3));
  const other = e.hex(from.mailbox);
  const link = async (these, those) => {
    const notes = begun({ readers: ['r2'], leaveOut: these });
    await at(notes, bogdan);
    const filing = filed({ from, under: listed, readers: ['r2'], leaveOut: those });
    const page = house.page(
      0, 1, house.head(1, house.chain(filing, [filing.filing]), house.HOUR, from.mailbox), house.state(), house.opening(filing),
      house.grantFor(bogdan, filing), house.message(1, filing.filing),
    );
    await desk.openPages({ pages: [buffer(page)], concern: other });
    return { notes, seal: (name = other) => desk.sealEntry({ concern, kind: 'link', text: '', link: name }) };
  };
  const same = await link(['r1', 'r3'], ['r3', 'r1b']);
  same.notes.written.push(e.parseWritten(new Uint8Array((await same.seal()).frame)));
  assert.equal((await readJournal(same.notes, bogdan)).entries[0].concern, other);
  await assert.rejects(same.seal(concern), refused('link-apart'));
  await assert.rejects(same.seal('0'.repeat(32)), refused('link-apart'));
  for (const [these, those] of [[['r1'], []], [[], ['r1']], [['r1'], ['r3']], [['r1', 'r3'], ['r3']]]) {
    await assert.rejects((await link(these, those)).seal(), refused('link-apart'));
  }
});

test('a reviewer moves to their newer key, and reads and writes on with it', async () => {
  const notes = begun();
  assert.deepEqual(await unlock(amina), { reviewer: 'r1', name: 'Amina Yusuf', until: '2027-01-01', renewedBy: 'r1b' });
  notes.post.say(amina, { kind: 'reply', text: 'With the old key.' });
  await readThread(notes);
  await readJournal(notes);
  await write(notes, { kind: 'handler', text: 'Mine.', handler: 'r1' });
  // Whoever signs the list could name any key as hers: it is given nothing until she says that she moves to it.
  const isGranted = (i) => e.hasSlot(e.parseEntry(notes.written[i].entry).slots, newer.kid);
  assert.equal(isGranted(0), false);
  await write(notes, { kind: 'passed', text: '', renew: true });
  assert.equal(isGranted(1), true);
  const { frame } = await desk.sealChange({ concern, letIn: [], renew: true });
  notes.post.changes.push(e.parseChange(new Uint8Array(frame)));
  const old = await readThread(notes);
  assert.deepEqual([old.reading, old.warnings, old.changes[0].renewed], [false, [], ['Amina Yusuf']]);
  assert.deepEqual([old.access, old.accessIds], [['Bogdan Petrov', 'Amina Yusuf'], ['r2', 'r1b']]);

  const view = await at(notes, newer);
  assert.deepEqual(view.entries.map(({ from, text, handler }) => [from, text, handler]), [['you', 'Mine.', 'r1'], ['you', '', 'r1']]);
  const now = await readThread(notes, newer);
  assert.deepEqual([now.canAdd, now.messages[1].from], [[{ id: 'r3', name: 'Cerys Owen' }], 'you']);
  const after = await write(notes, { kind: 'note', text: 'With the new key.' }, newer);
  assert.deepEqual([after.handler, after.without], ['r1b', []]);
  assert.deepEqual(e.parseEntry(notes.written[2].entry).handler, newer.kid);
  await assert.rejects(desk.sealChange({ concern, letIn: [], renew: true }), refused('no-renewal'));
  await assert.rejects(desk.sealEntry({ concern, kind: 'passed', text: '', renew: true }), refused('no-renewal'));
  assert.equal((await unlock(newer)).renewedBy, null);
});

test('a colleague puts a newer key in the place of one that has ended, and never that of one who is left out', async () => {
  const ended = { ...BODY, version: 5, reviewers: [{ ...first, until: '2026-02-01' }, second, third, renewed] };
  await desk.begin({ directory: house.signedDirectory(ended), authority: house.authority, today: house.TODAY });
  const notes = begun();
  notes.post.under = house.directoryOf(ended);
  await unlock(bogdan);
  const { canAdd } = await readThread(notes, bogdan);
  assert.deepEqual(canAdd.map(({ id }) => id), ['r3', 'r1b']);
  const { frame } = await desk.sealChange({ concern, letIn: ['r1b'] });
  notes.post.changes.push(e.parseChange(new Uint8Array(frame)));
  const { accessIds, warnings } = await readThread(notes, bogdan);
  assert.deepEqual([accessIds, warnings], [['r2', 'r1b'], []]);

  const apart = begun({ readers: ['r2'], leaveOut: ['r1'] });
  apart.post.under = notes.post.under;
  const { leaveOutIds, canAdd: others } = await readThread(apart, bogdan);
  assert.deepEqual([leaveOutIds, others.map(({ id }) => id)], [['r1'], ['r3']]);
  await assert.rejects(desk.sealChange({ concern, letIn: ['r1b'] }), refused('left-out'));
  await desk.begin({ directory: house.signedDirectory(BODY), authority: house.authority, today: house.TODAY });
});

test('the old key can still pass the journal on after the move', async () => {
  const notes = begun();
  await at(notes);
  notes.write(amina, 'Only for the old key.', { readers: ['r1', 'r2'] });
  notes.post.share(['r2', 'r1b'], amina);
  await readThread(notes);
  assert.deepEqual((await readJournal(notes)).without, ['Amina Yusuf']);
  await write(notes, { kind: 'passed', text: '' });
  assert.equal((await at(notes, newer)).readable, true);
});

test('holding replies and checks are sealed with words, and the reporter reads them as confirmed', async () => {
  const notes = begun();
  await at(notes);
  for (const kind of ['holding', 'check']) {
    await assert.rejects(desk.sealMessage({ concern, kind, text: ' ' }), refused('empty'));
    const { frame } = await desk.sealMessage({ concern, kind, text: 'We have your words.' });
    notes.post.messages.push(e.parseSigned(new Uint8Array(frame)));
    await readThread(notes);
    const [said] = notes.post.open(reporter).entries.slice(-1);
    assert.deepEqual([said.problem, said.content.kind, said.message.act], [undefined, kind, kind === 'holding' ? 19 : 20]);
  }
});

test('a search finds what was opened, wherever the words stand, and forgets it with the key', async () => {
  const notes = begun({ text: 'The DÉJÀ-VU file was closed.\nNobody asked the school.' });
  notes.post.say(amina, { kind: 'question', text: '', questions: [{ text: 'Which ward?', asks: 'words', identifies: true }] });
  await at(notes);
  await write(notes, { kind: 'decision', text: 'Ask the hospital.', why: 'A nurse knows.' });
  const found = async (words) => (await desk.search({ words })).map(({ excerpt }) => excerpt);
  assert.deepEqual(await desk.search({ words: 'deja school' }), [
    { concern, title: 'The DÉJÀ-VU file was closed.', excerpt: 'The DÉJÀ-VU file was closed. Nobody asked the school.' },
  ]);
  assert.deepEqual(await found('WARD nurse'), ['Which ward?']);
  assert.deepEqual(await found('hospital'), ['Ask the hospital.']);
  // Accents that a keyboard wrote as signs of their own.
  await write(notes, { kind: 'note', text: 'Siân rang.'.normalize('NFD') });
  for (const words of ['sian', 'Siân', 'SIÂN'.normalize('NFD')]) assert.deepEqual(await found(words), ['Siân rang.']);
  assert.deepEqual(await found('forced marriage'), ['Forced marriage']);
  for (const nothing of ['', '  ', 'school nowhere']) assert.deepEqual(await found(nothing), []);
  await unlock(amina);
  assert.deepEqual(await found('school'), []);
  await desk.title({ page: buffer(notes.post.page(amina)) });
  assert.deepEqual(await found('school'), ['The DÉJÀ-VU file was closed. Nobody asked the school.']);
});

test('a long text is shown around the place that was found, and what is not confirmed is not found', async () => {
  await unlock(amina);
  const text = `${'before '.repeat(40)}needle${' after'.repeat(40)}`;
  const notes = begun({ text });
  await readThread(notes);
  const [{ excerpt }] = await desk.search({ words: 'needle' });
  assert.match(excerpt, /^….{50,70}needle.{50,70}…$/);
  const forged = e.makeMessage(cerys, 2, house.service, notes.post.open(amina).next, notes.post.filing.identity, { kind: 'reply', text: 'planted' });
  notes.post.messages.push(forged);
  const view = await readThread(notes);
  assert.deepEqual([view.messages[1].confirmed, view.messages[1].text], [false, 'planted']);
  assert.deepEqual(await desk.search({ words: 'planted' }), []);
});
