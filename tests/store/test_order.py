"""A copy of the database, taken after a tick, does not tell who came first.

Pieces of every row are looked for in the raw file, and their places compared with the order of arrival.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

import pytest
from sqlalchemy import Connection, delete, event, select, text, update

from tests.store.arrivals import WHOLE, arrive, offsets, rank_correlation, wal_of
from whistle.store import concerns as noun
from whistle.store import shuffling
from whistle.store.concerns import FRESH
from whistle.store.engine import Store
from whistle.store.tables import (
    concerns,
    epochs,
    grants,
    holders,
    journal,
    journal_grants,
    messages,
    pending_leaves,
)

MARKED = (concerns, grants, messages, epochs, holders, journal, journal_grants)
ROUNDS = 10
ARRIVALS = 24
# Five standard deviations of a mean of rank correlations that are all chance.
CHANCE = 5 / (ROUNDS * (ARRIVALS - 1)) ** 0.5


def settle(store: Store) -> None:
    """What a tick would do if it did not care: everything stays where it came to lie."""
    for table in MARKED:
        store.commit(lambda connection, table=table: connection.execute(update(table).values(fresh=None)))  # type: ignore[misc]


def arrivals(connection: Connection) -> list[dict[str, bytes]]:
    """One commit, since that is quicker: pages are taken in the same order as in one commit each."""
    connection.execute(delete(pending_leaves))
    return [arrive(connection) for _ in range(ARRIVALS)]


def told(
    store: Store,
    tick: Callable[[Store], None],
    come: Callable[[Connection], list[dict[str, bytes]]] = arrivals,
) -> dict[str, float]:
    """Mean rank correlation of place and arrival for each kind of row, over rounds of arrivals and ticks."""
    found = defaultdict(list)
    for _ in range(ROUNDS):
        came = store.commit(come)
        tick(store)
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
    monkeypatch.setattr(shuffling, "BATCH", 8 * WHOLE)
    monkeypatch.setattr(shuffling, "NEIGHBOURS", 2)
    for kind, followed in told(store, shuffling.shuffle_fresh).items():
        assert abs(followed) < CHANCE, kind


def test_nothing_of_where_a_row_lay_before_is_left(store: Store) -> None:
    came = store.commit(arrivals)
    shuffling.shuffle_fresh(store)
    store.sweep()
    data = Path(str(store.url.database)).read_bytes()
    for pieces in came:
        for kind in ("concern", "grant", "message", "end of message", "epoch", "entry", "grant of entry"):
            assert data.count(pieces[kind]) == 1, kind
    assert wal_of(store).stat().st_size == 0


def test_the_shuffle_changes_nothing_but_the_mark(store: Store) -> None:
    def rows() -> dict[str, set[tuple[object, ...]]]:
        with store.read() as connection:
            return {
                table.name: {tuple(row) for row in connection.execute(select(*columns))}
                for table in MARKED
                for columns in [[column for column in table.c if column.name != "fresh"]]
            }

    store.commit(arrivals)
    before = rows()
    shuffling.shuffle_fresh(store)
    assert rows() == before
    with store.read() as connection:
        for table in MARKED:
            assert connection.execute(select(table.c.fresh).where(table.c.fresh.is_not(None))).all() == []
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def test_what_was_shuffled_once_stays_where_it_is(store: Store) -> None:
    old = store.commit(arrivals)
    shuffling.shuffle_fresh(store)
    store.sweep()
    path = Path(str(store.url.database))
    before = offsets(path, [pieces["end of message"] for pieces in old])
    store.commit(arrive)
    shuffling.shuffle_fresh(store)
    store.sweep()
    assert offsets(path, [pieces["end of message"] for pieces in old]) == before


def test_what_waits_for_the_next_tick_is_left_for_it(store: Store) -> None:
    store.commit(arrive)
    waiting = store.commit(lambda connection: arrive(connection, waits=True))
    shuffling.shuffle_fresh(store)
    assert marked(store) == {waiting["mailbox"]}


def hold_and_shuffle(store: Store) -> None:
    """A tick that hands over nothing of what has come."""
    with store.read() as connection:
        held = [each for some in noun.marked(connection) for each in some]
    store.commit(lambda connection: noun.hold(connection, held))
    shuffling.shuffle_fresh(store)


def test_what_a_tick_leaves_to_wait_is_put_back_by_it_all_the_same(store: Store) -> None:
    def come(connection: Connection) -> list[dict[str, bytes]]:
        connection.execute(delete(pending_leaves))
        return [arrive(connection, waits=True) for _ in range(ARRIVALS)]

    for kind, followed in told(store, hold_and_shuffle, come).items():
        assert abs(followed) < CHANCE, kind


def test_what_waits_is_found_again_by_every_later_tick(store: Store) -> None:
    waiting = store.commit(lambda connection: arrive(connection, waits=True))
    hold_and_shuffle(store)
    assert marked(store) == set()
    late = store.commit(lambda connection: arrive(connection, waits=True))
    with store.read() as connection:
        found = {each.mailbox for some in noun.marked(connection) for each in some}
    assert found == {waiting["mailbox"], late["mailbox"]}


def test_a_tick_looks_at_marked_concerns_alone(store: Store) -> None:
    """By the index of the marks: it does not walk through all that the years have brought."""
    plans: list[str] = []

    def explain(connection: object, cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.startswith("SELECT") and "fresh IN" in statement:
            cursor.execute("EXPLAIN QUERY PLAN " + statement, parameters)  # type: ignore[attr-defined]
            plans.append(cursor.fetchall()[0][3])  # type: ignore[attr-defined]

    for engine in (store._reader, store._writer):
        event.listen(engine, "before_cursor_execute", explain)
    store.commit(arrive)
    hold_and_shuffle(store)
    assert len(plans) == 3
    assert all(plan.startswith("SEARCH concerns USING ") for plan in plans), plans


def test_a_shuffle_that_is_killed_is_finished_by_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = store.commit(arrivals)
    with monkeypatch.context() as broken:
        broken.setattr(shuffling, "BATCH", 8 * WHOLE)
        broken.setattr(shuffling, "time", Pauses(lambda _: 1 / 0))
        with pytest.raises(ZeroDivisionError):
            shuffling.shuffle_fresh(store)
    assert len(marked(store)) == len(came) - 8
    shuffling.shuffle_fresh(store)
    assert marked(store) == set()


def test_others_write_between_two_batches(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """In every pause a concern arrives: it is kept, and shuffled by the next tick."""
    store.commit(arrivals)
    late: list[bytes] = []

    def pause(_: float) -> None:
        late.append(store.commit(lambda connection: arrive(connection, waits=True))["mailbox"])

    monkeypatch.setattr(shuffling, "BATCH", 8 * WHOLE)
    monkeypatch.setattr(shuffling, "time", Pauses(pause))
    shuffling.shuffle_fresh(store)
    assert len(late) == 2
    assert marked(store) == set(late)


class Pauses(NamedTuple):
    """Stands in for the clock of the shuffle alone: other threads of this process sleep too."""

    sleep: Callable[[float], object]


def marked(store: Store) -> set[bytes]:
    """The concerns that the next shuffle takes."""
    with store.read() as connection:
        return set(connection.scalars(select(concerns.c.mailbox).where(concerns.c.fresh == FRESH)))
