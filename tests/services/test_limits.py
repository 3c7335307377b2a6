"""The limits in force: kept in versions, named by the log, and each concern under those it was received with."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.services.agreeing import log
from tests.services.people import Dana, Desk, Force
from whistle.clock import SetClock
from whistle.domain.events import EventType
from whistle.domain.rules import USUAL, Length
from whistle.ledger.event import Event
from whistle.services import holidays, ticking
from whistle.services.house import House
from whistle.store.engine import Store

DAY = 24
STRICT = replace(USUAL, reply=replace(USUAL.reply, length=Length(days=3)))


def logged(house: House) -> list[Event]:
    return [each for each in log(house) if each.type is EventType.RULES]


def test_the_first_start_names_the_limits_in_the_log(house: House) -> None:
    (said,) = logged(house)
    assert (said.directory_version, said.content, said.hour) == (1, house.rules.hash, house.hour())
    assert (house.rules, house.books.version) == (USUAL, 1)


def test_a_start_with_the_same_limits_says_nothing_and_reads_no_calendar(
    force: Force, store: Store, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = force.open(store, clock, bank_holidays="Scotland")
    monkeypatch.setattr(holidays, "between", lambda *_: 1 / 0)
    again = force.open(store, clock, bank_holidays="Scotland")
    assert (again.rules, again.books.version) == (first.rules, 1)
    assert len(logged(again)) == 1


def test_bank_holidays_are_written_out_from_last_year_to_two_years_ahead(
    force: Force, store: Store, clock: SetClock
) -> None:
    days = force.open(store, clock, bank_holidays="Scotland").rules.holidays
    assert {day.year for day in days} == {2025, 2026, 2027, 2028}
    assert dt.date(2026, 11, 30) in days  # St Andrew's Day


def test_a_new_year_has_its_days_in_a_new_version(force: Force, store: Store, clock: SetClock) -> None:
    force.open(store, clock, bank_holidays="England")
    clock.advance(hours=60 * DAY)
    later = force.open(store, clock, bank_holidays="England")
    assert later.books.version == 2
    assert dt.date(2029, 12, 25) in later.rules.holidays
    assert [each.directory_version for each in sorted(logged(later), key=lambda each: each.hour)] == [1, 2]


def test_where_no_day_is_one_a_new_year_changes_nothing(force: Force, store: Store, clock: SetClock) -> None:
    force.open(store, clock)
    clock.advance(hours=60 * DAY)
    assert force.open(store, clock).books.version == 1


def test_a_concern_keeps_the_limits_it_was_received_under(
    force: Force, store: Store, clock: SetClock, house: House
) -> None:
    before, after = Dana(house), Dana(house)
    before.raises()
    received = house.hour()
    strict = force.open(store, clock, limits=STRICT)
    after.house = strict
    after.raises()
    ticking.tick(strict)
    amira = Desk(strict, "amira")
    due = {}
    for dana in (before, after):
        amira.acknowledges(dana.mailbox)
        (row,) = (each for each in amira.inbox().items if each.concern == dana.mailbox.hex())
        due[dana.mailbox] = row.due_hour
    assert due == {before.mailbox: received + 7 * DAY, after.mailbox: received + 3 * DAY}
    assert {each.filed.rules for each in log(strict) if each.type is EventType.RELEASED} == {1, 2}


def test_a_process_that_started_earlier_works_with_concerns_under_later_limits(
    force: Force, store: Store, clock: SetClock, house: House, dana: Dana, amira: Desk
) -> None:
    dana.house = force.open(store, clock, limits=STRICT)
    dana.raises()
    ticking.tick(house)
    amira.acknowledges(dana.mailbox)
    (row,) = amira.inbox().items
    assert row.due_hour == house.hour() + 3 * DAY


def test_limits_that_come_back_are_a_version_of_their_own(
    force: Force, store: Store, clock: SetClock
) -> None:
    for limits in (USUAL, STRICT, USUAL):
        house = force.open(store, clock, limits=limits)
    assert house.books.version == 3
    assert [each.content for each in sorted(logged(house), key=lambda each: each.directory_version)] == [
        USUAL.hash, STRICT.hash, USUAL.hash
    ]  # fmt: skip
