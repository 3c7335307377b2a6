/**
 * Promises across a Worker's boundary, for every worker. One request, one answer, matched by number.
 * Errors cross as `{code, message}`: a stack or an object of a library could carry what must not leave.
 */

/** An error that a worker answered with. Pages choose their words by `code`. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'Refused';
  }
}

export interface Request {
  id: number;
  call: string;
  input: unknown;
}

export type Answer =
  | { id: number; value: unknown }
  | { id: number; error: { code: string; message: string } };

/** What a worker offers: every call takes one plain object, or nothing. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Api = { [name: string]: (input?: any) => Promise<unknown> };

/** The calls of a worker, and how to be rid of it and of everything it remembers. */
export type Remote<T> = T & { terminate(): void };

const PATHS = {
  raise: '/static/raise-worker.js',
  follow: '/static/follow-worker.js',
  desk: '/static/desk-worker.js',
  key: '/static/key-worker.js',
} as const;

interface ScriptURLPolicy {
  createScriptURL(input: string): unknown;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(input: string): string }): ScriptURLPolicy;
}

let policy: ScriptURLPolicy | undefined;

/** The one policy, `whistle`, gives out the paths above and nothing else. */
function trusted(which: keyof typeof PATHS): string {
  const factory = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (!factory) return PATHS[which];
  policy ??= factory.createPolicy('whistle', {
    createScriptURL(input) {
      if (Object.hasOwn(PATHS, input)) return PATHS[input as keyof typeof PATHS];
      throw new TypeError('not a script of this service');
    },
  });
  return policy.createScriptURL(which) as string;
}

/** Starts a worker and returns its calls; a call that it does not have answers with `internal`. */
export function connect<T extends object>(which: keyof typeof PATHS): Remote<T> {
  const worker = new Worker(trusted(which));
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Refused): void }>();
  let last = 0;
  let ended: Refused | undefined;

  const end = (code: string, message: string): void => {
    ended = new Refused(code, message);
    worker.terminate();
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };

  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const promise = waiting.get(data.id);
    waiting.delete(data.id);
    if ('error' in data) promise?.reject(new Refused(data.error.code, data.error.message));
    else promise?.resolve(data.value);
  };
  // A script that did not load, or a fault outside any call: nothing that waits would ever be answered.
  worker.onerror = (event) => {
    event.preventDefault();
    end('worker-failed', 'The part of this page that encrypts could not be started.');
  };

  const call = (name: string, input: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      const id = ++last;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, call: name, input } satisfies Request);
    });

  return new Proxy({} as Remote<T>, {
    get(_, name) {
      if (name === 'terminate') return () => end('locked', 'This was locked.');
      // `then` must stay undefined, or awaiting the remote itself would call the worker.
      if (typeof name !== 'string' || name === 'then') return undefined;
      return (input?: unknown) => call(name, input);
    },
  });
}
