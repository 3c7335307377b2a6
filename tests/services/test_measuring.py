"""The auditor's figures, from a real log in a real database."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import delete, func, select, update

from tests.support.dozen import DOZEN, NOW, hour
from whistle.domain.cases import Cases
from whistle.domain.rules import USUAL
from whistle.domain.stated import Statement
from whistle.domain.statement import statement
from whistle.envelope.ed25519 import SigningKey
from whistle.ledger import merkle
from whistle.ledger.checkpoint import Checkpoint, make_checkpoint
from whistle.ledger.event import Event, EventType, tree_hash
from whistle.ledger.notes import NoteSigner
from whistle.ledger.record import Reader
from whistle.ledger.tick import plan
from whistle.services import measuring, record
from whistle.services.house import House
from whistle.store import log, rules, statements, tables
from whistle.store.engine import Store, open_store

ORIGIN = "northmoor.example/whistle"


@dataclass
class SmallHouse:
    """As much of a house as an audit needs."""

    store: Store
    log: NoteSigner


class Log:
    """What a tick leaves behind: leaves, head, checkpoint."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.tiles, self.head = merkle.MemoryTiles(), merkle.Head()
        self._random = random.Random(1)
        usual = rules.Kept(1, USUAL.hash, hour(9, 1), bytes(32), USUAL.text)
        house.store.commit(lambda connection: rules.add(connection, usual))
        house.store.commit(log.begin)

    def ticks(self, events: list[Event], at: int, *, over: bool = True) -> None:
        """The events in the log; ``over`` says that the tick was run to its end."""
        leaves = {tree_hash(bytes(32), event): event for event in events}
        placed = plan(leaves, self._random.randbytes)
        first = self.head.size
        self.head = merkle.append(self.tiles, self.head, [each.tree_hash for each in placed])
        note = make_checkpoint(Checkpoint(ORIGIN, self.head.size, self.head.root, at), self.house.log)
        rows = [
            log.Leaf(place, each.tree_hash, blank=each.blank)
            if each.blank
            else log.Leaf(place, each.tree_hash, bytes(32), leaves[each.tree_hash].encode())
            for place, each in enumerate(placed, first)
        ]
        slot = at * measuring.HOUR if over else (at - 1) * measuring.HOUR
        store, kept = self.house.store, log.Head(self.head.size, self.head.peaks, slot, at)
        store.commit(lambda connection: log.place(connection, rows))
        store.commit(lambda connection: log.add_checkpoint(connection, kept.size, at, note))
        store.commit(lambda connection: log.keep_head(connection, kept))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = open_store(f"sqlite:///{tmp_path / 'whistle.db'}")
    store.commit(lambda connection: tables.metadata.create_all(connection))
    signer = NoteSigner(ORIGIN, SigningKey.from_seed(bytes(32)))
    yield cast(House, SmallHouse(store, signer))
    store.close()


@pytest.fixture
def ticked(house: House) -> Log:
    """A dozen concerns in the log, of one tick."""
    made = Log(house)
    made.ticks(DOZEN, NOW)
    return made


def stated(at: int = NOW) -> Statement:
    """What follows from the dozen, without a log."""
    cases = Cases()
    for event in DOZEN:
        cases.add(event)
    return statement(cases, {1: USUAL}, at)


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> list[House]:
    """Grows by one with each reading of the record."""
    counted: list[House] = []
    read = record.reader

    def reader(house: House) -> Reader:
        counted.append(house)
        time.sleep(0.05)
        return read(house)

    monkeypatch.setattr(record, "reader", reader)
    return counted


def test_an_audit_states_what_the_signed_record_says_as_at_the_tick(house: House, ticked: Log) -> None:
    measuring.count(house)
    found = measuring.audit(house)
    assert found.problem is None
    assert found.size == ticked.head.size
    assert found.statement == stated()
    assert found.key == str(house.log.verifier)


def test_a_visit_counts_nothing_when_the_tick_has_counted(
    house: House, ticked: Log, counts: list[House]
) -> None:
    measuring.count(house)
    for _ in range(2):
        measuring.forget(house)
        assert measuring.audit(house).statement == stated()
    measuring.count(house)
    assert len(counts) == 1


def test_what_was_read_once_is_not_read_again(house: House, ticked: Log) -> None:
    measuring.count(house)
    first = measuring.audit(house)
    assert measuring.audit(house) is first
    ticked.ticks([], NOW + 1)
    assert measuring.audit(house) is not first


def test_where_the_tick_counted_nothing_many_visitors_cost_one_count(
    house: House, ticked: Log, counts: list[House]
) -> None:
    turn = threading.Barrier(8)

    def visit(_: int) -> measuring.Audit:
        turn.wait()
        return measuring.audit(house)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(visit, range(8)))
    assert len(counts) == 1
    assert all(each.statement == stated() for each in found)


def test_while_a_tick_is_on_its_way_a_visit_sees_what_stood_before_it(
    house: House, ticked: Log, counts: list[House]
) -> None:
    measuring.count(house)
    before = measuring.audit(house)
    ticked.ticks([], NOW + 1, over=False)
    assert measuring.audit(house) == before
    assert len(counts) == 1
    measuring.count(house)
    found = measuring.audit(house)
    assert found.statement
    assert (found.statement.as_at, found.size) == (NOW + 1, ticked.head.size)


def edit_an_event(house: House) -> None:
    """An acknowledgement that was late becomes one in time."""
    late = next(event for event in DOZEN if event.type is EventType.ACKNOWLEDGED)
    where = tables.leaves.c.event == late.encode()
    edited = replace(late, hour=late.hour - 1).encode()
    house.store.commit(lambda c: c.execute(update(tables.leaves).where(where).values(event=edited)))


def test_a_record_edited_in_the_database_gives_no_figures_but_a_warning(house: House, ticked: Log) -> None:
    edit_an_event(house)
    measuring.count(house)
    for _ in range(2):
        found = measuring.audit(house)
        assert found.problem
        assert "was edited" in found.problem
        assert found.statement is None
        measuring.forget(house)


def test_entries_that_somebody_takes_out_at_the_end_give_a_warning(house: House, ticked: Log) -> None:
    ticked.ticks([], NOW + 1)
    measuring.count(house)
    newest = tables.checkpoints.c.size == ticked.head.size
    house.store.commit(lambda c: c.execute(delete(tables.checkpoints).where(newest)))
    assert measuring.audit(house).problem == measuring.CUT


def test_a_checkpoint_by_another_key_gives_no_figures_but_a_warning(house: House, ticked: Log) -> None:
    other = replace(cast(SmallHouse, house), log=NoteSigner(ORIGIN, SigningKey.from_seed(b"o" * 32)))
    measuring.count(cast(House, other))
    found = measuring.audit(cast(House, other))
    assert (found.problem, found.statement) == (measuring.NOT_OURS, None)


def test_figures_edited_in_the_database_are_counted_anew(house: House, ticked: Log) -> None:
    measuring.count(house)
    found = measuring.audit(house)
    with house.store.read() as connection:
        body = statements.of_size(connection, found.size)
    assert body
    edited = body.replace(b"1", b"2", 1)
    assert edited != body
    house.store.commit(lambda c: c.execute(update(tables.statements).values(body=edited)))
    assert measuring.audit(house) == found
    with house.store.read() as connection:
        assert statements.of_size(connection, found.size) == body


def test_figures_of_another_checkpoint_put_in_their_place_are_counted_anew(house: House, ticked: Log) -> None:
    measuring.count(house)
    with house.store.read() as connection:
        older = statements.of_size(connection, ticked.head.size)
    ticked.ticks([], NOW + 100)
    measuring.count(house)
    where = tables.statements.c.size == ticked.head.size
    house.store.commit(lambda c: c.execute(update(tables.statements).where(where).values(body=older)))
    found = measuring.audit(house).statement
    assert found
    assert found.as_at == NOW + 100


def test_only_the_newest_few_are_kept(house: House, ticked: Log) -> None:
    for later in range(1, 6):
        ticked.ticks([], NOW + later)
        measuring.count(house)
    with house.store.read() as connection:
        sizes = connection.execute(select(tables.statements.c.size)).scalars().all()
        largest = connection.execute(select(func.max(tables.leaves.c.idx))).scalar_one() + 1
    assert len(sizes) == statements.KEPT
    assert max(sizes) == largest


def test_before_the_first_tick_there_is_nothing_to_show(house: House) -> None:
    Log(house)
    measuring.count(house)
    found = measuring.audit(house)
    assert (found.note, found.size, found.problem, found.statement) == (None, 0, None, None)


def test_of_many_late_answers_the_worst_are_kept_and_all_are_counted(
    house: House, ticked: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "MOST_LATE", 2)
    measuring.count(house)
    found = measuring.audit(house)
    assert found.statement
    assert (found.statement.late, found.late) == (stated().late[:2], len(stated().late))
