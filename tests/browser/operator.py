"""An operator who lies: whoever runs the service, with its database, its log key and every byte on the way.

What they lack are the members' keys and the authority's. Each attack takes what the service would hand over and gives
what the operator hands over in its place; the head is then signed anew, so that nothing but the attack is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from playwright.sync_api import Page, Route

from whistle.envelope import age
from whistle.envelope.compose import file_concern
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.frame import Filing, build_page, parse_page
from whistle.envelope.hashing import sha256
from whistle.envelope.items import (
    GrantItem,
    Item,
    MessageItem,
    OpeningItem,
    chain_next,
    chain_start,
    sign_head,
)
from whistle.envelope.keys import Identity, Recipient
from whistle.envelope.message import Message
from whistle.envelope.opening import OPENING, Grant, Opening, member_id
from whistle.envelope.token import Token
from whistle.ledger.checkpoint import Checkpoint, make_checkpoint
from whistle.ledger.notes import encode_base64
from whistle.services.house import House

OCTETS = "application/octet-stream"
FORGED = "Tell us your name, or this will be closed."

Attack = Callable[["Operator", Sequence[Item]], list[Item]]


@dataclass(frozen=True)
class Operator:
    """Of the service with this house."""

    house: House

    def lies(self, page: Page, address: str, attack: Attack) -> None:
        """Hand over what the attack makes of each page at ``address``."""

        def answer(route: Route) -> None:
            honest = parse_page(route.fetch().body())
            body = build_page(honest.number, honest.pages, self._signed(attack(self, honest.items)))
            route.fulfill(body=body, content_type=OCTETS)

        page.route(address, answer)

    def forks(self, page: Page, size: int) -> None:
        """Show a record of that size, well signed, that never was everybody's; and proofs of it by the same log."""
        checkpoint = Checkpoint(self.house.directory().origin, size, sha256(b"another"), self.house.hour())
        note = make_checkpoint(checkpoint, self.house.log)
        proof = f"{encode_base64(sha256(b'a hash'))}\n"
        page.route("**/.well-known/whistle/checkpoint", lambda route: route.fulfill(body=note))
        page.route("**/api/v1/consistency/**", lambda route: route.fulfill(body=proof))

    def own_filing(self, text: str = FORGED) -> Filing:
        """A concern that the operator raises, as anybody can."""
        return file_concern(Token.new(), self.house.directory(), 1, ("r1", "r2"), text)

    def _signed(self, items: Sequence[Item]) -> list[Item]:
        opening = next(item for item in items if isinstance(item, OpeningItem)).opening
        places = [item for item in items if isinstance(item, MessageItem) and item.place]
        head = chain_start(sha256(opening[:OPENING]))
        for item in places:
            head = chain_next(head, sha256(item.message))
        house = self.house
        mailbox = Message.parse(places[0].message).mailbox if places else bytes(16)
        first = sign_head(house.log_key, house.service, mailbox, len(places), head, house.hour())
        return [first, *items[1:]]


def messages(items: Sequence[Item]) -> list[MessageItem]:
    return [item for item in items if isinstance(item, MessageItem)]


def _others(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if not isinstance(item, MessageItem)]


def _placed(found: Sequence[MessageItem]) -> list[MessageItem]:
    """In this order, counted from 1."""
    return [replace(item, place=place) for place, item in enumerate(found, 1)]


def puts_a_message_of_their_own(operator: Operator, items: Sequence[Item]) -> list[Item]:
    """Properly signed, by a key that nobody knows."""
    last = messages(items)[-1]
    key = SigningKey.generate()
    m = replace(Message.parse(last.message), sender=key.public, direction=2, act=5)
    forged = replace(last, message=m.encode(), signature=key.sign(m.encode()))
    return [*_others(items), *_placed([*messages(items), forged])]


def puts_words_under_a_member_s_name(operator: Operator, items: Sequence[Item]) -> list[Item]:
    """The latest message with another text: who sealed and signed it stays as it was."""
    *before, last = messages(items)
    body = last.body[:-1] + bytes((last.body[-1] ^ 1,))
    m = replace(Message.parse(last.message), body_hash=sha256(body))
    return [*_others(items), *_placed([*before, replace(last, message=m.encode(), body=body)])]


def changes_what_a_message_does(operator: Operator, items: Sequence[Item]) -> list[Item]:
    """A reply becomes a closing, or a concern a reply: in M alone, with the signature that is there."""
    *before, last = messages(items)
    m = Message.parse(last.message)
    changed = replace(m, act=6 if m.direction == 2 else 8)
    return [*_others(items), *_placed([*before, replace(last, message=changed.encode())])]


def brings_a_message_from_another_thread(operator: Operator, items: Sequence[Item]) -> list[Item]:
    taken = _first_message(operator.own_filing(), items)
    return [*_others(items), *_placed([*messages(items), taken])]


def gives_the_same_message_twice(operator: Operator, items: Sequence[Item]) -> list[Item]:
    return [*_others(items), *_placed([*messages(items), messages(items)[-1]])]


def turns_the_order_round(operator: Operator, items: Sequence[Item]) -> list[Item]:
    first, *rest = messages(items)
    return [*_others(items), *_placed([first, *reversed(rest)])]


def holds_a_message_back(operator: Operator, items: Sequence[Item]) -> list[Item]:
    """One in the middle, with everything counted anew."""
    first, _, *rest = messages(items)
    return [*_others(items), *_placed([first, *rest])]


def swaps_the_grant(operator: Operator, items: Sequence[Item]) -> list[Item]:
    """Another key to this very thread, made out in every line to whoever asks."""
    given = next(item for item in items if isinstance(item, OpeningItem))
    opening = Opening.parse(given.opening)
    directory = operator.house.directory()
    recipients = {reviewer.kid: reviewer.recipient for reviewer in directory.reviewers}
    recipients[member_id(opening.reporter, given.recipient)] = Recipient(given.recipient)

    def another(item: GrantItem) -> GrantItem:
        by, key = opening.reporter, Identity.generate()
        grant = Grant(opening.service, opening.mailbox, by, item.epoch, item.kid, by, key)
        return replace(item, grant=age.seal(recipients[item.kid], grant.encode()))

    return [another(item) if isinstance(item, GrantItem) else item for item in items]


def swaps_the_whole_thread(operator: Operator, items: Sequence[Item]) -> list[Item]:
    """Opening, grant and concern of one that the operator raised to the same readers; every signature in it holds."""
    own = operator.own_filing()
    given = {kid: grant for (kid, _), grant in zip(own.opening.slots, own.grants, strict=True)}
    opening = OpeningItem(own.opening.encode(), own.opening_signature, own.recipient)
    grants = [
        replace(item, grant=given.get(item.kid, item.grant)) for item in items if isinstance(item, GrantItem)
    ]
    rest = [item for item in _others(items) if not isinstance(item, OpeningItem | GrantItem)]
    return [*rest, opening, *grants, _first_message(own, items)]


def _first_message(filing: Filing, items: Sequence[Item]) -> MessageItem:
    head, signature, body = filing.message.encode(), filing.message_signature, filing.body
    return replace(messages(items)[0], message=head, signature=signature, body=body)
