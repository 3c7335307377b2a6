"""Figures from events: counted from what the log says, and from nothing else."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from whistle.clock import hour_of
from whistle.domain.deadlines import Standing
from whistle.envelope.ed25519 import SigningKey
from whistle.ledger import merkle
from whistle.ledger.checkpoint import Checkpoint, make_checkpoint, read_checkpoint
from whistle.ledger.event import Event, EventType, tree_hash
from whistle.ledger.notes import NoteSigner
from whistle.ledger.record import check, read
from whistle.ledger.tick import plan
from whistle.services import measuring
from whistle.services.house import House
from whistle.store import log, tables
from whistle.store.engine import Store, open_store

DAY = 24
NOW = hour_of(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC))
ORIGIN = "northmoor.example/whistle"


def hour(month: int, day: int, year: int = 2026) -> int:
    return hour_of(dt.datetime(year, month, day, 9, tzinfo=dt.UTC))


def concern(
    number: int,
    received: int,
    acknowledged: int | None = None,
    replied: int | None = None,
    closed: int | None = None,
) -> list[Event]:
    """A concern's events; every time but the first in hours after receipt."""
    case = number.to_bytes(16, "big")
    later = (
        (EventType.ACKNOWLEDGED, acknowledged),
        (EventType.REPLIED, replied),
        (EventType.CLOSED, closed),
    )
    return [
        Event(EventType.RECEIVED, received, case),
        Event(EventType.RELEASED, received + 1, case),
        *(Event(kind, received + after, case) for kind, after in later if after is not None),
    ]


# A dozen, as the demonstration has them: two in September, six in October, four in November.
DOZEN = [
    *concern(1, hour(9, 3), 5, 40, 900),
    *concern(2, hour(9, 17), 20, 200),  # replied late, and still open
    *concern(3, hour(10, 1), 2, 30, 300),
    *concern(4, hour(10, 2), 3, 50, 800),
    *concern(5, hour(10, 9), 30, 100),  # acknowledged late
    *concern(6, hour(10, 15), 4, 90),
    *concern(7, hour(10, 22), 6, 120),
    *concern(8, hour(10, 30), 12, 150, 400),
    *concern(9, hour(11, 4), 7, 96),
    *concern(10, hour(11, 11)),  # nobody has looked at it
    *concern(11, hour(11, 16), 10),
    *concern(12, NOW - 3),
    Event(EventType.DIRECTORY, hour(9, 1)),
]


def test_a_dozen_concerns_are_counted_as_they_went() -> None:
    found = measuring.figures(DOZEN, NOW)
    assert found.received == 12
    counts = [(a.in_time, a.late, a.overdue, a.running) for a in found.answers]
    assert counts == [(9, 1, 1, 1), (8, 1, 1, 2), (4, 0, 0, 8)]
    assert found.acknowledged.settled == 11


def test_a_period_counts_the_concerns_received_in_it_whenever_they_were_answered() -> None:
    assert measuring.figures(DOZEN, NOW, hour(10, 1), hour(10, 30)).received == 5
    assert measuring.figures(DOZEN, NOW, since=hour(11, 1)).received == 4
    assert measuring.figures(DOZEN, NOW, until=hour(9, 17)).received == 1


def test_what_has_not_happened_yet_is_not_counted() -> None:
    early = measuring.figures(DOZEN, hour(9, 3) + 4)
    assert early.received == 1
    assert early.acknowledged.running == 1


def test_figures_wait_for_five_concerns() -> None:
    assert not measuring.figures(DOZEN, hour(10, 5)).enough
    assert measuring.figures(DOZEN, hour(10, 10)).enough
    assert measuring.figures([], NOW).received == 0


def test_by_month_small_numbers_are_not_shown() -> None:
    months = measuring.months(DOZEN, NOW)
    assert months is not None
    assert [(row.name, row.received.words) for row in months] == [
        ("September 2026", "fewer than 5"),
        ("October 2026", "6"),
        ("November 2026", "fewer than 5"),
    ]
    assert [[cell and cell.words for cell in row.in_time] for row in months] == [
        ["not shown", "not shown", "not shown"],
        ["at least 5", "6", "fewer than 5"],
        ["not shown", "not shown", "not shown"],
    ]


def test_months_without_a_concern_are_rows_too_and_old_ones_are_put_together() -> None:
    old = [event for n in range(40, 46) for event in concern(n, hour(3, n - 30, 2025), 1)]
    months = measuring.months([*old, *DOZEN], NOW)
    assert months is not None
    assert months[0].name == "Before December 2025"
    assert months[0].received.words == "6"
    assert [row.received.words for row in months[1:10]] == ["0"] * 9
    assert len(months) == 13


def test_too_few_for_any_month_gives_no_table() -> None:
    assert measuring.months(concern(1, hour(11, 2)), NOW) is None


def test_an_empty_record_says_that_there_was_nothing_this_month() -> None:
    months = measuring.months([], NOW)
    assert months is not None
    assert [(row.name, row.received.words) for row in months] == [("November 2026", "0")]


@given(st.randoms())
@settings(max_examples=20, deadline=None)
def test_the_order_of_the_log_changes_nothing(shuffle: random.Random) -> None:
    events = list(DOZEN)
    shuffle.shuffle(events)
    one, other = measuring.figures(events, NOW), measuring.figures(DOZEN, NOW)
    for a, b in zip(one.answers, other.answers, strict=True):
        assert [a.count(standing) for standing in Standing] == [b.count(standing) for standing in Standing]
    assert measuring.months(events, NOW) == measuring.months(DOZEN, NOW)


@dataclass
class SmallHouse:
    """As much of a house as an audit needs."""

    store: Store
    log: NoteSigner

    def hour(self) -> int:
        return NOW


@pytest.fixture
def house(tmp_path: Path) -> House:
    store = open_store(f"sqlite:///{tmp_path / 'whistle.db'}")
    store.commit(lambda connection: tables.metadata.create_all(connection))
    signer = NoteSigner(ORIGIN, SigningKey.from_seed(bytes(32)))
    return cast(House, SmallHouse(store, signer))


def ticked(house: House, events: list[Event]) -> None:
    """The events in the log, as a tick puts them there."""
    leaves = {tree_hash(bytes(32), event): event for event in events}
    placed = plan(leaves, random.Random(1).randbytes)
    head = merkle.append(merkle.MemoryTiles(), merkle.Head(), [each.tree_hash for each in placed])
    note = make_checkpoint(Checkpoint(ORIGIN, head.size, head.root), house.log)
    rows = [
        log.Leaf(place, each.tree_hash, blank=each.blank)
        if each.blank
        else log.Leaf(place, each.tree_hash, bytes(32), leaves[each.tree_hash].encode())
        for place, each in enumerate(placed)
    ]
    house.store.commit(lambda connection: log.place(connection, rows))
    house.store.commit(lambda connection: log.add_checkpoint(connection, head.size, NOW, note))


def test_an_audit_counts_what_the_signed_record_says(house: House) -> None:
    ticked(house, DOZEN)
    found = measuring.audit(house)
    assert found.problem is None
    assert found.size % 16 == 0
    assert found.figures.received == 12
    assert found.months == measuring.months(DOZEN, NOW)


def test_a_record_edited_in_the_database_gives_no_figures_but_a_warning(house: House) -> None:
    ticked(house, DOZEN)
    late = next(event for event in DOZEN if event.type is EventType.ACKNOWLEDGED)
    where = tables.leaves.c.event == late.encode()
    edited = replace(late, hour=late.hour - 1).encode()
    house.store.commit(lambda c: c.execute(update(tables.leaves).where(where).values(event=edited)))
    found = measuring.audit(house)
    assert found.problem is not None
    assert found.figures.received == 0
    assert found.months is None


def test_a_checkpoint_by_another_key_gives_no_figures_but_a_warning(house: House) -> None:
    ticked(house, DOZEN)
    other = replace(cast(SmallHouse, house), log=NoteSigner(ORIGIN, SigningKey.from_seed(b"o" * 32)))
    assert measuring.audit(cast(House, other)).problem is not None


def test_before_the_first_tick_there_is_nothing_to_show(house: House) -> None:
    found = measuring.audit(house)
    assert (found.note, found.size, found.problem, found.months) == (None, 0, None, None)


def test_the_exported_record_gives_the_same_figures_without_the_service(house: House) -> None:
    ticked(house, DOZEN)
    entries, note = read("".join(measuring.export(house)))
    events = check(entries, read_checkpoint(note, ORIGIN, house.log.verifier))
    assert measuring.months(events, NOW) == measuring.audit(house).months
