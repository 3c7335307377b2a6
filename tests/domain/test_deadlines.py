"""The clocks of the field, as functions of what happened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whistle.domain.concern import State
from whistle.domain.deadlines import (
    EARLY,
    LIMITS,
    Basis,
    Due,
    DueKind,
    Standing,
    add_months,
    checks_after,
    duties,
    next_due,
)
from whistle.domain.errors import Conflict
from whistle.domain.events import EventType

NINE_O_CLOCK = int(dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC).timestamp()) // 3600
DAY = 24
HOURS = st.integers(NINE_O_CLOCK, NINE_O_CLOCK + 400 * DAY)


@dataclass(frozen=True)
class Entry:
    type: EventType
    hour: int


def received_and(*later: tuple[EventType, int]) -> list[Entry]:
    return [
        Entry(EventType.RECEIVED, NINE_O_CLOCK),
        *(Entry(kind, NINE_O_CLOCK + hours) for kind, hours in later),
    ]


def standings(entries: list[Entry], after: int) -> list[Standing]:
    return [duty.standing for duty in duties(entries, NINE_O_CLOCK + after)]


def test_a_new_concern_is_to_be_acknowledged_within_24_hours() -> None:
    assert next_due(State.NEW, NINE_O_CLOCK) == Due(DueKind.ACKNOWLEDGEMENT, NINE_O_CLOCK + 24)


def test_an_acknowledged_one_is_to_be_answered_within_7_days_of_its_receipt() -> None:
    assert next_due(State.ACKNOWLEDGED, NINE_O_CLOCK) == Due(DueKind.REPLY, NINE_O_CLOCK + 7 * DAY)


def test_an_open_one_is_to_hear_every_28_days() -> None:
    replied = NINE_O_CLOCK + 3 * DAY
    assert next_due(State.OPEN, NINE_O_CLOCK, replied) == Due(DueKind.UPDATE, replied + 28 * DAY)


def test_the_outcome_is_due_after_three_months_however_recent_the_last_update() -> None:
    replied = NINE_O_CLOCK + 80 * DAY
    assert next_due(State.OPEN, NINE_O_CLOCK, replied) == Due(DueKind.OUTCOME, add_months(NINE_O_CLOCK, 3))


def test_a_reopened_one_is_to_be_answered_within_7_days_of_its_reopening() -> None:
    assert next_due(State.OPEN, NINE_O_CLOCK + 500) == Due(DueKind.REPLY, NINE_O_CLOCK + 500 + 7 * DAY)


def test_once_closed_the_reporter_is_to_be_asked_1_3_6_and_12_months_later_how_they_are_treated() -> None:
    closed = NINE_O_CLOCK + 10 * DAY
    due = [next_due(State.CLOSED, NINE_O_CLOCK, closed, checks) for checks in range(5)]
    months = [Due(DueKind.CHECK, add_months(closed, months)) for months in (1, 3, 6, 12)]
    assert due == [*months, None]


def test_a_check_counts_from_14_days_before_it_is_due() -> None:
    due = add_months(NINE_O_CLOCK, 3)
    assert checks_after(NINE_O_CLOCK, 1, due - EARLY) == 2
    with pytest.raises(Conflict, match="early"):
        checks_after(NINE_O_CLOCK, 1, due - EARLY - 1)


def test_one_check_makes_good_for_those_that_were_missed_and_there_are_four() -> None:
    assert checks_after(NINE_O_CLOCK, 0, add_months(NINE_O_CLOCK, 4)) == 2
    assert checks_after(NINE_O_CLOCK, 0, add_months(NINE_O_CLOCK, 30)) == 4
    with pytest.raises(Conflict, match="made"):
        checks_after(NINE_O_CLOCK, 4, add_months(NINE_O_CLOCK, 30))


@given(HOURS, st.integers(0, 3), st.integers(0, 15_000))
def test_after_a_check_the_next_is_never_one_that_could_be_made_now(
    closed: int, made: int, wait: int
) -> None:
    now = closed + wait
    try:
        over = checks_after(closed, made, now)
    except Conflict:
        return
    following = next_due(State.CLOSED, closed, closed, over)
    assert over > made
    assert following is None or following.hour - now > EARLY


@pytest.mark.parametrize(
    ("after", "expected"),
    [(0, Standing.IN_TIME), (24, Standing.IN_TIME), (25, Standing.LATE)],
)
def test_an_acknowledgement_is_in_time_up_to_its_last_hour(after: int, expected: Standing) -> None:
    assert standings(received_and((EventType.ACKNOWLEDGED, after)), 100)[0] is expected


@pytest.mark.parametrize(("after", "expected"), [(24, Standing.RUNNING), (25, Standing.OVERDUE)])
def test_without_one_the_clock_runs_out_after_the_same_hour(after: int, expected: Standing) -> None:
    assert standings(received_and(), after)[0] is expected


def test_a_reply_acknowledges_and_a_closing_does_both() -> None:
    assert standings(received_and((EventType.REPLIED, 5)), 6) == [
        Standing.IN_TIME,
        Standing.IN_TIME,
        Standing.RUNNING,
    ]
    assert standings(received_and((EventType.CLOSED, 5)), 6) == [Standing.IN_TIME] * 3


def test_a_late_acknowledgement_stays_late_when_a_reply_follows_in_time() -> None:
    entries = received_and((EventType.ACKNOWLEDGED, 30), (EventType.REPLIED, 40))
    assert standings(entries, 50) == [Standing.LATE, Standing.IN_TIME, Standing.RUNNING]


def test_opening_a_concern_is_no_answer() -> None:
    entries = received_and((EventType.OPENED, 1), (EventType.REPORTER_WROTE, 3))
    assert standings(entries, 25)[0] is Standing.OVERDUE


def test_a_question_acknowledges_and_is_no_reply() -> None:
    assert standings(received_and((EventType.ASKED, 2)), 7 * DAY + 1) == [
        Standing.IN_TIME,
        Standing.OVERDUE,
        Standing.RUNNING,
    ]


def test_a_holding_reply_acknowledges_and_is_never_the_first_reply() -> None:
    assert standings(received_and((EventType.HOLDING, 2)), 7 * DAY + 1) == [
        Standing.IN_TIME,
        Standing.OVERDUE,
        Standing.RUNNING,
    ]


def test_a_check_settles_nothing() -> None:
    entries = received_and((EventType.CHECKED, 2), (EventType.CATEGORISED, 2))
    assert standings(entries, 25)[0] is Standing.OVERDUE


def test_events_without_a_receipt_owe_nothing() -> None:
    assert duties([Entry(EventType.CLOSED, 5)], 6) == ()


@given(
    st.permutations(
        received_and((EventType.ACKNOWLEDGED, 3), (EventType.REPLIED, 30), (EventType.REPLIED, 20))
    )
)
def test_the_order_in_which_events_are_told_does_not_matter(entries: list[Entry]) -> None:
    assert [duty.done for duty in duties(entries, NINE_O_CLOCK + 99)] == [
        NINE_O_CLOCK + 3,
        NINE_O_CLOCK + 20,
        None,
    ]


@given(
    st.lists(st.tuples(st.sampled_from(EventType), st.integers(0, 9_000)), max_size=12), st.integers(0, 9_000)
)
def test_a_settled_duty_never_changes_and_an_unsettled_one_only_runs_out(
    later: list[tuple[EventType, int]], now: int
) -> None:
    entries = received_and(*later)
    for before, after in zip(
        duties(entries, NINE_O_CLOCK + now), duties(entries, NINE_O_CLOCK + now + 1), strict=True
    ):
        allowed = {before.standing}
        if before.standing is Standing.RUNNING:
            allowed.add(Standing.OVERDUE)
        assert after.standing in allowed


@given(HOURS, st.integers(0, 36))
def test_months_later_is_the_same_hour_of_the_same_or_the_last_day(hour: int, months: int) -> None:
    before, after = (dt.datetime.fromtimestamp(h * 3600, dt.UTC) for h in (hour, add_months(hour, months)))
    assert (after.year - before.year) * 12 + after.month - before.month == months
    assert after.hour == before.hour
    assert after.day == before.day or (after.day < before.day and (after + dt.timedelta(days=1)).day == 1)


@given(HOURS, st.integers(0, 4_000), st.sampled_from(State), st.integers(0, 4))
def test_what_is_due_never_falls_before_its_start(start: int, wait: int, state: State, checks: int) -> None:
    for replied in (None, start + wait):
        due = next_due(state, start, replied, checks)
        assert due is None or due.hour > start


def test_no_default_limit_claims_to_be_law() -> None:
    """No UK statutory clock for internal disclosures is known; see docs."""
    limits = (LIMITS.acknowledgement, LIMITS.reply, LIMITS.update, LIMITS.outcome, *LIMITS.checks)
    assert {limit.basis for limit in limits} == {Basis.AIM, Basis.LOCAL_RULE}
