/** A journal as an honest server keeps it, and what reviewers write in it with the code that their browsers run. */

import { envelope as e } from './envelope.mjs';
import * as house from './house.mjs';

const item = (type, ...parts) => {
  const body = e.concat(...parts);
  return e.concat(e.u8(type), e.u32(body.length), body);
};

/** Item 9 */
export const entryItem = ({ entry, signature, body }, hour = house.HOUR) => item(9, e.u32(hour), entry, signature, body);

/** Item 3, for this member, of an entry as it was brought. */
export function grantItem(member, { entry, grants }) {
  const j = e.parseEntry(entry);
  const i = j.slots.findIndex(({ kid }) => e.equal(kid, member.kid));
  return i < 0 ? new Uint8Array() : item(3, e.u32(j.number), member.kid, grants[i]);
}

export class Notes {
  constructor(post) {
    this.post = post;
    this.written = [];
  }

  /** The pages of this journal for a member; `written` and `granted` as a lying server would give them. */
  pages(member, { written = this.written, granted = written, extra = [] } = {}) {
    const given = [...granted.map((one) => grantItem(member, one)), ...extra, ...written.map((one) => entryItem(one))];
    const filled = [[]];
    for (const each of given) {
      if (e.concat(...filled.at(-1), each).length > 131_000) filled.push([]);
      filled.at(-1).push(each);
    }
    return filled.map((items, i) => house.page(i, filled.length, ...items));
  }

  open(member, given) {
    return e.openJournal(this.pages(member, given), this.post.open(member), this.post.under, member);
  }

  /** An entry by this member to these readers, upon what they can read, or upon `last`; not in its place yet. */
  make(maker, content, { readers = ['r1', 'r2'], last, ...more } = {}) {
    const chosen = this.post.under.reviewers.filter(({ id }) => readers.includes(id));
    const newest = last ?? this.open(maker).entries.at(-1);
    const { frame } = e.makeEntry(maker, this.post.open(maker), {
      last: newest, before: newest?.seed, readers: chosen, handler: e.NOBODY, category: 0, content, ...more,
    });
    return e.parseWritten(frame);
  }

  write(maker, content, more) {
    const made = typeof content === 'string' ? { kind: 'note', text: content } : content;
    this.written.push(this.make(maker, made, more));
    return this;
  }
}

/** The same entry, with grants that open nothing for these members, signed as they are. */
export function spoilt({ entry, grants, ...rest }, members, signer) {
  const { slots } = e.parseEntry(entry);
  const isTheirs = ({ kid }) => members.some((member) => e.equal(member.kid, kid));
  const given = grants.map((grant, i) => (isTheirs(slots[i]) ? new Uint8Array(grant.length) : grant));
  const named = slots.map(({ kid }, i) => ({ kid, grantHash: e.H(given[i]) }));
  return { ...changed({ entry, ...rest }, { slots: named }, signer), grants: given };
}

/** The same entry with some of J replaced, signed again by `signer`. */
export function changed({ entry, signature, ...rest }, fields, signer) {
  const j = e.encodeEntry({ ...e.parseEntry(entry), ...fields });
  return { ...rest, entry: j, signature: signer ? e.sign(signer.sign, j) : signature };
}
