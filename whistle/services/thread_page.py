"""A thread as frames: what one side may see of it, in pages of one size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from whistle.domain.errors import NotFound
from whistle.envelope.frame import (
    PAGE_LENGTH,
    EpochItem,
    GrantItem,
    InclusionItem,
    Item,
    MessageItem,
    OpeningItem,
    ReceiptItem,
    StateItem,
    ThreadHead,
    build_page,
    sign_head,
)
from whistle.envelope.hashing import ZEROS
from whistle.envelope.items import item_length
from whistle.envelope.message import FROM_REPORTER, MESSAGE
from whistle.ledger.checkpoint import Proof, make_proof
from whistle.ledger.merkle import inclusion_proof
from whistle.services import members
from whistle.services.house import House
from whistle.store import concerns, log, messages

_ROOM = PAGE_LENGTH - 18
_AROUND_A_MESSAGE = 5 + 8
"""Type and length of an item; place and hour before what was sealed."""


def visible(headers: Sequence[messages.Header], side: int) -> list[messages.Header]:
    """What a side sees: all that was released, and what its own side has written since."""
    return [header for header in headers if header.place is not None or header.direction == side]


def head(house: House, mailbox: bytes, concern: concerns.Concern | None) -> ThreadHead:
    """The signed head as it stands; for a mailbox that is not there, the signed denial."""
    count, chain = (concern.count, concern.head) if concern else (0, ZEROS)
    return sign_head(house.log_key, house.service, mailbox, count, chain, house.hour())


def build(
    house: House,
    connection: Connection,
    mailbox: bytes,
    concern: concerns.Concern | None,
    side: int,
    kids: Sequence[bytes],
    number: int,
) -> bytes:
    """Page ``number`` of the thread, as the member with these keys on that side sees it. Raises NotFound past the last.

    ``mailbox`` is what was asked for: a thread that was handed over answers with its own.
    """
    mailbox = concern.mailbox if concern else mailbox
    # A mailbox that is not there goes the same way, so that it takes about as long.
    shown = visible(messages.headers(connection, mailbox), side)
    first: list[Item] = [head(house, mailbox, concern)]
    if concern:
        first += _fixed(connection, concern, side, kids)
    pages = _spread(shown, _ROOM - sum(map(item_length, first)), _ROOM - item_length(first[0]))
    if number >= len(pages):
        raise NotFound("The thread has no page of that number.")
    here = pages[number]
    sealed = messages.sealed(connection, mailbox, [header.seq for header in here])
    items = first if number == 0 else first[:1]
    return build_page(
        number, len(pages), [*items, *(_message(header, sealed[header.seq]) for header in here)]
    )


def _fixed(
    connection: Connection, concern: concerns.Concern, side: int, kids: Sequence[bytes]
) -> Iterator[Item]:
    reporter = side == FROM_REPORTER
    state, due = (concern.told_state, concern.told_due) if reporter else (concern.state, concern.due)
    yield StateItem(state, due or 0, concern.opened, concern.readers)
    yield OpeningItem.parse(concern.opening)
    for kid in kids:
        for epoch, grant in concerns.grants_of(connection, concern.mailbox, kid, concern.epoch):
            yield GrantItem(epoch, kid, grant)
    if reporter:  # with the receipt, a reviewer could find the concern's events in the log
        yield ReceiptItem.parse(concern.receipt)
        if proof := inclusion(connection, concern.leaf):
            yield InclusionItem(proof)
    for change in members.in_force(connection, concern):
        yield EpochItem.parse(change.item)


def inclusion(connection: Connection, leaf: bytes) -> str | None:
    """The proof that a leaf stands in the log under its newest checkpoint; None while it waits for the tick."""
    index = log.index_of(connection, leaf)
    checkpoint = log.last_checkpoint(connection)
    if index is None or checkpoint is None:
        return None
    size = log.head(connection).size
    hashes = inclusion_proof(log.StoredTiles(connection), index, size)
    return make_proof(Proof(index, tuple(hashes), checkpoint))


def _spread(
    shown: Sequence[messages.Header], first_room: int, later_room: int
) -> list[list[messages.Header]]:
    pages: list[list[messages.Header]] = [[]]
    room = first_room
    for header in shown:
        length = header.length + _AROUND_A_MESSAGE
        if length > room:
            pages.append([])
            room = later_room
        pages[-1].append(header)
        room -= length
    return pages


def _message(header: messages.Header, sealed: bytes) -> MessageItem:
    signed = MESSAGE + 64
    return MessageItem(
        header.place or 0, header.hour, sealed[:MESSAGE], sealed[MESSAGE:signed], sealed[signed:]
    )
