"""Statements that every filing, every return visit and every tick run, compiled once.

SQLAlchemy caches what it compiles, but still looks it up and binds it anew on every call, and that was a third of
the time that filing holds the lock. Here the text is made once for each kind of database and given to the driver;
what goes wrong there is raised as SQLAlchemy would raise it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Select, Update
from sqlalchemy.exc import DBAPIError

Row = tuple[Any, ...]


class Prepared:
    """A statement whose parameters are plain values, which no type of SQLAlchemy has to convert.

    To be executed where a transaction has begun, as `Store` does for whoever reads or writes.
    """

    def __init__(self, statement: Insert | Update | Delete | Select[Any]) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, Callable[[Mapping[str, Any]], Any]]] = {}

    def run(self, connection: Connection, row: Mapping[str, Any]) -> None:
        """Executes it with these values."""
        with self._cursor(connection) as (cursor, text, arrange):
            cursor.execute(text, arrange(row))

    def many(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Executes it once for each row, in one call of the driver."""
        with self._cursor(connection) as (cursor, text, arrange):
            if arranged := [arrange(row) for row in rows]:
                cursor.executemany(text, arranged)

    def all(self, connection: Connection, row: Mapping[str, Any]) -> list[Row]:
        """The rows that it finds."""
        with self._cursor(connection) as (cursor, text, arrange):
            cursor.execute(text, arrange(row))
            return list(cursor.fetchall())

    def first(self, connection: Connection, row: Mapping[str, Any]) -> Row | None:
        """The first row that it finds."""
        return next(iter(self.all(connection, row)), None)

    def only(self, connection: Connection, row: Mapping[str, Any]) -> Row:
        """The one row that there always is."""
        (found,) = self.all(connection, row)
        return found

    @contextmanager
    def _cursor(
        self, connection: Connection
    ) -> Iterator[tuple[Any, str, Callable[[Mapping[str, Any]], Any]]]:
        """A cursor, the text for this kind of database, and what puts values into the form that its driver takes."""
        dialect = connection.dialect
        if dialect.name not in self._compiled:
            compiled = self._statement.compile(dialect=dialect)
            names = compiled.positiontup if dialect.positional else None
            arrange = (lambda row: tuple([row[name] for name in names])) if names else dict
            self._compiled[dialect.name] = (str(compiled), arrange)
        text, arrange = self._compiled[dialect.name]
        cursor = connection.connection.cursor()
        try:
            yield cursor, text, arrange
        except dialect.loaded_dbapi.Error as error:
            raise DBAPIError.instance(
                text, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
            ) from error
        finally:
            cursor.close()
