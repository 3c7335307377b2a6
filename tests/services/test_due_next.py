"""What is due next, and what waits for an answer, after a question, a holding reply, a closing and a check."""

from __future__ import annotations

import pytest

from tests.services.changing import later
from tests.services.people import Dana, Desk, Force
from tests.services.test_reviewing import concern, waiting
from whistle.clock import SetClock
from whistle.domain.dates import months_later
from whistle.domain.deadlines import DAY
from whistle.domain.errors import Conflict
from whistle.domain.hours import HandOver
from whistle.envelope.content import Question
from whistle.ledger.event import EventType
from whistle.services import ticking
from whistle.services.house import House
from whistle.store.engine import Store

__all__ = ["concern"]


def test_a_question_acknowledges_and_stops_the_clocks_for_28_days_at_most(
    house: House, clock: SetClock, concern: bytes, amira: Desk
) -> None:
    start = house.hour()
    amira.asks(concern, Question("Was she alone?"), Question("May we tell Karma Nirvana?", "consent", True))
    (row,) = amira.inbox().items
    # At the latest: if no answer comes, the clock runs again after 28 days.
    assert (row.state, row.due_kind, row.due_hour) == ("acknowledged", "reply", start + 35 * DAY)
    assert row.paused
    assert [each.type for each in waiting(house)] == [EventType.ASKED]
    amira.replies(concern, "Thank you.")
    amira.asks(concern, Question("And when?"))
    (row,) = amira.inbox().items
    assert (row.state, row.due_kind, row.due_hour) == ("open", "update", start + 56 * DAY)
    clock.advance(hours=28 * DAY)
    assert not amira.inbox().items[0].paused


def test_a_holding_reply_acknowledges_and_leaves_the_reply_due(
    house: House, clock: SetClock, concern: bytes, amira: Desk
) -> None:
    start = house.hour()
    clock.advance(hours=3)
    for _ in range(2):  # as often as you like: the first reply is none of them
        amira.holds(concern)
        (row,) = amira.inbox().items
        assert (row.state, row.due_kind, row.due_hour) == ("acknowledged", "reply", start + 7 * DAY)
    assert [each.type for each in waiting(house)] == [EventType.HOLDING] * 2


def test_in_an_open_concern_a_holding_reply_is_the_update(
    house: House, clock: SetClock, concern: bytes, amira: Desk
) -> None:
    start = house.hour()
    amira.replies(concern, "I have asked for the file.")
    later(house, clock, 20 * DAY)
    amira.holds(concern)
    (row,) = amira.inbox().items
    assert (row.state, row.due_kind, row.due_hour) == ("open", "update", start + 48 * DAY)


def test_in_a_reopened_concern_a_holding_reply_does_not_stop_the_clock(
    house: House, clock: SetClock, concern: bytes, dana: Dana, amira: Desk
) -> None:
    amira.closes(concern)
    clock.advance(hours=1)
    ticking.tick(house)
    dana.says("It was not put right.")
    reopened = house.hour()
    clock.advance(hours=1)
    ticking.tick(house)
    amira.holds(concern)
    (row,) = amira.inbox().items
    assert (row.state, row.due_kind, row.due_hour) == ("open", "reply", reopened + 7 * DAY)


def test_a_holding_reply_and_a_check_each_have_their_states(
    house: House, concern: bytes, amira: Desk
) -> None:
    with pytest.raises(Conflict, match="not closed"):
        amira.checks(concern)
    amira.closes(concern)
    with pytest.raises(Conflict, match="closed"):
        amira.holds(concern)
    assert [each.type for each in waiting(house)] == [EventType.CLOSED]


def test_a_closed_concern_is_checked_on_four_times_and_stays_closed(
    house: House, clock: SetClock, concern: bytes, dana: Dana, amira: Desk
) -> None:
    amira.closes(concern)
    closed = house.hour()
    for months, following in ((1, 3), (3, 6), (6, 12), (12, None)):
        with pytest.raises(Conflict, match="early"):
            amira.checks(concern)
        clock.advance(hours=months_later(closed, months) - house.hour())
        ticking.tick(house, accept_jump=True)
        amira.checks(concern)
        (row,) = amira.inbox(state="closed").items
        assert (row.state, row.due_hour) == ("closed", following and months_later(closed, following))
    with pytest.raises(Conflict, match="made"):
        amira.checks(concern)
    assert [message.kind for message in dana.reads().messages[1:]] == ["closing", "check", "check", "check"]


def test_once_reopened_and_closed_again_the_checks_begin_anew(
    house: House, clock: SetClock, concern: bytes, dana: Dana, amira: Desk
) -> None:
    amira.closes(concern)
    later(house, clock, 40 * DAY)
    amira.checks(concern)
    amira.replies(concern, "We were told something else since.")
    amira.closes(concern)
    (row,) = amira.inbox(state="closed").items
    assert row.due_hour == months_later(house.hour(), 1)
    later(house, clock, 40 * DAY)
    amira.checks(concern)
    clock.advance(hours=1)
    ticking.tick(house)
    dana.says("My shifts were changed.", "detriment")
    clock.advance(hours=1)
    ticking.tick(house)
    amira.closes(concern)
    (row,) = amira.inbox(state="closed").items
    assert row.due_hour == months_later(house.hour(), 1)


def test_an_answer_to_a_check_leaves_the_next_one_due(
    house: House, clock: SetClock, concern: bytes, dana: Dana, amira: Desk
) -> None:
    """To withdraw asks nothing more of the reviewers, and what is closed stays so."""
    amira.closes(concern)
    closed = house.hour()
    clock.advance(hours=1)
    ticking.tick(house)
    dana.says("", "withdrawal")
    clock.advance(hours=1)
    ticking.tick(house)
    (row,) = amira.inbox(state="closed").items
    assert (row.due_kind, row.due_hour) == ("check", months_later(closed, 1))


def test_what_was_held_back_since_before_the_question_is_no_answer_to_it(
    force: Force, store: Store, clock: SetClock
) -> None:
    """Handed over at seven, what the reporter wrote the evening before cannot answer what was asked at night."""
    house = force.open(store, clock, hand_over=HandOver(7))
    amira, dana = Desk(house, "amira"), Dana(house)
    dana.raises()
    while not amira.inbox().items:
        clock.advance(hours=1)
        ticking.tick(house)
    clock.advance(hours=9)
    ticking.tick(house)
    dana.says("One more thing.")
    clock.advance(hours=2)
    amira.asks(dana.mailbox, Question("Was she alone?"))
    while not amira.inbox().items[0].unread > 1:
        clock.advance(hours=1)
        ticking.tick(house)
    assert amira.inbox().items[0].waiting
    dana.says("She was.")
    while not amira.inbox().items[0].unread > 2:
        clock.advance(hours=1)
        ticking.tick(house)
    assert not amira.inbox().items[0].waiting


def test_a_closing_takes_the_question_back(house: House, concern: bytes, amira: Desk) -> None:
    amira.asks(concern, Question("Was she alone?"))
    assert amira.inbox(waiting=True).items
    amira.closes(concern)
    assert amira.inbox(state="closed", waiting=True).items == []


def test_nothing_is_asked_in_a_closed_concern(house: House, concern: bytes, amira: Desk) -> None:
    amira.closes(concern)
    with pytest.raises(Conflict, match="closed"):
        amira.asks(concern, Question("One more thing?"))
