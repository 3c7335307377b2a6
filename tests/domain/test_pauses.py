"""A question to the reporter stops the clocks of the answers that wait for it, and nothing else, and not for ever."""

from __future__ import annotations

import pytest

from tests.domain.told import DAY, RECEIVED, clocks_after, duty_of, received_and
from whistle.domain.deadlines import Due, Pause, Standing, next_due
from whistle.domain.events import EventType
from whistle.domain.limits import DueKind
from whistle.domain.rules import USUAL

Told = tuple[EventType, int]
WEEK = 7 * DAY
ASKED, ANSWERED = EventType.ASKED, EventType.ANSWERED


def pauses(after: int, *later: Told) -> list[tuple[int, int | None]]:
    return [
        (each.start - RECEIVED, None if each.end is None else each.end - RECEIVED)
        for each in clocks_after(after, *later).pauses
    ]


def test_the_time_until_the_answer_is_added() -> None:
    told = ((ASKED, 2 * DAY), (ANSWERED, 5 * DAY))
    reply = duty_of(clocks_after(10 * DAY, *told), DueKind.REPLY)
    assert (reply.due, reply.paused, reply.allowed) == (RECEIVED + 10 * DAY, 3 * DAY, WEEK)
    assert (reply.standing, reply.taken) == (Standing.RUNNING, WEEK)
    assert duty_of(clocks_after(10 * DAY + 1, *told), DueKind.REPLY).standing is Standing.OVERDUE


@pytest.mark.parametrize(
    "written",
    [
        EventType.ANSWERED,
        EventType.REPORTER_WROTE,
        EventType.DISPUTED,
        EventType.WITHDRAWN,
        EventType.DETRIMENT,
        EventType.CLOSED,
    ],
)
def test_whatever_the_reporter_writes_ends_a_pause_and_so_does_a_closing(written: EventType) -> None:
    assert pauses(900, (ASKED, 10), (written, 30)) == [(10, 30)]


@pytest.mark.parametrize("other", [EventType.REPLIED, EventType.HOLDING, EventType.SHARED, EventType.OPENED])
def test_nothing_that_a_reviewer_does_but_closing_ends_it(other: EventType) -> None:
    assert pauses(900, (ASKED, 10), (other, 30)) == [(10, 10 + 28 * DAY)]


def test_it_ends_by_itself_after_28_days() -> None:
    assert pauses(10 + 28 * DAY - 1, (ASKED, 10)) == [(10, None)]
    assert pauses(10 + 28 * DAY, (ASKED, 10)) == [(10, 10 + 28 * DAY)]
    at_its_end = duty_of(clocks_after(10 + 28 * DAY, (ASKED, 10)), DueKind.REPLY)
    assert (at_its_end.standing, at_its_end.resumes) == (Standing.RUNNING, None)
    reply = duty_of(clocks_after(40 * DAY, (ASKED, DAY)), DueKind.REPLY)
    assert (reply.standing, reply.paused) == (Standing.OVERDUE, 28 * DAY)


def test_meanwhile_an_answer_is_neither_running_nor_overdue() -> None:
    duty = duty_of(clocks_after(20 * DAY, (ASKED, 2 * DAY)), DueKind.REPLY)
    assert (duty.standing, duty.taken) == (Standing.PAUSED, 2 * DAY)
    assert duty.resumes == RECEIVED + 30 * DAY


def test_what_was_overdue_when_the_question_was_put_stays_late() -> None:
    told = ((ASKED, WEEK + 1), (ANSWERED, WEEK + 9), (EventType.REPLIED, WEEK + 10))
    assert duty_of(clocks_after(900, *told[:1]), DueKind.REPLY).standing is Standing.OVERDUE
    reply = duty_of(clocks_after(900, *told), DueKind.REPLY)
    assert (reply.standing, reply.paused) == (Standing.LATE, 0)


def test_a_question_in_the_last_hour_stops_the_clock() -> None:
    assert duty_of(clocks_after(WEEK + 9, (ASKED, WEEK)), DueKind.REPLY).standing is Standing.PAUSED


def test_another_question_before_an_answer_stops_no_clock_again() -> None:
    assert pauses(90 * DAY, (ASKED, 10), (ASKED, 20 * DAY), (ASKED, 60 * DAY)) == [(10, 10 + 28 * DAY)]


def test_another_question_after_an_answer_does() -> None:
    told = ((ASKED, 10), (ANSWERED, 20), (ASKED, 30), (ANSWERED, 50))
    assert pauses(900, *told) == [(10, 20), (30, 50)]
    assert duty_of(clocks_after(900, *told), DueKind.REPLY).paused == 30


def test_what_was_written_before_the_question_is_no_answer_to_it() -> None:
    assert pauses(100, (ASKED, 10), (EventType.REPORTER_WROTE, 9)) == [(10, None)]
    assert pauses(100, (ASKED, 10), (EventType.REPORTER_WROTE, 10)) == []


def test_an_acknowledgement_a_triage_and_a_check_do_not_wait_for_the_reporter() -> None:
    found = clocks_after(9_000, (ASKED, 30), (EventType.CLOSED, 50))
    acknowledged = duty_of(found, DueKind.ACKNOWLEDGEMENT)
    assert (acknowledged.standing, acknowledged.paused) == (Standing.LATE, 0)
    assert {duty.paused for duty in found.duties if duty.kind is DueKind.CHECK} == {0}


def test_updates_and_the_outcome_wait_too_and_each_from_its_own_beginning() -> None:
    told = ((ASKED, 10), (EventType.REPLIED, 20), (ANSWERED, 50))
    found = clocks_after(900, *told)
    assert duty_of(found, DueKind.UPDATE).due == RECEIVED + 20 + 28 * DAY + 30
    assert duty_of(found, DueKind.OUTCOME).paused == 40
    assert duty_of(found, DueKind.REPLY).paused == 10


def test_a_question_from_before_a_closing_stops_nothing_after_a_reopening() -> None:
    told = ((ASKED, 10), (EventType.CLOSED, 20), (EventType.REOPENED, 30))
    assert pauses(900, *told) == [(10, 20)]
    assert duty_of(clocks_after(900, *told), DueKind.REPLY, stretch=1).standing is Standing.OVERDUE


def test_the_reply_that_opens_a_concern_again_may_ask() -> None:
    told = ((EventType.CLOSED, 20), (EventType.REOPENED, 30), (EventType.REPLIED, 30), (ASKED, 30))
    assert pauses(40, *told) == [(30, None)]


def test_what_is_due_next_is_reckoned_as_if_no_answer_came() -> None:
    told = received_and((ASKED, 2 * DAY))
    due = next_due(told, USUAL)
    assert due == Due(DueKind.REPLY, RECEIVED + WEEK + 28 * DAY, RECEIVED + 30 * DAY)
    assert due.paused
    answered = next_due([*told, *received_and((ANSWERED, 3 * DAY))[1:]], USUAL)
    assert answered == Due(DueKind.REPLY, RECEIVED + 8 * DAY)
    assert not answered.paused


def test_pauses_are_told_apart_from_the_answers() -> None:
    found = clocks_after(100, (ASKED, 10), (ANSWERED, 20), (ASKED, 60))
    assert found.pauses == (Pause(RECEIVED + 10, RECEIVED + 20), Pause(RECEIVED + 60, None))
