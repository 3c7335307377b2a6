"""So many days or months later, by the clock on the wall: the same time of another day, summer and winter."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from functools import lru_cache
from zoneinfo import ZoneInfo

from whistle.domain.hours import HOUR, LONDON

REMEMBERED = 1 << 16
"""Concerns come in few different hours, and each is reckoned from again and again."""


@lru_cache(REMEMBERED)
def days_later(hour: int, days: int) -> int:
    """The same time on the wall so many days after ``hour``, in hours since 1970."""
    return hour_of(on_the_wall(hour) + dt.timedelta(days))


@lru_cache(REMEMBERED)
def months_later(hour: int, months: int) -> int:
    """The same time of the same day so many calendar months later; the last day of a month that is too short."""
    moment = on_the_wall(hour)
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    day = min(moment.day, monthrange(year, month + 1)[1])
    return hour_of(moment.replace(year=year, month=month + 1, day=day))


def on_the_wall(hour: int) -> dt.datetime:
    """What the wall's clock says at the beginning of an hour, without a zone, so that days can be added to it."""
    return dt.datetime.fromtimestamp(hour * HOUR, ZoneInfo(LONDON)).replace(tzinfo=None)


def hour_of(moment: dt.datetime) -> int:
    """The hour of a time on the wall: of one that comes twice in autumn the second, of one that spring skips the next,
    so that nobody is late by the change of the clock.
    """
    aware = moment.replace(tzinfo=ZoneInfo(LONDON))
    return int(max(aware.timestamp(), aware.replace(fold=1).timestamp())) // HOUR
