"""Who may read which concern."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from whistle.store.prepared import Prepared
from whistle.store.tables import readers


@dataclass(frozen=True)
class Reader:
    """One reviewer in one concern. ``sort_hour`` is None until the concern is released."""

    state: int
    sort_hour: int | None
    opened: int | None
    unread: int
    cover: int | None = None


@dataclass(frozen=True)
class Change:
    """What has become of a concern, as far as an inbox shows it."""

    box: bytes
    state: int
    sort_hour: int | None
    more_unread: int


_CHANGE_ALL = Prepared(
    update(readers)
    .where(readers.c.mailbox == bindparam("box"))
    .values(
        state=bindparam("state"),
        sort_hour=bindparam("sort_hour"),
        unread=readers.c.unread + bindparam("more_unread"),
    )
)


def find(connection: Connection, mailbox: bytes, reviewer: str) -> Reader | None:
    """This reviewer's standing in this concern; None for whoever was not given it, released or not."""
    columns = (readers.c[name] for name in Reader.__dataclass_fields__)
    row = connection.execute(
        select(*columns).where(
            readers.c.mailbox == mailbox, readers.c.reviewer == reviewer, readers.c.sort_hour.is_not(None)
        )
    ).one_or_none()
    return Reader(*row) if row else None


def find_any(connection: Connection, mailbox: bytes, reviewers: Collection[str]) -> dict[str, Reader]:
    """The standing of each of these reviewers who was given this concern, once it is released."""
    return {
        reviewer: reader
        for reviewer, reader in all_of(connection, mailbox).items()
        if reviewer in reviewers and reader.sort_hour is not None
    }


def all_of(connection: Connection, mailbox: bytes) -> dict[str, Reader]:
    """Everyone who may read a concern, by their ids."""
    columns = (readers.c[name] for name in Reader.__dataclass_fields__)
    found = connection.execute(select(readers.c.reviewer, *columns).where(readers.c.mailbox == mailbox))
    return {reviewer: Reader(*rest) for reviewer, *rest in found}


def count(connection: Connection, reviewer: str) -> dict[int, int]:
    """How many concerns this reviewer may read, by their states."""
    rows = connection.execute(
        select(readers.c.state, func.count())
        .where(readers.c.reviewer == reviewer, readers.c.sort_hour.is_not(None))
        .group_by(readers.c.state)
    )
    return {row[0]: row[1] for row in rows}


def let_in(connection: Connection, mailbox: bytes, reviewers: Iterable[str], reader: Reader) -> None:
    """Adds reviewers to those who may read a concern, where they all stand alike."""
    rows = [{"mailbox": mailbox, "reviewer": reviewer, **vars(reader)} for reviewer in reviewers]
    if rows:
        connection.execute(insert(readers), rows)


def let_out(connection: Connection, mailbox: bytes, reviewers: Collection[str]) -> None:
    """Takes reviewers out of those who may read a concern."""
    gone = (readers.c.mailbox == mailbox) & readers.c.reviewer.in_(reviewers)
    connection.execute(delete(readers).where(gone))


def change_all(connection: Connection, changed: Iterable[Change]) -> None:
    """Copies what has become of concerns to all who may read them."""
    _CHANGE_ALL.many(connection, map(vars, changed))


def change(connection: Connection, mailbox: bytes, reviewer: str, **values: Any) -> None:
    """Sets these columns for one reviewer."""
    connection.execute(
        update(readers).where(readers.c.mailbox == mailbox, readers.c.reviewer == reviewer).values(**values)
    )
