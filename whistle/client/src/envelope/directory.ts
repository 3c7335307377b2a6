/** The directory: who may read, with which keys, signed by the authority (PROTOCOL.md, section 8). */

import { H, equal, hex, label, unhex, utf8 } from './bytes.js';
import { verifies } from './ed25519.js';
import { Failure } from './errors.js';
import { memberId, recipientBytes } from './keys.js';
import { isObject } from './message.js';
import { decodeBase64, parseNoteKey, type NoteKey } from './note.js';
import { SLOTS } from './opening.js';

export interface Reviewer {
  id: string;
  /** The id of the entry before, of the same person with an older key. */
  renews?: string;
  /** The id of the first entry of that person: what is said of one of their keys is said of all. */
  person: string;
  name: string;
  /** The 1216 raw bytes. */
  recipient: Uint8Array;
  verify: Uint8Array;
  kid: Uint8Array;
  from: string;
  until: string;
  revoked: string | null;
}

export interface Route {
  id: number;
  name: string;
  about: string;
  readers: string[];
  /** The readers belong to another body than the one that runs the service. */
  outside: boolean;
}

export interface Directory {
  /** `svc`: the service, by its first authority key. */
  service: Uint8Array;
  /** Of every key that may sign a directory: what people compare. */
  authority: Uint8Array;
  hash: Uint8Array;
  version: number;
  name: string;
  issued: string;
  expires: string;
  origin: string;
  log: NoteKey;
  promise: NoteKey;
  reviewers: Reviewer[];
  routes: Route[];
  outside: { name: string; contact: string; about: string }[];
}

function bad(): Failure {
  return new Failure('directory-malformed', 'The list of reviewers is not what the protocol says.');
}

/** The authority's verification keys, a line each; the first is the service's. */
export function parseAuthority(lines: string): Uint8Array[] {
  const keys = lines.split('\n').filter((line) => line.trim() !== '');
  if (keys.length === 0) throw bad();
  try {
    return keys.map((line) => unhex(line.trim(), 32));
  } catch {
    throw bad();
  }
}

export function serviceOf(authority: Uint8Array[]): Uint8Array {
  return H(label('whistle/v1/service'), authority[0] as Uint8Array);
}

function authorityHash(authority: Uint8Array[]): Uint8Array {
  return H(label('whistle/v1/authority'), ...authority);
}

/** Reads a directory that one of the authority's keys signed. Says nothing about its date. */
export function parseDirectory(file: string, authority: Uint8Array[]): Directory {
  const outer = object(json(file));
  const body = string(outer['body']);
  if (outer['format'] !== 'whistle/v1/directory') throw bad();
  const bytes = utf8(body);
  const signed = new Uint8Array([...label('whistle/v1/directory'), ...bytes]);
  const isSigned = list(outer['signatures']).some((entry) => {
    const { key, signature } = object(entry);
    try {
      const verify = unhex(string(key), 32);
      return authority.some((known) => equal(known, verify)) && verifies(verify, decodeBase64(string(signature)), signed);
    } catch {
      return false;
    }
  });
  if (!isSigned) throw new Failure('directory-unsigned', 'The list of reviewers is not signed by the authority.');
  try {
    return read(object(json(body)), authority, H(bytes));
  } catch {
    throw bad();
  }
}

function read(body: Record<string, unknown>, authority: Uint8Array[], hash: Uint8Array): Directory {
  const log = object(body['log']);
  const directory: Directory = {
    service: serviceOf(authority),
    authority: authorityHash(authority),
    hash,
    version: integer(body['version'], 0xffffffff),
    name: string(body['service']),
    issued: date(body['issued']),
    expires: date(body['expires']),
    origin: string(log['origin']),
    log: parseNoteKey(string(log['key'])),
    promise: parseNoteKey(string(object(body['promise'])['key'])),
    reviewers: people(list(body['reviewers']).map(reviewer)),
    routes: list(body['routes']).map(route),
    outside: list(body['outside']).map((entry) => {
      const { name, contact, about } = object(entry);
      return { name: string(name), contact: string(contact), about: string(about) };
    }),
  };
  // Two entries under one name, or one key under two, would let a message be attributed to the wrong person.
  unique(directory.reviewers.map(({ id }) => id));
  unique(directory.reviewers.map(({ verify }) => hex(verify)));
  unique(directory.routes.map(({ id }) => id));
  const known = new Set(directory.reviewers.map(({ id }) => id));
  for (const { readers } of directory.routes) {
    if (readers.length === 0 || readers.length >= SLOTS || !readers.every((id) => known.has(id))) throw bad();
  }
  return directory;
}

/** Each with the person whose it is. An entry is renewed once at most, and listed before the one that renews it. */
function people(entries: Reviewer[]): Reviewer[] {
  unique(entries.flatMap(({ renews }) => renews ?? []));
  const persons = new Map<string, string>();
  return entries.map((entry) => {
    const person = entry.renews === undefined ? entry.id : persons.get(entry.renews);
    if (person === undefined) throw bad();
    persons.set(entry.id, person);
    return { ...entry, person };
  });
}

function reviewer(entry: unknown): Reviewer {
  const { id, name, recipient, verify, from, until, revoked, renews } = object(entry);
  const raw = recipientBytes(string(recipient));
  const key = unhex(string(verify), 32);
  return {
    id: string(id),
    ...(renews !== undefined && renews !== null && { renews: string(renews) }),
    person: string(id),
    name: string(name),
    recipient: raw,
    verify: key,
    kid: memberId(key, raw),
    from: date(from),
    until: date(until),
    revoked: revoked === null || revoked === undefined ? null : date(revoked),
  };
}

function route(entry: unknown): Route {
  const { id, name, about, readers, outside = false } = object(entry);
  return {
    id: integer(id, 0xffff), name: string(name), about: string(about), readers: list(readers).map(string), outside: flag(outside),
  };
}

/** Whether new concerns may be sealed under it on this day (`YYYY-MM-DD`). */
export function isCurrent(directory: Directory, today: string): boolean {
  return today <= directory.expires;
}

/** Whether this reviewer may be given new concerns on this day. */
export function isInForce(entry: Reviewer, today: string): boolean {
  return entry.revoked === null && entry.from <= today && today <= entry.until;
}

/** The entries of the person who has this one, oldest first; none of an unknown id. */
export function personOf({ reviewers }: Pick<Directory, 'reviewers'>, id: string): Reviewer[] {
  const person = reviewers.find((entry) => entry.id === id)?.person;
  return reviewers.filter((entry) => entry.person === person);
}

/** The persons who have entries with these ids; an id that is not listed stands for itself. */
export function personsOf({ reviewers }: Pick<Directory, 'reviewers'>, ids: string[]): Set<string> {
  return new Set(ids.map((id) => reviewers.find((entry) => entry.id === id)?.person ?? id));
}

/** Of several entries of a person, the newest alone. They stand oldest first. */
export function newestOf(entries: Reviewer[]): Reviewer[] {
  return entries.filter(({ person }, i) => !entries.slice(i + 1).some((later) => later.person === person));
}

function json(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw bad();
  }
}

function object(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw bad();
  return value;
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw bad();
  return value;
}

function string(value: unknown): string {
  if (typeof value !== 'string') throw bad();
  return value;
}

function flag(value: unknown): boolean {
  if (typeof value !== 'boolean') throw bad();
  return value;
}

function integer(value: unknown, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > max) throw bad();
  return value;
}

export function date(value: unknown): string {
  const day = string(value);
  // A day that the calendar does not have comes back as another, or as none.
  const time = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(day) ? Date.parse(day) : NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day) throw bad();
  return day;
}

function unique(values: (string | number)[]): void {
  if (new Set(values).size !== values.length) throw bad();
}
