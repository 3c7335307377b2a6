"""Where things stand in the drawings: a dot an answer, from twenty on how long they took and how many were in time.

Only places are computed here; the templates draw them, and a table beside each drawing says the same in numbers. Places
across are percentages of the drawing's width, so that dots and words keep their size on a phone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from whistle.domain.deadlines import Standing
from whistle.domain.limits import Length
from whistle.domain.small_numbers import Shown
from whistle.domain.stated import Answers, Dot, Spread

COLUMNS = 27
"""0 to 10 tenths of the time before the limit, 10 to 20 after it, and five at the end for what is overdue."""
LIMIT = 11
"""The column before which the limit stands."""
OPEN = 22
"""The column from which those stand that are overdue."""
STEP = 13
"""Pixels from one dot to the one above it."""


@dataclass(frozen=True)
class Mark:
    """One answer: where it stands, in per cent across and pixels down, and how it stands against its limit."""

    x: float
    y: int
    standing: Standing


@dataclass(frozen=True)
class Strip:
    """Dots from nothing on the left to twice the limit and more, and to the right of them what is overdue."""

    height: int
    marks: tuple[Mark, ...]
    limit: float
    open: float


@dataclass(frozen=True)
class Part:
    """A stretch of a bar, in per cent. ``room`` says whether its number can stand inside."""

    x: float
    width: float
    standing: Standing
    count: int

    @property
    def room(self) -> bool:
        return self.width >= 8


@dataclass(frozen=True)
class Took:
    """A bar of how long a share of the answers took, in hours; None where that share is not answered, and overdue.

    ``late`` says whether the last of that share came late or is overdue.
    """

    name: str
    hours: int | None
    width: float
    late: bool


@dataclass(frozen=True)
class Scale:
    """Bars of how long answers took, beside the limit; in per cent."""

    bars: tuple[Took, ...]
    limit: float


@dataclass(frozen=True)
class Bar:
    """A bar as long as a count. ``width`` is None where the count is not shown exactly, and there is none."""

    name: str
    words: str
    width: float | None


def strip(dots: Sequence[Dot]) -> Strip:
    """A dot an answer, one above the other where they took as long. None stands on the wrong side of its limit."""
    stacked: Counter[int] = Counter()
    placed: list[tuple[int, int, Standing]] = []
    waiting = 0
    for dot in sorted(dots, key=lambda dot: (dot.standing is not Standing.OVERDUE, dot.tenths or 0)):
        if dot.tenths is None:
            column, waiting = OPEN + 1 + waiting % 4, waiting + 1
        else:
            late = dot.standing in {Standing.LATE, Standing.OVERDUE}
            column = min(max(dot.tenths, 10), 20) + 1 if late else min(dot.tenths, 10)
        placed.append((column, stacked[column], dot.standing))
        stacked[column] += 1
    height = (max(stacked.values(), default=1)) * STEP + 2
    marks = tuple(
        Mark(_across(column + 0.5), height - row * STEP - STEP // 2 - 1, standing)
        for column, row, standing in placed
    )
    return Strip(height, marks, _across(LIMIT), _across(OPEN + 0.5))


def parts(answers: Answers) -> tuple[Part, ...]:
    """The share of each standing in all answers, in the order in which a reader cares."""
    counts = {
        Standing.IN_TIME: answers.in_time,
        Standing.LATE: answers.late,
        Standing.OVERDUE: answers.overdue,
        Standing.RUNNING: answers.running,
    }
    found, x = [], 0.0
    for standing, count in counts.items():
        if count:
            width = 100 * count / max(answers.owed, 1)
            found.append(Part(round(x, 2), round(width, 2), standing, count))
            x += width
    return tuple(found)


def scale(answers: Answers, spread: Spread, limit: Length) -> Scale:
    """How long half, nine in ten and nineteen in twenty of the answers took at most, beside the limit.

    Which of them are late is had from how many were in time, and not from the limit: months are not of one length, and
    what is counted in working days may rightly take longer over a weekend.
    """
    allowed = hours_of(limit)
    known = [hours for hours in (spread.median, spread.ninetieth, spread.ninety_fifth) if hours is not None]
    most = max(1.25 * allowed, 1.02 * max(known, default=0))
    named = (
        ("Half", 50, spread.median),
        ("9 in 10", 90, spread.ninetieth),
        ("19 in 20", 95, spread.ninety_fifth),
    )
    bars = tuple(
        Took(
            name,
            hours,
            100.0 if hours is None else round(100 * hours / most, 2),
            hours is None or -(-answers.settled * share // 100) > answers.in_time,
        )
        for name, share, hours in named
    )
    return Scale(bars, round(100 * allowed / most, 2))


def bars(counts: Sequence[tuple[str, Shown]]) -> tuple[Bar, ...]:
    """A bar for each count that is shown exactly."""
    most = max((shown.high for _, shown in counts if shown.exact), default=0) or 1
    return tuple(
        Bar(name, shown.words, round(100 * shown.high / most, 2) if shown.exact else None)
        for name, shown in counts
    )


def hours_of(length: Length) -> int:
    """About how many hours a limit is: enough to draw a line."""
    return length.hours + 24 * length.days + 24 * 7 * length.working_days // 5 + 730 * length.months


def _across(column: float) -> float:
    return round(100 * column / COLUMNS, 2)
