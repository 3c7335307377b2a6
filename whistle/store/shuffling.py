"""Forgetting the order of arrival.

A database fills its pages as rows come, so a copy of the file tells which of two concerns came first even where no
column does: later ciphertext lies further back, and entries of a page stand in the order of their insertion. So
the tick takes out every row that arrived or changed since the last one, and puts all back in a random order.
``secure_delete`` overwrites what stood there before. Where rows land is then a matter of the dice alone.

What waits beyond a tick is put back by that tick like everything else, and keeps a mark to be found by; when it is
released it changes, and is put back again.

It goes in batches, each a commit of its own, so that nobody who files meanwhile waits for long. What was not
reached when a tick is killed keeps its mark, and is for the next one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from secrets import token_bytes
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, and_, bindparam, delete, exists, func, insert, or_, select

from whistle.store.concerns import FRESH, HELD, WAITS
from whistle.store.engine import Store
from whistle.store.prepared import Prepared
from whistle.store.tables import (
    concerns,
    epochs,
    grants,
    holders,
    journal,
    journal_grants,
    messages,
    readers,
)

BATCH = 8 * 2**20
"""Bytes of rows that one commit puts back, about: some 270 concerns.

Rows change places only within their batch. In an hour of more than that, whoever guesses by their places which of
two concerns came first is right in 50.4 of 100 cases; in other hours in 50.
"""

NEIGHBOURS = 8
"""Concerns whose mailboxes follow each other, and that go into the same batch."""

BESIDES = 12_000
"""Bytes of a concern's other rows beside its messages and its journal, about; and of the grants of one entry."""

PAUSE = 0.01
"""Seconds between two commits. Whoever waits for the lock wakes when it is let go, and must find it so."""

_TABLES = (messages, journal, journal_grants, grants, readers, epochs, holders, concerns)
"""The concern last, and when all is put back first, since the others refer to it."""

_INSERT = {table: Prepared(insert(table)) for table in _TABLES}
_DELETE = {
    table: Prepared(delete(table).where(*(column == bindparam(column.name) for column in table.primary_key)))
    for table in _TABLES
}
_MESSAGE_WAITS = exists().where(messages.c.mailbox == concerns.c.mailbox, messages.c.place.is_(None))
_CHANGE_WAITS = exists().where(epochs.c.mailbox == concerns.c.mailbox, epochs.c.epoch > concerns.c.epoch)
_SETTLED = and_(
    concerns.c.fresh.in_((FRESH, HELD)),
    or_(
        concerns.c.fresh == HELD,
        and_(~_MESSAGE_WAITS.correlate(concerns), ~_CHANGE_WAITS.correlate(concerns)),
    ),
)
"""Where nothing waits, or only what the tick has left to wait. Whatever came while it ran is left as it is, mark and
all: put back in the company of what came before the tick, it would be told apart from what comes later in the hour."""

T = TypeVar("T")
Sized = tuple[bytes, int]
"""A mailbox, and how many bytes there are to put back."""


def shuffle_fresh(store: Store) -> None:
    """Puts everything fresh and settled back in a random order, and marks it as fresh no more."""
    with store.read() as connection:
        sized = _sized(connection)
    # Mailboxes are random, so that neighbours came at any time; but they share pages, whose entries must change
    # places too. So neighbours stay together, and the dice say in whose company.
    near = [sized[at : at + NEIGHBOURS] for at in range(0, len(sized), NEIGHBOURS)]
    for at, batch in enumerate(_batches(chain.from_iterable(_in_random_order(near)))):
        if at:
            time.sleep(PAUSE)
        store.commit(lambda connection, batch=batch: _put_back(connection, batch))  # type: ignore[misc]


def _sized(connection: Connection) -> list[Sized]:
    new = and_(messages.c.mailbox == concerns.c.mailbox, messages.c.fresh == FRESH)
    noted = (
        select(func.coalesce(func.sum(journal.c.length + BESIDES), 0))
        .where(journal.c.mailbox == concerns.c.mailbox, journal.c.fresh == FRESH)
        .scalar_subquery()
    )
    found = (
        select(concerns.c.mailbox, func.coalesce(func.sum(messages.c.length), 0) + noted + BESIDES)
        .outerjoin_from(concerns, messages, new)
        .where(_SETTLED)
        .group_by(concerns.c.mailbox)
        .order_by(concerns.c.mailbox)
    )
    return [(mailbox, int(size)) for mailbox, size in connection.execute(found)]


def _batches(sized: Iterable[Sized]) -> Iterator[list[bytes]]:
    """The mailboxes in this order, as many at a time as make up a batch."""
    batch: list[bytes] = []
    room = BATCH
    for mailbox, size in sized:
        if batch and size > room:
            yield batch
            batch, room = [], BATCH
        batch.append(mailbox)
        room -= size
    if batch:
        yield batch


def _put_back(connection: Connection, mailboxes: Sequence[bytes]) -> None:
    # Whoever wrote since this batch was drawn up waits for the next tick.
    still = select(concerns.c.mailbox).where(concerns.c.mailbox.in_(mailboxes), _SETTLED).with_for_update()
    settled = connection.scalars(still).all()
    taken = {table: _take_out(connection, table, settled) for table in _TABLES}
    _forget_order(taken[concerns], taken[messages])
    for table in reversed(_TABLES):
        # Not the order of the deletions: pages freed last are the first to be filled again.
        _INSERT[table].many(connection, _in_random_order(taken[table]))


def _take_out(connection: Connection, table: Table, mailboxes: Sequence[bytes]) -> list[dict[str, Any]]:
    look = select(table).where(table.c.mailbox.in_(mailboxes))
    if table is messages:
        # What waits stands behind what has a place, so that it moves on whenever another gets one.
        look = look.where(or_(table.c.fresh == FRESH, table.c.place.is_(None)))
    elif "fresh" in table.c and table is not concerns:
        look = look.where(table.c.fresh == FRESH)
    names = table.columns.keys()
    rows = [dict(zip(names, row, strict=True)) for row in connection.execute(look)]
    _DELETE[table].many(connection, _in_random_order(rows))
    for row in rows:
        row["fresh"] = WAITS if table is concerns and row["fresh"] == HELD else None
    return rows


def _forget_order(concerns: Sequence[dict[str, Any]], messages: Sequence[dict[str, Any]]) -> None:
    """The order in which both sides wrote is forgotten: places are all that stays, and one side's order behind them."""
    placed = {row["mailbox"]: row["count"] for row in concerns}
    for row in sorted(messages, key=lambda row: (row["direction"], row["seq"])):
        if row["place"] is None:
            placed[row["mailbox"]] += 1
        row["seq"] = row["place"] or placed[row["mailbox"]]


def _in_random_order(things: Sequence[T]) -> list[T]:
    draws = token_bytes(8 * len(things))
    order = sorted(range(len(things)), key=lambda at: draws[8 * at : 8 * at + 8])
    return [things[at] for at in order]
