/**
 * The real workers, for tests in another language: a list of calls comes in on stdin, the list of answers goes out.
 *
 *   [{"worker": "raise", "call": "begin", "input": {…}}, …]  ->  [{"value": …} or {"error": code}, …]
 *
 * Bytes are {"hex": "…"}, and {"answer": 2, "part": "token"} stands for a part of an earlier answer.
 */

import { readFileSync } from 'node:fs';
import { openDeskWorker, openFollowWorker, openRaiseWorker } from './workers.mjs';

const open = { raise: openRaiseWorker, follow: openFollowWorker, desk: openDeskWorker };
const workers = {};
const answers = [];

const isBytes = (value) => typeof value?.hex === 'string';

function decode(value) {
  if (isBytes(value)) return new Uint8Array(Buffer.from(value.hex, 'hex')).buffer;
  if (typeof value?.answer === 'number') return answers[value.answer].value[value.part];
  if (Array.isArray(value)) return value.map(decode);
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, decode(part)]));
  }
  return value;
}

const encode = (_, value) => (value instanceof ArrayBuffer ? { hex: Buffer.from(value).toString('hex') } : value);

for (const { worker, call, input } of JSON.parse(readFileSync(0, 'utf8'))) {
  workers[worker] ??= open[worker]();
  try {
    answers.push({ value: (await workers[worker][call](decode(input))) ?? null });
  } catch (error) {
    answers.push({ error: error.code ?? String(error) });
  }
}
for (const worker of Object.values(workers)) worker.terminate();
process.stdout.write(JSON.stringify(answers, encode));
