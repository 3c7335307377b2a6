/** The workers as a page has them: the real bundle in a real thread, spoken to through the real rpc.ts. */

import { Worker as Thread } from 'node:worker_threads';
import { bundle, load } from './envelope.mjs';

/** A browser's Worker on a node thread; `fault` makes the script fail as one that did not load. */
const PRELUDE = `
const { parentPort } = require('node:worker_threads');
globalThis.postMessage = (answer, transfer) => parentPort.postMessage(answer, transfer);
parentPort.on('message', (data) => globalThis.onmessage({ data }));
`;

const scripts = {
  '/static/raise-worker.js': await bundle(`import './src/report/raise_worker.ts'`, 'iife'),
  '/static/follow-worker.js': await bundle(`import './src/report/follow_worker.ts'`, 'iife'),
  '/static/desk-worker.js': await bundle(`import './src/desk/worker.ts'`, 'iife'),
  '/static/key-worker.js': await bundle(`import './src/account/key_worker.ts'`, 'iife'),
};

export const started = [];

/** A thread keeps the process alive only while it owes an answer: a test that fails before it ends one holds nobody up. */
globalThis.Worker = class {
  owed = 0;
  constructor(url) {
    started.push(url);
    this.thread = new Thread(PRELUDE + scripts[url], { eval: true });
    this.thread.on('message', (data) => this.hear(data));
    this.thread.on('error', () => this.onerror({ preventDefault() {} }));
    this.thread.unref();
  }
  hear(data) {
    if (--this.owed === 0) this.thread.unref();
    this.onmessage({ data });
  }
  postMessage(data) {
    this.owed++;
    this.thread.ref();
    this.thread.postMessage(data);
  }
  terminate() {
    void this.thread.terminate();
  }
};

export const { openFollowWorker, openRaiseWorker } = await load(`export * from './src/report/rpc.ts'`);
export const { openKeyWorker } = await load(`export * from './src/account/rpc.ts'`);
export const { openDeskWorker } = await load(`export * from './src/desk/rpc.ts'`);

/** For assert.rejects: a Refused with this code. */
export const refused = (code) => (error) => error.name === 'Refused' && error.code === code;

export const buffer = (bytes) => new Uint8Array(bytes).buffer;
