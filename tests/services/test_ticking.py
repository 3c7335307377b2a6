"""The tick: all or nothing, once, and it leaves no trace of who came first."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import pytest
from sqlalchemy import select

from tests.services.people import Dana, Desk
from tests.store.arrivals import offsets, rank_correlation, wal_of
from whistle.clock import SetClock
from whistle.domain.errors import ClockJumped, ClockWentBack
from whistle.ledger import merkle
from whistle.ledger.checkpoint import read_checkpoint
from whistle.services import ticking
from whistle.services.house import House
from whistle.store import log, tables
from whistle.store.engine import Store
from whistle.store.shuffling import shuffle_fresh


def test_a_tick_releases_and_logs_in_batches_of_sixteen(house: House, dana: Dana) -> None:
    dana.raises()
    dana.says("More.")
    result = ticking.tick(house)
    assert result == ticking.TickResult(ran=True, concerns=1, messages=2, leaves=16, size=16)


def test_a_second_tick_at_once_does_nothing(house: House, dana: Dana) -> None:
    dana.raises()
    ticking.tick(house)
    assert ticking.tick(house) == ticking.TickResult(ran=False, concerns=0, messages=0, leaves=0, size=16)


def test_an_hour_in_which_nothing_happened_looks_like_any_other(house: House, clock: SetClock) -> None:
    ticking.tick(house)
    clock.advance(hours=1)
    assert ticking.tick(house) == ticking.TickResult(ran=True, concerns=0, messages=0, leaves=16, size=32)


def test_a_tick_is_due_once_in_its_time(house: House, clock: SetClock) -> None:
    assert ticking.due(house)
    ticking.tick(house)
    assert not ticking.due(house)
    clock.advance(minutes=39)
    assert not ticking.due(house)
    clock.advance(minutes=1)
    assert ticking.due(house)


def test_every_checkpoint_begins_with_the_one_before(house: House, clock: SetClock) -> None:
    heads = []
    for concerns in (3, 0, 40, 1):
        for _ in range(concerns):
            Dana(house).raises()
        ticking.tick(house)
        with house.store.read() as connection:
            note = log.last_checkpoint(connection)
        assert note is not None
        heads.append(read_checkpoint(note, house.directory().origin, house.log.verifier))
        clock.advance(hours=1)
    with house.store.read() as connection:
        tiles = log.StoredTiles(connection)
        for old, new in pairwise(heads):
            proof = merkle.consistency_proof(tiles, old.size, new.size)
            merkle.verify_consistency(old.size, old.root, new.size, new.root, proof)
        kept = [leaf.tree_hash for leaf in log.all_leaves(connection)]
    whole = merkle.append(merkle.MemoryTiles(), merkle.Head(), kept)
    assert whole.root == heads[-1].root


def test_within_a_tick_the_log_is_in_the_order_of_its_hashes(house: House) -> None:
    for _ in range(5):
        Dana(house).raises()
    ticking.tick(house)
    with house.store.read() as connection:
        hashes = [leaf.tree_hash for leaf in log.all_leaves(connection)]
        blank = [leaf.blank is not None for leaf in log.all_leaves(connection)]
        assert connection.execute(select(tables.pending_leaves)).all() == []
    assert hashes == sorted(hashes)
    assert blank.count(False) == 15  # five received and released; a directory, its three keys and the limits


def test_under_a_clock_that_went_back_nothing_happens(
    house: House, clock: SetClock, dana: Dana, amira: Desk
) -> None:
    ticking.tick(house)
    dana.raises()
    clock.advance(hours=-1)
    with pytest.raises(ClockWentBack, match="clock"):
        ticking.tick(house)
    assert amira.inbox().items == []
    clock.advance(hours=2)
    assert ticking.tick(house).concerns == 1


def test_a_clock_that_went_back_is_due_so_that_the_timer_says_so(house: House, clock: SetClock) -> None:
    ticking.tick(house)
    assert not ticking.due(house)
    clock.advance(hours=-1)
    assert ticking.due(house)


def test_days_without_a_tick_need_a_word_that_the_clock_is_right(house: House, clock: SetClock) -> None:
    ticking.tick(house)
    clock.advance(days=7)
    assert ticking.tick(house).ran
    clock.advance(days=7, hours=1)
    with pytest.raises(ClockJumped, match="accept-jump"):
        ticking.tick(house)
    assert ticking.due(house)
    assert ticking.tick(house, accept_jump=True).ran


def test_the_log_grows_once_an_hour_whatever_comes(house: House, clock: SetClock, dana: Dana) -> None:
    ticking.tick(house)
    dana.raises()
    assert not ticking.tick(house).ran
    clock.advance(hours=1)
    assert ticking.tick(house).concerns == 1


def test_the_demonstration_does_not_wait_for_the_hour(house: House, dana: Dana) -> None:
    often = replace(house, tick_seconds=10)
    ticking.tick(often)
    dana.raises()
    assert ticking.tick(often).concerns == 1


@pytest.mark.parametrize("step", ["_grow", "make_checkpoint"])
def test_a_tick_that_dies_half_way_has_not_happened(
    house: House, dana: Dana, amira: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    dana.raises()
    with monkeypatch.context() as broken:
        broken.setattr(ticking, step, lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ticking.tick(house)
    assert amira.inbox().items == []
    with house.store.read() as connection:
        assert log.head(connection).size == 0
    assert ticking.tick(house).concerns == 1
    assert amira.reads(dana.mailbox).concern is not None


def test_a_tick_that_dies_before_the_shuffle_is_due_again_and_finished_by_the_next(
    house: House, dana: Dana, amira: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dana.raises()
    with monkeypatch.context() as broken:
        broken.setattr(ticking, "shuffle_fresh", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ticking.tick(house)
    assert len(amira.inbox().items) == 1
    assert ticking.due(house)
    assert ticking.tick(house) == ticking.TickResult(ran=False, concerns=0, messages=0, leaves=0, size=16)
    assert not ticking.due(house)
    with house.store.read() as connection:
        assert connection.execute(select(tables.concerns.c.fresh)).scalars().all() == [None]


def test_what_is_written_while_a_tick_shuffles_is_released_by_the_next(
    house: House, clock: SetClock, dana: Dana, amira: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dana.raises()

    def write_first(store: Store) -> None:
        dana.says("More.")
        shuffle_fresh(store)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(ticking, "shuffle_fresh", write_first)
        assert ticking.tick(house).messages == 1
    assert len(amira.reads(dana.mailbox).messages) == 1
    clock.advance(hours=1)
    assert ticking.tick(house).messages == 1
    assert len(amira.reads(dana.mailbox).messages) == 2


def test_after_the_tick_nothing_waits_beside_the_database(house: House, dana: Dana) -> None:
    dana.raises()
    ticking.tick(house)
    assert wal_of(house.store).stat().st_size == 0


def test_neither_rows_nor_ids_nor_pages_tell_which_concern_or_message_came_first(
    house: House, clock: SetClock
) -> None:
    """Six ticks: in each, new concerns come in one order and messages of old ones in another."""
    rounds, size = 6, 12
    old = [Dana(house) for _ in range(size)]
    for each in old:
        each.raises()
    ticking.tick(house)
    followed: dict[str, list[float]] = {"id": [], "row": [], "concern": [], "message": [], "leaf": []}
    for _ in range(rounds):
        clock.advance(hours=1)
        new = [Dana(house) for _ in range(size)]
        bodies, leaves = [], []
        for each in new:
            (receipt,) = each.raises()
            leaves.append(receipt.encode()[:32])
        for each in old:
            posted = each.writes("More.")
            each.posts(posted)
            bodies.append(posted.body[-32:])
        ticking.tick(house)
        with house.store.read() as connection:
            rows = list(connection.scalars(select(tables.concerns.c.mailbox)))
            salts = [leaf.salt for leaf in log.all_leaves(connection)]
            sealed = {
                box: data[-32:]
                for box, data in connection.execute(
                    select(tables.messages.c.mailbox, tables.messages.c.sealed).where(
                        tables.messages.c.seq == 1
                    )
                )
            }
        path = Path(str(house.store.url.database))
        boxes = [each.mailbox for each in new]
        followed["id"].append(rank_correlation([int.from_bytes(box, "big") for box in boxes]))
        followed["row"].append(rank_correlation([rows.index(box) for box in boxes]))
        followed["leaf"].append(rank_correlation([salts.index(leaf) for leaf in leaves]))
        followed["concern"].append(rank_correlation(offsets(path, [sealed[box] for box in boxes])))
        followed["message"].append(rank_correlation(offsets(path, bodies)))
        old = new
    chance = 5 / (rounds * (size - 1)) ** 0.5
    for kind, values in followed.items():
        assert abs(fmean(values)) < chance, kind
