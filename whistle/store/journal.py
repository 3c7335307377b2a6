"""The reviewers' journal of a concern: entries as they were sealed, by number, and the grants to their readers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, insert, select

from whistle.store.concerns import FRESH
from whistle.store.prepared import Prepared
from whistle.store.tables import journal, journal_grants


@dataclass(frozen=True)
class Header:
    """An entry without its bytes. ``hash`` is H(J), ``sender`` the verification key that signed it."""

    number: int
    hour: int
    hash: bytes
    length: int
    sender: bytes


_COLUMNS = tuple(journal.c[name] for name in Header.__dataclass_fields__)
_HERE = journal.c.mailbox == bindparam("box")
_HEADERS = Prepared(select(*_COLUMNS).where(_HERE).order_by(journal.c.number))
_KEPT = Prepared(select(journal.c.number).where(_HERE, journal.c.hash == bindparam("hash")))
_HASH = Prepared(select(journal.c.hash).where(_HERE, journal.c.number == bindparam("number")))
_IN_HOUR = Prepared(select(func.count()).where(_HERE, journal.c.hour == bindparam("hour")))
_SEALED = Prepared(
    select(journal.c.number, journal.c.sealed).where(
        _HERE, journal.c.number >= bindparam("first"), journal.c.number <= bindparam("last")
    )
)


def add(
    connection: Connection, mailbox: bytes, header: Header, sealed: bytes, grants: Mapping[bytes, bytes]
) -> None:
    """Keeps an entry, J ‖ signature ‖ age file, with its grants by kid."""
    kept = {"mailbox": mailbox, "fresh": FRESH}
    connection.execute(insert(journal), {**kept, **vars(header), "sealed": sealed})
    rows = [{**kept, "number": header.number, "kid": kid, "sealed": grant} for kid, grant in grants.items()]
    if rows:
        connection.execute(insert(journal_grants), rows)


def kept(connection: Connection, mailbox: bytes, entry_hash: bytes) -> int | None:
    """The number of the entry of that hash; None when it is not in the journal."""
    row = _KEPT.first(connection, {"box": mailbox, "hash": entry_hash})
    return row[0] if row else None


def hash_of(connection: Connection, mailbox: bytes, number: int) -> bytes | None:
    """H(J) of the entry of that number."""
    row = _HASH.first(connection, {"box": mailbox, "number": number})
    return row[0] if row else None


def in_hour(connection: Connection, mailbox: bytes, hour: int) -> int:
    """How many entries were written in that hour."""
    return int(_IN_HOUR.only(connection, {"box": mailbox, "hour": hour})[0])


def hours_of(connection: Connection, mailbox: bytes, senders: Collection[bytes]) -> list[int]:
    """In which hours these keys wrote, entry by entry."""
    found = select(journal.c.hour).where(journal.c.mailbox == mailbox, journal.c.sender.in_(senders))
    return list(connection.scalars(found))


def headers(connection: Connection, mailbox: bytes) -> list[Header]:
    """All of a journal, in order, without reading any ciphertext."""
    return [Header(*row) for row in _HEADERS.all(connection, {"box": mailbox})]


def sealed(connection: Connection, mailbox: bytes, numbers: Sequence[int]) -> dict[int, bytes]:
    """The bytes of those entries, by number, and of any between them."""
    between = {"first": min(numbers, default=0), "last": max(numbers, default=0)}
    return dict(_SEALED.all(connection, {"box": mailbox, **between}))


def newest_grant(connection: Connection, mailbox: bytes, kid: bytes) -> tuple[int, bytes] | None:
    """This member's grant for the newest entry of which they were given one: number and sealed bytes."""
    found = (
        select(journal_grants.c.number, journal_grants.c.sealed)
        .where(journal_grants.c.mailbox == mailbox, journal_grants.c.kid == kid)
        .order_by(journal_grants.c.number.desc())
        .limit(1)
    )
    row = connection.execute(found).one_or_none()
    return (row[0], row[1]) if row else None


def grants_for(
    connection: Connection, mailbox: bytes, kids: Collection[bytes], numbers: Collection[int], most: int
) -> list[tuple[int, bytes, bytes]]:
    """These members' grants for those entries, the newest first, so many at most: number, kid and sealed bytes."""
    found = (
        select(journal_grants.c.number, journal_grants.c.kid, journal_grants.c.sealed)
        .where(
            journal_grants.c.mailbox == mailbox,
            journal_grants.c.number.in_(numbers),
            journal_grants.c.kid.in_(kids),
        )
        .order_by(journal_grants.c.number.desc(), journal_grants.c.kid)
        .limit(most)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(found)]


def grants_of(connection: Connection, mailbox: bytes, kid: bytes) -> list[tuple[int, bytes]]:
    """All of this member's grants: number of the entry and sealed bytes, in order."""
    found = (
        select(journal_grants.c.number, journal_grants.c.sealed)
        .where(journal_grants.c.mailbox == mailbox, journal_grants.c.kid == kid)
        .order_by(journal_grants.c.number)
    )
    return [(row[0], row[1]) for row in connection.execute(found)]
