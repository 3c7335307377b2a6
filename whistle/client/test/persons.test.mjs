/** Two entries of the list can be one person, who has a newer key: who stays, and who is left out, goes by persons. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { envelope as e, load, refusal } from './support/envelope.mjs';
import * as house from './support/house.mjs';
import { Post, madeUp } from './support/post.mjs';

const { staying, whoCouldRead, viewDirectory, viewThread } = await load(`export * from './src/present.ts'`);
const { checkDraft, leftOutIds } = await load(`export * from './src/report/sealable.ts'`);
const { amina, bogdan, filed, reporter } = house;
const [first, second] = house.BODY.reviewers;
const newer = house.reviewerKey(40);
const newest = house.reviewerKey(42);

const list = (...reviewers) => house.directoryOf({ reviewers, routes: [{ ...house.BODY.routes[0], readers: [first.id] }] });
const renewed = house.entry('r1b', 'Amina Yusuf', newer, { renews: 'r1' });
const again = house.entry('r1c', 'Amina Yusuf', newest, { renews: 'r1b', from: '2026-06-01' });
const listed = list(first, second, renewed, again);
const ids = (reviewers) => reviewers.map(({ id }) => id);
const readers = ({ epochs }) => ids(listed.reviewers.filter(({ kid }) => e.hasSlot(epochs.at(-1).slots, kid)));
const begun = (more) => new Post(filed({ under: listed, ...more }), listed);

test('a person is all entries that renew one another, and nobody is of an unknown id', () => {
  for (const id of ['r1', 'r1b', 'r1c']) assert.deepEqual(ids(e.personOf(listed, id)), ['r1', 'r1b', 'r1c']);
  assert.deepEqual([ids(e.personOf(listed, 'r2')), e.personOf(listed, 'r9')], [['r2'], []]);
  assert.deepEqual([...e.personsOf(listed, ['r1c', 'r1', 'r9'])], ['r1', 'r9']);
});

test('a list in which an entry renews an unknown one, a later one, itself or one that is renewed already is refused', () => {
  const twice = house.entry('r3', 'Cerys Owen', newest, { renews: 'r1' });
  for (const wrong of [
    [first, { ...renewed, renews: 'r9' }], [renewed, first], [first, { ...renewed, renews: 'r1b' }],
    [first, renewed, twice], [first, { ...renewed, renews: '' }], [first, { ...renewed, renews: 1 }],
  ]) {
    assert.throws(() => list(second, ...wrong), refusal('directory-malformed'));
  }
  assert.deepEqual(ids(list(first, { ...second, renews: null }).reviewers), ['r1', 'r2']);
});

test('one change moves a person to their newer key, and everyone reads on', () => {
  const post = begun();
  post.say(amina, { kind: 'reply', text: 'With the old key.' });
  post.share(['r2', 'r1b'], amina);
  post.say(newer, { kind: 'reply', text: 'With the new key.' });
  for (const member of [newer, bogdan, reporter]) {
    const thread = post.open(member);
    assert.deepEqual([thread.warnings, readers(thread)], [[], ['r2', 'r1b']]);
    assert.deepEqual(thread.entries.map(({ problem, content }) => problem ?? content.text), [
      'It was closed in a day.', 'With the old key.', 'With the new key.',
    ]);
  }
  assert.equal(post.open(amina).epochs.at(-1).identity, undefined);
  const [change] = viewThread(post.open(reporter), listed, () => ({ from: 'reviewer' })).changes;
  assert.deepEqual([change.added, change.removed, change.renewed], [[], [], ['Amina Yusuf']]);
});

test('a colleague can put a newer key in the place of an older one, and cannot put the person out', () => {
  const moved = begun().share(['r2', 'r1b'], bogdan);
  assert.deepEqual([moved.open(bogdan).warnings, readers(moved.open(bogdan))], [[], ['r2', 'r1b']]);
  const out = begun().share(['r2'], bogdan);
  assert.deepEqual([out.open(bogdan).warnings, readers(out.open(bogdan))], [['bad-epoch'], ['r1', 'r2']]);
});

test('nobody puts a colleague out by moving them back to a key that they may have lost', () => {
  const back = begun().share(['r2', 'r1b'], bogdan);
  back.share(['r2', 'r1'], bogdan);
  assert.deepEqual([back.open(newer).warnings, readers(back.open(newer))], [['bad-epoch'], ['r2', 'r1b']]);
});

test('nobody puts a colleague back to an older key, which they may have lost', () => {
  const post = begun().share(['r2', 'r1b'], bogdan).share(['r2', 'r1'], bogdan);
  assert.deepEqual([post.open(bogdan).warnings, readers(post.open(bogdan))], [['bad-epoch'], ['r2', 'r1b']]);
});

test('who goes on with a newer key has not left, and who says so changes nothing', () => {
  const all = [reporter, newer, bogdan];
  const post = begun();
  for (const [act, warnings] of [[e.CHANGE.shared, []], [e.CHANGE.left, ['bad-epoch']]]) {
    post.changes = [madeUp(amina, all, { m: { act } })];
    assert.deepEqual(post.open(bogdan).warnings, warnings);
  }
  post.changes = [madeUp(amina, [reporter, bogdan])];
  assert.deepEqual(post.open(bogdan).warnings, ['bad-epoch']);
  post.changes = [madeUp(amina, [reporter, bogdan], { m: { act: e.CHANGE.left } })];
  assert.deepEqual(post.open(bogdan).warnings, []);
});

test('a person whose newer key has been revoked is not kept by it', () => {
  const body = [first, second, { ...renewed, revoked: '2026-02-01' }];
  const post = new Post(filed({ under: list(...body) }), list(...body));
  post.changes = [madeUp(bogdan, [reporter, bogdan, newer])];
  assert.deepEqual(post.open(bogdan).warnings, ['bad-epoch']);
});

test('whoever is left out by one entry is left out by all, the ones that come later among them', () => {
  for (const leaveOut of [['r1'], ['r1b'], ['r1c']]) {
    for (const entry of ['r1', 'r1b', 'r1c']) {
      const post = begun({ readers: ['r2'], leaveOut }).share(['r2', entry]);
      assert.deepEqual([post.open(bogdan).warnings, readers(post.open(bogdan))], [['bad-epoch'], ['r2']]);
    }
  }
});

test('a person is offered once, by the newest key that is good today, and not while they read', () => {
  const could = (post, leaveOut = [], today = house.TODAY) => ids(whoCouldRead(listed, today, staying(post.open(bogdan), listed), leaveOut));
  const narrow = begun({ readers: ['r2'] });
  assert.deepEqual([could(narrow), could(narrow, [], '2026-07-01')], [['r1b'], ['r1c']]);
  for (const id of ['r1', 'r1b', 'r1c']) assert.deepEqual(could(narrow, [id]), []);
  assert.deepEqual(could(begun()), []);
});

test('the form to raise a concern shows a person once, on the routes that name the entry', () => {
  const shown = viewDirectory(list(first, second, renewed), house.TODAY);
  assert.deepEqual([ids(shown.reviewers), shown.routes[0].readers], [['r1', 'r2'], ['r1']], 'the route names the old key');
  const directory = house.directoryOf({ reviewers: [first, second, renewed], routes: [{ ...house.BODY.routes[0], readers: ['r2', 'r1b'] }] });
  const moved = viewDirectory(directory, house.TODAY);
  assert.deepEqual([ids(moved.reviewers), moved.routes[0].readers], [['r2', 'r1b'], ['r2', 'r1b']]);
  assert.deepEqual(moved.reviewers.map(({ entries }) => entries), [['r2'], ['r1', 'r1b']]);
});

test('no concern is sealed to one key of a person who is left out by another', () => {
  const directory = house.directoryOf({ reviewers: [first, second, renewed], routes: [{ ...house.BODY.routes[0], readers: ['r2', 'r1b'] }] });
  const draft = { route: 1, urgent: false, text: 'It was closed.', answers: {}, leaveOut: ['r1'] };
  assert.deepEqual(leftOutIds(['r1'], directory), ['r1']);
  checkDraft({ ...draft, readers: ['r2'] }, directory, house.TODAY);
  assert.throws(() => checkDraft({ ...draft, readers: ['r2', 'r1b'] }, directory, house.TODAY), refusal('left-out'));
});
