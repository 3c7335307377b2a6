"""A clock that is set wrong for a while: the record is such as every auditor's tool takes, all the same."""

from __future__ import annotations

import pytest

from tests.services.people import Dana, Desk, Force
from whistle.clock import SetClock
from whistle.domain.errors import ClockWentBack
from whistle.domain.roles import Role
from whistle.ledger.record import Tick
from whistle.services import copies, following, record, ticking
from whistle.services.house import House
from whistle.services.signing_in import Person
from whistle.store.engine import Store


def whole(house: House) -> list[Tick]:
    """The record's ticks, each found to be true."""
    return list(record.reader(house))


def test_what_was_logged_ahead_of_the_clock_waits_until_the_clock_has_come_so_far(
    house: House, clock: SetClock, dana: Dana, amira: Desk
) -> None:
    dana.raises()
    ticking.tick(house)
    clock.advance(hours=5)
    amira.acknowledges(dana.mailbox)
    clock.advance(hours=-4)
    for _ in range(2):
        with pytest.raises(ClockWentBack, match="Mend the clock"):
            ticking.tick(house)
        assert ticking.due(house)
    assert len(whole(house)) == 1
    clock.advance(hours=4)
    assert ticking.tick(house).ran
    assert len(whole(house)) == 2


def test_a_service_started_under_a_clock_that_went_back_says_nothing_new_of_before_the_last_tick(
    force: Force, store: Store, clock: SetClock, house: House
) -> None:
    ticking.tick(house)
    clock.advance(hours=-30)
    later = force.open(store, clock, force.after(house.directory()), bank_holidays="Scotland")
    clock.advance(hours=31)
    ticking.tick(later)
    assert len(whole(later)[-1].events) > 1


def test_under_a_clock_that_went_back_no_copy_is_taken(
    house: House, clock: SetClock, auditor: Person
) -> None:
    ticking.tick(house)
    clock.advance(hours=-3)
    with pytest.raises(ClockWentBack):
        copies.of_record(house, auditor)


@pytest.fixture
def auditor() -> Person:
    return Person(b"a" * 16, "Ines Okoro", Role.AUDITOR, None)


LEAP = 30 * 24


def test_under_a_clock_that_leapt_ahead_nothing_is_taken_that_no_tick_could_take_in(
    house: House, clock: SetClock, dana: Dana, amira: Desk
) -> None:
    """Were it, the ticks would stand still until the clock has come so far."""
    dana.raises()
    ticking.tick(house)
    clock.advance(hours=LEAP)
    for act in (
        Dana(house).raises,
        lambda: amira.acknowledges(dana.mailbox),
        lambda: amira.opens(dana.mailbox),
    ):
        with pytest.raises(ClockWentBack):
            act()
    clock.advance(hours=1 - LEAP)
    assert ticking.tick(house).ran


def test_a_service_started_under_a_clock_that_leapt_ahead_says_nothing_new_of_after_the_last_tick(
    force: Force, store: Store, clock: SetClock, house: House
) -> None:
    ticking.tick(house)
    clock.advance(hours=12 * LEAP)
    later = force.open(store, clock, force.after(house.directory()), bank_holidays="Scotland")
    assert max(day.year for day in later.rules.holidays) == 2028
    clock.advance(hours=1 - 12 * LEAP)
    assert ticking.tick(later).ran
    assert len(whole(later)[-1].events) > 1


def test_after_a_week_without_a_tick_concerns_are_taken_again_once_the_operator_says_so(
    house: House, clock: SetClock
) -> None:
    ticking.tick(house)
    clock.advance(hours=LEAP)
    ticking.tick(house, accept_jump=True)
    Dana(house).raises()


def test_nothing_happens_to_a_concern_before_it_was_received(
    house: House, clock: SetClock, dana: Dana, amira: Desk
) -> None:
    """The clock went back by seconds, over the hour."""
    ticking.tick(house)
    clock.advance(minutes=50)
    dana.raises(urgent=True)
    page = dana.writes("One more thing.")
    clock.advance(minutes=-30)
    for act in (lambda: amira.acknowledges(dana.mailbox), lambda: amira.opens(dana.mailbox),
                lambda: dana.posts(page), lambda: following.notice(house, dana.warns())):  # fmt: skip
        with pytest.raises(ClockWentBack):
            act()
    clock.advance(minutes=45)
    amira.acknowledges(dana.mailbox)
    ticking.tick(house)
    assert len(whole(house)) == 2
