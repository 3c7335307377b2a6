/** A search over what was opened, without a page: what it leaves behind when it is stopped, ended or locked. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './support/envelope.mjs';

const desk = await load(`
  export * from './src/desk/searching.ts';
  export { Refused as WorkerRefused } from './src/desk/rpc.ts';
  export { initial, locked, Store } from './src/desk/state.ts';
  export { Watch } from './src/desk/watch.ts';
`);

const HIT = { concern: 'aa', title: 'A case', excerpt: 'the words' };

/** Searching over these concerns; `during` is called while the worker looks for the words. */
function searching(t, concerns, during = async () => undefined) {
  const fetched = [];
  t.mock.method(globalThis, 'fetch', async (url) => {
    const address = String(url);
    if (!address.includes('/concerns/')) {
      return Response.json({ items: address.includes('closed') ? [] : concerns.map((concern) => ({ concern })), next: null });
    }
    fetched.push(address);
    return new Response(new Uint8Array(8));
  });
  const opened = { pagesTotal: 1 };
  const worker = {
    openPages: async () => opened,
    openJournal: async () => opened,
    search: async () => (await during(), [HIT]),
  };
  const store = new desk.Store(desk.initial(0), () => undefined);
  const keys = { worker };
  return { fetched, keys, store, worker, search: new desk.Searching(store, keys, new desk.Watch(store, () => undefined)) };
}

test('every concern is fetched with its notes, and what was found is shown', async (t) => {
  const { search, store, fetched } = searching(t, ['aa', 'bb']);
  await search.begin(' words ');
  assert.deepEqual(store.state.search, { words: 'words', is: 'done', read: 2, total: 2, closed: 0, found: [HIT] });
  assert.equal(fetched.filter((url) => url.includes('/journal/')).length, 2);
  await search.begin('others');
  assert.equal(fetched.length, 4);
});

test('a concern that does not open is counted, and holds nothing up', async (t) => {
  const { search, store, worker } = searching(t, ['aa', 'bb']);
  let calls = 0;
  worker.openPages = async () => {
    if (calls++ === 0) throw new desk.WorkerRefused('bad-opening', '');
    return { pagesTotal: 1 };
  };
  await search.begin('words');
  assert.deepEqual([store.state.search.is, store.state.search.closed], ['done', 1]);
});

test('a search that was ended, stopped or locked while it looked leaves nothing behind', async (t) => {
  const ways = [
    [(parts) => parts.search.end(), 'off'],
    [(parts) => parts.search.stop(), 'stopped'],
    [async ({ keys, store }) => {
      keys.worker = null;
      await store.change(desk.locked());
    }, 'off'],
  ];
  for (const [way, is] of ways) {
    for (const concerns of [['aa', 'bb'], []]) {
      t.mock.restoreAll();
      const parts = searching(t, concerns, () => way(parts));
      await parts.search.begin('words');
      assert.equal(parts.store.state.search.is, is);
      assert.deepEqual(parts.store.state.search.found, []);
    }
  }
});

test('nothing is searched for without words or without a key', async (t) => {
  const { search, store, fetched, keys } = searching(t, ['aa']);
  await search.begin('  ');
  keys.worker = null;
  await search.begin('words');
  assert.deepEqual([store.state.search.is, fetched.length], ['off', 0]);
});
