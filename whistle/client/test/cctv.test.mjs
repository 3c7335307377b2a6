/**
 * The public age vectors. Whistle reads two shapes of header only: a vector of another shape must be refused even
 * where age would read it, and its payload is tried by its file key alone.
 */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { test } from 'node:test';
import * as vectors from 'cctv-age';
import { envelope, refusal } from './support/envelope.mjs';

const { open, openPassphrase, openPayload } = envelope;

function read(file) {
  const split = Buffer.from(file).indexOf('\n\n');
  const fields = Buffer.from(file).subarray(0, split).toString().split('\n').map((line) => line.split(': '));
  const all = (name) => fields.filter(([key]) => key === name).map(([, value]) => value);
  const raw = Buffer.from(file).subarray(split + 2);
  return {
    expect: all('expect')[0],
    payload: all('payload')[0],
    fileKey: all('file key')[0],
    identities: all('identity'),
    passphrases: all('passphrase'),
    armored: all('armored').length > 0,
    sealed: new Uint8Array(all('compressed')[0] === 'zlib' ? inflateSync(raw) : raw),
  };
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const stanzas = (sealed) => Buffer.from(sealed).toString('latin1').split('\n---')[0].match(/^-> .*/gm) ?? [];
const isOurs = (found, type) => found.length === 1 && found[0].startsWith(`-> ${type} `);

let opened = 0;
for (const [name, file] of Object.entries(vectors)) {
  const vector = read(file);
  if (vector.armored) continue;
  const found = stanzas(vector.sealed);

  for (const identity of vector.identities.filter((text) => text.startsWith('AGE-SECRET-KEY-PQ-1'))) {
    test(`${name}: ${vector.expect}, as a hybrid file`, () => {
      if (vector.expect === 'success' && isOurs(found, 'mlkem768x25519')) {
        assert.equal(sha256(open(identity, vector.sealed)), vector.payload);
        opened++;
      } else {
        assert.throws(() => open(identity, vector.sealed), refusal('malformed', 'cannot-open'));
      }
    });
  }

  for (const passphrase of vector.passphrases) {
    test(`${name}: ${vector.expect}, as a passphrase file`, () => {
      if (vector.expect === 'success' && isOurs(found, 'scrypt')) {
        assert.equal(sha256(openPassphrase(passphrase, vector.sealed)), vector.payload);
        opened++;
      } else {
        assert.throws(() => openPassphrase(passphrase, vector.sealed), refusal());
      }
    });
  }

  if (vector.fileKey && ['success', 'payload failure'].includes(vector.expect)) {
    test(`${name}: ${vector.expect}, by its file key`, () => {
      const text = Buffer.from(vector.sealed).toString('latin1');
      const header = /^[^]*?\n--- [^\n]*\n/.exec(text)[0].length;
      const key = Buffer.from(vector.fileKey, 'hex');
      const payload = vector.sealed.subarray(header);
      if (vector.expect === 'success') assert.equal(sha256(openPayload(key, payload)), vector.payload);
      else assert.throws(() => openPayload(key, payload), refusal('malformed', 'cannot-open'));
    });
  }

  test(`${name}: is opened by no other key of ours`, () => {
    const other = envelope.identityText(new Uint8Array(32).fill(7));
    assert.throws(() => open(other, vector.sealed), refusal('malformed', 'cannot-open'));
  });
}

test('some vectors are of our two shapes, and open', () => {
  assert.ok(opened >= 2, `${opened} opened`);
});
