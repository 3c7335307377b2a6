"""Who has which concern before them now."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from whistle.store.tables import presence


def note(connection: Connection, mailbox: bytes, reviewer: str, doing: str, until: int) -> None:
    """Keeps what this reviewer does in this concern, until that second."""
    forget(connection, mailbox, reviewer)
    row = {"mailbox": mailbox, "reviewer": reviewer, "doing": doing, "until": until}
    connection.execute(insert(presence), row)


def forget(connection: Connection, mailbox: bytes, reviewer: str) -> None:
    """Takes out that this reviewer is there."""
    here = (presence.c.mailbox == mailbox) & (presence.c.reviewer == reviewer)
    connection.execute(delete(presence).where(here))


def expire(connection: Connection, now: int) -> None:
    """Takes out all that is over, in every concern."""
    connection.execute(delete(presence).where(presence.c.until <= now))


def all_of(connection: Connection, mailbox: bytes, now: int) -> dict[str, str]:
    """What each reviewer does in this concern now, by their ids."""
    rows = connection.execute(
        select(presence.c.reviewer, presence.c.doing)
        .where(presence.c.mailbox == mailbox, presence.c.until > now)
        .order_by(presence.c.reviewer)
    )
    return {row[0]: row[1] for row in rows}
