/** One change to many concerns: what is done with each, and that stopping or failing loses nothing. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './support/envelope.mjs';

const desk = await load(`
  export * from './src/desk/bulk.ts';
  export * from './src/desk/bulk-words.ts';
  export * from './src/desk/handing.ts';
  export * from './src/desk/runner.ts';
  export { Refused as WorkerRefused } from './src/desk/rpc.ts';
  export { NoAnswer, Refused, SignedOut } from './src/desk/server.ts';
`);
const { NoAnswer, Refused, Runner, WorkerRefused, decide, tally } = desk;

const COVER = { does: 'let-in', who: 'r2', ids: ['r0', 'r2'], name: 'Tom Ellery', until: 9 };
const LEAVE = { does: 'leave', heir: '', ended: false, name: 'Asha Rahman' };
const RENEW = { does: 'renew', to: 'r9' };

const view = (more = {}) => ({
  reading: true, accessIds: ['r1'], leaveOutIds: [], canAdd: [{ id: 'r2', name: 'Tom Ellery' }],
  canLeave: true, changes: [], ...more,
});

/** A desk with these concerns, which notes what was posted; `fails` gives the error of the next call of that name. */
function means(views, fails = {}) {
  const log = [];
  let sealed = 0;
  const failing = (name) => {
    const error = fails[name]?.shift();
    if (error) throw error;
  };
  return {
    log,
    concerns: async () => (failing('concerns'), Object.keys(views)),
    open: async (concern) => (failing('open'), views[concern]),
    passOn: async (concern) => (failing('passOn'), views[concern].notes === true),
    seal: async () => (failing('seal'), new Uint8Array([++sealed]).buffer),
    post: async (concern, frame) => {
      log.push([concern, new Uint8Array(frame)[0]]);
      failing('post');
    },
  };
}

const runner = (of, told = () => undefined) => new Runner(of, told, (error) => error.constructor.name);
const outcomes = ({ job }) => Object.fromEntries(job.done);

test('a colleague is let in unless they read it, or the reporter left them out, or their key is not good', () => {
  const says = (more) => decide(COVER, view(more));
  assert.equal(says(), 'go');
  assert.equal(says({ accessIds: ['r1', 'r2'], canAdd: [] }), 'reads-already');
  assert.equal(says({ accessIds: ['r0'], canAdd: [] }), 'reads-already');
  assert.equal(says({ leaveOutIds: ['r2'] }), 'left-out');
  assert.equal(says({ leaveOutIds: ['r0'] }), 'left-out');
  assert.equal(says({ canAdd: [] }), 'cannot');
  assert.equal(says({ reading: false }), 'gone');
});

test('nobody steps back where they would be the last, and a key is moved once', () => {
  assert.equal(decide(LEAVE, view()), 'go');
  assert.equal(decide(LEAVE, view({ canLeave: false })), 'last');
  assert.equal(decide(RENEW, view()), 'go');
  assert.equal(decide(RENEW, view({ accessIds: ['r9'], reading: false })), 'reads-already');
});

test('that cover has ended is believed only where a colleague let the reviewer in', () => {
  const ended = { ...LEAVE, ended: true };
  const change = (by, ...added) => ({ by, added });
  assert.equal(decide(ended, view()), 'not-cover');
  assert.equal(decide(ended, view({ changes: [change('reporter', 'Asha Rahman'), change('colleague', 'Tom Ellery')] })), 'not-cover');
  assert.equal(decide(ended, view({ changes: [change('colleague', 'Asha Rahman')] })), 'go');
});

test('each concern is changed or told apart, in one go', async () => {
  const desks = means({ aa: view(), bb: view({ leaveOutIds: ['r2'] }), cc: view({ accessIds: ['r2'] }) });
  const run = runner(desks);
  await run.start(COVER);
  assert.equal(run.job.is, 'done');
  assert.deepEqual(outcomes(run), { aa: 'sent', bb: 'left-out', cc: 'reads-already' });
  assert.deepEqual(desks.log, [['aa', 1]]);
  assert.deepEqual(tally(run.job).map(({ outcome }) => outcome), ['sent', 'reads-already', 'left-out']);
});

test('when no answer comes it stops, and then sends the same bytes', async () => {
  const desks = means({ aa: view(), bb: view() }, { post: [new NoAnswer()] });
  const run = runner(desks);
  await run.start(COVER);
  assert.deepEqual([run.job.is, run.job.trouble, run.job.left.length], ['stopped', 'NoAnswer', 2]);
  await run.goOn();
  assert.equal(run.job.is, 'done');
  assert.deepEqual(desks.log, [['aa', 1], ['aa', 1], ['bb', 2]]);
});

test('a locked key or a lost session stops it at the concern in hand', async () => {
  for (const error of [new WorkerRefused('locked', ''), new desk.SignedOut()]) {
    const run = runner(means({ aa: view(), bb: view() }, { open: [undefined, error] }));
    await run.start(COVER);
    assert.deepEqual([run.job.is, [...run.job.left]], ['stopped', ['bb']]);
    await run.goOn();
    assert.deepEqual(outcomes(run), { aa: 'sent', bb: 'sent' });
  }
});

test('without a list it has not begun, and begins when it goes on', async () => {
  const run = runner(means({ aa: view() }, { concerns: [new NoAnswer()] }));
  await run.start(COVER);
  assert.equal(run.job.is, 'stopped');
  await run.goOn();
  assert.deepEqual(outcomes(run), { aa: 'sent' });
});

test('where somebody was quicker, the concern is opened anew, once', async () => {
  const desks = means({ aa: view() }, { post: [new Refused(409, 'out-of-step')] });
  const run = runner(desks);
  await run.start(COVER);
  assert.deepEqual(desks.log, [['aa', 1], ['aa', 2]]);
  assert.deepEqual(outcomes(run), { aa: 'sent' });
  const twice = runner(means({ aa: view() }, { post: [new Refused(409, 'conflict'), new Refused(409, 'conflict')] }));
  await twice.start(COVER);
  assert.deepEqual(outcomes(twice), { aa: 'changed' });
});

test('one concern that cannot be changed does not hold up the others', async () => {
  const errors = [
    [{ open: [new Refused(404, 'not-found')] }, 'gone'],
    [{ open: [new WorkerRefused('bad-opening', '')] }, 'doubtful'],
    [{ seal: [new WorkerRefused('left-out', '')] }, 'left-out'],
    [{ seal: [new WorkerRefused('too-many-readers', '')] }, 'full'],
    [{ seal: [new WorkerRefused('no-readers', '')] }, 'cannot'],
    [{ post: [new Refused(403, 'forbidden')] }, 'changed'],
  ];
  for (const [fails, outcome] of errors) {
    const run = runner(means({ aa: view(), bb: view() }, fails));
    await run.start(COVER);
    assert.deepEqual(outcomes(run), { aa: outcome, bb: 'sent' });
  }
});

test('what was sent and has not taken effect is not sent over', async () => {
  const aa = view();
  const desks = means({ aa });
  const run = runner(desks);
  await run.start(COVER);
  await run.start(LEAVE);
  assert.deepEqual(outcomes(run), { aa: 'waiting' });
  aa.changes.push({});
  await run.start(LEAVE);
  assert.deepEqual(outcomes(run), { aa: 'sent' });
  assert.equal(desks.log.length, 2);
});

test('a person can stop it after the concern in hand, and go on', async () => {
  const desks = means({ aa: view(), bb: view() });
  const run = runner(desks, (job) => job?.sealed && run.stop());
  await run.start(COVER);
  assert.deepEqual([run.job.is, run.job.trouble, [...run.job.left]], ['stopped', '', ['bb']]);
  await run.goOn();
  assert.equal(desks.log.length, 2);
});

test('once another person has signed in, nothing more is done for the first', async () => {
  const desks = means({ aa: view(), bb: view() });
  const run = runner(desks, (job) => job?.sealed && run.forget());
  await run.start(COVER);
  assert.equal(run.job, null);
  assert.ok(desks.log.length <= 1);
});

test('the notes go along: once a colleague can read, and before the one who has them goes', async () => {
  const run = runner(means({ aa: view({ accessIds: ['r2'], notes: true }), bb: view({ accessIds: ['r2'] }), cc: view({ leaveOutIds: ['r2'], notes: true }) }));
  await run.start(COVER);
  assert.deepEqual(outcomes(run), { aa: 'passed-on', bb: 'reads-already', cc: 'left-out' });
  const leaving = means({ aa: view({ notes: true }) }, { passOn: [new NoAnswer()] });
  const gone = runner(leaving);
  await gone.start(LEAVE);
  assert.deepEqual([gone.job.is, leaving.log], ['stopped', []]);
  await gone.goOn();
  assert.deepEqual(outcomes(gone), { aa: 'sent' });
});

test('an entry is written only where it lets somebody read more, or gives what is handled to another', () => {
  const journal = (more = {}) => ({ readable: true, broken: false, entries: [{}], without: [], handler: '', ...more });
  const needs = (aim, more, me = ['r1']) => desk.needsEntry(aim, journal(more), me);
  assert.equal(needs(COVER, { without: ['Carol Finch'] }), false);
  assert.equal(needs(COVER, { without: ['Tom Ellery'] }), true);
  assert.equal(needs(LEAVE, {}), false);
  assert.equal(needs(LEAVE, { without: ['Carol Finch'] }), true);
  assert.equal(needs({ ...LEAVE, heir: 'r2' }, { handler: 'r1' }), true);
  assert.equal(needs({ ...LEAVE, heir: 'r2' }, { handler: 'r3' }), false);
  assert.equal(needs(RENEW, {}), true);
  for (const more of [{ readable: false }, { broken: true }, { entries: [] }]) assert.equal(needs(RENEW, more), false);
});

test('every outcome is told in a sentence, of one concern and of several', () => {
  for (const aim of [COVER, LEAVE, RENEW]) {
    for (const outcome of ['sent', 'passed-on', 'reads-already', 'left-out', 'not-cover', 'last', 'waiting', 'full', 'cannot', 'changed', 'doubtful', 'gone']) {
      assert.match(desk.outcomeWords(aim, outcome, 1, 'at 5pm'), /1 concern\b.*\.$/, outcome);
      assert.match(desk.outcomeWords(aim, outcome, 3, 'at 5pm'), /3 concerns\b.*\.$/, outcome);
    }
  }
  assert.equal(desk.outcomeWords(COVER, 'sent', 9, 'at 5pm'), 'Tom Ellery can read 9 concerns at 5pm.');
  assert.equal(desk.outcomeWords(RENEW, 'reads-already', 1, ''), 'Your new key opens 1 concern already.');
});

test('what was begun for one person is not counted for the next', async () => {
  const desks = means({ aa: view() });
  let arrive;
  desks.post = () => new Promise((resolve) => (arrive = resolve));
  const run = runner(desks);
  const first = run.start(COVER);
  while (!arrive) await new Promise(setImmediate);
  run.forget();
  desks.concerns = () => new Promise(() => undefined);
  void run.start(LEAVE);
  arrive();
  await first;
  assert.deepEqual([run.job.is, run.job.done.size], ['listing', 0]);
});
