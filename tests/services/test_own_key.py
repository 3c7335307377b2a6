"""What the service knows of a reviewer's own key."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.services.people import Dana, Desk, Force
from tests.services.test_persons import renewed
from whistle.clock import SetClock
from whistle.domain.errors import Forbidden
from whistle.services import own_key, ticking
from whistle.services.house import House
from whistle.services.own_key import OwnKey
from whistle.store.engine import Store

UNTIL = dt.date(2028, 1, 1)


def test_it_counts_what_the_key_can_read_now_and_what_of_it_is_open(
    house: House, concern: bytes, amira: Desk
) -> None:
    Dana(house).raises()
    assert own_key.of(house, "amira") == OwnKey(UNTIL, None, 1, 1)
    amira.closes(concern)
    assert own_key.of(house, "amira") == OwnKey(UNTIL, None, 1, 0)
    assert own_key.of(house, "carys") == OwnKey(UNTIL, None, 0, 0)


def test_an_old_key_names_the_entry_that_renews_it_and_counts_what_has_not_moved(
    force: Force, store: Store, clock: SetClock
) -> None:
    house = force.open(store, clock, force.directory(**renewed(force)))
    Dana(house).raises(readers=("ben",))
    Dana(house).raises(readers=("ben-2",))
    Dana(house).raises(readers=("ben-2", "amira"))
    ticking.tick(house)
    assert own_key.of(house, "ben") == OwnKey(UNTIL, "ben-2", 1, 1)
    assert own_key.of(house, "ben-2") == OwnKey(UNTIL, None, 2, 2)


def test_a_revoked_key_is_told_nothing(
    force: Force, store: Store, clock: SetClock, house: House, concern: bytes
) -> None:
    now = force.open(store, clock, force.after(house.directory(), reviewers=force.revoked("amira")))
    with pytest.raises(Forbidden):
        own_key.of(now, "amira")
