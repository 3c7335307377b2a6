import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './support/envelope.mjs';
import { refused, started } from './support/workers.mjs';

test('a worker starts through the one policy, which knows four scripts', async () => {
  let made;
  globalThis.trustedTypes = {
    createPolicy(name, rules) {
      assert.equal(made, undefined, 'a second policy of the same name would be refused');
      made = { name, rules };
      return rules;
    },
  };
  const { connect } = await load(`export * from './src/rpc.ts'`);
  for (const which of ['raise', 'follow', 'desk', 'key']) connect(which).terminate();
  delete globalThis.trustedTypes;
  assert.equal(made.name, 'whistle');
  assert.deepEqual(started, ['/static/raise-worker.js', '/static/follow-worker.js', '/static/desk-worker.js', '/static/key-worker.js']);
  for (const other of ['https://elsewhere.example/x.js', '/static/raise-worker.js', 'toString', '__proto__', '']) {
    assert.throws(() => made.rules.createScriptURL(other), TypeError, other);
  }
});

test('a script that does not load answers every call, also later ones', async () => {
  const { connect } = await load(`export * from './src/rpc.ts'`);
  const real = globalThis.Worker;
  let broken;
  globalThis.Worker = class {
    constructor() {
      broken = this;
    }
    postMessage() {}
    terminate() {}
  };
  const remote = connect('raise');
  const waiting = remote.begin({});
  broken.onerror({ preventDefault() {} });
  await assert.rejects(waiting, refused('worker-failed'));
  await assert.rejects(remote.newToken(), refused('worker-failed'));
  globalThis.Worker = real;
});

test('a remote can be awaited without calling the worker', async () => {
  const { connect } = await load(`export * from './src/rpc.ts'`);
  const remote = connect('raise');
  assert.equal(await remote, remote);
  remote.terminate();
});
