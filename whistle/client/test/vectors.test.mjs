/** Every vector of tests/vectors, read by the browser's room; tests/envelope/test_vectors.py reads the same files. */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { envelope as e, load, root } from './support/envelope.mjs';

const { staying, viewThread } = await load(`export * from './src/present.ts'`);

const folder = path.join(root, 'tests', 'vectors');
const json = (name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
const blobs = json('blobs.json');
const fromHex = (digits) => new Uint8Array(Buffer.from(digits, 'hex'));

function bytes(value) {
  if (typeof value === 'string') return fromHex(value);
  const parts = value.parts.map((part) =>
    part.startsWith('@') ? new Uint8Array(Buffer.from(blobs[part.slice(1)], 'base64')) : fromHex(part),
  );
  const joined = e.concat(...parts);
  const out = new Uint8Array(Math.max(value.length ?? 0, joined.length));
  out.set(joined);
  return out;
}

/** Which of our codes say the same as a class of whistle/domain/errors.py. */
const SAME = {
  MalformedToken: ['token-letter', 'token-length', 'token-check'],
  MalformedAge: ['malformed', 'not-a-key-file', 'work-factor'],
  MalformedKey: ['malformed', 'not-a-key-file', 'no-grant'],
  MalformedFrame: ['malformed', 'bad-opening'],
  MalformedNote: ['malformed'],
  MalformedDirectory: ['directory-malformed'],
  CannotOpen: ['cannot-open', 'wrong-passphrase', 'no-grant'],
  BadSignature: ['bad-signature', 'bad-opening', 'no-grant', 'directory-unsigned'],
  BadProof: ['bad-proof'],
  Conflict: ['changed'],
};

const plainHex = (value) =>
  value instanceof Uint8Array ? e.hex(value)
  : Array.isArray(value) ? value.map(plainHex)
  : value;

/** A parsed struct in the vectors' own names. */
const NAMES = {
  recipientHash: 'recipient_hash', directoryVersion: 'directory_version', directoryHash: 'directory_hash',
  threadHash: 'thread_hash', linkHash: 'link_hash', bodyHash: 'body_hash', filesHash: 'files_hash',
};
function fields(struct) {
  return Object.fromEntries(
    Object.entries(struct).map(([name, value]) => [
      NAMES[name] ?? name,
      name === 'slots' ? value.map(({ kid, grantHash }) => [e.hex(kid), e.hex(grantHash)]) : plainHex(value),
    ]),
  );
}

function member(given) {
  const sign = bytes(given.sign);
  const identity = bytes(given.identity);
  const verify = e.publicKey(sign);
  const recipient = e.recipientOf(identity);
  return { sign, verify, identity: e.identityText(identity), recipient, kid: e.memberId(verify, recipient) };
}

function directoryOf(given) {
  return e.parseDirectory(given.directory ?? given.file, e.parseAuthority(given.authority));
}

/** Who has several entries, oldest first. */
function people(directory) {
  const persons = [...new Set(directory.reviewers.map(({ person }) => person))];
  return persons.map((id) => e.personOf(directory, id).map((entry) => entry.id)).filter((ids) => ids.length > 1);
}

/** The type and body of every item, as they stand: the room itself reads them into fields. */
function items(frame, from) {
  const found = [];
  for (let at = from; at < frame.length && frame[at] !== 0; ) {
    const length = new DataView(frame.buffer, frame.byteOffset + at + 1).getUint32(0);
    found.push([frame[at], e.hex(frame.subarray(at + 5, at + 5 + length))]);
    at += 5 + length;
  }
  return found;
}

const READERS = {
  token({ raw, thread }) {
    const token = bytes(raw);
    const who = e.reporterOf(token);
    const held = e.within(who, bytes(thread));
    return {
      text: e.formatToken(token), sign: e.hex(who.sign), verify: e.hex(who.verify),
      identity: e.hex(e.identitySeed(who.identity)), recipient_hash: e.hex(e.H(who.recipient)),
      blind: e.hex(who.blind), mailbox: e.hex(who.mailbox), kid: e.hex(who.kid),
      held: e.hex(e.identitySeed(held.identity)), held_kid: e.hex(held.kid),
      presence: e.hex(e.presenceOf(who.blind)),
    };
  },
  'token-text': ({ text }) => ({ raw: e.hex(e.parseToken(text)) }),
  consistency(given) {
    const [old, now] = ['old', 'new'].map((name) => ({ size: given[name], root: bytes(given[`${name}_root`]) }));
    if (!e.continues(now, old, given.proof.map(bytes))) throw new e.Failure('bad-proof', 'The proof does not hold.');
    return {};
  },
  ed25519({ key, signature, message }) {
    e.verify(bytes(key), bytes(signature), bytes(message));
    return {};
  },
  identity({ text }) {
    const seed = e.identitySeed(text);
    return { seed: e.hex(seed), recipient: e.recipientText(e.recipientOf(seed)) };
  },
  recipient: ({ text }) => ({ raw: e.hex(e.recipientBytes(text)) }),
  seal({ recipient }) {
    e.seal(recipient, new Uint8Array());
    return {};
  },
  age: ({ identity, file }) => ({ plaintext: e.hex(e.open(identity, bytes(file))) }),
  passphrase: ({ passphrase, file }) => ({ plaintext: e.hex(e.openPassphrase(passphrase, bytes(file))) }),
  opening: ({ data }) => fields(e.parseOpening(bytes(data))),
  message: ({ data }) => fields(e.parseMessage(bytes(data))),
  epoch: ({ data }) => fields(e.parseEpoch(bytes(data))),
  grant(given) {
    const me = member(given);
    const opening = e.parseOpening(bytes(given.opening));
    const grant = { epoch: 0, kid: me.kid, grant: bytes(given.grant) };
    const page = { epochs: [], grants: [grant] };
    return { identity: e.walkEpochs(page, opening, { reviewers: [] }, me).epochs[0].identity };
  },
  plain: ({ message, plain }) => e.parsePlain(bytes(plain), e.parseMessage(bytes(message))),
  entry: ({ data }) => fields(e.parseEntry(bytes(data))),
  note({ entry, plain }) {
    const { content, before } = e.parseEntryPlain(bytes(plain), e.parseEntry(bytes(entry)));
    return { ...content, before: before ? e.identityText(before) : '' };
  },
  'journal-page'({ frame }) {
    const { page, pages } = e.parseJournalPage(bytes(frame));
    return { page, pages, items: items(bytes(frame), 18) };
  },
  journal(given) {
    const directory = directoryOf(given);
    const me = member(given);
    const thread = e.openThread(given.pages.map(bytes), directory, me, bytes(given.mailbox));
    const journal = e.openJournal(given.journal.map(bytes), thread, directory, me);
    const newest = journal.entries.at(-1);
    const { handler, category } = e.standingOf(journal);
    const reading = staying(thread, directory);
    const person = directory.reviewers.find(({ kid }) => e.equal(kid, handler))?.person;
    return {
      broken: journal.broken,
      readable: !newest || newest.seed !== undefined,
      handler: reading.find((reviewer) => reviewer.person === person)?.id ?? null,
      category,
      without: reading.filter(({ kid }) => newest && !e.hasSlot(newest.entry.slots, kid)).map(({ id }) => id),
      entries: journal.entries.map(({ entry, problem, content }) => ({
        number: entry.number,
        by: directory.reviewers.find(({ verify }) => e.equal(verify, entry.sender))?.name ?? null,
        mine: e.equal(entry.sender, me.verify),
        problem: problem ?? null,
        kind: content?.kind ?? null,
        text: content?.text ?? null,
      })),
    };
  },
  'disclosure-made'({ directory, authority, token, pages, places, nonce }) {
    const file = e.disclose({ pages: pages.map(bytes), directory, authority }, e.reporterOf(bytes(token)), places, nonce);
    return { hash: e.hex(e.H(e.utf8(file))) };
  },
  'read-made'({ sign, service, challenge, page }) {
    const verify = e.publicKey(bytes(sign));
    const reader = { sign: bytes(sign), verify, mailbox: e.mailboxOf(verify) };
    return { frame: e.hex(e.encodeRead(reader, bytes(service), bytes(challenge), page)) };
  },
  'notice-made'({ sign, service, challenge }) {
    const verify = e.publicKey(bytes(sign));
    const me = { sign: bytes(sign), verify, mailbox: e.mailboxOf(verify) };
    return { frame: e.hex(e.encodeNotice(me, bytes(service), bytes(challenge))) };
  },
  page({ frame }) {
    const { page, pages } = e.parsePage(bytes(frame));
    return { page, pages, items: items(bytes(frame), 18) };
  },
  answer({ frame }) {
    e.parseAnswer(bytes(frame));
    return { items: items(bytes(frame), 10) };
  },
  head({ key, service, mailbox, item }) {
    const raw = bytes(item);
    const frame = new Uint8Array(1024);
    frame.set(e.concat(e.utf8('whistle1'), e.u8(6), e.u8(0), e.u8(1), e.u32(raw.length), raw));
    const { head } = e.parseAnswer(frame);
    if (!e.headVerifies(head, bytes(key), bytes(service), bytes(mailbox))) throw new e.Failure('bad-signature', '');
    return { count: head.count, head: e.hex(head.head), hour: head.hour };
  },
  directory(given) {
    const d = directoryOf(given);
    return {
      service: e.hex(d.service), authority: e.hex(d.authority), hash: e.hex(d.hash), version: d.version, name: d.name,
      reviewers: d.reviewers.map(({ id, kid }) => [id, e.hex(kid)]),
      ...(d.reviewers.some(({ renews }) => renews !== undefined) && { people: people(d) }),
    };
  },
  'key-file'({ file, passphrase }) {
    const key = e.openReviewerKey(bytes(file), passphrase);
    return { name: key.name, verify: e.hex(key.verify), identity: key.identity };
  },
  joining({ file }) {
    const { recipient, kid, service, verify, ...rest } = e.parseRequest(file);
    return { ...rest, ...fields({ service, verify, kid }), recipient: e.recipientText(recipient) };
  },
  thread(given) {
    const directory = directoryOf(given);
    const me = member(given);
    const mailbox = given.mailbox ? bytes(given.mailbox) : undefined;
    const thread = e.openThread(given.pages.map(bytes), directory, me, mailbox);
    if (!thread.entries) return { known: false, warnings: thread.signed ? [] : ['bad-head'], readers: [], messages: [] };
    const kids = thread.epochs.at(-1).slots.map(({ kid }) => e.hex(kid));
    const author = (sender) =>
      !sender ? 'unknown'
      : thread.epochs.some(({ reporter }) => e.equal(sender, reporter)) ? 'reporter'
      : directory.reviewers.some(({ verify }) => e.equal(verify, sender)) ? 'reviewer'
      : 'unknown';
    const reviewerBy = (sender) => directory.reviewers.find(({ verify }) => e.equal(verify, sender));
    const isHolder = ({ reporter }) => e.equal(reporter, me.verify);
    const who = (sender) => (author(sender) === 'reporter' ? { from: 'reporter' } : { from: 'reviewer', ...reviewerBy(sender) });
    const changes = viewThread(thread, directory, who).changes.map(({ after, by, name, added, removed, renewed, handedOver }) => ({
      after, by: by === 'reporter' ? null : name, added, removed, handed_over: handedOver, ...(renewed.length > 0 && { renewed }),
    }));
    return {
      ...(changes.length > 0 && { changes }),
      ...(thread.epochs.some(isHolder) && !isHolder(thread.epochs.at(-1)) && { handed_over: true }),
      known: true,
      warnings: thread.warnings.toSorted(),
      readers: directory.reviewers.filter(({ kid }) => kids.includes(e.hex(kid))).map(({ id }) => id),
      messages: e.shown(thread).map(({ posted, message, problem, content }) => ({
        place: posted.place,
        author: author(message?.sender),
        mine: !!message && e.equal(message.sender, me.verify),
        problem: problem ?? null,
        kind: content?.kind ?? null,
        text: content?.text ?? null,
      })),
    };
  },
};

const sorted = (view) => (view?.warnings ? { ...view, warnings: view.warnings.toSorted() } : view);
const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'blobs.json');

for (const file of files) {
  for (const { name, kind, input, expect, reader } of json(file).vectors) {
    if (reader) continue; // the server's, or a tribunal's
    test(`${file}: ${name}`, () => {
      const read = READERS[kind];
      assert.ok(read, `there is no reader for ${kind}`);
      if (expect.ok) {
        assert.deepEqual(sorted(read(input)), sorted(expect.ok));
        return;
      }
      assert.throws(() => read(input), (error) => {
        const codes = expect.why ? [`token-${expect.why}`] : expect.reason ? [expect.reason] : SAME[expect.error];
        assert.ok(error instanceof e.Failure, `${error.name}: ${error.message}`);
        assert.ok(codes?.includes(error.code), `${expect.error} was expected, ${error.code} came`);
        return true;
      });
    });
  }
}
