"""What becomes of a reminder: it is sent once, tried again after a failure, and that it fails is said."""

from __future__ import annotations

import datetime as dt
import socket
import threading
import time
from dataclasses import replace
from unittest.mock import patch

from tests.services.people import Dana, Desk
from tests.services.test_notifying import AMIRA, BEN, delivered, house, mail, post, state, until
from tests.support import mail as servers
from tests.support.mail import Post, at, behaving
from whistle.clock import SetClock
from whistle.domain.reminders import PAUSES, Delivery, Failure
from whistle.services import notifying, signing_in, ticking
from whistle.services.house import House

__all__ = ["house", "mail", "post"]


def person(house: House, name: str) -> signing_in.Person:
    return next(each for each in signing_in.people(house) if each.name == name)


def test_a_tick_speaks_to_no_mail_server(house: House, dana: Dana) -> None:
    dana.raises(urgent=True)
    assert isinstance(house.clock, SetClock)
    house.clock.advance(hours=1)
    with patch.object(socket.socket, "connect", side_effect=AssertionError("a tick connects to nothing")):
        assert ticking.tick(house).ran
    assert state(house, "ben").state is Delivery.QUEUED


def test_a_server_that_hangs_keeps_nobody_from_the_database(house: House, dana: Dana, amira: Desk) -> None:
    dana.raises(urgent=True)
    assert isinstance(house.clock, SetClock)
    house.clock.advance(hours=1)
    ticking.tick(house)
    with behaving(servers.hangs) as port:
        sending = threading.Thread(target=delivered, args=(replace(house, mail=at(port)),))
        sending.start()
        time.sleep(0.3)
        begun = time.monotonic()
        amira.opens(dana.mailbox)
        Dana(house).raises()
        assert time.monotonic() - begun < 0.5
        assert sending.is_alive()
        sending.join()
    assert state(house, "ben").why is Failure.TIMEOUT


def test_failures_are_kept_and_tried_again_with_growing_pauses(house: House, dana: Dana, post: Post) -> None:
    post.instead[BEN] = "451 Greylisted"
    dana.raises()
    until(house, 21, 6)
    assert isinstance(house.clock, SetClock)
    house.clock.advance(hours=1)
    ticking.tick(house)
    assert delivered(house) == ["amira"]
    for pause in PAUSES[:3]:
        failed = state(house, "ben")
        assert (failed.state, failed.why) == (Delivery.FAILED, Failure.LATER)
        assert failed.next_try == int(house.clock.now().timestamp()) + pause
        house.clock.advance(seconds=pause - 1)
        assert delivered(house) == []
        house.clock.advance(seconds=1)
        notifying.deliver(house)
    since = state(house, "ben").failing_since
    assert since == int(dt.datetime(2026, 11, 21, 7, tzinfo=dt.UTC).timestamp()) // 3600
    del post.instead[BEN]
    house.clock.advance(hours=1)
    assert delivered(house) == ["ben"]
    mended = state(house, "ben")
    assert (mended.state, mended.failing_since, mended.why, mended.next_try) == (
        Delivery.SENT,
        None,
        None,
        None,
    )
    assert post.recipients == [AMIRA, BEN]


def test_one_person_whose_mail_fails_holds_up_nobody_elses(house: House, dana: Dana, post: Post) -> None:
    post.instead |= {AMIRA: "550 No such user", BEN: "550 No such user"}
    dana.raises(readers=["amira", "ben", "carys"])
    assert until(house, 21, 8)["21 07:20"] == ["carys"]


def test_two_who_send_at_once_send_each_reminder_once(house: House, dana: Dana, post: Post) -> None:
    post.slow = 0.2
    dana.raises(urgent=True)
    assert isinstance(house.clock, SetClock)
    house.clock.advance(hours=1)
    ticking.tick(house)
    both = [threading.Thread(target=notifying.deliver, args=(house,)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert post.recipients == [AMIRA, BEN]


def test_what_is_queued_while_the_last_is_being_sent_is_sent_as_well(
    house: House, dana: Dana, post: Post
) -> None:
    dana.raises(urgent=True, readers=["ben"])
    until_next = dt.timedelta(hours=1)
    assert isinstance(house.clock, SetClock)
    house.clock.advance(hours=1)
    ticking.tick(house)
    taken = notifying._take(house)
    assert taken
    dana.says("And another thing.")
    house.clock.moment += until_next
    ticking.tick(house)
    notifying._note_sent(house, taken)
    assert delivered(house) == ["ben"]


def test_one_who_is_killed_while_sending_loses_no_reminder(house: House, dana: Dana) -> None:
    dana.raises(urgent=True, readers=["ben"])
    assert isinstance(house.clock, SetClock)
    house.clock.advance(hours=1)
    ticking.tick(house)
    assert notifying._take(house)
    assert delivered(house) == []
    house.clock.advance(seconds=notifying.LEASE)
    assert delivered(house) == ["ben"]


def test_what_did_not_get_to_the_old_address_goes_to_the_new(house: House, dana: Dana, post: Post) -> None:
    post.instead[BEN] = "550 No such user"
    dana.raises()
    until(house, 21, 8)
    notifying.set_address(house, "ben", "b.ode@northmoor.example")
    assert state(house, "ben").failing_since is None
    assert delivered(house) == ["b.ode"]
    assert delivered(house) == []


def test_that_reminders_fail_is_said_to_the_person_and_to_leads(house: House, dana: Dana, post: Post) -> None:
    post.instead[BEN] = "550 No such user"
    dana.raises()
    until(house, 21, 9)
    since = state(house, "ben").failing_since
    assert since is not None
    told = {name: notifying.failing_since(house, person(house, name)) for name in ("amira", "ben", "carys")}
    assert told == {"amira": since, "ben": since, "carys": None}


def test_a_lead_who_was_left_out_does_not_hear_that_somebody_should_have_been_reminded(
    house: House, dana: Dana, post: Post
) -> None:
    post.instead[BEN] = "550 No such user"
    dana.raises(readers=["ben"])
    until(house, 21, 9)
    assert notifying.failing_since(house, person(house, "ben")) is not None
    assert notifying.failing_since(house, person(house, "amira")) is None
