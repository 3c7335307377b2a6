"""Reminders by mail: who gets one, when, and what it says. The mail server is a real one."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.services.people import MORNING, Dana, Desk, Force
from tests.support.mail import Post, at, serving
from whistle.clock import SetClock
from whistle.domain.errors import CannotStart, Malformed, NotFound
from whistle.domain.hours import HandOver
from whistle.services import mailing, notifying, signing_in, ticking
from whistle.services.house import House
from whistle.services.mailing import MailServer
from whistle.store.engine import Store, open_store

SEVEN = HandOver(7)
PASSWORD = "three marbles in a jar"
AMIRA, BEN, CARYS = (f"{name}@northmoor.example" for name in ("amira", "ben", "carys"))


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def mail(post: Post) -> Iterator[MailServer]:
    with serving(post) as port:
        yield at(port)


@pytest.fixture
def house(force: Force, store: Store, clock: SetClock, mail: MailServer) -> House:
    """It is 09:20 on Friday 20 November. Amira is the lead; all three are reminded."""
    house = force.open(store, clock, hand_over=SEVEN, mail=mail)
    ticking.tick(house, figures=False)
    staffed(house)
    return house


def staffed(house: House) -> None:
    for reviewer, role in (("amira", "lead"), ("ben", "reviewer"), ("carys", "reviewer")):
        signing_in.add_person(house, reviewer, role, PASSWORD, reviewer)
        notifying.set_address(house, reviewer, f"{reviewer}@northmoor.example")


def state(house: House, name: str) -> notifying.Status:
    return next(each for each in notifying.status(house) if each.name == name)


def until(house: House, day: int, hour: int) -> dict[str, list[str]]:
    """Lets the hours go by, each with its tick and what follows it; who was reminded then, by day and hour."""
    reminded: dict[str, list[str]] = {}
    end = dt.datetime(2026, 11, day, hour, 20, tzinfo=dt.UTC)
    assert house.mail
    clock = house.clock
    assert isinstance(clock, SetClock)
    while clock.now() < end:
        clock.advance(hours=1)
        ticking.tick(house, figures=False)
        if who := delivered(house):
            reminded[f"{clock.now():%d %H:%M}"] = who
    return reminded


def delivered(house: House) -> list[str]:
    """Sends what is to be sent now; to whom."""
    taken: list[str] = []
    real = mailing.send

    def noting(mail: MailServer, recipient: str, now: dt.datetime) -> None:
        real(mail, recipient, now, 1)
        taken.append(recipient.partition("@")[0])

    with patch.object(mailing, "send", noting):
        notifying.deliver(house)
    return sorted(taken)


def test_whoever_has_something_to_read_is_reminded_once_a_day_at_the_hour_of_the_hand_over(
    house: House, dana: Dana, post: Post
) -> None:
    dana.raises()
    assert until(house, 22, 20) == {"21 07:20": ["amira", "ben"], "22 07:20": ["amira", "ben"]}
    assert post.recipients == [AMIRA, AMIRA, BEN, BEN]


def test_where_nothing_is_unread_or_due_nobody_is_reminded(
    house: House, dana: Dana, amira: Desk, ben: Desk
) -> None:
    assert until(house, 21, 12) == {}
    dana.raises()
    assert until(house, 22, 7) == {"22 07:20": ["amira", "ben"]}
    amira.opens(dana.mailbox)
    ben.opens(dana.mailbox)
    ben.acknowledges(dana.mailbox)
    # The first reply is due within seven days of the receipt, on Saturday 28 November at noon.
    assert until(house, 26, 6) == {}


def test_a_lead_hears_of_a_clock_on_day_six_and_the_others_on_its_last_day(
    house: House, dana: Dana, amira: Desk, ben: Desk
) -> None:
    dana.raises()
    until(house, 21, 7)
    amira.opens(dana.mailbox)
    ben.opens(dana.mailbox)
    ben.acknowledges(dana.mailbox)
    assert until(house, 28, 12) == {
        "26 07:20": ["amira"],
        "27 07:20": ["amira", "ben"],
        "28 07:20": ["amira", "ben"],
    }
    ben.replies(dana.mailbox, "We looked into it.")
    assert until(house, 30, 12) == {}


def test_a_reminder_of_something_urgent_goes_out_at_the_next_tick_and_once(
    house: House, dana: Dana, amira: Desk
) -> None:
    dana.raises(urgent=True)
    assert delivered(house) == []
    assert until(house, 20, 16) == {"20 10:20": ["amira", "ben"]}
    amira.opens(dana.mailbox)
    dana.says("They know where she is.")
    # Ben has not read the first yet, and hears of the second all the same.
    assert until(house, 20, 22) == {"20 17:20": ["amira", "ben"]}


def test_the_order_and_the_minute_of_writing_change_no_reminder(
    force: Force, blank_database: Path, tmp_path: Path, mail: MailServer
) -> None:
    def told(name: str, minutes: list[int]) -> dict[str, list[str]]:
        path = tmp_path / f"{name}.db"
        shutil.copy(blank_database, path)
        clock = SetClock(MORNING.replace(minute=0))
        house = force.open(open_store(f"sqlite:///{path}"), clock, hand_over=SEVEN, mail=mail)
        ticking.tick(house, figures=False)
        staffed(house)
        for minute, reader in zip(minutes, (["amira"], ["ben"]), strict=True):
            clock.moment = MORNING.replace(minute=minute)
            Dana(house).raises(urgent=True, readers=reader)
        clock.moment = MORNING
        found = until(house, 21, 8)
        house.store.close()
        return found

    assert told("one", [1, 59]) == told("other", [59, 1]) == {
        "20 10:20": ["amira", "ben"], "21 07:20": ["amira", "ben"],
    }  # fmt: skip


def test_whoever_was_left_out_is_never_reminded_of_it(house: House, dana: Dana, ben: Desk) -> None:
    dana.raises(urgent=True)
    until(house, 20, 12)
    ben.replies(dana.mailbox, "We are looking into it.")
    until(house, 21, 12)
    dana.says("There is more.")
    reminded = until(house, 30, 12)
    assert reminded
    assert all("carys" not in who for who in reminded.values())


def test_whose_key_was_revoked_is_not_reminded_any_more(house: House, force: Force, dana: Dana) -> None:
    dana.raises()
    revoked = force.after(house.directory(), reviewers=force.revoked("ben"))
    assert isinstance(house.clock, SetClock)
    later = force.open(house.store, house.clock, revoked, hand_over=SEVEN, mail=house.mail)
    assert until(later, 21, 12) == {"21 07:20": ["amira"]}


def test_between_ticks_nothing_new_goes_out_however_often_the_timer_comes(house: House, dana: Dana) -> None:
    dana.raises(urgent=True)
    assert isinstance(house.clock, SetClock)
    for _ in range(3):
        house.clock.advance(minutes=10)
        assert delivered(house) == []


def test_an_hour_whose_tick_was_missed_is_made_up_for(house: House, dana: Dana) -> None:
    dana.raises()
    until(house, 21, 5)
    assert isinstance(house.clock, SetClock)
    house.clock.advance(hours=4)
    ticking.tick(house, figures=False)
    assert delivered(house) == ["amira", "ben"]


def test_whoever_has_no_address_any_more_is_not_reminded(house: House, dana: Dana) -> None:
    notifying.set_address(house, "ben", None)
    signing_in.disable_person(house, "amira")
    assert [each.name for each in notifying.status(house)] == ["carys"]
    dana.raises()
    assert until(house, 21, 12) == {}


def test_an_auditor_has_nothing_to_be_reminded_of(house: House) -> None:
    signing_in.add_person(house, "Ines", "auditor", PASSWORD)
    with pytest.raises(Malformed, match="nothing waits for an auditor"):
        notifying.set_address(house, "Ines", "ines@northmoor.example")
    with pytest.raises(NotFound):
        notifying.set_address(house, "Nobody", "nobody@northmoor.example")


def test_without_a_mail_server_nothing_is_queued_and_ticks_go_on(house: House, dana: Dana) -> None:
    quiet = replace(house, mail=None)
    dana.raises(urgent=True)
    assert until_quiet(quiet)
    assert state(house, "ben").state is None
    assert notifying.deliver(quiet) == notifying.Delivered(0, 0)
    with pytest.raises(CannotStart, match="WHISTLE_MAIL_SERVER"):
        notifying.try_out(quiet, BEN)


def until_quiet(house: House) -> bool:
    assert isinstance(house.clock, SetClock)
    house.clock.advance(hours=1)
    return ticking.tick(house, figures=False).ran


CONCERN = st.fixed_dictionaries(
    {
        "text": st.text(min_size=1, max_size=2000),
        "urgent": st.booleans(),
        "readers": st.sampled_from([["ben"], ["amira", "ben"], ["amira", "ben", "carys"]]),
    }
)


@given(st.lists(CONCERN, min_size=1, max_size=3), st.integers(0, 59))
@settings(max_examples=12, deadline=None)
def test_nothing_about_any_concern_changes_a_byte_of_a_mail(
    concerns: list[dict[str, Any]], minute: int
) -> None:
    """But to whom it goes and in which hour, and an id of no meaning, which stands still here."""
    taken: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        clock = SetClock(MORNING.replace(minute=minute))
        house = Force().open(
            open_store(f"sqlite:///{folder}/whistle.db"), clock, hand_over=SEVEN, mail=at(25)
        )
        ticking.tick(house, figures=False)
        staffed(house)
        for concern in concerns:
            Dana(house).raises(**concern)
        clock.moment = dt.datetime(2026, 11, 21, 7, minute, tzinfo=dt.UTC)
        ticking.tick(house, figures=False)

        def keep(_mail: MailServer, recipient: str, message: bytes, _patience: float) -> None:
            taken[recipient] = message

        with (
            patch.object(mailing, "_hand_over", keep),
            patch("secrets.token_hex", lambda length: "00" * length),
        ):
            notifying.deliver(house)
        house.store.close()
    assert BEN in taken
    assert set(taken.values()) == {WHOLE.replace(b"BEN", recipient.encode()) for recipient in taken}


WHOLE = b"""\
From: whistle@northmoor.example
To: BEN
Subject: There is work waiting
Date: Sat, 21 Nov 2026 07:00:00 +0000
Message-ID: <00000000000000000000000000000000@concerns.northmoor.example>
Auto-Submitted: auto-generated
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii

There is work waiting. Sign in at https://concerns.northmoor.example/staff/.
""".replace(b"\n", b"\r\n")
