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
from sqlalchemy import update

from tests.support.dozen import DOZEN, NOW, hour
from whistle.domain.figures import figures, periods
from whistle.domain.rules import USUAL
from whistle.envelope.ed25519 import SigningKey
from whistle.ledger import merkle
from whistle.ledger.checkpoint import Checkpoint, make_checkpoint
from whistle.ledger.event import Event, EventType, tree_hash
from whistle.ledger.notes import NoteSigner
from whistle.ledger.record import Reader
from whistle.ledger.tick import plan
from whistle.services import measuring, record
from whistle.services.house import House
from whistle.store import log, rules, tables
from whistle.store.engine import Store, open_store

ORIGIN = "northmoor.example/whistle"


@dataclass
class SmallHouse:
    """As much of a house as an audit needs."""

    store: Store
    log: NoteSigner

    def hour(self) -> int:
        return NOW


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = open_store(f"sqlite:///{tmp_path / 'whistle.db'}")
    store.commit(lambda connection: tables.metadata.create_all(connection))
    signer = NoteSigner(ORIGIN, SigningKey.from_seed(bytes(32)))
    yield cast(House, SmallHouse(store, signer))
    store.close()


def ticked(house: House, events: list[Event]) -> None:
    """The events in the log, as a tick puts them there."""
    leaves = {tree_hash(bytes(32), event): event for event in events}
    placed = plan(leaves, random.Random(1).randbytes)
    head = merkle.append(merkle.MemoryTiles(), merkle.Head(), [each.tree_hash for each in placed])
    note = make_checkpoint(Checkpoint(ORIGIN, head.size, head.root, NOW), house.log)
    rows = [
        log.Leaf(place, each.tree_hash, blank=each.blank)
        if each.blank
        else log.Leaf(place, each.tree_hash, bytes(32), leaves[each.tree_hash].encode())
        for place, each in enumerate(placed)
    ]
    usual = rules.Kept(1, USUAL.hash, hour(9, 1), bytes(32), USUAL.text)
    house.store.commit(lambda connection: rules.add(connection, usual))
    house.store.commit(lambda connection: log.place(connection, rows))
    house.store.commit(lambda connection: log.add_checkpoint(connection, head.size, NOW, note))


def test_an_audit_counts_what_the_signed_record_says(house: House) -> None:
    ticked(house, DOZEN)
    found = measuring.audit(house)
    assert found.problem is None
    assert found.size % 16 == 0
    assert found.figures == figures(DOZEN, NOW)
    assert found.periods == periods(DOZEN, NOW)


def test_a_record_edited_in_the_database_gives_no_figures_but_a_warning(house: House) -> None:
    ticked(house, DOZEN)
    late = next(event for event in DOZEN if event.type is EventType.ACKNOWLEDGED)
    where = tables.leaves.c.event == late.encode()
    edited = replace(late, hour=late.hour - 1).encode()
    house.store.commit(lambda c: c.execute(update(tables.leaves).where(where).values(event=edited)))
    found = measuring.audit(house)
    assert found.problem is not None
    assert found.figures.received == 0
    assert found.periods is None


def test_a_checkpoint_by_another_key_gives_no_figures_but_a_warning(house: House) -> None:
    ticked(house, DOZEN)
    other = replace(cast(SmallHouse, house), log=NoteSigner(ORIGIN, SigningKey.from_seed(b"o" * 32)))
    assert measuring.audit(cast(House, other)).problem is not None


def test_before_the_first_tick_there_is_nothing_to_show(house: House) -> None:
    found = measuring.audit(house)
    assert (found.note, found.size, found.problem, found.periods) == (None, 0, None, None)


def test_a_second_visit_counts_nothing_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ticked(house, DOZEN)
    first = measuring.audit(house)
    with monkeypatch.context() as idle:
        idle.setattr(record, "reader", lambda *_: 1 / 0)
        assert measuring.audit(house) is first
    monkeypatch.setattr(SmallHouse, "hour", lambda _: NOW + 1)
    assert measuring.audit(house) is not first


def test_many_visitors_at_once_cost_one_count(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ticked(house, DOZEN)
    counted, turn, read_record = [], threading.Barrier(8), record.reader

    def read_slowly(house: House) -> Reader:
        counted.append(house)
        time.sleep(0.05)
        return read_record(house)

    monkeypatch.setattr(record, "reader", read_slowly)

    def visit(_: int) -> measuring.Audit:
        turn.wait()
        return measuring.audit(house)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(visit, range(8)))
    assert len(counted) == 1
