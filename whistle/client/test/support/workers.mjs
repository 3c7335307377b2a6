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
  '/static/report-worker.js': await bundle(`import './src/report/worker.ts'`, 'iife'),
  '/static/desk-worker.js': await bundle(`import './src/desk/worker.ts'`, 'iife'),
};

export const started = [];

globalThis.Worker = class {
  constructor(url) {
    started.push(url);
    this.thread = new Thread(PRELUDE + scripts[url], { eval: true });
    this.thread.on('message', (data) => this.onmessage({ data }));
    this.thread.on('error', () => this.onerror({ preventDefault() {} }));
  }
  postMessage(data) {
    this.thread.postMessage(data);
  }
  terminate() {
    void this.thread.terminate();
  }
};

export const { openReportWorker } = await load(`export * from './src/report/rpc.ts'`);
export const { openDeskWorker } = await load(`export * from './src/desk/rpc.ts'`);

/** For assert.rejects: a Refused with this code. */
export const refused = (code) => (error) => error.name === 'Refused' && error.code === code;

export const buffer = (bytes) => new Uint8Array(bytes).buffer;
