"""The clocks that a reviewer sees, and saying why an answer is late."""

from __future__ import annotations

import pytest

from tests.services.changing import later, tick
from tests.services.people import Dana, Desk
from tests.services.test_reviewing import waiting
from whistle.clock import SetClock
from whistle.domain.deadlines import Duty, Standing
from whistle.domain.errors import ClockWentBack, Conflict, NotFound
from whistle.domain.events import EventType, Happening
from whistle.domain.limits import KINDS, DueKind, LateReason
from whistle.envelope.content import Question
from whistle.services import explaining, ticking
from whistle.services.house import House

DAY = 24


@pytest.fixture
def concern(house: House, dana: Dana) -> bytes:
    """Dana's concern, which nobody has read."""
    dana.raises()
    ticking.tick(house)
    return dana.mailbox


def duty(house: House, mailbox: bytes, kind: DueKind) -> Duty:
    return next(each for each in explaining.of(house, "amira", mailbox).duties if each.kind is kind)


def said(house: House) -> list[Happening]:
    return [each.happening for each in waiting(house) if each.type is EventType.EXPLAINED]


def explain(house: House, mailbox: bytes, reason: LateReason, kind: DueKind = DueKind.REPLY) -> None:
    explaining.explain(house, "amira", mailbox, kind, reason)


def test_what_is_owed_and_what_stopped_it_is_there_for_whoever_reads(
    house: House, clock: SetClock, concern: bytes, dana: Dana, amira: Desk
) -> None:
    asked = house.hour()
    amira.asks(concern, Question("Who was there?"))
    clock.advance(hours=1)
    ticking.tick(house)
    assert duty(house, concern, DueKind.REPLY).standing is Standing.PAUSED
    dana.says("I was.")
    tick(house, clock)
    found = explaining.of(house, "amira", concern)
    assert [(each.start, each.end) for each in found.pauses] == [(asked, asked + 1)]
    assert duty(house, concern, DueKind.ACKNOWLEDGEMENT).standing is Standing.IN_TIME
    assert duty(house, concern, DueKind.REPLY).due == asked + 7 * DAY + 1
    with pytest.raises(NotFound):
        explaining.of(house, "carys", concern)


def test_a_reason_for_what_is_late_goes_into_the_log_and_to_the_duty(
    house: House, clock: SetClock, concern: bytes
) -> None:
    later(house, clock, 7 * DAY + 1)
    explain(house, concern, LateReason.SAFETY)
    assert said(house) == [
        Happening(EventType.EXPLAINED, house.hour(), KINDS.index(DueKind.REPLY), LateReason.SAFETY)
    ]
    assert duty(house, concern, DueKind.REPLY).reason is LateReason.SAFETY


def test_said_again_it_changes_nothing_and_another_reason_waits_for_the_next_hour(
    house: House, clock: SetClock, concern: bytes
) -> None:
    later(house, clock, 8 * DAY)
    explain(house, concern, LateReason.SAFETY)
    explain(house, concern, LateReason.SAFETY)
    explain(house, concern, LateReason.OVERLOOKED, DueKind.ACKNOWLEDGEMENT)
    with pytest.raises(Conflict, match="another reason"):
        explain(house, concern, LateReason.OVERLOOKED)
    assert len(said(house)) == 2
    clock.advance(hours=1)
    explain(house, concern, LateReason.OVERLOOKED)
    assert duty(house, concern, DueKind.REPLY).reason is LateReason.OVERLOOKED


def test_what_is_in_time_and_not_due_within_a_day_needs_no_reason(
    house: House, clock: SetClock, concern: bytes, amira: Desk
) -> None:
    clock.advance(hours=6 * DAY - 1)
    with pytest.raises(Conflict, match="late"):
        explain(house, concern, LateReason.SAFETY)
    clock.advance(hours=1)
    explain(house, concern, LateReason.SAFETY)
    clock.advance(hours=1)
    amira.replies(concern, "We have the file now.")
    with pytest.raises(Conflict, match="late"):
        explain(house, concern, LateReason.SAFETY)
    assert len(said(house)) == 1


def test_whoever_cannot_read_it_can_explain_nothing(house: House, clock: SetClock, concern: bytes) -> None:
    clock.advance(hours=8 * DAY)
    with pytest.raises(NotFound):
        explaining.explain(house, "carys", concern, DueKind.REPLY, LateReason.SAFETY)
    assert said(house) == []


def test_under_a_clock_that_went_back_nothing_is_explained(
    house: House, clock: SetClock, concern: bytes
) -> None:
    clock.advance(hours=6 * DAY + 20)
    ticking.tick(house)
    clock.advance(hours=-3)
    with pytest.raises(ClockWentBack):
        explain(house, concern, LateReason.SAFETY)


def test_what_is_open_for_a_year_is_due_a_reason_and_giving_one_is_all_that_it_takes(
    house: House, clock: SetClock, concern: bytes, amira: Desk
) -> None:
    start = house.hour()
    amira.replies(concern, "We have begun.")
    for _ in range(12):
        later(house, clock, 27 * DAY)
        amira.holds(concern)
    later(house, clock, 27 * DAY)
    (row,) = amira.inbox().items
    assert row.due_kind == "outcome"
    explain(house, concern, LateReason.PROCEEDINGS, DueKind.REASON)
    owed = duty(house, concern, DueKind.REASON)
    assert (owed.start, owed.standing, owed.reason) == (start, Standing.IN_TIME, LateReason.PROCEEDINGS)
