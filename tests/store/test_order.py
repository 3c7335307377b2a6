"""A copy of the database, taken after a tick, does not tell who came first.

Pieces of every row are looked for in the raw file, and their places compared with the order of arrival.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import fmean

import pytest
from sqlalchemy import Connection, delete, select, text, update

from tests.store.arrivals import arrive, offsets, rank_correlation, wal_of
from whistle.store import shuffling
from whistle.store.engine import Store
from whistle.store.tables import concerns, grants, messages, pending_leaves

ROUNDS = 10
ARRIVALS = 24
# Five standard deviations of a mean of rank correlations that are all chance.
CHANCE = 5 / (ROUNDS * (ARRIVALS - 1)) ** 0.5


def settle(connection: Connection) -> None:
    """What a tick would do if it did not care: everything stays where it came to lie."""
    for table in (concerns, grants, messages):
        connection.execute(update(table).values(fresh=None))


def arrivals(connection: Connection) -> list[dict[str, bytes]]:
    """One commit, since that is quicker: pages are taken in the same order as in one commit each."""
    connection.execute(delete(pending_leaves))
    return [arrive(connection) for _ in range(ARRIVALS)]


def told(store: Store, tick: Callable[[Connection], None]) -> dict[str, float]:
    """Mean rank correlation of place and arrival for each kind of row, over rounds of arrivals and ticks."""
    found = defaultdict(list)
    for _ in range(ROUNDS):
        came = store.commit(arrivals)
        store.commit(tick)
        assert store.sweep()
        for kind in came[0]:
            places = offsets(Path(str(store.url.database)), [pieces[kind] for pieces in came])
            found[kind].append(rank_correlation(places))
    return {kind: fmean(values) for kind, values in found.items()}


def test_after_a_tick_the_file_does_not_tell_the_order_of_arrival(store: Store) -> None:
    for kind, followed in told(store, shuffling.shuffle_fresh).items():
        assert abs(followed) < CHANCE, kind


def test_without_the_shuffle_it_would(store: Store) -> None:
    """The test above can see what it looks for."""
    followed = told(store, settle)
    assert followed["concern"] > 0.9
    assert followed["grant"] > 0.9
    assert followed["end of message"] > 0.9


def test_so_many_arrivals_that_they_are_shuffled_in_parts_tell_nothing_either(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shuffling, "CHUNK", 8)
    for kind, followed in told(store, shuffling.shuffle_fresh).items():
        assert abs(followed) < CHANCE, kind


def test_nothing_of_where_a_row_lay_before_is_left(store: Store) -> None:
    came = store.commit(arrivals)
    store.commit(shuffling.shuffle_fresh)
    store.sweep()
    data = Path(str(store.url.database)).read_bytes()
    for pieces in came:
        for kind in ("concern", "grant", "message", "end of message"):
            assert data.count(pieces[kind]) == 1, kind
    assert wal_of(store).stat().st_size == 0


def test_the_shuffle_changes_nothing_but_the_mark(store: Store) -> None:
    def rows() -> dict[str, set[tuple[object, ...]]]:
        with store.read() as connection:
            return {
                table.name: {tuple(row) for row in connection.execute(select(*columns))}
                for table in (concerns, grants, messages)
                for columns in [[column for column in table.c if column.name != "fresh"]]
            }

    store.commit(arrivals)
    before = rows()
    store.commit(shuffling.shuffle_fresh)
    assert rows() == before
    with store.read() as connection:
        for table in (concerns, grants, messages):
            assert connection.execute(select(table.c.fresh).where(table.c.fresh.is_not(None))).all() == []
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def test_what_was_shuffled_once_stays_where_it_is(store: Store) -> None:
    old = store.commit(arrivals)
    store.commit(shuffling.shuffle_fresh)
    store.sweep()
    path = Path(str(store.url.database))
    before = offsets(path, [pieces["end of message"] for pieces in old])
    store.commit(arrive)
    store.commit(shuffling.shuffle_fresh)
    store.sweep()
    assert offsets(path, [pieces["end of message"] for pieces in old]) == before
