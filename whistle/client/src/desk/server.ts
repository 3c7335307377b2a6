// The desk's side of /staff/api/v1: every answer is either what was asked for or one of the errors below.

export type State = 'new' | 'acknowledged' | 'open' | 'closed';
export type Action = 'acknowledge' | 'reply' | 'close';

export type DueKind = 'acknowledgement' | 'reply' | 'update' | 'outcome';

export interface Session {
  name: string;
  role: string;
  reviewer: string | null;
  csrf: string;
}

export interface Row {
  concern: string;
  due_hour: number | null;
  due_kind: DueKind | null;
  state: State;
  urgent: boolean;
  /** Messages of the reporter since this reviewer last opened the thread. */
  unread: number;
  received_hour: number;
  route: number;
  size_class: number;
}

export interface Inbox {
  items: Row[];
  next: string | null;
}

export interface Service {
  hour: number;
  next_tick: number;
  accepting: boolean;
}

/** The service answered, and the answer is no. `code` is the problem document's. */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

/** The session has ended: nothing was done. */
export class SignedOut extends Error {}

/** No answer came, or not one of the service's: what was sent may or may not have arrived. */
export class NoAnswer extends Error {}

const API = '/staff/api/v1';

async function refusal(response: Response): Promise<Error> {
  let problem: { code?: string; title?: string; detail?: string } = {};
  if ((response.headers.get('content-type') ?? '').startsWith('application/problem+json')) {
    problem = await response.json().catch(() => ({}));
  }
  const code = problem.code ?? '';
  if (response.status === 401 && code !== 'bad-signature') return new SignedOut();
  if (response.status >= 500 || response.status === 408) return new NoAnswer(problem.detail ?? '');
  return new Refused(response.status, code, problem.detail ?? problem.title ?? '');
}

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', redirect: 'manual', ...init });
  } catch {
    throw new NoAnswer();
  }
  // A redirect here only ever leads to the sign-in page.
  if (response.type === 'opaqueredirect') throw new SignedOut();
  if (!response.ok) throw await refusal(response);
  return response;
}

async function body<T>(response: Response, read: (response: Response) => Promise<T>): Promise<T> {
  return read(response).catch(() => {
    throw new NoAnswer();
  });
}

const json = async <T>(path: string): Promise<T> => body(await ask(path), (response) => response.json() as Promise<T>);
const bytes = async (path: string): Promise<ArrayBuffer> => body(await ask(path), (response) => response.arrayBuffer());
const text = async (path: string): Promise<string> => body(await ask(path), (response) => response.text());

const post = (path: string, csrf: string, frame?: ArrayBuffer): Promise<Response> =>
  ask(path, {
    method: 'POST',
    headers: { 'X-CSRFToken': csrf, ...(frame ? { 'Content-Type': 'application/octet-stream' } : {}) },
    ...(frame ? { body: frame } : {}),
  });

export const session = (): Promise<Session> => json(`${API}/session`);
export const service = (): Promise<Service> => json('/api/v1/service');
export const directory = (): Promise<string> => text('/.well-known/whistle/directory.json');
export const authority = (): Promise<string> => text('/.well-known/whistle/authority.pub');

export function inbox(state: State | '', after: string | null): Promise<Inbox> {
  const query = new URLSearchParams();
  if (state) query.set('state', state);
  if (after) query.set('after', after);
  const tail = query.toString();
  return json(`${API}/concerns${tail ? `?${tail}` : ''}`);
}

export const page = (concern: string, number: number): Promise<ArrayBuffer> =>
  bytes(`${API}/concerns/${concern}/pages/${number}`);

export const exportAddress = (concern: string): string => `${API}/concerns/${concern}/export`;

export const opened = async (concern: string, csrf: string): Promise<void> => {
  await post(`${API}/concerns/${concern}/opened`, csrf);
};

export async function send(
  concern: string, action: Action, reason: string | null, frame: ArrayBuffer, csrf: string,
): Promise<void> {
  const query = new URLSearchParams({ action, ...(reason ? { reason } : {}) });
  const response = await post(`${API}/concerns/${concern}/messages?${query}`, csrf, frame);
  // The whole answer, not only its first line, says that the message is on disk.
  await body(response, (answer) => answer.arrayBuffer());
}

export async function signOut(csrf: string): Promise<void> {
  try {
    await post('/staff/sign-out', csrf);
  } catch (error) {
    if (!(error instanceof SignedOut)) throw error; // what was wanted
  }
}
