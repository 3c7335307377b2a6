"""A real house over a real SQLite file, with a clock that stands where it is put."""

from __future__ import annotations

import pytest

from tests.services.changing import tick
from tests.services.people import MORNING, Dana, Desk, Force
from tests.store.conftest import blank_database, store
from whistle.clock import SetClock
from whistle.services import ticking
from whistle.services.house import House
from whistle.store.engine import Store

__all__ = ["blank_database", "store"]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MORNING)


@pytest.fixture
def force() -> Force:
    return Force()


@pytest.fixture
def house(force: Force, store: Store, clock: SetClock) -> House:
    return force.open(store, clock)


@pytest.fixture
def dana(house: House) -> Dana:
    return Dana(house)


@pytest.fixture
def amira(house: House) -> Desk:
    return Desk(house, "amira")


@pytest.fixture
def ben(house: House) -> Desk:
    return Desk(house, "ben")


@pytest.fixture
def carys(house: House) -> Desk:
    return Desk(house, "carys")


@pytest.fixture
def sam(house: House) -> Dana:
    """Somebody with a token of their own, to whom a concern may be handed."""
    return Dana(house)


@pytest.fixture
def concern(house: House, clock: SetClock, dana: Dana, amira: Desk) -> bytes:
    """Dana's concern, which Amira has opened and answered and Ben has not."""
    dana.raises("First.")
    ticking.tick(house)
    amira.opens(dana.mailbox)
    amira.replies(dana.mailbox, "Who else knows?")
    tick(house, clock)
    return dana.mailbox
