"""So many days or months later, by the clock on the wall."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.told import hour
from whistle.domain.dates import days_later, hour_of, months_later, on_the_wall

HOURS = st.integers(490_000, 520_000)


@pytest.mark.parametrize(
    ("begin", "days", "end", "elapsed"),
    [
        ((2026, 3, 28, 12), 1, (2026, 3, 29, 12), 23),
        ((2026, 3, 27, 9), 7, (2026, 4, 3, 9), 7 * 24 - 1),
        ((2026, 10, 24, 12), 1, (2026, 10, 25, 12), 25),
        ((2026, 10, 20, 9), 28, (2026, 11, 17, 9), 28 * 24 + 1),
        ((2026, 6, 1, 9), 7, (2026, 6, 8, 9), 7 * 24),
    ],
)
def test_days_keep_the_time_on_the_wall_over_the_change_of_the_clock(
    begin: tuple[int, ...], days: int, end: tuple[int, ...], elapsed: int
) -> None:
    assert days_later(hour(*begin), days) == hour(*end)
    assert hour(*end) - hour(*begin) == elapsed


@pytest.mark.parametrize(
    ("begin", "months", "end"),
    [
        ((2026, 1, 31, 9), 1, (2026, 2, 28, 9)),
        ((2027, 11, 30, 9), 3, (2028, 2, 29, 9)),
        ((2026, 1, 15, 9), 3, (2026, 4, 15, 9)),
        ((2026, 9, 1, 0), 3, (2026, 12, 1, 0)),
        ((2026, 11, 2, 9), 12, (2027, 11, 2, 9)),
        ((2028, 2, 29, 9), 12, (2029, 2, 28, 9)),
    ],
)
def test_months_keep_the_day_or_take_the_last_one_there_is(
    begin: tuple[int, ...], months: int, end: tuple[int, ...]
) -> None:
    assert months_later(hour(*begin), months) == hour(*end)


def test_of_an_hour_that_comes_twice_the_second_is_still_in_time() -> None:
    twice = hour_of(dt.datetime(2026, 10, 25, 1))
    assert [on_the_wall(each).hour for each in (twice - 1, twice, twice + 1)] == [1, 1, 2]
    assert days_later(hour(2026, 10, 24, 1), 1) == twice


def test_an_hour_that_is_skipped_becomes_the_next() -> None:
    skipped = hour_of(dt.datetime(2026, 3, 29, 1))
    assert on_the_wall(skipped).hour == 2
    assert on_the_wall(skipped - 1).hour == 0


@given(HOURS, st.integers(0, 400))
def test_so_many_days_later_is_the_same_time_on_the_wall(begin: int, days: int) -> None:
    end = days_later(begin, days)
    before, after = on_the_wall(begin), on_the_wall(end)
    assert (after.date() - before.date()).days == days
    assert after.hour == before.hour or (before.hour, after.hour, after.month) == (1, 2, 3)
    assert abs(end - begin - days * 24) <= 1


@given(HOURS, st.integers(0, 36))
def test_so_many_months_later_is_the_same_time_of_the_same_or_the_last_day(begin: int, months: int) -> None:
    before, after = on_the_wall(begin), on_the_wall(months_later(begin, months))
    assert (after.year - before.year) * 12 + after.month - before.month == months
    assert after.hour == before.hour or (before.hour, after.hour, after.month) == (1, 2, 3)
    assert after.day == before.day or (after.day < before.day and (after + dt.timedelta(1)).day == 1)


@given(HOURS, HOURS, st.integers(0, 100), st.integers(0, 14))
def test_whoever_begins_earlier_is_not_due_later(one: int, other: int, days: int, months: int) -> None:
    first, second = sorted((one, other))
    assert days_later(first, days) <= days_later(second, days)
    assert months_later(first, months) <= months_later(second, months)
