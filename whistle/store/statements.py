"""What was counted from the log, kept for as long as it is the newest."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from whistle.store.tables import statements

KEPT = 3
"""The newest few: one that was just replaced may still be on its way to a visitor, and older ones serve nobody."""


def of_size(connection: Connection, size: int) -> bytes | None:
    """What was kept of the log's first ``size`` entries."""
    row = connection.execute(select(statements.c.body).where(statements.c.size == size)).first()
    return row[0] if row else None


def newest_size(connection: Connection) -> int | None:
    """Of how many entries the newest is."""
    row = connection.execute(select(statements.c.size).order_by(statements.c.size.desc()).limit(1)).first()
    return row[0] if row else None


def put(connection: Connection, size: int, hour: int, body: bytes) -> None:
    """Keeps one in the place of another of that size, and drops all but the newest few."""
    connection.execute(delete(statements).where(statements.c.size == size))
    connection.execute(insert(statements), {"size": size, "hour": hour, "body": body})
    newest = select(statements.c.size).order_by(statements.c.size.desc()).limit(KEPT)
    connection.execute(delete(statements).where(statements.c.size.not_in(newest)))
