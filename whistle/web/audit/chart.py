"""How long each concern waited, as a dot a concern; from twenty on, as one bar.

Only where things stand is computed here; the template draws them, and a table beside it says the same in numbers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from whistle.domain.deadlines import Standing
from whistle.domain.figures import Answers

WIDTH = 480
RADIUS = 6
_STEP = 15
"""Room for a dot and a gap."""
_COLUMNS = WIDTH // _STEP
FEW = 20
"""Below this many concerns, each is a dot: shares of so few would pretend to more."""


@dataclass(frozen=True)
class Dot:
    """One concern: where it stands in the drawing, and how it stands against its limit."""

    x: int
    y: int
    standing: Standing


@dataclass(frozen=True)
class Strip:
    """Dots from nothing on the left to twice the limit on the right, where longer waits are put too."""

    height: int
    dots: list[Dot]


@dataclass(frozen=True)
class Part:
    """A stretch of the bar."""

    x: float
    width: float
    standing: Standing


def strip(answers: Answers) -> Strip:
    """A dot a concern, one above the other where waits are alike. None stands on the wrong side of its limit."""
    stacked: Counter[int] = Counter()
    placed: list[tuple[int, int, Standing]] = []
    half = _COLUMNS // 2
    for duty in sorted(answers.duties, key=lambda duty: duty.taken):
        past = duty.taken > duty.allowed
        share = min(duty.taken / duty.allowed, 2) * half
        column = min(max(int(share), half), _COLUMNS - 1) if past else min(int(share), half - 1)
        placed.append((column, stacked[column], duty.standing))
        stacked[column] += 1
    height = max(stacked.values(), default=1) * _STEP + RADIUS
    dots = [
        Dot(column * _STEP + _STEP // 2, height - row * _STEP - _STEP // 2, standing)
        for column, row, standing in placed
    ]
    return Strip(height, dots)


def bar(answers: Answers) -> list[Part]:
    """The share of each standing in all concerns, in the order in which a reader cares."""
    parts, x = [], 0.0
    for standing in (Standing.IN_TIME, Standing.LATE, Standing.OVERDUE, Standing.RUNNING):
        width = round(WIDTH * answers.count(standing) / len(answers.duties), 1) if answers.duties else 0.0
        if width:
            parts.append(Part(round(x, 1), width, standing))
            x += width
    return parts
