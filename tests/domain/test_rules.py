"""When a limit runs out: hours, days, working days and months, and the time in which somebody is there."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.told import hour
from whistle.domain.dates import on_the_wall
from whistle.domain.hours import HOUR, Staffed
from whistle.domain.limits import KINDS, Basis, DueKind, LateReason, Length
from whistle.domain.rules import USUAL, Rules

WORKING, CLOCK = 7, 1
"""A route on which an acknowledgement is counted in working days, and one on which it is not."""
HOURS = st.integers(490_000, 520_000)


def rules_of(region: str | None = None, **others: object) -> Rules:
    """With the bank holidays of a part of the UK, written out."""
    days = country_holidays("GB", subdiv=region, years=range(2025, 2029)) if region else ()
    return replace(
        USUAL,
        holidays=frozenset(days),
        working_routes=frozenset({WORKING}),
        **others,  # type: ignore[arg-type]
    )


ENGLAND, SCOTLAND, NORTHERN_IRELAND, WALES = map(rules_of, ("ENG", "SCT", "NIR", "WLS"))
MIXED = rules_of("ENG", staffed=Staffed.parse("Mon-Thu 08:30-16:15, Sat 10:00-12:00"))
REGIONS = st.sampled_from((ENGLAND, SCOTLAND, NORTHERN_IRELAND, WALES, MIXED))


def acknowledged(rules: Rules, start: int, route: int = WORKING) -> int:
    return rules.due(rules.acknowledgement, start, route)


def test_24_hours_are_24_elapsed_hours_also_when_the_clock_changes() -> None:
    for start in (hour(2026, 3, 28, 12), hour(2026, 10, 24, 12), hour(2026, 7, 1, 12)):
        assert acknowledged(USUAL, start, CLOCK) == start + 24


def test_days_and_months_are_those_of_the_wall() -> None:
    start = hour(2026, 3, 27, 9)
    assert USUAL.due(USUAL.reply, start) == hour(2026, 4, 3, 9)
    assert USUAL.due(USUAL.update, start) == hour(2026, 4, 24, 9)
    assert USUAL.due(USUAL.outcome, start) == hour(2026, 6, 27, 9)
    assert USUAL.due(USUAL.reason, start) == hour(2027, 3, 27, 9)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((2026, 11, 3, 10), (2026, 11, 4, 10)),
        ((2026, 11, 6, 10), (2026, 11, 9, 10)),
        ((2026, 11, 6, 17), (2026, 11, 10, 9)),
        ((2026, 11, 7, 3), (2026, 11, 10, 9)),
        ((2026, 11, 3, 3), (2026, 11, 4, 9)),
        ((2026, 3, 27, 10), (2026, 3, 30, 10)),
        ((2026, 10, 23, 16), (2026, 10, 26, 16)),
        ((2026, 12, 24, 10), (2026, 12, 29, 10)),
        ((2026, 12, 24, 18), (2026, 12, 30, 9)),
    ],
    ids=[
        "the next day",
        "over a weekend",
        "from after hours, from Monday's beginning",
        "from a weekend",
        "from before hours",
        "over the last Sunday of March",
        "over the last Sunday of October",
        "over Christmas and the day in place of Boxing Day",
        "from Christmas Eve after hours",
    ],
)
def test_on_some_routes_24_hours_are_one_working_day(start: tuple[int, ...], end: tuple[int, ...]) -> None:
    assert acknowledged(ENGLAND, hour(*start)) == hour(*end)
    assert acknowledged(ENGLAND, hour(*start), CLOCK) == hour(*start) + 24


@pytest.mark.parametrize(
    ("eve", "england", "scotland", "northern_ireland"),
    [
        ((2026, 4, 2, 10), (2026, 4, 7, 10), (2026, 4, 6, 10), (2026, 4, 7, 10)),
        ((2026, 3, 16, 10), (2026, 3, 17, 10), (2026, 3, 17, 10), (2026, 3, 18, 10)),
        ((2026, 7, 10, 10), (2026, 7, 13, 10), (2026, 7, 13, 10), (2026, 7, 14, 10)),
        ((2025, 12, 31, 10), (2026, 1, 2, 10), (2026, 1, 5, 10), (2026, 1, 2, 10)),
        ((2026, 7, 31, 10), (2026, 8, 3, 10), (2026, 8, 4, 10), (2026, 8, 3, 10)),
        ((2026, 8, 28, 10), (2026, 9, 1, 10), (2026, 8, 31, 10), (2026, 9, 1, 10)),
        ((2026, 11, 27, 10), (2026, 11, 30, 10), (2026, 12, 1, 10), (2026, 11, 30, 10)),
    ],
    ids=["Easter", "Patrick", "Boyne", "New Year", "August in Scotland", "August", "Andrew"],
)
def test_each_part_of_the_uk_has_bank_holidays_of_its_own(
    eve: tuple[int, ...],
    england: tuple[int, ...],
    scotland: tuple[int, ...],
    northern_ireland: tuple[int, ...],
) -> None:
    start = hour(*eve)
    assert acknowledged(ENGLAND, start) == acknowledged(WALES, start) == hour(*england)
    assert acknowledged(SCOTLAND, start) == hour(*scotland)
    assert acknowledged(NORTHERN_IRELAND, start) == hour(*northern_ireland)


@given(HOURS, REGIONS)
def test_one_working_day_is_never_shorter_than_a_day_and_ends_on_a_working_day(
    start: int, rules: Rules
) -> None:
    due = acknowledged(rules, start)
    assert due - start >= 23
    assert rules.staffed.spans(on_the_wall(due).date())
    assert on_the_wall(due).date() not in rules.holidays


@given(HOURS, HOURS, REGIONS)
def test_whoever_writes_earlier_is_not_due_later(one: int, other: int, rules: Rules) -> None:
    first, second = sorted((one, other))
    assert acknowledged(rules, first) <= acknowledged(rules, second)
    assert rules.due(rules.triage, first) <= rules.due(rules.triage, second)


@given(HOURS, REGIONS, st.integers(1, 12))
def test_days_may_be_given_as_working_days_too(start: int, rules: Rules, days: int) -> None:
    """So many of them lie behind the day on which somebody is there first."""
    rules = replace(rules, reply=replace(rules.reply, length=Length(working_days=days)))
    first = rules.staffed.next_open(start * HOUR, rules.holidays.__contains__)
    assert first is not None
    begun, due = on_the_wall(first // HOUR), on_the_wall(rules.due(rules.reply, start))
    between = [begun.date() + dt.timedelta(n + 1) for n in range((due.date() - begun.date()).days)]
    assert sum(bool(rules.staffed.spans(day)) and day not in rules.holidays for day in between) == days
    assert due.hour == begun.hour


def slow_minutes(rules: Rules, start: int, end: int) -> int:
    """Minute by minute, by what the wall says."""
    return sum(
        rules.staffed.is_open(minute * 60, rules.holidays.__contains__) for minute in range(start, end)
    )


ODD = rules_of("ENG", staffed=Staffed.parse("Sun 00:30-02:15, Mon-Sun 22:45-24:00, Mon 00:00-01:30"))


@given(
    st.integers(490_000, 520_000)
    | st.integers(hour(2026, 3, 28), hour(2026, 3, 30))
    | st.integers(hour(2026, 10, 24), hour(2026, 10, 26)),
    st.integers(0, 59),
    st.integers(0, 4 * 24 * 60),
    st.sampled_from((ENGLAND, MIXED, ODD)),
)
def test_staffed_minutes_are_those_in_which_the_wall_says_that_somebody_is_there(
    begin: int, minute: int, length: int, rules: Rules
) -> None:
    start = begin * 60 + minute
    assert rules.staffed_minutes(start, start + length) == slow_minutes(rules, start, start + length)


@given(HOURS, st.sampled_from((ENGLAND, MIXED, ODD)))
def test_a_triage_is_in_time_up_to_the_last_hour_that_need_not_be_late(start: int, rules: Rules) -> None:
    """Of a release in the last minute of its hour, and of an act in the first of its own."""
    due, released = rules.due(rules.triage, start), start * 60 + 59
    assert rules.staffed_minutes(released, due * 60) <= 60
    assert rules.staffed_minutes(released, (due + 1) * 60) > 60


def test_an_hour_that_is_just_used_up_lasts_until_somebody_is_there_again() -> None:
    short = rules_of(staffed=Staffed.parse("Mon-Tue 09:00-10:00"))
    assert short.due(short.triage, hour(2026, 11, 1, 12)) == hour(2026, 11, 3, 9)


def test_the_staffed_times_of_a_day_are_in_order() -> None:
    """Also where those that begin later in the day begin earlier in the week."""
    sunday = ODD.staffed.spans(dt.date(2026, 11, 1))
    assert len(sunday) == 2
    assert sunday == sorted(sunday)


def test_the_hash_is_of_the_text_and_another_limit_makes_another() -> None:
    assert len(USUAL.hash) == 32
    assert USUAL.hash == replace(USUAL).hash
    assert USUAL.hash != replace(USUAL, pause_days=27).hash


def test_no_usual_limit_claims_to_be_law() -> None:
    """No UK statutory clock for internal disclosures is known; see docs."""
    assert {limit.basis for limit in USUAL.limits} == {Basis.AIM, Basis.LOCAL_RULE}


def test_every_limit_says_how_long_in_words() -> None:
    assert [limit.words for limit in USUAL.limits] == [
        "1 hour while somebody is there",
        "24 hours",
        "7 days",
        "every 28 days",
        "3 months",
        "12 months",
        "1 month after closing",
        "3 months after closing",
        "6 months after closing",
        "12 months after closing",
    ]
    assert Length(working_days=1).words == "1 working day"


def test_the_numbers_that_the_log_keeps_never_change() -> None:
    assert [kind.value for kind in KINDS] == [
        "triage",
        "acknowledgement",
        "reply",
        "update",
        "outcome",
        "reason",
        "check",
    ]
    assert [reason.code for reason in LateReason] == [
        "waited-for-others",
        "safety",
        "proceedings",
        "more-to-do",
        "nobody-there",
        "too-much-work",
        "fault",
        "overlooked",
    ]
    assert [USUAL.limit(kind).kind for kind in DueKind] == list(KINDS)
    assert all(LateReason.from_code(reason.code) is reason for reason in LateReason)
