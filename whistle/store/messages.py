"""Messages, as they were sealed, in the order of their thread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from whistle.store.concerns import FRESH
from whistle.store.prepared import Prepared
from whistle.store.tables import messages


@dataclass(frozen=True)
class Header:
    """A message without its bytes. ``place`` is None until the other side has it."""

    seq: int
    place: int | None
    direction: int
    act: int
    hour: int
    hash: bytes
    length: int
    sender: bytes
    seen: int
    answer: bytes | None


_HEADER_COLUMNS = tuple(messages.c[name] for name in Header.__dataclass_fields__)
_HEADERS = Prepared(
    select(*_HEADER_COLUMNS)
    .where(messages.c.mailbox == bindparam("box"))
    # What has no place yet comes last. Until the tick has put rows back, ``seq`` is another order.
    .order_by(messages.c.place.is_(None), messages.c.place, messages.c.seq)
)
_KEPT = Prepared(
    select(messages.c.answer).where(
        messages.c.mailbox == bindparam("box"), messages.c.hash == bindparam("hash")
    )
)
_OWN = messages.c.direction == bindparam("side")
_SHOWN = or_(messages.c.place.is_not(None), _OWN)
_ONE: ColumnElement[int] = literal_column("1")
_COUNTS: Sequence[ColumnElement[Any]] = (
    func.count(case((_SHOWN, _ONE))),
    func.count(case((and_(_SHOWN, messages.c.hash == bindparam("follows")), _ONE))),
    func.max(case((messages.c.sender == bindparam("sender"), messages.c.seen))),
    func.count(case((_OWN, _ONE))),
    func.count(case((and_(_OWN, messages.c.hour == bindparam("hour")), _ONE))),
)
_STANDING = Prepared(select(*_COUNTS).where(messages.c.mailbox == bindparam("box")))
_AFTER = Prepared(
    select(func.count()).where(
        messages.c.mailbox == bindparam("box"),
        messages.c.place > bindparam("place"),
        messages.c.direction == bindparam("side"),
    )
)
_GIVEN = Prepared(select(func.count()).where(messages.c.mailbox == bindparam("box"), _SHOWN))
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
    _INSERT.run(connection, {"mailbox": mailbox, "fresh": FRESH, **vars(header), "sealed": sealed})


@dataclass(frozen=True)
class Standing:
    """How a thread stands for who writes in it, without its headers: a thread may be long."""

    shown: int
    """Messages that the writer's side sees."""
    follows: int
    """How many of these have the hash that the new one says it follows."""
    seen: int
    """How many this writer had seen when they wrote last."""
    own: int
    """Messages of the writer's side."""
    this_hour: int
    """How many of these were written in this hour."""


def kept(connection: Connection, mailbox: bytes, message_hash: bytes) -> tuple[bytes | None] | None:
    """What was answered to the message of that hash; None when it is not in the thread."""
    return _KEPT.first(connection, {"box": mailbox, "hash": message_hash})


def standing(
    connection: Connection, mailbox: bytes, *, side: int, sender: bytes, follows: bytes, hour: int
) -> Standing:
    """One look before a message is kept."""
    asked = {"box": mailbox, "side": side, "sender": sender, "follows": follows, "hour": hour}
    shown, follows_it, seen, own, this_hour = _STANDING.only(connection, asked)
    return Standing(shown, follows_it, seen or 0, own, this_hour)


def given(connection: Connection, mailbox: bytes, side: int) -> int:
    """How many messages of a thread a side is given: all with a place, and its own."""
    return int(_GIVEN.only(connection, {"box": mailbox, "side": side})[0])


def placed_after(connection: Connection, mailbox: bytes, place: int, side: int) -> int:
    """How many messages of that side stand behind a place."""
    return int(_AFTER.only(connection, {"box": mailbox, "place": place, "side": side})[0])


def headers(connection: Connection, mailbox: bytes) -> list[Header]:
    """All of a thread, in order, without reading any ciphertext."""
    return [Header(*row) for row in _HEADERS.all(connection, {"box": mailbox})]


def sealed(connection: Connection, mailbox: bytes, seqs: Sequence[int]) -> dict[int, bytes]:
    """The bytes of those messages, by ``seq``, and of any between them."""
    between = {"first": min(seqs, default=0), "last": max(seqs, default=0)}
    return dict(_SEALED.all(connection, {"box": mailbox, **between}))


def waiting(connection: Connection, mailboxes: Sequence[bytes]) -> defaultdict[bytes, list[Header]]:
    """What waits for its place in those threads, each in order."""
    found: defaultdict[bytes, list[Header]] = defaultdict(list)
    for mailbox, *header in connection.execute(_WAITING, {"boxes": mailboxes}):
        found[mailbox].append(Header(*header))
    return found


def give_places(connection: Connection, places: Iterable[tuple[bytes, int, int]]) -> None:
    """Gives places to messages: mailbox, ``seq`` and place of each."""
    rows = [{"box": box, "number": seq, "place": place, "fresh": FRESH} for box, seq, place in places]
    _GIVE_PLACE.many(connection, rows)
