"""When what a reporter wrote is handed over, and when somebody is there: both by the clock on the wall.

The wall's clock is that of ``Europe/London`` everywhere in the service, summer and winter. It moves by whole hours, so
that a quarter of an hour there is one in UTC too.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

HOUR = 3600
QUARTER = 900
"""Seconds: staffed hours begin and end at quarters."""

LONDON = "Europe/London"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONGEST_SEARCH = 400 * 24 * 4
_PART = re.compile(
    r"(?P<first>[A-Z][a-z]{2})(-(?P<last>[A-Z][a-z]{2}))? (?P<start>[0-9:]{5})-(?P<end>[0-9:]{5})"
)
_TIME = re.compile(r"([01][0-9]|2[0-4]):(00|15|30|45)")

END = 1 << 32
"""Behind every hour that there is."""

IsHoliday = Callable[[dt.date], bool]


@dataclass(frozen=True)
class HandOver:
    """When what reporters write is given to the reviewers: once a day at an hour on the wall, or at every tick."""

    at: int | None = None

    @classmethod
    def parse(cls, text: str) -> HandOver:
        """From ``07:00`` or ``tick``. Raises ValueError."""
        if text == "tick":
            return cls()
        if not re.fullmatch(r"([01][0-9]|2[0-3]):00", text):
            raise ValueError("no hour")
        return cls(int(text[:2]))

    def last(self, hour: int) -> int:
        """The latest hour of a hand-over up to ``hour``: what was written before it is given. Every tick gives all."""
        if self.at is None:
            return END
        today = _on_the_wall(hour * HOUR).date()
        # Days have 23 to 25 hours: the day after has begun where the hour that is skipped in spring is asked for.
        return max(begun for days in (-1, 0, 1) if (begun := self._on(today + dt.timedelta(days))) <= hour)

    def next(self, hour: int) -> int:
        """The first hour of a hand-over after ``hour``, in which what is written in ``hour`` is given."""
        if self.at is None:
            return hour
        today = _on_the_wall(hour * HOUR).date()
        return min(begun for days in (-1, 0, 1, 2) if (begun := self._on(today + dt.timedelta(days))) > hour)

    def _on(self, day: dt.date) -> int:
        moment = dt.datetime.combine(day, dt.time(self.at or 0), ZoneInfo(LONDON))
        return int(moment.timestamp()) // HOUR


@dataclass(frozen=True)
class Part:
    """Some days of the week, Monday being 0, and from when to when on them, in minutes of the day."""

    days: frozenset[int]
    start: int
    end: int


@dataclass(frozen=True)
class Staffed:
    """When somebody is there."""

    parts: tuple[Part, ...]

    @classmethod
    def parse(cls, text: str) -> Staffed:
        """From ``Mon-Fri 09:00-17:00`` or several of the kind with commas between them. Raises ValueError."""
        return cls(tuple(_part(each.strip()) for each in text.split(",")))

    def is_open(self, seconds: int, holiday: IsHoliday) -> bool:
        """Whether somebody is there at that moment, in unix seconds."""
        wall = _on_the_wall(seconds)
        minute = wall.hour * 60 + wall.minute
        return any(
            wall.weekday() in part.days and part.start <= minute < part.end for part in self.parts
        ) and not holiday(wall.date())

    def next_open(self, seconds: int, holiday: IsHoliday) -> int | None:
        """When somebody is there next: the present hour while they are. None where no day comes within a year."""
        if self.is_open(seconds, holiday):
            return seconds - seconds % HOUR
        first = seconds - seconds % QUARTER + QUARTER
        later = range(first, first + _LONGEST_SEARCH * QUARTER, QUARTER)
        return next((at for at in later if self.is_open(at, holiday)), None)


def first_hour(day: dt.date) -> int:
    """The hour in which a day on the wall begins."""
    return int(dt.datetime.combine(day, dt.time(), ZoneInfo(LONDON)).timestamp()) // HOUR


def _part(text: str) -> Part:
    found = _PART.fullmatch(text)
    if not found:
        raise ValueError("no hours")
    first = DAYS.index(found["first"])
    last = DAYS.index(found["last"] or found["first"])
    start, end = _minute(found["start"]), _minute(found["end"])
    if first > last or start >= end:
        raise ValueError("no hours")
    return Part(frozenset(range(first, last + 1)), start, end)


def _minute(text: str) -> int:
    found = _TIME.fullmatch(text)
    minute = int(found[1]) * 60 + int(found[2]) if found else 24 * 60 + 1
    if minute > 24 * 60:
        raise ValueError("no hours")
    return minute


def _on_the_wall(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, ZoneInfo(LONDON))


EVERY_TICK = HandOver()
NINE_TO_FIVE = Staffed.parse("Mon-Fri 09:00-17:00")
