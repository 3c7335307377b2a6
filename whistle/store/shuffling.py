"""Forgetting the order of arrival.

A database fills its pages as rows come, so a copy of the file tells which of two concerns came first even where no
column does: later ciphertext lies further back, and entries of a page stand in the order of their insertion. So
the tick takes out every row that arrived or changed since the last one, and puts all back in a random order.
``secure_delete`` overwrites what stood there before. Where rows land is then a matter of the dice alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from secrets import SystemRandom
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, bindparam, delete, insert, select

from whistle.store.concerns import FRESH
from whistle.store.tables import concerns, grants, messages, readers

CHUNK = 512
"""Rows held in memory at once: 35 MB of the largest messages."""

_dice = SystemRandom()


def shuffle_fresh(connection: Connection) -> None:
    """Puts everything fresh back in a random order, and marks it as fresh no more."""
    for table in (messages, grants, readers, concerns):  # concerns last: the others are found by them
        keys = _fresh_keys(connection, table)
        # A row can only change places with others of its chunk, so many rows go round twice.
        for _ in range(2 if len(keys) > CHUNK else 1):
            _dice.shuffle(keys)
            for chunk in _chunks(keys):
                _put_back(connection, table, chunk)


def _fresh_keys(connection: Connection, table: Table) -> list[Row[Any]]:
    keys = select(*table.primary_key.columns)
    if table is not concerns:
        keys = keys.join_from(concerns, table).where(concerns.c.fresh == FRESH)
    if "fresh" in table.c:
        keys = keys.where(table.c.fresh == FRESH)
    return list(connection.execute(keys))


def _put_back(connection: Connection, table: Table, keys: Sequence[Row[Any]]) -> None:
    names = [column.name for column in table.primary_key.columns]
    this = [dict(zip((f"key_{name}" for name in names), key, strict=True)) for key in keys]
    is_this: ColumnElement[bool] = and_(*(table.c[name] == bindparam(f"key_{name}") for name in names))
    look = select(table).where(is_this).with_for_update()
    rows = [dict(connection.execute(look, key).one()._mapping) for key in this]
    connection.execute(delete(table).where(is_this), this)
    if "fresh" in table.c:
        for row in rows:
            row["fresh"] = None
    # Not the order of the deletions: pages freed last are the first to be filled again.
    _dice.shuffle(rows)
    connection.execute(insert(table), rows)


def _chunks(keys: Sequence[Row[Any]]) -> Iterator[Sequence[Row[Any]]]:
    return (keys[at : at + CHUNK] for at in range(0, len(keys), CHUNK))
