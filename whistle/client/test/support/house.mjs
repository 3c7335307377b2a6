/**
 * A small service for the tests: an authority, two reviewers, a log, and pages built as PROTOCOL.md says, with a
 * hand in every step so that a test can do each of them wrong.
 */

import { envelope as e } from './envelope.mjs';

const seed = (n) => new Uint8Array(32).fill(n);
const base64 = (bytes) => Buffer.from(bytes).toString('base64');

export const TODAY = '2026-03-02';
/** Midnight of that day. */
export const HOUR = 492_336;

function noteKey(name, n) {
  const raw = e.concat(e.u8(1), e.publicKey(seed(n)));
  const id = e.H(e.utf8(`${name}\n`), raw).slice(0, 4);
  const sign = (text) => `${text}\n\u2014 ${name} ${base64(e.concat(id, e.sign(seed(n), e.utf8(text))))}\n`;
  return { vkey: `${name}+${e.hex(id)}+${base64(raw)}`, sign, seed: seed(n) };
}

export const log = noteKey('log.example', 2);
export const promise = noteKey('promise.example', 3);
export const authority = `${e.hex(e.publicKey(seed(1)))}\n`;
export const service = e.serviceOf(e.parseAuthority(authority));

/** A reviewer's keys, as their key file would hold them. */
export function reviewerKey(n) {
  const verify = e.publicKey(seed(n));
  const recipient = e.recipientOf(seed(n + 1));
  return {
    sign: seed(n), verify, identity: e.identityText(seed(n + 1)), recipient, kid: e.memberId(verify, recipient),
  };
}

export const amina = reviewerKey(10);
export const bogdan = reviewerKey(20);
export const stranger = reviewerKey(30);

export function entry(id, name, key, more = {}) {
  return {
    id, name, recipient: e.recipientText(key.recipient), verify: e.hex(key.verify),
    from: '2026-01-01', until: '2027-01-01', revoked: null, ...more,
  };
}

export const BODY = {
  version: 4, previous: '', service: 'Northmoor', issued: '2026-01-01', expires: '2026-04-01',
  log: { origin: 'log.example/northmoor', key: log.vkey }, promise: { key: promise.vkey },
  reviewers: [entry('r1', 'Amina Yusuf', amina), entry('r2', 'Bogdan Petrov', bogdan)],
  routes: [{ id: 1, name: 'Professional standards', about: 'The usual way', readers: ['r1', 'r2'] }],
  outside: [{ name: 'Elsewhere', contact: '0800', about: 'Not us' }],
};

export function signedDirectory(body = BODY, signer = seed(1)) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const signature = base64(e.sign(signer, e.concat(e.label('whistle/v1/directory'), e.utf8(text))));
  const signatures = [{ key: e.hex(e.publicKey(signer)), signature }];
  return JSON.stringify({ format: 'whistle/v1/directory', body: text, signatures });
}

/** The directory with these changes, as the authority would sign it. */
export const directoryOf = (more) => e.parseDirectory(signedDirectory({ ...BODY, ...more }), e.parseAuthority(authority));

export const directory = directoryOf({});

export const reporter = e.reporterOf(new Uint8Array(16).fill(9));

/** A filing by `reporter` to these reviewers. */
export function filed({ readers = ['r1', 'r2'], leaveOut = [], text = 'It was closed in a day.', from = reporter, under = directory } = {}) {
  const chosen = under.reviewers.filter(({ id }) => readers.includes(id));
  const prepared = e.prepareGrants(from, under.service, chosen);
  const concern = { route: 1, urgent: false, text, answers: { case: ['forced-marriage'] }, leaveOut };
  return { ...e.makeFiling(from, under, prepared, concern), identity: prepared.identity };
}

/** A message as one of the thread's members would send it. */
export function said(filing, sender, direction, content, place = {}) {
  const position = {
    mailbox: reporter.mailbox, epoch: 0, seen: 1, follows: e.H(filing.filing.message), ...place,
  };
  return e.makeMessage(sender, direction, place.service ?? service, position, place.identity ?? filing.identity, content);
}

const item = (type, ...parts) => {
  const body = e.concat(...parts);
  return e.concat(e.u8(type), e.u32(body.length), body);
};

export const frame = (kind, length, ...parts) => {
  const out = new Uint8Array(length);
  out.set(e.concat(e.utf8('whistle1'), e.u8(kind), e.u8(0), ...parts));
  return out;
};

export function head(count, value, hour = HOUR, mailbox = reporter.mailbox, signer = log.seed) {
  const text = e.concat(e.label('whistle/v1/head'), service, mailbox, e.u32(count), value, e.u32(hour));
  return item(1, e.u32(count), value, e.u32(hour), e.sign(signer, text));
}

export function opening({ filing }) {
  return item(2, filing.opening, filing.openingSignature, filing.recipient);
}

export function grantFor(member, { filing }) {
  const i = e.parseOpening(filing.opening).slots.findIndex(({ kid }) => e.equal(kid, member.kid));
  return i < 0 ? new Uint8Array() : item(3, e.u32(0), member.kid, filing.grants[i]);
}

/** Item 8 */
export function announced({ epoch, recipient, link, message: m, signature }) {
  return item(8, epoch, recipient, link, m, signature);
}

/** Item 3 of a later epoch. */
export function grantOfChange(member, { epoch, grants }) {
  const s = e.parseEpoch(epoch);
  const i = s.slots.findIndex(({ kid }) => e.equal(kid, member.kid));
  return i < 0 ? new Uint8Array() : item(3, e.u32(s.epoch), member.kid, grants[i]);
}

export function message(place, signed, hour = HOUR) {
  return item(4, e.u32(place), e.u32(hour), signed.message, signed.signature, signed.body);
}

export function state(value = 0, due = HOUR + 24, opened = 0, readers = 2) {
  return item(7, e.u8(value), e.u32(due), e.u8(opened), e.u8(readers));
}

export function page(number, pages, ...items) {
  return frame(5, 131_072, e.u32(number), e.u32(pages), ...items);
}

export function chain({ filing }, messages) {
  return messages.reduce((value, { message: m }) => e.chainNext(value, e.H(m)), e.chainStart(e.H(filing.opening)));
}

/** One page with everything, honest unless told otherwise: `messages` are delivered, `pending` are not yet. */
export function honest(filing, member, messages, { pending = [], extra = [], count, hour, closed = false } = {}) {
  return page(
    0, 1,
    head(count ?? messages.length, chain(filing, messages), hour),
    state(closed ? 3 : 0), opening(filing), grantFor(member, filing), ...extra,
    ...messages.map((signed, i) => message(i + 1, signed)),
    ...pending.map((signed) => message(0, signed)),
  );
}

/** Item 5, and what is needed to prove it: an event of receiving `filing`, promised by `by`. */
export function receipt({ filing }, { by, type = 1, signer = promise, from = reporter, about, hour = HOUR, under = directory } = {}) {
  const salt = new Uint8Array(32).fill(77);
  const event = e.concat(
    e.u8(type), e.u32(hour), new Uint8Array(16).fill(5), e.u32(under.version), under.hash,
    e.presenceOf(from.blind), e.contentOf(from.blind, filing.opening, filing.message),
  );
  const leaf = e.treeHash(salt, event);
  const note = signer.sign(`${directory.origin}\npromise\n${base64(about ?? leaf)}\n${by ?? hour + 2}\n`);
  return { item: item(5, salt, event, e.utf8(note)), leaf };
}

/** What the log signs after a tick. */
export const checkpoint = (size, root, signer = log) => signer.sign(`${directory.origin}\n${size}\n${base64(root)}\nhour ${HOUR}\n`);

/** Item 6: a tree of two leaves with this one first. */
export function inclusion(leaf, { other = new Uint8Array(32).fill(8), signer = log } = {}) {
  const root = e.H(e.u8(1), leaf, other);
  const checkpoint = signer.sign(`${directory.origin}\n2\n${base64(root)}\nhour ${HOUR + 1}\n`);
  return item(6, e.utf8(`c2sp.org/tlog-proof@v1\nindex 0\n${base64(other)}\n\n${checkpoint}`));
}

export function answer(...items) {
  return frame(6, 1024, ...items);
}
