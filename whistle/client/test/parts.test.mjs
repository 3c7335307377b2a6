import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { envelope as e, refusal } from './support/envelope.mjs';
import * as house from './support/house.mjs';

const seed = (n) => new Uint8Array(32).fill(n);
const random = (n) => crypto.getRandomValues(new Uint8Array(n));

test('age files pass both ways between this reader and the library, at every edge of a chunk', async () => {
  const identity = await generateHybridIdentity();
  const recipient = await identityToRecipient(identity);
  assert.equal(e.recipientText(e.recipientOf(e.identitySeed(identity))), recipient);
  for (const length of [0, 1, 450, 16_384, 65_535, 65_536, 65_537, 131_072]) {
    const plain = new Uint8Array(length).map((_, i) => i % 251);
    const ours = e.seal(recipient, plain);
    assert.equal(ours.length, e.sealedLength(length));
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    assert.deepEqual(await decrypter.decrypt(ours), plain);
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    assert.deepEqual(e.open(identity, await encrypter.encrypt(plain)), plain);
  }
});

test('an age file altered in any part does not open', async () => {
  const identity = e.identityText(seed(1));
  const sealed = e.seal(e.recipientText(e.recipientOf(seed(1))), new Uint8Array(100));
  for (const at of [0, 30, 50, 1540, 1570, 1600, 1626, 1630, 1650, sealed.length - 1]) {
    const altered = sealed.map((byte, i) => (i === at ? byte ^ 1 : byte));
    assert.throws(() => e.open(identity, altered), refusal('malformed', 'cannot-open'), `byte ${at}`);
  }
  assert.throws(() => e.open(identity, sealed.slice(0, -1)), refusal('malformed'));
  assert.throws(() => e.open(identity, e.concat(sealed, Uint8Array.of(0))), refusal('malformed'));
});

test('keys in another case, of another kind or length are refused', () => {
  const identity = e.identityText(seed(1));
  for (const wrong of [identity.toLowerCase(), identity.slice(0, -1), `${identity} `, 'AGE-SECRET-KEY-1QQQ', '']) {
    assert.throws(() => e.identitySeed(wrong), refusal('malformed'));
  }
  const recipient = e.recipientText(e.recipientOf(seed(1)));
  for (const wrong of [recipient.toUpperCase(), recipient.slice(0, -1), `${recipient}q`, 'age1qqq', '']) {
    assert.throws(() => e.recipientBytes(wrong), refusal('malformed'));
  }
});

test('signatures verify, and nothing near them does', () => {
  const message = e.utf8('a message');
  const key = e.publicKey(seed(4));
  const signature = e.sign(seed(4), message);
  assert.equal(e.verifies(key, signature, message), true);
  assert.equal(e.verifies(key, signature, e.utf8('another')), false);
  assert.equal(e.verifies(e.publicKey(seed(5)), signature, message), false);
  assert.equal(e.verifies(key.slice(1), signature, message), false);
  assert.equal(e.verifies(key, signature.slice(1), message), false);
});

const { Point } = ed25519;
const little = (n) => Uint8Array.from({ length: 32 }, (_, i) => Number((n >> BigInt(8 * i)) & 255n));
const number = (bytes) => bytes.reduceRight((n, byte) => (n << 8n) | BigInt(byte), 0n);

test('a signature whose S was raised by the order of the group is refused', () => {
  const message = e.utf8('a message');
  const signature = e.sign(seed(4), message);
  const raised = e.concat(signature.slice(0, 32), little(number(signature.slice(32)) + Point.Fn.ORDER));
  assert.equal(e.verifies(e.publicKey(seed(4)), raised, message), false);
});

test('points of small order, not canonical, or outside the subgroup verify nothing', () => {
  // A point of order 8, and its multiples: all eight points of small order.
  const torsion = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', true);
  const small = Array.from({ length: 8 }, (_, i) => (i === 0 ? Point.ZERO : torsion.multiplyUnsafe(BigInt(i))));
  assert.equal(new Set(small.map((point) => point.toHex())).size, 8);
  for (const point of small) {
    // With S = 0 and R = A of small order, a lax reader lets one signature fit very many messages.
    const forged = e.concat(point.toBytes(), new Uint8Array(32));
    for (let i = 0; i < 16; i++) assert.equal(e.verifies(point.toBytes(), forged, Uint8Array.of(i)), false);
  }
  const P = Point.Fp.ORDER;
  for (const y of [P, P + 1n, 2n ** 255n - 1n]) {
    assert.equal(e.verifies(little(y), new Uint8Array(64), e.utf8('')), false);
  }
  // A mixed point: a good key with a torsion part, and a signature made for it by whoever knows the good key. The
  // equation with the cofactor holds for every message, the one without for an eighth of them.
  const scalar = ed25519.utils.getExtendedPublicKey(seed(4)).scalar;
  const mixed = Point.BASE.multiply(scalar).add(torsion).toBytes();
  for (let i = 0; i < 8; i++) {
    const message = Uint8Array.of(i);
    const r = BigInt(i + 2);
    const R = Point.BASE.multiply(r).toBytes();
    const k = number(sha512(e.concat(R, mixed, message))) % Point.Fn.ORDER;
    const signature = e.concat(R, little((r + k * scalar) % Point.Fn.ORDER));
    assert.equal(ed25519.verify(signature, message, mixed), true, 'a lax reader takes it');
    assert.equal(e.verifies(mixed, signature, message), false);
  }
});

test('every token reads back, as typed by anyone', () => {
  for (let i = 0; i < 50; i++) {
    const raw = random(16);
    const token = e.formatToken(raw);
    assert.deepEqual(e.parseToken(token), raw);
    assert.deepEqual(e.parseToken(token.toLowerCase().replaceAll('-', '')), raw);
    assert.deepEqual(e.parseToken(token.replaceAll('0', 'o').replaceAll('1', 'I').replaceAll('-', ' \u2013 ')), raw);
  }
});

test('one wrong letter of a token is found out nearly always, and named no closer', () => {
  const token = e.formatToken(new Uint8Array(16));
  for (let i = 0; i < token.length; i++) {
    if (token[i] === '-') continue;
    const wrong = token.slice(0, i) + (token[i] === 'Z' ? 'Y' : 'Z') + token.slice(i + 1);
    assert.throws(() => e.parseToken(wrong), refusal('token-check'));
  }
});

test('letters of other alphabets are not taken for ours', () => {
  const token = e.formatToken(new Uint8Array(16));
  assert.throws(() => e.parseToken(`\u0131${token.slice(1)}`), refusal('token-letter'));
});

test('padding hides the length and carries nothing', () => {
  const json = e.utf8('{}');
  for (const [size, length] of [[1, 16_384], [2, 65_536]]) {
    assert.equal(e.pad(json, size).length, length);
    assert.deepEqual(e.unpad(e.pad(json, size)), json);
  }
  const dirty = e.pad(json, 1);
  dirty[9999] = 1;
  assert.throws(() => e.unpad(dirty), refusal('malformed'));
  assert.throws(() => e.unpad(e.pad(json, 1).slice(1)), refusal('malformed'));
  const long = e.pad(json, 1);
  long[0] = 255;
  assert.throws(() => e.unpad(long), refusal('malformed'));
  assert.equal(e.classOf(16_380), 1);
  assert.equal(e.classOf(16_381), 2);
  assert.throws(() => e.classOf(65_533), refusal('too-long'));
});

test('half a character becomes the sign for one, and the text stays readable', () => {
  const head = { mailbox: new Uint8Array(16), sender: seed(1), epoch: 0, follows: seed(2) };
  const { plain } = e.encodePlain(head, { kind: 'reply', text: 'a\ud83d b \ud83d\ude00' });
  assert.equal(JSON.parse(e.text(e.unpad(plain))).text, 'a\ufffd b \ud83d\ude00');
});

test('the directory is believed only as the authority signed it', () => {
  const keys = e.parseAuthority(house.authority);
  assert.throws(() => e.parseDirectory(house.signedDirectory(house.BODY, seed(9)), keys), refusal('directory-unsigned'));
  const file = house.signedDirectory();
  assert.throws(() => e.parseDirectory(file.replace('Amina', 'Anna'), keys), refusal('directory-unsigned'));
  for (const broken of ['', '[]', '{"format":"whistle/v1/directory"}', file.replace('v1', 'v2')]) {
    assert.throws(() => e.parseDirectory(broken, keys), refusal('directory-malformed'));
  }
  assert.throws(() => e.parseAuthority('\n'), refusal('directory-malformed'));
  assert.throws(() => e.parseAuthority('not a key'), refusal('directory-malformed'));
});

for (const [what, change] of [
  ['two reviewers of one id', { reviewers: [house.BODY.reviewers[0], house.entry('r1', 'B', house.bogdan)] }],
  ['two reviewers of one key', { reviewers: [house.BODY.reviewers[0], house.entry('r2', 'B', house.amina)] }],
  ['a version that is not a number', { version: '4' }],
  ['a date that is not one', { expires: 'soon' }],
  ['a recipient of another kind', { reviewers: [{ ...house.BODY.reviewers[0], recipient: 'age1qqq' }] }],
  ['a log key whose id is wrong', { log: { origin: 'x', key: house.log.vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+') } }],
  ['no routes', { routes: undefined }],
]) {
  test(`a signed directory with ${what} is refused`, () => {
    const file = house.signedDirectory({ ...house.BODY, ...change });
    assert.throws(() => e.parseDirectory(file, e.parseAuthority(house.authority)), refusal('directory-malformed'));
  });
}

test('a frame of any other length, kind, magic or ending is refused', () => {
  const page = house.honest(house.filed(), house.amina, []);
  assert.throws(() => e.parsePage(page.slice(1)), refusal('malformed'));
  const change = (at, value) => page.map((byte, i) => (i === at ? value : byte));
  for (const altered of [change(0, 0), change(8, 4), change(9, 1), change(13, 9), change(18, 9), change(131_071, 1)]) {
    assert.throws(() => e.parsePage(altered), refusal('malformed'));
  }
  const twice = house.page(0, 1, house.head(0, seed(0)), house.head(0, seed(0)));
  assert.throws(() => e.parsePage(twice), refusal('malformed'), 'two heads');
  assert.throws(() => e.parseAnswer(page), refusal('malformed'));
});

test('any bytes at all are read or refused, and never more', () => {
  for (let i = 0; i < 300; i++) {
    const noise = random(1 + (i % 200));
    for (const read of [e.parsePage, e.parseAnswer, e.parseFiling, e.parseSigned, e.parseMessage, e.parseOpening, e.unpad]) {
      assert.throws(() => read(noise), refusal('malformed'));
    }
  }
});

test('inclusion proofs lead to the root at every place of every small tree, and one step wrong leads nowhere', () => {
  const leaves = Array.from({ length: 21 }, (_, i) => e.H(Uint8Array.of(i)));
  const node = (a, b) => e.H(Uint8Array.of(1), a, b);
  const split = (n) => 2 ** Math.floor(Math.log2(n - 1));
  const root = (all) => (all.length === 1 ? all[0] : node(root(all.slice(0, split(all.length))), root(all.slice(split(all.length)))));
  const path = (i, all) => {
    if (all.length === 1) return [];
    const k = split(all.length);
    return i < k ? [...path(i, all.slice(0, k)), root(all.slice(k))] : [...path(i - k, all.slice(k)), root(all.slice(0, k))];
  };
  for (let size = 1; size <= leaves.length; size++) {
    const all = leaves.slice(0, size);
    const checkpoint = { size, root: root(all) };
    for (let i = 0; i < size; i++) {
      const proof = path(i, all);
      assert.equal(e.includes(leaves[i], i, proof, checkpoint), true, `${i} of ${size}`);
      assert.equal(e.includes(leaves[i], i, [...proof, seed(0)], checkpoint), false);
      assert.equal(e.includes(leaves[i], size, proof, checkpoint), false);
      if (proof.length) {
        assert.equal(e.includes(leaves[i], i, proof.slice(1), checkpoint), false);
        assert.equal(e.includes(leaves[(i + 1) % size], i, proof, checkpoint), false);
      }
    }
  }
});

test('grants stand in random order', () => {
  const places = new Set();
  for (let i = 0; i < 12 && places.size < 3; i++) {
    const { slots } = e.prepareGrants(house.reporter, house.service, [house.directory.reviewers[0]]);
    places.add(slots.findIndex(({ kid }) => e.equal(kid, house.reporter.kid)));
    assert.deepEqual(new Set(slots.map(({ grant }) => grant.length)), new Set([2109]));
  }
  assert.ok(places.size >= 3);
});

test('a grant is an identity file for its one place, and for no other', () => {
  const { reporter, service, amina } = house;
  const place = { service, mailbox: reporter.mailbox, reporter: reporter.verify, epoch: 0, to: amina.kid, from: reporter.verify };
  const identity = e.identityText(seed(50));
  const grant = e.makeGrant(place, amina.recipient, identity);
  assert.equal(e.open(amina.identity, grant).length, 450);
  const slots = [{ kid: amina.kid, grantHash: e.H(grant) }];
  const hash = e.H(e.recipientOf(seed(50)));
  assert.equal(e.openGrant(amina.identity, grant, place, slots, hash), identity);
  for (const wrong of [{ service: seed(0) }, { mailbox: new Uint8Array(16) }, { reporter: seed(0) }, { epoch: 1 }, { from: seed(0) }]) {
    assert.throws(() => e.openGrant(amina.identity, grant, { ...place, ...wrong }, slots, hash), refusal('no-grant'));
  }
  assert.throws(() => e.openGrant(amina.identity, grant, place, [], hash), refusal('no-grant'));
  assert.throws(() => e.openGrant(amina.identity, grant, place, slots, seed(0)), refusal('no-grant'));
});
