"""The record as text, from the database: see `whistle.ledger.record`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from whistle.domain.errors import NotFound
from whistle.ledger import record
from whistle.services.house import House
from whistle.store import log, rules

TICKS = 16
"""Whose leaves one look at the database fetches."""


def lines(house: House) -> Iterator[str]:
    """The whole record up to the last tick, piece by piece. Raises NotFound before the first tick.

    In short looks: one long one, as slow as whoever downloads, would keep the database from emptying its
    write-ahead log, in which everything stands in the order of its arrival. What a checkpoint covers never changes.
    Nothing is checked, and nothing mended: whoever reads it is to see what stands there.
    """
    with house.store.read() as connection:
        last, limits = log.newest(connection), rules.everything(connection)
    if last is None:
        raise NotFound("The record has no entries yet.")
    until, last_note = last
    yield record.header({kept.version: kept.text for kept in limits})
    size = 0
    while size < until:
        with house.store.read() as connection:
            ticks = log.checkpoints_after(connection, size, until, TICKS)
            leaves = list(islice(log.all_leaves(connection, size), ticks[-1][0] - size if ticks else 0))
        if not ticks:  # somebody took them out: the record then ends too early, as whoever reads it finds
            break
        waiting = iter(leaves)
        piece: list[str] = []
        for larger, note in ticks:
            piece += map(record.line, islice(waiting, larger - size))
            piece.append(record.signed(note))
            size = larger
        yield "".join(piece)
    yield record.end(last_note)


def reader(house: House) -> record.Reader:
    """The record as it stands in the database, to be checked like any other. Raises NotFound before the first tick."""
    single = (line for piece in lines(house) for line in piece.encode().splitlines(keepends=True))
    return record.Reader(single, house.log.verifier)
