"""Who may read which concern, and what is in whose inbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, tuple_, update

from whistle.store.tables import concerns, readers


@dataclass(frozen=True)
class Reader:
    """One reviewer in one concern. ``sort_hour`` is None until the concern is released."""

    state: int
    sort_hour: int | None
    opened: int | None
    unread: int


@dataclass(frozen=True)
class Listed:
    """A line of an inbox."""

    mailbox: bytes
    sort_hour: int
    due: int | None
    due_kind: str | None
    state: int
    urgent: bool
    unread: int
    received: int
    route: int
    size_class: int


def find(connection: Connection, mailbox: bytes, reviewer: str) -> Reader | None:
    """This reviewer's standing in this concern; None for whoever was not given it, released or not."""
    columns = (readers.c[name] for name in Reader.__dataclass_fields__)
    row = connection.execute(
        select(*columns).where(
            readers.c.mailbox == mailbox, readers.c.reviewer == reviewer, readers.c.sort_hour.is_not(None)
        )
    ).one_or_none()
    return Reader(*row) if row else None


def change_all(
    connection: Connection, mailbox: bytes, state: int, sort_hour: int | None, more_unread: int
) -> None:
    """Copies what has become of the concern to all who may read it."""
    connection.execute(
        update(readers)
        .where(readers.c.mailbox == mailbox)
        .values(state=state, sort_hour=sort_hour, unread=readers.c.unread + more_unread)
    )


def change(connection: Connection, mailbox: bytes, reviewer: str, **values: Any) -> None:
    """Sets these columns for one reviewer."""
    connection.execute(
        update(readers).where(readers.c.mailbox == mailbox, readers.c.reviewer == reviewer).values(**values)
    )


def listed(
    connection: Connection,
    reviewer: str,
    state: int,
    after: tuple[int, bytes] | None,
    limit: int,
    *,
    latest: bool,
) -> list[Listed]:
    """A reviewer's concerns in one state by ``sort_hour`` and mailbox, from behind ``after`` on.

    One range of one index, however many concerns there are: the place is kept by its key, never by counting.
    """
    key = (
        (readers.c.sort_hour.desc(), readers.c.mailbox.desc())
        if latest
        else (readers.c.sort_hour, readers.c.mailbox)
    )
    page = select(readers.c.mailbox, readers.c.sort_hour, readers.c.unread).where(
        readers.c.reviewer == reviewer, readers.c.state == state, readers.c.sort_hour.is_not(None)
    )
    if after is not None:
        here = tuple_(readers.c.sort_hour, readers.c.mailbox)
        page = page.where(here < after if latest else here > after)
    inbox = page.order_by(*key).limit(limit).subquery()
    rows = connection.execute(
        select(
            inbox.c.mailbox, inbox.c.sort_hour, concerns.c.due, concerns.c.due_kind, concerns.c.state,
            concerns.c.urgent, inbox.c.unread, concerns.c.received, concerns.c.route, concerns.c.size_class,
        ).join(concerns, concerns.c.mailbox == inbox.c.mailbox)
    )  # fmt: skip
    lines = [Listed(**row) for row in rows.mappings()]
    return sorted(lines, key=lambda line: (line.sort_hour, line.mailbox), reverse=latest)
