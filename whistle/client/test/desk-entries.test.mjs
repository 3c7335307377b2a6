/** Notes and decisions at the desk, without a page: what is missing, what has arrived, and what a failure means. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './support/envelope.mjs';

const desk = await load(`
  export * from './src/desk/entries.ts';
  export { Presence } from './src/desk/here.ts';
  export { Journals } from './src/desk/journal.ts';
  export { candidates, halfDone } from './src/desk/linking.ts';
  export * as server from './src/desk/server.ts';
  export { initial, Store } from './src/desk/state.ts';
  export { Refused } from './src/rpc.ts';
  export { Watch } from './src/desk/watch.ts';
`);
const { freshEntry, missing, server } = desk;
const NOW = 500_000;

const entry = (number, more = {}) => ({ number, hour: NOW, from: 'you', confirmed: true, kind: 'note', text: 'Seen.', handler: '', category: 0, ...more });
const journal = (...entries) => ({ entries, handler: '', category: 0, readable: true, without: [], pagesTotal: 1, broken: false });

test('an entry is saved only with all that belongs to its kind', () => {
  assert.equal(missing(freshEntry('note', { text: ' ' })).where, 'text');
  assert.equal(missing(freshEntry('note', { text: 'Seen.' })), null);
  assert.equal(missing(freshEntry('decision', { text: 'Ask for all.' })).where, 'why');
  assert.equal(missing({ ...freshEntry('decision', { text: 'Ask for all.' }), why: 'One would tell.' }), null);
  assert.equal(missing(freshEntry('handler')).where, 'choice');
  assert.equal(missing(freshEntry('handler', { handler: '' })), null);
  assert.equal(missing(freshEntry('category')).where, 'choice');
  assert.equal(missing(freshEntry('link')).where, 'choice');
  assert.equal(missing(freshEntry('passed')), null);
});

test('an entry has arrived when it stands in its place, one’s own and confirmed, and not before', () => {
  const written = { ...freshEntry('note', { text: 'Seen. ' }), sealed: { frame: new ArrayBuffer(1), number: 2 } };
  assert.equal(desk.arrived(written, journal(entry(1), entry(2))), true);
  for (const other of [{ number: 3 }, { confirmed: false }, { from: 'colleague' }, { kind: 'decision' }, { text: 'Else.' }]) {
    assert.equal(desk.arrived(written, journal(entry(2, other))), false, JSON.stringify(other));
  }
  assert.equal(desk.arrived({ ...written, sealed: null }, journal(entry(2))), false);
});

test('after doubt only a plain word that it does not fit is believed, and no word of the service’s is shown', () => {
  const refused = (code) => new server.Refused(403, code);
  assert.match(desk.savingTrouble(refused('out-of-step'), true), /^Nothing was saved, because a colleague wrote here/);
  assert.match(desk.savingTrouble(refused('too-many'), false), /^Nothing was saved/);
  for (const code of ['too-many', 'not-found', 'constructor']) assert.equal(desk.savingTrouble(refused(code), true), desk.UNSURE_ENTRY);
  assert.match(desk.savingTrouble(refused('constructor'), false), /^Nothing was saved: the service refused it\./);
  assert.equal(desk.savingTrouble(new server.NoAnswer(), false), desk.UNSURE_ENTRY);
  assert.match(desk.savingTrouble(new server.SignedOut(), false), /was not saved/);
});

test('a link that would tell of a concern to somebody who is kept from it is refused at the choice', () => {
  const { where, words } = desk.sealingEntryTrouble(new desk.Refused('link-apart', ''));
  assert.equal(where, 'choice');
  assert.match(words, /did not leave out the same people/);
});

test('entries that this key does not open stand in one line for each run of them', () => {
  const closed = { problem: 'cannot-open', confirmed: false };
  const lines = desk.listed([entry(1, closed), entry(2, closed), entry(3), entry(4, closed)]);
  assert.deepEqual(lines.map((line) => ('closed' in line ? line.closed.length : line.number)), [2, 3, 1]);
});

const state = (more) => ({ titles: new Map(), search: { found: [] }, journals: new Map(), entries: new Map(), ...more });
const words = (said) => ({ is: 'words', words: said });

test('a concern can be linked with those whose words are known here, and not with itself or twice', () => {
  const titles = new Map([['a', words('This one')], ['b', words('A girl of nine')], ['c', { is: 'closed' }], ['d', words('A boy of nine')]]);
  const search = { found: [{ concern: 'e', title: 'Found', excerpt: '' }, { concern: 'b', title: 'Old', excerpt: '' }] };
  const linked = new Map([['a', { is: 'ready', view: journal(entry(1, { kind: 'link', concern: 'd' }), entry(2, { kind: 'link', concern: 'e', confirmed: false })) }]]);
  const found = (find) => desk.candidates(state({ titles, search, journals: linked }), 'a', find);
  assert.deepEqual(found(), [{ concern: 'e', title: 'Found' }, { concern: 'b', title: 'A girl of nine' }]);
  assert.deepEqual(found('NINE girl').map(({ concern }) => concern), ['b']);
});

test('half a link is known by the entry that waits to be written into the other', () => {
  const waits = new Map([['b deed', freshEntry('link', { link: 'a' })]]);
  assert.equal(desk.halfDone(state({ entries: waits }), 'a', 'b'), true);
  assert.equal(desk.halfDone(state({ entries: waits }), 'c', 'b'), false);
  assert.equal(desk.halfDone(state({}), 'a', 'b'), false);
});

/** A desk with one concern open, whose service answers as `reply` says. */
function seated(t, reply, worker = {}) {
  const sent = [];
  t.mock.method(globalThis, 'fetch', async (path, { method = 'GET', body } = {}) => {
    sent.push(`${method} ${path.replace('/staff/api/v1/concerns/', '')}${typeof body === 'string' ? ` ${body}` : ''}`);
    return reply(path, method);
  });
  globalThis.document ??= { hidden: false };
  const thread = { is: 'ready', view: { concern: 'aa', reading: true, messages: [{}, {}] } };
  const session = { name: 'A', reviewer: 'r1', person: ['r1'], csrf: 'x' };
  const store = new desk.Store({ ...desk.initial(NOW), open: 'aa', thread, session }, () => undefined);
  const watch = new desk.Watch(store, () => undefined);
  return { store, watch, keys: { worker }, sent };
}

const json = (value) => new Response(JSON.stringify(value));
const here = (more) => json({ count: 2, journal: 0, handler: null, category: 0, readers: [], here: [], ...more });

test('being here is said at once, again while typing, and taken back at the end', async (t) => {
  const { store, watch, keys, sent } = seated(t, () => here());
  const presence = new desk.Presence(store, keys, watch, async () => undefined);
  await presence.look();
  presence.typed();
  await presence.look();
  presence.leave();
  assert.deepEqual(sent, ['reading', 'writing', 'writing', 'left'].map((doing) => `POST aa/here {"doing":"${doing}"}`));
  assert.equal(store.state.here, null);
});

test('a locked desk, and one that nobody looks at, says nothing of itself', async (t) => {
  const { store, watch, keys, sent } = seated(t, () => here());
  const presence = new desk.Presence(store, keys, watch, async () => undefined);
  keys.worker = null;
  await presence.look();
  keys.worker = {};
  document.hidden = true;
  await presence.look();
  document.hidden = false;
  await store.change({ signedOut: true });
  await presence.look();
  assert.deepEqual(sent, []);
});

test('what has come is read once, and not while an answer is being sealed', async (t) => {
  let counts = { count: 3, journal: 1 };
  const { store, watch, keys } = seated(t, () => here(counts));
  const read = [];
  const presence = new desk.Presence(store, keys, watch, async (concern, what) => void read.push(what));
  await store.change({ drafts: new Map([['aa', { is: 'sealing' }]]) });
  await presence.look();
  assert.deepEqual(read, []);
  await store.change({ drafts: new Map() });
  await presence.look();
  await presence.look();
  assert.deepEqual(read, [{ thread: true, journal: true }]);
  await store.change({ journals: new Map([['aa', { is: 'ready', view: journal(entry(1)) }]]) });
  counts = { count: 2, journal: 1 };
  await presence.look();
  assert.equal(read.length, 1);
});

test('words stay until what was saved stands in the journal, and the same bytes go out after doubt', async (t) => {
  let answers = false;
  const kept = [];
  const worker = {
    openJournal: async () => journal(...kept),
    sealEntry: async () => ({ frame: new ArrayBuffer(4), hash: '', number: 1 }),
  };
  const reply = (path, method) => {
    if (method === 'POST' && answers) kept.push(entry(1));
    return method === 'POST' && !answers ? new Response('lost', { status: 502 }) : json({ number: 1 });
  };
  const { store, watch, keys } = seated(t, reply, worker);
  const journals = new desk.Journals(store, keys, watch, async () => undefined, () => undefined);
  journals.edit('aa', 'note', { text: 'Seen.' });
  assert.equal(await journals.save('aa', 'note'), false);
  const doubted = journals.entry('aa', 'note');
  assert.equal(doubted.is, 'unsure');
  journals.edit('aa', 'note', { text: 'Changed' });
  assert.equal(journals.entry('aa', 'note'), doubted);
  answers = true;
  assert.equal(await journals.save('aa', 'note'), true);
  assert.equal(journals.entry('aa', 'note'), undefined);
});

test('a 200 that anybody could give ends no doubt', async (t) => {
  const worker = { openJournal: async () => journal(), sealEntry: async () => ({ frame: new ArrayBuffer(4), hash: '', number: 1 }) };
  const { store, watch, keys } = seated(t, () => json({ number: 1 }), worker);
  const journals = new desk.Journals(store, keys, watch, async () => undefined, () => undefined);
  journals.edit('aa', 'note', { text: 'Seen.' });
  await journals.save('aa', 'note');
  assert.equal(journals.entry('aa', 'note').is, 'unsure');
  assert.equal(journals.entry('aa', 'note').text, 'Seen.');
});

test('a journal that grows while it is fetched is fetched once more', async (t) => {
  let tries = 0;
  const worker = {
    openJournal: async () => {
      if (++tries === 1) throw new desk.Refused('changed', '');
      return journal(entry(1));
    },
  };
  const { store, watch, keys } = seated(t, () => new Response(new Uint8Array(1)), worker);
  const journals = new desk.Journals(store, keys, watch, async () => undefined, () => undefined);
  assert.equal((await journals.read('aa')).entries.length, 1);
  worker.openJournal = async () => {
    throw new desk.Refused('changed', '');
  };
  assert.equal(await journals.read('bb'), null);
  assert.equal(store.state.journals.get('bb').is, 'failed');
});
