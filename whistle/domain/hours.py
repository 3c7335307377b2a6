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
MINUTE = 60
QUARTER = 900
"""Seconds: staffed hours begin and end at quarters."""

LONDON = "Europe/London"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONGEST_SEARCH = 400
"""Days."""
_PART = re.compile(
    r"(?P<first>[A-Z][a-z]{2})(-(?P<last>[A-Z][a-z]{2}))? (?P<start>[0-9:]{5})-(?P<end>[0-9:]{5})"
)
_TIME = re.compile(r"([01][0-9]|2[0-4]):(00|15|30|45)")

END = 1 << 32
"""Behind every hour that there is."""

LONGEST_GAP = 7 * 24
"""Hours between two ticks: more looks like a clock that was set wrong, whose hours would stand in the log for good."""

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

    days: range
    start: int
    end: int

    @property
    def text(self) -> str:
        """As in ``Mon-Fri 09:00-17:00``."""
        first, last = DAYS[self.days[0]], DAYS[self.days[-1]]
        days = first if first == last else f"{first}-{last}"
        return f"{days} {_time(self.start)}-{_time(self.end)}"


@dataclass(frozen=True)
class Staffed:
    """When somebody is there: parts of the week that neither touch on a day nor overlap, in order."""

    parts: tuple[Part, ...]

    @classmethod
    def parse(cls, text: str) -> Staffed:
        """From ``Mon-Fri 09:00-17:00`` or several of the kind with commas between them. Raises ValueError."""
        return cls(_in_order([_part(each.strip()) for each in text.split(",")]))

    @property
    def text(self) -> str:
        """What ``parse`` makes the same hours of: one text for the same hours always."""
        return ", ".join(part.text for part in self.parts)

    def is_open(self, seconds: int, holiday: IsHoliday) -> bool:
        """Whether somebody is there at that moment, in unix seconds."""
        wall = _on_the_wall(seconds)
        minute = wall.hour * 60 + wall.minute
        return any(
            wall.weekday() in part.days and part.start <= minute < part.end for part in self.parts
        ) and not holiday(wall.date())

    def next_open(self, seconds: int, holiday: IsHoliday) -> int | None:
        """When somebody is there next: the present hour while they are. None where no day comes within a year."""
        today = _on_the_wall(seconds).date()
        for days in range(LONGEST_SEARCH):
            day = today + dt.timedelta(days)
            for start, end in () if holiday(day) else self.spans(day):
                if seconds < end * MINUTE:
                    return start * MINUTE if seconds < start * MINUTE else seconds - seconds % HOUR
        return None

    def minutes(self, start: int, end: int, holiday: IsHoliday) -> int:
        """For how many minutes between two, both since 1970, somebody was there."""
        day, last = (_on_the_wall(minute * MINUTE).date() for minute in (start, end))
        found = 0
        while day <= last:
            if not holiday(day):
                found += sum(max(0, min(end, till) - max(start, since)) for since, till in self.spans(day))
            day += dt.timedelta(1)
        return found

    def spans(self, day: dt.date) -> list[tuple[int, int]]:
        """From which minute since 1970 to which somebody is there on a day that is no holiday, in order.

        The wall's clock moves at one in the morning UTC, so that a day has at most two times to reckon with.
        """
        parts = [part for part in self.parts if day.weekday() in part.days]
        if not parts:
            return []
        midnight = (day - _FIRST_DAY).days * 24 * 60
        change = midnight + 60
        before, after = (_ahead(minute) for minute in (midnight, change))
        if before == after:
            return sorted((midnight - after + part.start, midnight - after + part.end) for part in parts)
        halves = [
            *((midnight - before + part.start, min(change, midnight - before + part.end)) for part in parts),
            *((max(change, midnight - after + part.start), midnight - after + part.end) for part in parts),
        ]
        return sorted((start, end) for start, end in halves if start < end)


def leapt(last_tick: int, hour: int) -> bool:
    """Whether the clock stands so far after the last tick that it looks set wrong; before the first nothing does."""
    return last_tick > 0 and hour - last_tick > LONGEST_GAP


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
    return Part(range(first, last + 1), start, end)


def _in_order(parts: list[Part]) -> tuple[Part, ...]:
    """The same hours in parts that do not overlap, each for as many days in a row as share it."""
    ordered: dict[tuple[int, int], list[range]] = {}
    for day in range(len(DAYS)):
        for span in _joined([(part.start, part.end) for part in parts if day in part.days]):
            runs = ordered.setdefault(span, [])
            if runs and runs[-1].stop == day:
                runs[-1] = range(runs[-1].start, day + 1)
            else:
                runs.append(range(day, day + 1))
    found = [Part(days, *span) for span, runs in ordered.items() for days in runs]
    return tuple(sorted(found, key=lambda part: (part.days.start, part.start)))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without overlaps, in order; what touches is one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _ahead(minute: int) -> int:
    """By how many minutes the wall is ahead of UTC."""
    ahead = _on_the_wall(minute * MINUTE).utcoffset() or dt.timedelta()
    return int(ahead.total_seconds()) // MINUTE


def _minute(text: str) -> int:
    found = _TIME.fullmatch(text)
    minute = int(found[1]) * 60 + int(found[2]) if found else 24 * 60 + 1
    if minute > 24 * 60:
        raise ValueError("no hours")
    return minute


def _on_the_wall(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, ZoneInfo(LONDON))


_FIRST_DAY = dt.date(1970, 1, 1)
EVERY_TICK = HandOver()
NINE_TO_FIVE = Staffed.parse("Mon-Fri 09:00-17:00")
