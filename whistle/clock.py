"""The only reader of time. Everything else takes ``now`` or a clock as an argument."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

HOUR = 3600


class Clock(Protocol):
    """Tells the time, in UTC."""

    def now(self) -> dt.datetime:
        """The present moment, timezone-aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)


class SetClock:
    """A clock that stands where it is put: for simulations and tests."""

    def __init__(self, moment: dt.datetime) -> None:
        self.moment = moment.astimezone(dt.UTC)

    def now(self) -> dt.datetime:
        return self.moment

    def advance(self, **delta: float) -> None:
        """Move on by ``datetime.timedelta(**delta)``."""
        self.moment += dt.timedelta(**delta)


def hour_of(moment: dt.datetime) -> int:
    """Whole hours since 1970-01-01T00:00Z: the finest time that is kept of what a reporter did."""
    return int(moment.timestamp()) // HOUR
