"""One answer that is owed, and all of them: what the clocks say.

Times are whole hours since 1970 (UTC), because the log keeps no finer ones; an answer within the hour in which it falls
due is in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from whistle.domain.limits import DueKind, LateReason


class Standing(StrEnum):
    """How an answer stands against its limit."""

    IN_TIME = "in time"
    LATE = "late"
    OVERDUE = "overdue"
    """Not done, and its time is past."""
    RUNNING = "still running"
    """Not done, and still in time."""
    PAUSED = "paused"
    """Not done, in time, and its clock stands still: the reporter has been asked something."""


@dataclass(frozen=True)
class Due:
    """What is due next, and the last hour that is in time.

    While a question stops the clock, ``resumes`` is the hour at which it runs again at the latest, and ``hour`` is
    reckoned as if no answer came before.
    """

    kind: DueKind
    hour: int
    resumes: int | None = None

    @property
    def paused(self) -> bool:
        """Whether a question, unanswered so far, stops the clock."""
        return self.resumes is not None


@dataclass(frozen=True)
class Pause:
    """From when to when a question to the reporter stopped the clocks. ``end`` is None while it does."""

    start: int
    end: int | None


class Duty(NamedTuple):
    """One answer that a person was or is owed: since when, by when, and when it came, if it did.

    ``due`` has the pauses in it, an unanswered question as if it were answered ``now``.
    """

    kind: DueKind
    start: int
    due: int
    done: int | None
    now: int
    paused: int = 0
    """Hours for which its clock stood still."""
    disputed: bool = False
    stretch: int = 0
    """0 for the time up to the first closing, n after the nth reopening."""
    number: int = 0
    """Of updates and checks: which one."""
    reason: LateReason | None = None
    """Why it is late, where somebody said so."""
    minutes: int | None = None
    minutes_allowed: int | None = None
    """Of a triage: those in which somebody was there until it was done, and how many it may take."""
    resumes: int | None = None
    """While its clock stands still: the hour at which it runs again at the latest."""

    @property
    def standing(self) -> Standing:
        """In time or not, at ``now``."""
        if self.done is None:
            if self.resumes is not None:
                return Standing.PAUSED
            return Standing.RUNNING if self.now <= self.due else Standing.OVERDUE
        if self.minutes is not None and self.minutes_allowed is not None:
            return Standing.IN_TIME if self.minutes <= self.minutes_allowed else Standing.LATE
        return Standing.IN_TIME if self.done <= self.due else Standing.LATE

    @property
    def taken(self) -> int:
        """Hours until it was done, or until now, less those for which its clock stood still."""
        return (self.now if self.done is None else self.done) - self.start - self.paused

    @property
    def allowed(self) -> int:
        """Hours that it may take."""
        return self.due - self.start - self.paused


@dataclass(frozen=True)
class Clocks:
    """All that a reporter was or is owed, and what stopped the clocks."""

    duties: tuple[Duty, ...]
    """The acknowledgement first, and then by stretch."""
    pauses: tuple[Pause, ...]
    open: bool
    start: int | None
    """The hour of receipt, or of the latest reopening; None where the events tell of no receipt."""
    stretches: int
    """1, and 1 more for each reopening; 0 without a receipt."""
    closed: int | None
    """The hour of the latest closing, also of one that was reopened."""
    disputes: int
