"""Who is away, and who stands in for them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from whistle.store.tables import absences


@dataclass(frozen=True)
class Absence:
    """From the first hour to the last, both away. ``reviewer`` is the person's first entry in the directory."""

    reviewer: str
    first: int
    last: int
    deputy: str | None = None

    def covers(self, hour: int) -> bool:
        return self.first <= hour <= self.last


_COLUMNS = tuple(absences.c[name] for name in Absence.__dataclass_fields__)


def keep(connection: Connection, absence: Absence) -> None:
    """Adds one, in the place of the person's last."""
    forget(connection, absence.reviewer)
    connection.execute(insert(absences), vars(absence))


def forget(connection: Connection, reviewer: str) -> None:
    connection.execute(delete(absences).where(absences.c.reviewer == reviewer))


def expire(connection: Connection, hour: int) -> None:
    """Takes out those that are over."""
    connection.execute(delete(absences).where(absences.c.last < hour))


def everyone(connection: Connection) -> dict[str, Absence]:
    """Who is or will be away, by person."""
    return {row[0]: Absence(*row) for row in connection.execute(select(*_COLUMNS))}
