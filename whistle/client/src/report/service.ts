/** The service's few addresses. Nothing that identifies a visitor goes with a request, and nothing is kept of an answer. */

import { byId } from './dom.js';

const OPTIONS: RequestInit = {
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  cache: 'no-store',
  redirect: 'error',
};
const PATIENCE = 60_000; // over Tor a large concern can take most of a minute
const SOON = 5_000; // the first question waits for this answer

export interface Service {
  challenge: string;
  hour: number;
  next_tick: number;
  accepting: boolean;
  /** Unix seconds: when what is written now is handed over, and when somebody is next at work to look. */
  next_release: number;
  next_staffed: number;
  /** Whether that is now. */
  staffed: boolean;
}

/** No answer, or none that can be trusted to say what was done: what was sent may have arrived. */
export class NoAnswer extends Error {}

/** The service said no and kept nothing. Only its code is taken over: nobody signs its words, so they are not shown. */
export class Declined extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

async function ask(path: string, more: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...OPTIONS, signal: AbortSignal.timeout(PATIENCE), ...more });
  } catch {
    throw new NoAnswer();
  }
  if (response.ok) return response;
  // Whatever else says no, a proxy or the wifi of a café, cannot know what became of the bytes.
  if (!response.headers.get('Content-Type')?.startsWith('application/problem+json')) throw new NoAnswer();
  const { code } = (await response.json().catch(() => ({}))) as { code?: unknown };
  if (typeof code !== 'string' || (response.status >= 500 && code !== 'paused')) throw new NoAnswer();
  throw new Declined(code);
}

/** A connection can break in the middle of an answer, too. */
const whole = <T>(body: Promise<T>): Promise<T> => body.catch(() => Promise.reject(new NoAnswer()));

export const service = async (): Promise<Service> => whole((await ask('/api/v1/service')).json());

/** Whether the visitor's network is one that the operator listed as a work network; no answer is no. */
export async function isAtWork(): Promise<boolean> {
  try {
    const answer = await ask('/api/v1/network', { signal: AbortSignal.timeout(SOON) });
    return ((await answer.json()) as { work?: unknown }).work === true;
  } catch {
    return false;
  }
}

const held = (id: string): string => byId<HTMLTemplateElement>(id).content.textContent ?? '';

/** The directory and the authority's keys as they stand in the page, which the manifest covers: two requests fewer. */
export const signed = (): { directory: string; authority: string } => ({ directory: held('signed-directory'), authority: held('signed-authority') });

/** The directory as the service has it now: for a page that was loaded before it changed. */
export const newestDirectory = async (): Promise<string> => whole((await ask('/.well-known/whistle/directory.json')).text());

/** What the service shows everyone of its record. */
export const recorded = async (path: string): Promise<string> => whole((await ask(path)).text());

/** Sends a frame; the answer is a frame. */
export async function send(what: 'concerns' | 'messages' | 'epochs' | 'notices' | 'threads/read', frame: ArrayBuffer): Promise<ArrayBuffer> {
  const headers = { 'Content-Type': 'application/octet-stream' };
  return whole((await ask(`/api/v1/${what}`, { method: 'POST', headers, body: frame })).arrayBuffer());
}
