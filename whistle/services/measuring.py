"""Were people answered in time? Figures from the log's events alone, never from tables that could be edited.

The answers are what the service is held to, so they are counted exactly, over the whole record, once there are five
concerns. When concerns came could point at someone, so by month small numbers are not shown, nor what would give
them away (`whistle.domain.small_numbers`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whistle.domain.deadlines import LIMITS, Duty, Limit, Limits, Standing, duties
from whistle.domain.errors import NotFound, WhistleError
from whistle.domain.events import EventType
from whistle.domain.small_numbers import THRESHOLD, Shown, protect, protect_parts
from whistle.ledger import record
from whistle.ledger.checkpoint import Checkpoint, read_checkpoint
from whistle.ledger.event import Event
from whistle.store import log

if TYPE_CHECKING:
    from whistle.services.house import House

MONTHS = 12
"""So many months stand apart in the table; what is older is one row."""


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
        return self.count(Standing.IN_TIME)

    @property
    def late(self) -> int:
        return self.count(Standing.LATE)

    @property
    def overdue(self) -> int:
        return self.count(Standing.OVERDUE)

    @property
    def running(self) -> int:
        return self.count(Standing.RUNNING)

    @property
    def settled(self) -> int:
        """How many were answered, or should have been by now: what a share in time is a share of."""
        return len(self.duties) - self.running


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
        return (self.acknowledged, self.replied, self.closed)


@dataclass(frozen=True)
class Month:
    """A row of the table: which month, and what may be shown of it. None where a column is not shown at all."""

    name: str
    received: Shown
    in_time: tuple[Shown | None, ...]


@dataclass(frozen=True)
class Audit:
    """What the auditor's page shows. ``problem`` says why the record cannot be trusted; then there are no figures."""

    note: str | None
    size: int
    figures: Figures
    months: list[Month] | None
    problem: str | None = None


def audit(house: House) -> Audit:
    """The figures of the record as its last checkpoint signs it, after checking every entry of it."""
    now = house.hour()
    with house.store.read() as connection:
        note = log.last_checkpoint(connection)
        if note is None:
            return Audit(None, 0, figures((), now), None)
        checkpoint: Checkpoint | None = None
        try:
            checkpoint = read_checkpoint(note, house.log.name, house.log.verifier)
            events = record.check(log.all_leaves(connection), checkpoint)
        except WhistleError as error:
            size = checkpoint.size if checkpoint else 0
            return Audit(note, size, figures((), now), None, problem=str(error))
    return Audit(note, checkpoint.size, figures(events, now), months(events, now))


def export(house: House) -> Iterator[str]:
    """The whole record as text with its last checkpoint, to check elsewhere. Raises NotFound before the first tick."""
    with house.store.read() as connection:
        note = log.last_checkpoint(connection)
        if note is None:
            raise NotFound("The record has no entries yet.")
        yield from record.write(log.all_leaves(connection), note)


def figures(
    events: Iterable[Event], now: int, since: int = 0, until: int | None = None, limits: Limits = LIMITS
) -> Figures:
    """How the concerns received from hour ``since`` to before hour ``until`` were answered by hour ``now``."""
    concerns = [
        owed
        for owed in _owed(events, now, limits)
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


def months(events: Iterable[Event], now: int, limits: Limits = LIMITS) -> list[Month] | None:
    """A row for each of the last months and one for all before, oldest first; None when no row could be shown."""
    rows = _by_month(_owed(events, now, limits), now)
    counts = [len(concerns) for _, concerns in rows]
    wholes = protect(counts)
    if wholes is None:
        return None
    columns: list[Sequence[Shown | None]] = []
    for kind in range(3):
        parts = [sum(owed[kind].standing is Standing.IN_TIME for owed in concerns) for _, concerns in rows]
        columns.append(protect_parts(parts, counts, wholes) or [None] * len(rows))
    return [
        Month(name, whole, cells)
        for (name, _), whole, cells in zip(rows, wholes, zip(*columns, strict=True), strict=True)
    ]


Owed = tuple[Duty, ...]


def _owed(events: Iterable[Event], now: int, limits: Limits) -> list[Owed]:
    """What each concern's reporter was owed: acknowledgement, reply, outcome. The log's order means nothing."""
    cases: dict[bytes, list[Event]] = defaultdict(list)
    for event in events:
        if event.type is not EventType.DIRECTORY and event.hour <= now:
            cases[event.case].append(event)
    return [owed for case in cases.values() if (owed := duties(case, now, limits))]


def _by_month(concerns: list[Owed], now: int) -> list[tuple[str, list[Owed]]]:
    this = _month(now)
    first = max(min((_month(owed[0].start) for owed in concerns), default=this), this - MONTHS + 1)
    rows: dict[int, list[Owed]] = {month: [] for month in range(first, this + 1)}
    earlier: list[Owed] = []
    for owed in concerns:
        rows.get(_month(owed[0].start), earlier).append(owed)
    named = [(_name(month), rows[month]) for month in rows]
    return [(f"Before {_name(first)}", earlier), *named] if earlier else named


def _month(hour: int) -> int:
    """Months since the year 0, so that they can be counted."""
    moment = dt.datetime.fromtimestamp(hour * 3600, dt.UTC)
    return moment.year * 12 + moment.month - 1


def _name(month: int) -> str:
    year, index = divmod(month, 12)
    return f"{dt.date(year, index + 1, 1):%B} {year}"
