"""What reporters' messages do beside being read: answers, disputes, withdrawals, and what was done to them since."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.services.people import Dana, Desk
from tests.services.test_whole_thread import events
from whistle.clock import SetClock
from whistle.domain.deadlines import DAY
from whistle.domain.errors import MalformedFrame
from whistle.domain.events import EventType
from whistle.envelope.content import Question
from whistle.services import following, ticking
from whistle.services.house import House


@pytest.fixture
def concern(house: House, clock: SetClock, dana: Dana, amira: Desk) -> bytes:
    """Dana's concern, about which Amira has asked two questions."""
    dana.raises()
    ticking.tick(house)
    amira.asks(dana.mailbox, Question("Who was there?"), Question("May we tell Karma Nirvana?", "consent"))
    an_hour_later(house, clock)
    return dana.mailbox


def an_hour_later(house: House, clock: SetClock) -> None:
    clock.advance(hours=1)
    ticking.tick(house)


def logged(house: House, clock: SetClock) -> list[EventType]:
    """The kinds of what the log has got, after one more tick."""
    an_hour_later(house, clock)
    return [kind for kind, _ in events(house)]


def state(desk: Desk) -> str:
    (row,) = [*desk.inbox().items, *desk.inbox(state="closed").items]
    return row.state


@pytest.mark.parametrize(
    ("kind", "event", "reopens"),
    [
        ("reply", EventType.REPORTER_WROTE, True),
        ("answer", EventType.ANSWERED, False),
        ("dispute", EventType.DISPUTED, True),
        ("withdrawal", EventType.WITHDRAWN, False),
        ("detriment", EventType.DETRIMENT, True),
    ],
)
def test_a_reporters_act_has_its_effect_at_the_tick(
    house: House,
    clock: SetClock,
    concern: bytes,
    dana: Dana,
    amira: Desk,
    kind: str,
    event: EventType,
    reopens: bool,
) -> None:
    amira.closes(concern)
    an_hour_later(house, clock)
    asked = dana.reads().messages[1]
    about: dict[str, dict[str, Any]] = {
        "answer": {"of": asked.hash, "replies": ["", "no"]},
        "dispute": {"of": asked.hash},
    }
    dana.says("Words.", kind, **about.get(kind, {}))
    assert state(amira) == "closed"
    an_hour_later(house, clock)
    assert state(amira) == ("open" if reopens else "closed")
    assert dana.reads().messages[-1].kind == kind
    assert all(m.confirmed for m in amira.reads(concern).messages)
    found = logged(house, clock)
    assert found.count(event) == 1
    assert (EventType.REOPENED in found) is reopens


def test_an_open_concern_stays_as_it_is_whatever_the_reporter_does(
    house: House, clock: SetClock, concern: bytes, dana: Dana, amira: Desk
) -> None:
    before = amira.inbox().items[0]
    dana.says("", "withdrawal")
    dana.says("I was taken off the case.", "detriment")
    an_hour_later(house, clock)
    (row,) = amira.inbox().items
    assert (row.state, row.unread) == ("acknowledged", 3)
    # But it is an answer to the question, which had stopped the clock for an hour.
    assert (before.paused, row.paused, row.due_hour) == (True, False, before.received_hour + 7 * DAY + 1)
    assert EventType.REOPENED not in logged(house, clock)


def test_a_dispute_that_reopens_a_concern_starts_its_clock_anew(
    house: House, clock: SetClock, concern: bytes, dana: Dana, amira: Desk
) -> None:
    amira.closes(concern)
    clock.advance(hours=99)
    ticking.tick(house)
    dana.says("", "dispute", of=dana.reads().messages[-1].hash)
    start = house.hour()
    an_hour_later(house, clock)
    (row,) = amira.inbox().items
    assert (row.due_kind, row.due_hour) == ("reply", start + 7 * 24)


def test_a_second_concern_in_a_thread_and_a_reviewers_act_are_refused(
    house: House, concern: bytes, dana: Dana
) -> None:
    posted = dana.writes("Words.")
    acts = (EventType.RECEIVED, EventType.REPLIED, EventType.CLOSED, EventType.SHARED, EventType.UNMASKING)
    for act in acts:
        head = replace(posted.message, act=act)
        signed = replace(posted, message=head, signature=dana.reporter.signing.sign(head.encode()))
        with pytest.raises(MalformedFrame):
            following.post_message(house, signed.encode())
    assert len(dana.reads().messages) == 2
