"""Calendar quarters by the clock on the wall."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whistle.domain.quarters import (
    available,
    last_settled,
    months_of,
    name_of,
    quarter_of,
    settled_at,
    start_of,
)

SPRING = 2026 * 4 + 1


def hour(*moment: int) -> int:
    return int(dt.datetime(*moment, tzinfo=dt.UTC).timestamp()) // 3600  # type: ignore[arg-type, misc]


def test_in_summer_a_quarter_begins_an_hour_earlier_than_at_greenwich() -> None:
    assert start_of(SPRING) == hour(2026, 3, 31, 23)
    assert quarter_of(hour(2026, 3, 31, 22)) == SPRING - 1
    assert quarter_of(hour(2026, 3, 31, 23)) == SPRING
    assert quarter_of(hour(2026, 12, 31, 23)) == SPRING + 2


@given(st.integers(hour(1970, 2, 1), hour(2190, 1, 1)))
def test_every_hour_lies_in_its_quarter(at: int) -> None:
    quarter = quarter_of(at)
    assert start_of(quarter) <= at < start_of(quarter + 1)


@given(st.integers(hour(1971, 1, 1), hour(2190, 1, 1)))
def test_the_last_that_is_settled_can_be_stated_and_the_next_cannot(at: int) -> None:
    quarter = last_settled(at)
    assert available(settled_at(quarter)) <= at < available(settled_at(quarter + 1))


def test_a_quarter_is_settled_two_weeks_after_its_end_and_stated_two_days_later() -> None:
    assert settled_at(SPRING) == hour(2026, 7, 14, 23)
    assert available(settled_at(SPRING)) == hour(2026, 7, 16, 23)


def test_its_months_have_names_and_begin_at_midnight() -> None:
    assert months_of(SPRING) == [
        ("April 2026", hour(2026, 3, 31, 23)),
        ("May 2026", hour(2026, 4, 30, 23)),
        ("June 2026", hour(2026, 5, 31, 23)),
    ]


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (0, 0, "April to June 2026"),
        (0, 1, "April to September 2026"),
        (0, 3, "April 2026 to March 2027"),
        (-1, 2, "2026"),
        (-1, 6, "2026 and 2027"),
        (-1, 10, "2026 to 2028"),
    ],
)
def test_quarters_together_are_named_by_their_months_and_whole_years_by_the_year(
    first: int, last: int, name: str
) -> None:
    assert name_of(SPRING + first, SPRING + last) == name
