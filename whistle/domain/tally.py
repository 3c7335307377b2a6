"""Counting: one pass over the concerns of a plan, each of whose clocks is read once.

Nothing is protected here. What is counted goes to `whistle.domain.statement`, which decides what is shown of it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from whistle.domain.cases import Cases
from whistle.domain.deadlines import Clocks, DueKind, Duty, Standing, clocks
from whistle.domain.events import EventType, Happening
from whistle.domain.small_numbers import ENOUGH
from whistle.domain.spans import Concern, Plan

SETTLING = (DueKind.ACKNOWLEDGEMENT, DueKind.REPLY, DueKind.UPDATE, DueKind.OUTCOME)
"""What is stated of a span once none of its answers can come in time any more."""
SHARED = (DueKind.ACKNOWLEDGEMENT, DueKind.REPLY, DueKind.OUTCOME)
"""What is stated by route and by category: an answer of which every concern has one."""
NEVER = (1 << 32) - 1
"""Stands for the hours of an answer that has not come: longer than any other."""
AGES = (28, 91, 365)
"""Days: the bounds between which open concerns are counted by age."""
NO_CATEGORY = 0


@dataclass
class Kind:
    """One kind of answer: how many stand how, and how long each took in hours."""

    standing: Counter[Standing] = field(default_factory=Counter)
    taken: array[int] = field(default_factory=lambda: array("Q"))
    disputed: int = 0
    """Of those in time."""
    few: list[Duty] = field(default_factory=list)
    """All of them while there are fewer than 20."""

    @property
    def owed(self) -> int:
        """How many there are."""
        return len(self.taken)

    def add(self, duty: Duty) -> None:
        """Takes one, as it stands now."""
        standing = duty.standing
        self.standing[standing] += 1
        self.taken.append(NEVER if duty.done is None else duty.taken)
        self.disputed += duty.disputed and standing is Standing.IN_TIME
        if len(self.few) < ENOUGH:
            self.few.append(duty)


@dataclass
class Settling:
    """One kind of answer to the concerns of a span, as at the hour at which it is stated."""

    in_time: int = 0
    unsettled: int = 0
    taken: array[int] = field(default_factory=lambda: array("Q"))


@dataclass
class Happened:
    """What happened in the time of a span to concerns that are counted."""

    types: Counter[EventType] = field(default_factory=Counter)
    pauses: int = 0
    answered: int = 0
    closed: int = 0
    """Concerns that had their first answer, and that were closed for the first time."""


@dataclass
class Group:
    """The concerns of one route or category, and of each kind of answer how many are settled and how many in time."""

    received: int = 0
    settled: Counter[DueKind] = field(default_factory=Counter)
    in_time: Counter[DueKind] = field(default_factory=Counter)


class Tally:
    """Everything that is counted, for a plan at hour ``as_at``."""

    def __init__(self, plan: Plan, as_at: int) -> None:
        self.plan = plan
        self.as_at = as_at
        self.kinds: defaultdict[DueKind, Kind] = defaultdict(Kind)
        self.late: list[Duty] = []
        self.settling = [{kind: Settling() for kind in SETTLING} for _ in plan.spans]
        self.happened = [Happened() for _ in plan.spans]
        self.routes: list[defaultdict[int, Group]] = [defaultdict(Group) for _ in plan.years]
        self.categories: list[defaultdict[int, Group]] = [defaultdict(Group) for _ in plan.years]
        self.ages = [0] * (len(AGES) + 1)
        self.open = self.paused = self.reopened = self.pause_hours = self.checks = 0
        self._starts = [span.start for span in plan.spans]
        self._year_of = {span: year for year, years in enumerate(plan.years) for span in years.spans}

    def count(self, cases: Cases) -> None:
        """Goes through all concerns of the plan."""
        for index, span in enumerate(self.plan.spans):
            for concern in span.concerns:
                happened = cases.happened(concern.case, self.as_at)
                read = clocks(happened, concern.rules, self.as_at, route=concern.route, urgent=concern.urgent)
                self._whole(concern, read)
                self._span(index, read.duties)
                self._happened(index, happened, read)
                self._year(index, concern, happened, read.duties)

    def _whole(self, concern: Concern, read: Clocks) -> None:
        for duty in read.duties:
            standing = duty.standing
            if standing is Standing.LATE or standing is Standing.OVERDUE:
                self.late.append(duty)
            if duty.kind is DueKind.CHECK:
                self.checks += standing is Standing.IN_TIME
            elif not duty.stretch:
                self.kinds[duty.kind].add(duty)
                if duty.kind is DueKind.OUTCOME and duty.done is None:
                    self.ages[bisect_right(AGES, (self.as_at - concern.received) // 24)] += 1
        self.open += read.open
        self.reopened += read.open and read.stretches > 1
        self.paused += read.open and any(pause.end is None for pause in read.pauses)
        self.pause_hours += sum((pause.end or self.as_at) - pause.start for pause in read.pauses)

    def _span(self, index: int, duties: Iterable[Duty]) -> None:
        at = self.plan.spans[index].stated_at
        counted = self.settling[index]
        for duty in duties:
            if duty.stretch or duty.kind not in counted:
                continue
            found = counted[duty.kind]
            found.taken.append(duty.taken if _done_by(duty, at) else NEVER)
            found.in_time += _in_time_by(duty, at)
            found.unsettled += not _settled_by(duty, at)
            if duty.kind is DueKind.OUTCOME and not _done_by(duty, at):
                counted[DueKind.UPDATE].unsettled += 1  # there may be more of them

    def _happened(self, index: int, happened: Iterable[Happening], read: Clocks) -> None:
        answered = closed = False
        for each in happened:
            kind = each.type
            place = self._place(index, each.hour)
            if place is None:
                continue
            found = self.happened[place]
            found.types[kind] += 1
            if kind is EventType.CLOSED and not closed:
                closed = True
                found.closed += 1
            if (kind is EventType.REPLIED or kind is EventType.CLOSED) and not answered:
                answered = True
                found.answered += 1
        for pause in read.pauses:
            place = self._place(index, pause.start)
            if place is not None:
                self.happened[place].pauses += 1

    def _year(
        self, index: int, concern: Concern, happened: Iterable[Happening], duties: Iterable[Duty]
    ) -> None:
        year = self._year_of[index]
        at = self.plan.years[year].as_at
        category = NO_CATEGORY
        for each in happened:
            if each.type is EventType.CATEGORISED and each.hour <= at:
                category = each.detail
        groups = (self.routes[year][concern.route], self.categories[year][category])
        for group in groups:
            group.received += 1
        for duty in duties:
            if duty.stretch or duty.kind not in SHARED or not _settled_by(duty, at):
                continue
            in_time = _in_time_by(duty, at)
            for group in groups:
                group.settled[duty.kind] += 1
                group.in_time[duty.kind] += in_time

    def _place(self, index: int, hour: int) -> int | None:
        """The span in which something happened to a concern of another; None where that one is not counted yet."""
        if hour >= self.plan.spans[-1].end:
            return None
        return max(index, bisect_right(self._starts, hour) - 1)


def _done_by(duty: Duty, hour: int) -> bool:
    return duty.done is not None and duty.done <= hour


def _in_time_by(duty: Duty, hour: int) -> bool:
    return _done_by(duty, hour) and duty.standing is Standing.IN_TIME


def _settled_by(duty: Duty, hour: int) -> bool:
    """Whether it cannot come in time any more, or has come."""
    return _done_by(duty, hour) or duty.due < hour
