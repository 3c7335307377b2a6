"""Calendar quarters by the clock on the wall, and when one is settled. A quarter is its number since the year 0."""

from __future__ import annotations

import calendar
import datetime as dt
from bisect import bisect_right
from functools import lru_cache

from whistle.domain.hours import HOUR, first_hour

SETTLES = 14
"""Days after its end at which a quarter is settled. By then the time for acknowledging what came in it is over, as a
rule also that for a first reply."""
_ARRIVES = 48
"""Hours after which everything that happened is in the log: no promise is for longer."""
_KEPT = 1024


@lru_cache(_KEPT)
def start_of(quarter: int) -> int:
    """The hour in which it begins."""
    return first_hour(_first_day(quarter))


def quarter_of(hour: int) -> int:
    """The quarter in which that hour lies."""
    guess = dt.datetime.fromtimestamp(hour * HOUR, dt.UTC)
    quarter = guess.year * 4 + (guess.month - 1) // 3
    return quarter + bisect_right((start_of(quarter), start_of(quarter + 1)), hour) - 1


@lru_cache(_KEPT)
def settled_at(quarter: int) -> int:
    """The hour as at which its figures are stated, once and for all."""
    return first_hour(_first_day(quarter + 1) + dt.timedelta(SETTLES))


def available(settled: int) -> int:
    """The hour from which on what was settled at another can be stated, by everybody alike."""
    return settled + _ARRIVES


def last_settled(hour: int) -> int:
    """The latest quarter whose figures can be stated at ``hour``."""
    quarter = quarter_of(hour)
    while available(settled_at(quarter)) > hour:
        quarter -= 1
    return quarter


def months_of(quarter: int) -> list[tuple[str, int]]:
    """Its three months: their names, and the hours in which they begin."""
    first = _first_day(quarter)
    days = [first.replace(month=first.month + later) for later in range(3)]
    return [(f"{calendar.month_name[day.month]} {day.year}", first_hour(day)) for day in days]


def name_of(first: int, last: int) -> str:
    """Such as ``July to September 2026`` or, of whole years, ``2025 and 2026``."""
    begins, ends = divmod(first, 4), divmod(last, 4)
    if (begins[1], ends[1]) == (0, 3):
        years = (str(begins[0]), str(ends[0]))
        if begins[0] == ends[0]:
            return years[0]
        return (" and " if ends[0] == begins[0] + 1 else " to ").join(years)
    until = f"{calendar.month_name[ends[1] * 3 + 3]} {ends[0]}"
    since = calendar.month_name[begins[1] * 3 + 1]
    return f"{since} to {until}" if begins[0] == ends[0] else f"{since} {begins[0]} to {until}"


def _first_day(quarter: int) -> dt.date:
    year, number = divmod(quarter, 4)
    return dt.date(year, number * 3 + 1, 1)
