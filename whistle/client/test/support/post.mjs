/** A thread as an honest server keeps it, and what its members do in it with the code that their browsers run. */

import { envelope as e } from './envelope.mjs';
import * as house from './house.mjs';

const { directory, reporter } = house;

export class Post {
  constructor(filing = house.filed(), under = directory) {
    this.filing = filing;
    this.under = under;
    this.messages = [filing.filing];
    this.changes = [];
    this.holder = reporter;
  }

  /** The one page of this thread for a member; `changes` and `messages` as a lying server would give them. */
  page(member, { changes = this.changes, messages = this.messages, extra = [], ...more } = {}) {
    const within = e.within(member, e.parseOpening(this.filing.filing.opening).mailbox);
    const items = changes.flatMap((change) => [house.grantOfChange(within, change), house.announced(change)]);
    return house.honest(this.filing, within, messages, { extra: [...items, ...extra], ...more });
  }

  open(member, given) {
    return e.openThread([this.page(member, given)], this.under, member, member.mailbox);
  }

  /** A message by this member, written after all that they can read, and put in its place. */
  say(member, content) {
    const thread = this.open(member);
    const isReporter = thread.epochs.some(({ reporter: holder }) => e.equal(holder, member.verify));
    const key = thread.epochs.at(-1).identity;
    const signed = e.makeMessage(member, isReporter ? 1 : 2, house.service, thread.next, key, content);
    this.messages.push(signed);
    return signed;
  }

  /** A change by this member, as their client makes it, and in force from here on. */
  change(maker, next) {
    const readers = this.under.reviewers.filter(({ id }) => next.readers.includes(id));
    const { frame } = e.makeChange(maker, this.open(maker), { holder: this.holder, ...next, readers });
    this.changes.push(e.parseChange(frame));
    this.holder = next.holder ?? this.holder;
    return this;
  }

  share(readers, maker = reporter) {
    return this.change(maker, { act: e.CHANGE.shared, readers });
  }

  leave(maker, readers) {
    return this.change(maker, { act: e.CHANGE.left, readers });
  }

  handOver(holder, readers, maker = reporter) {
    return this.change(maker, { act: e.CHANGE.handedOver, holder, readers });
  }
}

/**
 * A change put together by hand, whatever the client would refuse to make: `s` and `m` replace fields of what is
 * signed, `given` what goes along unsigned.
 */
export function madeUp(maker, listed, { s = {}, m = {}, given = {}, epoch = 1, holder: held = reporter, grantFrom = maker, before } = {}) {
  const [holder, ...members] = [held, ...listed].map((member) => e.within(member, reporter.mailbox));
  const identity = e.identityText(new Uint8Array(32).fill(60 + epoch));
  const recipient = e.recipientOf(e.identitySeed(identity));
  const place = { service: house.service, mailbox: reporter.mailbox, reporter: reporter.verify, from: grantFrom.verify };
  const slots = members.map((to) => ({
    kid: to.kid, grant: e.makeGrant({ ...place, epoch, to: to.kid }, to.recipient, identity),
  }));
  while (slots.length < 8) slots.push(e.dummyGrant());
  const linkPlace = { ...place, from: maker.verify, epoch: epoch - 1, to: e.H(recipient) };
  const link = e.makeGrant(linkPlace, recipient, before ?? house.stranger.identity);
  const signed = e.encodeEpoch({
    service: house.service, mailbox: reporter.mailbox, epoch, reporter: holder.verify,
    recipientHash: e.H(holder.recipient), threadHash: e.H(recipient), linkHash: e.H(link),
    slots: slots.map(({ kid, grant }) => ({ kid, grantHash: e.H(grant) })), ...s,
  });
  const message = e.encodeMessage({
    service: house.service, mailbox: reporter.mailbox, sender: maker.verify, direction: 3, act: e.CHANGE.shared, epoch,
    seen: 1, follows: new Uint8Array(32), bodyHash: e.H(signed), ...m,
  });
  return {
    epoch: signed, recipient: holder.recipient, link, grants: slots.map(({ grant }) => grant), message,
    signature: e.sign(maker.sign, message), identity, ...given,
  };
}
