"""Messages, as they were sealed, in the order of their thread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update

from whistle.store.concerns import FRESH
from whistle.store.prepared import Prepared
from whistle.store.tables import messages


@dataclass(frozen=True)
class Header:
    """A message without its bytes. ``place`` is None until the other side has it."""

    seq: int
    place: int | None
    direction: int
    hour: int
    hash: bytes
    length: int
    sender: bytes
    seen: int
    answer: bytes | None


_HEADER_COLUMNS = tuple(messages.c[name] for name in Header.__dataclass_fields__)
_HEADERS = Prepared(
    select(*_HEADER_COLUMNS).where(messages.c.mailbox == bindparam("box")).order_by(messages.c.seq)
)
_SEALED = Prepared(
    select(messages.c.seq, messages.c.sealed).where(
        messages.c.mailbox == bindparam("box"),
        messages.c.seq >= bindparam("first"),
        messages.c.seq <= bindparam("last"),
    )
)
_INSERT = Prepared(insert(messages))
_WAITING = (
    select(messages.c.mailbox, *_HEADER_COLUMNS)
    .where(messages.c.mailbox.in_(bindparam("boxes", expanding=True)), messages.c.place.is_(None))
    .order_by(messages.c.mailbox, messages.c.seq)
)
_GIVE_PLACE = Prepared(
    update(messages)
    .where(messages.c.mailbox == bindparam("box"), messages.c.seq == bindparam("number"))
    .values(place=bindparam("place"), fresh=bindparam("fresh"))
)


def add(connection: Connection, mailbox: bytes, header: Header, sealed: bytes) -> None:
    """Keeps a message: ``sealed`` is M ‖ signature ‖ age file."""
    _INSERT.one(connection, {"mailbox": mailbox, "fresh": FRESH, **vars(header), "sealed": sealed})


def headers(connection: Connection, mailbox: bytes) -> list[Header]:
    """All of a thread, in order, without reading any ciphertext."""
    return [Header(*row) for row in _HEADERS.one(connection, {"box": mailbox})]


def sealed(connection: Connection, mailbox: bytes, seqs: Sequence[int]) -> dict[int, bytes]:
    """The bytes of those messages, by ``seq``, and of any between them."""
    between = {"first": min(seqs, default=0), "last": max(seqs, default=0)}
    return {seq: data for seq, data in _SEALED.one(connection, {"box": mailbox, **between})}  # noqa: C416


def waiting(connection: Connection, mailboxes: Sequence[bytes]) -> Mapping[bytes, Sequence[Header]]:
    """What waits for its place in those threads, each in order; a thread in which nothing waits is left out."""
    found = defaultdict(list)
    for mailbox, *header in connection.execute(_WAITING, {"boxes": mailboxes}):
        found[mailbox].append(Header(*header))
    return found


def give_places(connection: Connection, places: Iterable[tuple[bytes, int, int]]) -> None:
    """Gives places to messages: mailbox, ``seq`` and place of each."""
    rows = [{"box": box, "number": seq, "place": place, "fresh": FRESH} for box, seq, place in places]
    _GIVE_PLACE.many(connection, rows)
