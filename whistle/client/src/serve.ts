/** The worker's end of rpc.ts. */

import { Failure } from './envelope/errors.js';
import type { Answer, Request } from './rpc.js';

/** The calls of `T`, as plain functions: nothing in a worker waits for anything. */
export type Calls<T> = {
  [Name in keyof T]: T[Name] extends (...input: infer Input) => Promise<infer Value>
    ? (...input: Input) => Value
    : never;
};

interface Port {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(answer: Answer, transfer: Transferable[]): void;
}

/** Answers every request with a value, or with a code and a sentence: never with a stack. */
export function serve<T>(calls: Calls<T>): void {
  const port = globalThis as unknown as Port;
  const known = new Map(Object.entries(calls) as [string, (input: unknown) => unknown][]);
  port.onmessage = ({ data: { id, call, input } }) => {
    try {
      const value = known.get(call)?.(input);
      if (!known.has(call)) throw new TypeError(call);
      port.postMessage({ id, value }, buffersIn(value));
    } catch (error) {
      const { code, message } =
        error instanceof Failure ? error : { code: 'internal', message: 'Something went wrong in this page.' };
      port.postMessage({ id, error: { code, message } }, []);
    }
  };
}

/** Sealed bytes are handed over, not copied. */
function buffersIn(value: unknown): ArrayBuffer[] {
  return Object.values(value ?? {}).filter((part) => part instanceof ArrayBuffer);
}

/** The bytes alone: a view may share its buffer with more than it shows. */
export function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}
