"""Statements that every filing, every return visit and every tick run, compiled once.

SQLAlchemy caches what it compiles, but still looks it up and binds it anew on every call, and that was a third of
the time that filing holds the lock. Here the text is made once for each kind of database and given to the driver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, CursorResult, Delete, Insert, Select, Update


class Prepared:
    """A statement whose parameters are plain values, which no type of SQLAlchemy has to convert."""

    def __init__(self, statement: Insert | Update | Delete | Select[Any]) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, Callable[[Mapping[str, Any]], Any]]] = {}

    def one(self, connection: Connection, row: Mapping[str, Any]) -> CursorResult[*tuple[Any, ...]]:
        """Executes it with these values."""
        text, arrange = self._for(connection)
        return connection.exec_driver_sql(text, arrange(row))

    def many(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Executes it once for each row, in one call of the driver."""
        text, arrange = self._for(connection)
        if arranged := [arrange(row) for row in rows]:
            connection.exec_driver_sql(text, arranged)

    def _for(self, connection: Connection) -> tuple[str, Callable[[Mapping[str, Any]], Any]]:
        """The text for this kind of database, and what puts values into the form that its driver takes."""
        dialect = connection.dialect
        if dialect.name not in self._compiled:
            compiled = self._statement.compile(dialect=dialect)
            names = compiled.positiontup if dialect.positional else None
            arrange = (lambda row: tuple([row[name] for name in names])) if names else dict
            self._compiled[dialect.name] = (str(compiled), arrange)
        return self._compiled[dialect.name]
