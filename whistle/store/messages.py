"""Messages, as they were sealed, in the order of their thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


_HEADERS = Prepared(
    select(*(messages.c[name] for name in Header.__dataclass_fields__))
    .where(messages.c.mailbox == bindparam("box"))
    .order_by(messages.c.seq)
)
_SEALED = Prepared(
    select(messages.c.seq, messages.c.sealed).where(
        messages.c.mailbox == bindparam("box"),
        messages.c.seq >= bindparam("first"),
        messages.c.seq <= bindparam("last"),
    )
)
_INSERT = Prepared(insert(messages))


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


def give_places(connection: Connection, mailbox: bytes, places: Iterable[tuple[int, int]]) -> None:
    """Gives places to messages: pairs of ``seq`` and place."""
    given = (
        update(messages)
        .where(messages.c.mailbox == bindparam("box"), messages.c.seq == bindparam("number"))
        .values(place=bindparam("at"), fresh=FRESH)
    )
    connection.execute(given, [{"box": mailbox, "number": seq, "at": place} for seq, place in places])
