"""Who may read which concern, and what is in whose inbox."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, tuple_, update

from whistle.store.prepared import Prepared
from whistle.store.tables import concerns, readers

Key = tuple[int, bytes]
"""Where a line stands in an inbox: ``sort_hour`` and mailbox."""


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


@dataclass(frozen=True)
class Listed:
    """A line of an inbox."""

    mailbox: bytes
    due: int | None
    due_kind: str | None
    state: int
    urgent: bool
    unread: int
    received: int
    route: int
    size_class: int


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


def all_of(connection: Connection, mailbox: bytes) -> dict[str, Reader]:
    """Everyone who may read a concern, by their ids."""
    columns = (readers.c[name] for name in Reader.__dataclass_fields__)
    found = connection.execute(select(readers.c.reviewer, *columns).where(readers.c.mailbox == mailbox))
    return {reviewer: Reader(*rest) for reviewer, *rest in found}


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


def keys(
    connection: Connection, reviewer: str, state: int, after: Key | None, limit: int, *, latest: bool
) -> list[Key]:
    """Where a reviewer's concerns in one state stand, from behind ``after`` on.

    One range of one index, however many concerns there are: the place is kept by its key, never by counting.
    """
    here = (readers.c.sort_hour, readers.c.mailbox)
    page = select(*here).where(
        readers.c.reviewer == reviewer, readers.c.state == state, readers.c.sort_hour.is_not(None)
    )
    if after is not None:
        page = page.where(tuple_(*here) < after if latest else tuple_(*here) > after)
    page = page.order_by(*(column.desc() if latest else column for column in here)).limit(limit)
    return [(sort_hour, mailbox) for sort_hour, mailbox in connection.execute(page)]


def listed(connection: Connection, reviewer: str, mailboxes: Sequence[bytes]) -> dict[bytes, Listed]:
    """The lines of an inbox for these concerns, by mailbox."""
    rows = connection.execute(
        select(
            readers.c.mailbox, concerns.c.due, concerns.c.due_kind, concerns.c.state, concerns.c.urgent,
            readers.c.unread, concerns.c.received, concerns.c.route, concerns.c.size_class,
        )
        .join(concerns, concerns.c.mailbox == readers.c.mailbox)
        .where(readers.c.reviewer == reviewer, readers.c.mailbox.in_(mailboxes))
    )  # fmt: skip
    return {row["mailbox"]: Listed(**row) for row in rows.mappings()}
