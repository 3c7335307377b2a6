"""The hours of the hand-over and of the people who are there, by the clock on the wall, summer and winter."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whistle.domain.hours import END, HOUR, HandOver, Staffed, first_hour

LONDON = ZoneInfo("Europe/London")
HOURS = st.integers(490_000, 520_000)
AT = st.integers(0, 23).map(HandOver)
SEVEN = HandOver.parse("07:00")
OFFICE = Staffed.parse("Mon-Fri 09:00-17:00")


def hour(*when: int) -> int:
    """The hour of a time on the wall."""
    return int(dt.datetime(*when, tzinfo=LONDON).timestamp()) // HOUR  # type: ignore[misc, arg-type]


def seconds(*when: int) -> int:
    return int(dt.datetime(*when, tzinfo=LONDON).timestamp())  # type: ignore[misc, arg-type]


def never(_: dt.date) -> bool:
    return False


def test_what_is_written_before_seven_is_given_at_seven_and_later_words_the_next_day() -> None:
    assert SEVEN.next(hour(2026, 11, 20, 6)) == hour(2026, 11, 20, 7)
    assert SEVEN.next(hour(2026, 11, 20, 7)) == hour(2026, 11, 21, 7)
    assert SEVEN.last(hour(2026, 11, 20, 6)) == hour(2026, 11, 19, 7)
    assert SEVEN.last(hour(2026, 11, 20, 7)) == hour(2026, 11, 20, 7)


def test_seven_is_seven_on_the_wall_in_summer_too() -> None:
    assert SEVEN.next(hour(2026, 3, 28, 12)) - SEVEN.last(hour(2026, 3, 28, 12)) == 23
    assert SEVEN.next(hour(2026, 10, 24, 12)) - SEVEN.last(hour(2026, 10, 24, 12)) == 25
    assert SEVEN.next(hour(2026, 7, 1, 12)) * HOUR == int(
        dt.datetime(2026, 7, 2, 6, tzinfo=dt.UTC).timestamp()
    )


def test_an_hour_that_the_clocks_skip_comes_once_and_one_that_they_repeat_too() -> None:
    one = HandOver.parse("01:00")
    spring = [one.next(each) for each in range(hour(2026, 3, 28, 2), hour(2026, 3, 30, 0))]
    autumn = [one.next(each) for each in range(hour(2026, 10, 24, 2), hour(2026, 10, 26, 0))]
    assert len(set(spring)) == len(set(autumn)) == 2


@given(AT, HOURS)
def test_hand_overs_follow_each_other_once_a_day_and_nothing_waits_for_two(at: HandOver, now: int) -> None:
    last, coming = at.last(now), at.next(now)
    assert last <= now < coming
    assert 23 <= coming - last <= 25
    assert at.last(coming) == coming
    assert at.last(coming - 1) == last
    assert at.next(last) == coming


@given(AT, HOURS)
def test_the_hand_over_is_at_its_hour_on_the_wall(at: HandOver, now: int) -> None:
    wall = dt.datetime.fromtimestamp(at.next(now) * HOUR, LONDON)
    assert wall.hour == at.at or (at.at == 1 and wall.hour == 2 and wall.month == 3)


@given(HOURS)
def test_every_tick_hands_over_all_that_there_is(now: int) -> None:
    tick = HandOver.parse("tick")
    assert (tick.next(now), tick.last(now)) == (now, END)


@pytest.mark.parametrize("text", ["", "7", "7:00", "07:30", "24:00", "25:00", "07:00:00", "Tick", "never"])
def test_what_is_no_hour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no hour"):
        HandOver.parse(text)


def test_somebody_is_there_on_weekdays_from_nine_to_five() -> None:
    friday = (2026, 11, 20)
    assert not OFFICE.is_open(seconds(*friday, 8, 59), never)
    assert OFFICE.is_open(seconds(*friday, 9), never)
    assert OFFICE.is_open(seconds(*friday, 16, 59), never)
    assert not OFFICE.is_open(seconds(*friday, 17), never)
    assert OFFICE.next_open(seconds(*friday, 16, 59), never) == seconds(*friday, 16)
    assert OFFICE.next_open(seconds(*friday, 17), never) == seconds(2026, 11, 23, 9)


def test_nobody_is_there_on_a_holiday() -> None:
    christmas = {dt.date(2026, 12, 25), dt.date(2026, 12, 28)}.__contains__
    assert not OFFICE.is_open(seconds(2026, 12, 25, 10), christmas)
    assert OFFICE.next_open(seconds(2026, 12, 24, 18), christmas) == seconds(2026, 12, 29, 9)


def test_days_may_have_hours_of_their_own() -> None:
    mixed = Staffed.parse("Mon-Thu 08:30-16:15, Fri 08:30-12:00, Sun 22:00-24:00")
    assert mixed.is_open(seconds(2026, 11, 19, 16, 14), never)
    assert not mixed.is_open(seconds(2026, 11, 20, 12), never)
    assert mixed.next_open(seconds(2026, 11, 20, 12), never) == seconds(2026, 11, 22, 22)
    assert mixed.is_open(seconds(2026, 11, 22, 23, 59), never)


@given(
    st.integers(490_000 * HOUR, 520_000 * HOUR), st.sampled_from(["Mon-Fri 09:00-17:00", "Sun 00:30-02:15"])
)
def test_nobody_is_there_before_the_next_time_that_is_told(now: int, text: str) -> None:
    staffed = Staffed.parse(text)
    told = staffed.next_open(now, never)
    assert told is not None
    if staffed.is_open(now, never):
        assert told == now - now % HOUR
    else:
        assert told > now
        assert staffed.is_open(told, never)
        assert not any(staffed.is_open(at, never) for at in range(now, told, 300))


def test_where_every_day_is_a_holiday_there_is_no_next_time() -> None:
    assert OFFICE.next_open(seconds(2026, 11, 20, 10), lambda _: True) is None


@pytest.mark.parametrize(
    "text",
    ["", "Mon", "mon 09:00-17:00", "Mon-Fri 9-17", "Fri-Mon 09:00-17:00", "Mon 17:00-09:00", "Mon 09:00-09:00",
     "Mon 09:10-17:00", "Mon 09:00-24:15", "Mon-Fri 09:00-17:00,", "Mon 09:00-17:00; Tue 09:00-17:00"],
)  # fmt: skip
def test_what_are_no_hours_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no hour"):
        Staffed.parse(text)


@pytest.mark.parametrize("month", [3, 7, 10, 11])
def test_a_day_begins_at_midnight_on_the_wall(month: int) -> None:
    """Also on those on which the wall's clock moves."""
    for day in (28, 29, 30):
        assert first_hour(dt.date(2026, month, day)) == hour(2026, month, day)
    assert first_hour(dt.date(2026, 3, 30)) - first_hour(dt.date(2026, 3, 29)) == 23
