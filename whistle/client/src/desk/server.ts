// The desk's side of /staff/api/v1: every answer is either what was asked for or one of the errors below.

export type State = 'new' | 'acknowledged' | 'open' | 'closed';
export type Action = 'acknowledge' | 'reply' | 'ask' | 'close' | 'check';

export type DueKind = 'triage' | 'acknowledgement' | 'reply' | 'update' | 'outcome' | 'reason' | 'check';

export interface Session {
  name: string;
  role: string;
  reviewer: string | null;
  /** Ids of all entries of the same person in the directory, the oldest first. */
  person: string[];
  csrf: string;
  /** The hour since which mail does not reach this person, or for a lead a colleague. */
  mail_fails_since: number | null;
}

export interface Row {
  concern: string;
  due_hour: number | null;
  due_kind: DueKind | null;
  /** A question to the reporter stops the clock: `due_hour` is when it is due if no answer comes. */
  paused: boolean;
  state: State;
  urgent: boolean;
  /** Messages of the reporter since this reviewer last opened the thread. */
  unread: number;
  received_hour: number;
  route: number;
  size_class: number;
  /** The reviewer who handles it, by an id of the directory. */
  handler: string | null;
  /** The reporter has been asked something, and has not answered. */
  waiting: boolean;
  /** The hour until which this reviewer covers it for somebody. */
  cover_until: number | null;
  /** 0: none. */
  category: number;
}

/** Another reviewer, with the days on which they are away. */
export interface Colleague {
  id: string;
  name: string;
  away_from: number | null;
  away_until: number | null;
  deputy: string | null;
}

export interface Inbox {
  items: Row[];
  next: string | null;
}

/** What the service says of a concern between two readings: nobody signs it. */
export interface HereView {
  /** Messages that this reviewer is given. */
  count: number;
  /** Entries of the journal. */
  journal: number;
  handler: string | null;
  category: number;
  /** When each of those who can read it opened it first, and until when they cover it for somebody. */
  readers: { id: string; opened: number | null; cover_until: number | null }[];
  /** Others who have it open now. */
  here: { id: string; doing: string }[];
}

/** One answer that is or was owed, by the service's word. Hours since 1970; `due` has the pauses in it. */
export interface Duty {
  kind: DueKind;
  start: number;
  due: number;
  done: number | null;
  standing: 'in time' | 'late' | 'overdue' | 'still running' | 'paused';
  disputed: boolean;
  /** The code of why it was late. */
  reason: string | null;
  /** 0 for the time up to the first closing, n after it was opened again for the nth time. */
  stretch: number;
  /** Of a triage: minutes in which somebody was there, until it was done, and how many it may take. */
  minutes: number | null;
  minutes_allowed: number | null;
  /** While its clock stands still: the hour at which it goes on at the latest. */
  resumes: number | null;
}

export interface ClocksView {
  duties: Duty[];
  /** From when to when a question stopped the clocks; `end` is null while it does. */
  pauses: { start: number; end: number | null }[];
}

export type Doing = 'reading' | 'writing' | 'left';

export interface Service {
  hour: number;
  /** When replies of reviewers are handed over. */
  next_tick: number;
  /** When what reporters write is handed over, unless it is urgent. */
  next_release: number;
  accepting: boolean;
}

/** The service answered, and the answer is no. Of the problem document only `code` is kept: its prose is the server's. */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string) {
    super(code);
  }
}

/** The session has ended: nothing was done. */
export class SignedOut extends Error {}

/** No answer came, or not one of the service's: what was sent may or may not have arrived. */
export class NoAnswer extends Error {}

const API = '/staff/api/v1';
const PATIENCE = 60_000; // a connection that says nothing for this long says nothing at all

async function refusal(response: Response): Promise<Error> {
  if (response.status >= 500 || response.status === 408) return new NoAnswer();
  // A proxy or a captive portal says no in its own words: whether the service ever saw the request is not known.
  if (!(response.headers.get('content-type') ?? '').startsWith('application/problem+json')) return new NoAnswer();
  const problem = (await response.json().catch(() => null)) as { code?: unknown } | null;
  if (typeof problem?.code !== 'string') return new NoAnswer();
  if (problem.code === 'not-signed-in') return new SignedOut();
  return new Refused(response.status, problem.code);
}

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', redirect: 'manual', signal, ...init });
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

const post = (path: string, csrf: string, frame?: ArrayBuffer): Promise<Response> =>
  ask(path, {
    method: 'POST',
    headers: { 'X-CSRFToken': csrf, ...(frame ? { 'Content-Type': 'application/octet-stream' } : {}) },
    ...(frame ? { body: frame } : {}),
  });

export const session = (): Promise<Session> => json(`${API}/session`);
export const service = (): Promise<Service> => json('/api/v1/service');

const held = (id: string): string => (document.getElementById(id) as HTMLTemplateElement | null)?.content.textContent ?? '';

/**
 * The directory and the authority's keys as they stand in the page. The manifest covers the page, so nobody can be given
 * another authority beside the same page, as with a request of its own.
 */
export const signed = (): { directory: string; authority: string } => ({
  directory: held('signed-directory'),
  authority: held('signed-authority'),
});

export function inbox(query: URLSearchParams, after: string | null): Promise<Inbox> {
  if (after) query.set('after', after);
  const tail = query.toString();
  return json(`${API}/concerns${tail ? `?${tail}` : ''}`);
}

/** With nothing in it: back again. The days as `isoDate` writes them. */
export type Absence = { from: string; until: string; deputy: string | null } | Record<string, never>;

export async function away(absence: Absence, csrf: string): Promise<void> {
  const headers = { 'X-CSRFToken': csrf, 'Content-Type': 'application/json' };
  await ask(`${API}/away`, { method: 'POST', headers, body: JSON.stringify(absence) });
}

export const colleagues = (): Promise<Colleague[]> => json(`${API}/colleagues`);

export const page = (concern: string, number: number): Promise<ArrayBuffer> =>
  bytes(`${API}/concerns/${concern}/pages/${number}`);

export const exportAddress = (concern: string, notes = true): string =>
  `${API}/concerns/${concern}/export${notes ? '' : '?notes=no'}`;

/** `seen`: how many messages were shown, so that one that came meanwhile stays unread. */
export const opened = async (concern: string, seen: number, csrf: string): Promise<void> => {
  await post(`${API}/concerns/${concern}/opened?seen=${seen}`, csrf);
};

/** What the message does is signed in it; only why a concern is closing is said again, for the record. */
export async function send(concern: string, reason: string | null, frame: ArrayBuffer, csrf: string): Promise<void> {
  const query = reason ? `?${new URLSearchParams({ reason })}` : '';
  const response = await post(`${API}/concerns/${concern}/messages${query}`, csrf, frame);
  // Anyone on the way can answer with a 200: that it arrived is seen in the thread, which is read anew after this.
  await body(response, (answer) => answer.arrayBuffer());
}

/** Who can read it, changed: takes effect later, and is seen in the thread then. `cover`: the last hour of those it lets in. */
export async function change(concern: string, frame: ArrayBuffer, csrf: string, cover: number | null = null): Promise<void> {
  const response = await post(`${API}/concerns/${concern}/epochs${cover === null ? '' : `?cover=${cover}`}`, csrf, frame);
  await body(response, (answer) => answer.arrayBuffer());
}

/** Says what this person does with a concern, and asks who else has it open. `left` may be the page's last word. */
export async function here(concern: string, doing: Doing, csrf: string): Promise<HereView> {
  const answer = await ask(`${API}/concerns/${concern}/here`, {
    method: 'POST',
    headers: { 'X-CSRFToken': csrf, 'Content-Type': 'application/json' },
    body: JSON.stringify({ doing }),
    keepalive: doing === 'left',
  });
  return body(answer, (response) => response.json() as Promise<HereView>);
}

export const clocks = (concern: string): Promise<ClocksView> => json(`${API}/concerns/${concern}/clocks`);

/** Says why an answer of that kind was late. The same once more within the hour changes nothing. */
export async function late(concern: string, kind: DueKind, reason: string, csrf: string): Promise<void> {
  const headers = { 'X-CSRFToken': csrf, 'Content-Type': 'application/json' };
  await ask(`${API}/concerns/${concern}/late`, { method: 'POST', headers, body: JSON.stringify({ kind, reason }) });
}

export const journalPage = (concern: string, number: number): Promise<ArrayBuffer> =>
  bytes(`${API}/concerns/${concern}/journal/pages/${number}`);

/** An entry of the journal: that it arrived is seen in the journal, which is read anew after this. */
export async function note(concern: string, frame: ArrayBuffer, csrf: string): Promise<void> {
  const response = await post(`${API}/concerns/${concern}/journal`, csrf, frame);
  await body(response, (answer) => answer.arrayBuffer());
}

export async function signOut(csrf: string): Promise<void> {
  try {
    await post('/staff/sign-out', csrf);
  } catch (error) {
    if (!(error instanceof SignedOut)) throw error; // what was wanted
  }
}
