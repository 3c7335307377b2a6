import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './support/envelope.mjs';
import { refused, started } from './support/workers.mjs';

test('a worker starts through the one policy, which knows two scripts', async () => {
  let made;
  globalThis.trustedTypes = {
    createPolicy(name, rules) {
      assert.equal(made, undefined, 'a second policy of the same name would be refused');
      made = { name, rules };
      return rules;
    },
  };
  const { connect } = await load(`export * from './src/rpc.ts'`);
  connect('report').terminate();
  connect('desk').terminate();
  delete globalThis.trustedTypes;
  assert.equal(made.name, 'whistle');
  assert.deepEqual(started, ['/static/report-worker.js', '/static/desk-worker.js']);
  assert.throws(() => made.rules.createScriptURL('https://elsewhere.example/x.js'), TypeError);
  assert.throws(() => made.rules.createScriptURL('/static/report-worker.js'), TypeError);
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
  const remote = connect('report');
  const waiting = remote.begin({});
  broken.onerror({ preventDefault() {} });
  await assert.rejects(waiting, refused('worker-failed'));
  await assert.rejects(remote.newToken(), refused('worker-failed'));
  globalThis.Worker = real;
});

test('a remote can be awaited without calling the worker', async () => {
  const { connect } = await load(`export * from './src/rpc.ts'`);
  const remote = connect('report');
  assert.equal(await remote, remote);
  remote.terminate();
});
