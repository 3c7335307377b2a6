"""Were people answered in time? Figures as a function of what happened and of the present hour, and of nothing else.

The answers are what the service is held to, so they are counted exactly, over the whole record, once there are five
concerns. *When* concerns came could point at someone: a concern is counted only once it was acknowledged or its time
for that is over, so that no figure tells of a new one; and by month or quarter small numbers are not shown, nor
what would give them away (`whistle.domain.small_numbers`).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from whistle.domain.deadlines import LIMITS, DueKind, Duty, Happened, Limit, Limits, Standing, duties
from whistle.domain.events import EventType
from whistle.domain.small_numbers import THRESHOLD, Shown, protect, protect_parts

MONTHS = 6
"""A record of up to so many months is shown by month, a longer one by quarter: a row of few says nothing."""
QUARTERS = 8
"""So many quarters stand apart; what is older is one row."""

_DONE = {
    DueKind.ACKNOWLEDGEMENT: "acknowledged",
    DueKind.REPLY: "given a first reply",
    DueKind.OUTCOME: "closed with an outcome",
}


class Entry(Happened, Protocol):
    """What happened to which concern, such as an event of the log."""

    @property
    def case(self) -> bytes: ...


@dataclass(frozen=True)
class Answers:
    """One kind of answer: its limit, and how it went with each concern."""

    limit: Limit
    duties: tuple[Duty, ...]

    def count(self, standing: Standing) -> int:
        """How many stand like this."""
        return sum(duty.standing is standing for duty in self.duties)

    @property
    def in_time(self) -> int:
        """Answered in time."""
        return self.count(Standing.IN_TIME)

    @property
    def late(self) -> int:
        """Answered late."""
        return self.count(Standing.LATE)

    @property
    def overdue(self) -> int:
        """Not answered, and out of time."""
        return self.count(Standing.OVERDUE)

    @property
    def running(self) -> int:
        """Not answered, and still in time."""
        return self.count(Standing.RUNNING)

    @property
    def settled(self) -> int:
        """How many were answered, or should have been by now: what those in time are a share of."""
        return len(self.duties) - self.running

    @property
    def sentence(self) -> str:
        """How it went, in one sentence."""
        done, of = _DONE[self.limit.kind], self.settled
        if not of:
            return f"No concern was due to be {done} yet."
        if self.in_time == of:
            return (
                f"All {of} concerns were {done} in time."
                if of > 1
                else f"The one concern was {done} in time."
            )
        return f"{self.in_time or 'None'} of {of} concerns {'was' if self.in_time == 1 else 'were'} {done} in time."


@dataclass(frozen=True)
class Figures:
    """The concerns received in a period, and how they were answered up to ``now``."""

    received: int
    acknowledged: Answers
    replied: Answers
    closed: Answers
    now: int

    @property
    def enough(self) -> bool:
        """Whether there are enough to show how they were answered."""
        return self.received >= THRESHOLD

    @property
    def answers(self) -> tuple[Answers, ...]:
        """The three kinds, in the order in which they fall due."""
        return (self.acknowledged, self.replied, self.closed)

    @property
    def sentence(self) -> str:
        """What the auditor wants to know first."""
        if not self.received:
            return "There is no concern to count yet."
        if not self.enough:
            return f"Fewer than {THRESHOLD} concerns so far: figures are shown from {THRESHOLD} on."
        return self.acknowledged.sentence


@dataclass(frozen=True)
class Held:
    """How long concerns were held between their receipt and their hand-over to the reviewers, in hours."""

    concerns: int
    median: int
    longest: int

    @property
    def sentence(self) -> str:
        """For the auditor: apart from the clocks, which run from receipt."""
        if self.concerns < THRESHOLD:
            return f"Held before hand-over: shown from {THRESHOLD} concerns on."
        return f"Held before hand-over: median {self.median} h, longest {self.longest} h."


@dataclass(frozen=True)
class Period:
    """A row of the table: which months, and what may be shown of them. None where a column cannot be shown at all."""

    name: str
    received: Shown
    in_time: tuple[Shown | None, ...]


Owed = tuple[Duty, ...]


def figures(
    entries: Iterable[Entry], now: int, since: int = 0, until: int | None = None, limits: Limits = LIMITS
) -> Figures:
    """How the concerns received from hour ``since`` to before hour ``until`` were answered by hour ``now``."""
    concerns = [
        owed
        for owed in _owed(entries, now, limits)
        if owed[0].start >= since and (until is None or owed[0].start < until)
    ]
    acknowledged, replied, closed = (tuple(owed[kind] for owed in concerns) for kind in range(3))
    return Figures(
        len(concerns),
        Answers(limits.acknowledgement, acknowledged),
        Answers(limits.reply, replied),
        Answers(limits.outcome, closed),
        now,
    )


def held(entries: Iterable[Entry], now: int, limits: Limits = LIMITS) -> Held:
    """How long the concerns that ``figures`` counts were held. A new one tells nothing here either."""
    waits = sorted(wait for case in _cases(entries, now) if (wait := _hold(case, now, limits)) is not None)
    if not waits:
        return Held(0, 0, 0)
    return Held(len(waits), waits[(len(waits) - 1) // 2], waits[-1])


def periods(entries: Iterable[Entry], now: int, limits: Limits = LIMITS) -> list[Period] | None:
    """A row for each month or quarter of receipt, oldest first; None when no row could be shown."""
    rows = _by_period(_owed(entries, now, limits), now)
    counts = [len(concerns) for _, concerns in rows]
    wholes = protect(counts)
    if wholes is None:
        return None
    columns: list[Sequence[Shown | None]] = []
    for kind in range(3):
        parts = [sum(owed[kind].standing is Standing.IN_TIME for owed in concerns) for _, concerns in rows]
        columns.append(protect_parts(parts, counts, wholes) or [None] * len(rows))
    return [
        Period(name, whole, cells)
        for (name, _), whole, cells in zip(rows, wholes, zip(*columns, strict=True), strict=True)
    ]


def _owed(entries: Iterable[Entry], now: int, limits: Limits) -> list[Owed]:
    """What each reporter was owed: acknowledgement, reply, outcome. The order of a log's entries means nothing."""
    owed = (_counted(case, now, limits) for case in _cases(entries, now))
    return sorted(filter(None, owed), key=lambda each: [(duty.start, duty.taken) for duty in each])


def _cases(entries: Iterable[Entry], now: int) -> Iterable[list[Entry]]:
    cases: dict[bytes, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.type is not EventType.DIRECTORY and entry.hour <= now:
            cases[entry.case].append(entry)
    return cases.values()


def _counted(case: Iterable[Entry], now: int, limits: Limits) -> Owed:
    """What was owed in a case; nothing where it is too new to be counted."""
    owed = duties(case, now, limits)
    return owed if owed and owed[0].standing is not Standing.RUNNING else ()


def _hold(case: Iterable[Entry], now: int, limits: Limits) -> int | None:
    """Hours from the receipt of a case that is counted to its hand-over."""
    case = list(case)
    released = [entry.hour for entry in case if entry.type is EventType.RELEASED]
    owed = _counted(case, now, limits)
    return min(released) - owed[0].start if owed and released else None


def _by_period(concerns: list[Owed], now: int) -> list[tuple[str, list[Owed]]]:
    this = _month(now)
    oldest = min((_month(owed[0].start) for owed in concerns), default=this)
    width = 1 if this - oldest < MONTHS else 3
    first = max(oldest // width, this // width - QUARTERS + 1)
    rows: dict[int, list[Owed]] = {index: [] for index in range(first, this // width + 1)}
    earlier: list[Owed] = []
    for owed in concerns:
        rows.get(_month(owed[0].start) // width, earlier).append(owed)
    named = [(_name(index * width, width), rows[index]) for index in rows]
    return [(f"Before {_name(first * width, 1)}", earlier), *named] if earlier else named


def _month(hour: int) -> int:
    """Months since the year 0, so that they can be counted."""
    moment = dt.datetime.fromtimestamp(hour * 3600, dt.UTC)
    return moment.year * 12 + moment.month - 1


def _name(month: int, width: int) -> str:
    year, index = divmod(month, 12)
    last = f"{calendar.month_name[index + width]} {year}"
    return last if width == 1 else f"{calendar.month_name[index + 1]} to {last}"
