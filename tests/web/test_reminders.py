"""What the desk is told of reminders that do not arrive, and what nobody else is."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from tests.support.installation import Installation
from tests.support.mail import HERE, at
from tests.web.conftest import Desk, Raised, Seal, Send
from whistle.app import app_for
from whistle.clock import SetClock
from whistle.services import notifying, ticking
from whistle.services.house import House

ASHA = "Asha Rahman"


@pytest.fixture
def house(house: House) -> House:
    """A mail server is named, and it is not there."""
    with socket.create_server((HERE, 0)) as free:
        return replace(house, mail=at(free.getsockname()[1]))


@pytest.fixture
def app(installation: Installation, house: House) -> Flask:
    return app_for(installation.settings, house)


@pytest.fixture
def failed(house: House, clock: SetClock, seal: Seal, send: Send) -> Raised:
    """Asha and Tom, who is a lead, should have been reminded of something urgent. Asha was not."""
    notifying.set_address(house, ASHA, "asha@northmoor.example")
    mine = seal(urgent=True)
    assert send("/api/v1/concerns", mine.filing.encode()).status_code == 200
    ticking.tick(house)
    assert notifying.deliver(house) == notifying.Delivered(0, 1)
    return mine


def told(desk: Desk) -> object:
    return desk.get("session").get_json()["mail_fails_since"]


def test_nothing_is_said_while_nothing_fails(asha: Desk) -> None:
    assert told(asha) is None


def test_the_person_and_a_lead_are_told_since_when_and_nobody_else(
    failed: Raised, house: House, staff: Callable[[str], Desk]
) -> None:
    since = house.hour()
    names = (ASHA, "Tom Ellery", "Carol Finch", "Ines Okoro")
    assert [told(staff(name)) for name in names] == [since, since, None, None]


def test_the_other_answers_are_as_before(failed: Raised, staff: Callable[[str], Desk]) -> None:
    carol = staff("Carol Finch")
    assert carol.get("concerns").get_json() == {"items": [], "next": None}
    assert set(carol.get("session").get_json()) == {
        "name",
        "role",
        "reviewer",
        "person",
        "csrf",
        "mail_fails_since",
    }
