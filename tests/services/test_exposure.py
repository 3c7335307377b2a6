"""What a key in other hands could read: what it reads now, and what it was ever given, of that key alone."""

from __future__ import annotations

import pytest

from tests.services.changing import tick
from tests.services.people import Dana, Desk, Force
from whistle.clock import SetClock
from whistle.domain.errors import NotFound
from whistle.services import exposure
from whistle.services.house import House
from whistle.store.engine import Store


def counted(house: House, reviewer: str) -> tuple[int, int, int]:
    """Ever given, given now, and not closed of these."""
    key, ever = exposure.ever_given(house, reviewer)
    return ever, key.readable, key.open


def test_a_key_was_given_what_its_reporter_chose_it_for(house: House, concern: bytes) -> None:
    assert counted(house, "amira") == counted(house, "ben") == (1, 1, 1)
    assert counted(house, "carys") == (0, 0, 0)


def test_what_was_given_once_stays_given(house: House, clock: SetClock, concern: bytes, amira: Desk) -> None:
    amira.changes(concern, amira.steps_back(concern))
    tick(house, clock)
    assert counted(house, "amira") == (1, 0, 0)


def test_whoever_is_let_in_counts_from_the_tick_on_and_once(
    house: House, clock: SetClock, concern: bytes, amira: Desk
) -> None:
    amira.changes(concern, amira.lets_in(concern, "carys"))
    assert counted(house, "carys") == (0, 0, 0)
    tick(house, clock)
    assert counted(house, "carys") == (1, 1, 1)
    assert counted(house, "amira") == (1, 1, 1)


def test_what_waits_for_its_hour_was_given_to_nobody_yet(
    house: House, clock: SetClock, concern: bytes
) -> None:
    Dana(house).raises(readers=("carys",))
    assert counted(house, "carys") == (0, 0, 0)
    tick(house, clock)
    assert counted(house, "carys") == (1, 1, 1)


def test_a_closed_concern_is_read_all_the_same(
    house: House, clock: SetClock, concern: bytes, amira: Desk
) -> None:
    amira.closes(concern)
    tick(house, clock)
    assert counted(house, "ben") == (1, 1, 0)


def test_a_key_that_was_revoked_is_counted_too(
    house: House, store: Store, clock: SetClock, force: Force, concern: bytes
) -> None:
    later = force.open(store, clock, force.after(house.directory(), reviewers=force.revoked("amira")))
    assert counted(later, "amira")[0] == 1
    (key,) = exposure.of_person(later, "amira")
    assert key.entry.revoked


def test_there_is_nothing_to_tell_of_a_stranger(house: House) -> None:
    assert exposure.of_person(house, "nobody") == ()
    with pytest.raises(NotFound):
        exposure.ever_given(house, "nobody")
