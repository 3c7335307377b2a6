"""How near the end of a reviewer's key is: a new one is made by its owner and signed by others, which takes time."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum


class Nearness(StrEnum):
    """From when on the owner is told of it, and how strongly."""

    FAR = "far"
    NOTE = "note"
    SOON = "soon"
    NOW = "now"
    OVER = "over"


_WITHIN = ((7, Nearness.NOW), (30, Nearness.SOON), (90, Nearness.NOTE))
"""Days that are left at most, the last day not counted."""


def nearness(last_day: dt.date, today: dt.date) -> Nearness:
    """How near ``last_day`` is."""
    left = (last_day - today).days
    if left < 0:
        return Nearness.OVER
    return next((near for days, near in _WITHIN if left <= days), Nearness.FAR)
