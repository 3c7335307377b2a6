"""Figures for auditors, from the log as its last checkpoint signs it, never from tables that could be edited."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from weakref import WeakKeyDictionary

from whistle.domain.errors import NotFound, WhistleError
from whistle.domain.figures import Figures, Held, Period, figures, held, periods
from whistle.ledger import record
from whistle.ledger.checkpoint import read_checkpoint
from whistle.services.house import House
from whistle.store import log
from whistle.store.engine import Store

PIECE = 1000
"""Leaves that one look at the database fetches."""


@dataclass(frozen=True)
class Audit:
    """What the auditor's page shows.

    ``note`` is the last checkpoint and ``key`` the verifier key it is signed with. ``problem`` says why the record
    cannot be relied on; then there are no figures.
    """

    note: str | None
    key: str
    size: int
    figures: Figures
    periods: list[Period] | None
    held: Held
    problem: str | None = None


_counted: WeakKeyDictionary[Store, tuple[tuple[str, str, int], Audit]] = WeakKeyDictionary()
_counting = threading.Lock()


def audit(house: House) -> Audit:
    """The figures, after checking that every entry of the record leads to the root that is signed.

    Counted once for each checkpoint and hour, by one visitor at a time: neither the entries under a checkpoint nor
    their figures change within the hour, and the record grows to millions of entries.
    """
    now, key, note = house.hour(), str(house.log.verifier), _note(house)
    if note is None:
        return Audit(None, key, 0, figures((), now), None, held((), now))
    with _counting:
        kept = _counted.get(house.store)
        if kept is None or kept[0] != (note, key, now):
            kept = _counted[house.store] = ((note, key, now), _count(house, note, key, now))
    return kept[1]


def export(house: House) -> Iterator[str]:
    """The whole record as text, with its last checkpoint, to check elsewhere. Raises NotFound before the first tick."""
    note = _note(house)
    if note is None:
        raise NotFound("The record has no entries yet.")
    checkpoint = read_checkpoint(note, house.log.name, house.log.verifier)
    yield from record.write(_entries(house, checkpoint.size), note)


def _note(house: House) -> str | None:
    with house.store.read() as connection:
        return log.last_checkpoint(connection)


def _count(house: House, note: str, key: str, now: int) -> Audit:
    try:
        checkpoint = read_checkpoint(note, house.log.name, house.log.verifier)
        events = record.check(_entries(house, checkpoint.size), checkpoint)
    except WhistleError as error:
        return Audit(note, key, 0, figures((), now), None, held((), now), problem=str(error))
    return Audit(note, key, checkpoint.size, figures(events, now), periods(events, now), held(events, now))


def _entries(house: House, size: int) -> Iterator[log.Leaf]:
    """The first ``size`` leaves of the log, which never change.

    In short looks: one long one, as slow as whoever downloads, would keep the database from emptying its
    write-ahead log, in which everything stands in the order of its arrival.
    """
    for start in range(0, size, PIECE):
        with house.store.read() as connection:
            piece = list(islice(log.all_leaves(connection, start), min(PIECE, size - start)))
        yield from piece
