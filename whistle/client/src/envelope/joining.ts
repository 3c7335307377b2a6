/** A request to join the directory: the public half of a new key, signed by that key (section 8). */

import { base64 } from '@scure/base';
import { concat, hex, label, unhex, utf8 } from './bytes.js';
import { date } from './directory.js';
import { isStrictKey, sign, verify } from './ed25519.js';
import { malformed } from './errors.js';
import { memberId, recipientBytes, recipientText } from './keys.js';
import { isObject } from './message.js';
import { isName } from './names.js';
import { decodeBase64 } from './note.js';
import type { ReviewerKey } from './reviewer-key.js';

const FORMAT = 'whistle/v1/request';
const MAX_LENGTH = 10_000;
const ID = /^\S{1,64}$/u;

export interface JoiningRequest {
  service: Uint8Array;
  name: string;
  recipient: Uint8Array;
  verify: Uint8Array;
  kid: Uint8Array;
  /** The id whose place it takes; empty for a newcomer. */
  renews: string;
  /** `YYYY-MM-DD`. */
  made: string;
}

const covered = (body: string): Uint8Array => concat(label(FORMAT), utf8(body));

/** The file that asks for the key to be admitted. */
export function makeRequest(key: ReviewerKey, service: Uint8Array, made: string, renews = ''): string {
  const body = JSON.stringify({
    service: hex(service), name: key.name, recipient: recipientText(key.recipient), verify: hex(key.verify), renews, made,
  }, null, 1);
  return `${JSON.stringify({ format: FORMAT, body, signature: base64.encode(sign(key.sign, covered(body))) }, null, 1)}\n`;
}

/** Reads a request that the key in it has signed. That it comes from whom it names is for people to find out, by voice. */
export function parseRequest(file: string): JoiningRequest {
  const { body, signature, request } = read(file);
  verify(request.verify, signature, covered(body));
  return request;
}

function read(file: string): { body: string; signature: Uint8Array; request: JoiningRequest } {
  try {
    if (utf8(file).length > MAX_LENGTH) throw malformed('A request');
    const outer = object(JSON.parse(file));
    if (outer['format'] !== FORMAT) throw malformed('A request');
    const body = string(outer['body']);
    const { service, name, recipient, verify: key, renews, made } = object(JSON.parse(body));
    const raw = recipientBytes(string(recipient));
    const verifying = unhex(string(key), 32);
    const called = string(name);
    const id = string(renews);
    if (!isName(called) || !isStrictKey(verifying) || (id !== '' && !ID.test(id))) throw malformed('A request');
    const request = {
      service: unhex(string(service), 32), name: called, recipient: raw, verify: verifying, kid: memberId(verifying, raw),
      renews: id, made: date(made),
    };
    return { body, signature: decodeBase64(string(outer['signature'])), request };
  } catch {
    throw malformed('A request');
  }
}

function object(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw malformed('A request');
  return value;
}

function string(value: unknown): string {
  if (typeof value !== 'string') throw malformed('A request');
  return value;
}
