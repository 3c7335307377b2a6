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
COUNTED = frozenset(
    {
        EventType.REPLIED,
        EventType.CLOSED,
        EventType.DISPUTED,
        EventType.REOPENED,
        EventType.WITHDRAWN,
        EventType.DETRIMENT,
        EventType.UNMASKING,
        EventType.HANDED_OVER,
        EventType.SHARED,
        EventType.RECUSED,
        EventType.CHECKED,
        EventType.EXPORTED,
    }
)
"""What is counted where it happened to a concern, and the answers and closings that some of it needs."""
NEVER = (1 << 32) - 1
"""Stands for the hours of an answer that has not come: longer than any other."""
AGES = (28, 91, 365)
"""Days: the bounds between which open concerns are counted by age."""
NO_CATEGORY = 0


@dataclass
class Kind:
    """One kind of answer: how many stand how, and how long those took, in hours, that were given or are overdue."""

    standing: Counter[Standing] = field(default_factory=Counter)
    taken: array[int] = field(default_factory=lambda: array("Q"))
    disputed: int = 0
    """Of those in time."""
    few: list[Duty] = field(default_factory=list)
    """The first 20 of those given or overdue."""

    @property
    def owed(self) -> int:
        """How many there are, with those that are not due yet."""
        return self.standing.total()

    def add(self, duty: Duty, standing: Standing) -> None:
        """Takes one, as it stands now."""
        self.standing[standing] += 1
        if standing is Standing.RUNNING or standing is Standing.PAUSED:
            return
        self.taken.append(NEVER if duty.done is None else duty.taken)
        self.disputed += duty.disputed and standing is Standing.IN_TIME
        if len(self.few) < ENOUGH:
            self.few.append(duty)


@dataclass
class Settling:
    """One kind of answer to the concerns of a span, as at the hour at which it is stated.

    ``taken`` has the hours of those in time only: the others are longer than can be said once and for all.
    """

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
            year = self._year_of[index]
            for concern in span.concerns:
                happened = cases.happened(concern.case, self.as_at)
                read = clocks(happened, concern.rules, self.as_at, route=concern.route, urgent=concern.urgent)
                self._happened(index, happened, read)
                self._now(read)
                groups = (
                    self.routes[year][concern.route],
                    self.categories[year][_category(happened, self.plan.years[year].as_at)],
                )
                for group in groups:
                    group.received += 1
                for duty in read.duties:
                    self._duty(index, duty, concern, groups)

    def _duty(self, index: int, duty: Duty, concern: Concern, groups: tuple[Group, Group]) -> None:
        kind, standing = duty.kind, duty.standing
        if standing is Standing.LATE or standing is Standing.OVERDUE:
            self.late.append(duty)
        if kind is DueKind.CHECK:
            self.checks += standing is Standing.IN_TIME
            return
        if duty.stretch:
            return
        self.kinds[kind].add(duty, standing)
        if kind is DueKind.OUTCOME and duty.done is None:
            self.ages[bisect_right(AGES, (self.as_at - concern.received) // 24)] += 1
        settling = self.settling[index]
        if kind not in settling:
            return
        in_time = standing is Standing.IN_TIME
        at = self.plan.spans[index].stated_at
        self._settle(settling, duty, in_time, at)
        at = self.plan.years[self._year_of[index]].as_at
        if kind in SHARED and _settled_by(duty, at):
            for group in groups:
                group.settled[kind] += 1
                group.in_time[kind] += in_time and _done_by(duty, at)

    def _settle(self, settling: dict[DueKind, Settling], duty: Duty, in_time: bool, at: int) -> None:
        found = settling[duty.kind]
        done = _done_by(duty, at)
        found.taken.append(duty.taken if done and in_time else NEVER)
        found.in_time += done and in_time
        if done:
            return
        found.unsettled += duty.due >= at
        if duty.kind is DueKind.OUTCOME:
            settling[DueKind.UPDATE].unsettled += 1  # there may be more of them

    def _now(self, read: Clocks) -> None:
        if read.open:
            self.open += 1
            self.reopened += read.stretches > 1
            self.paused += any(pause.end is None for pause in read.pauses)
        for pause in read.pauses:
            self.pause_hours += (self.as_at if pause.end is None else pause.end) - pause.start

    def _happened(self, index: int, happened: Iterable[Happening], read: Clocks) -> None:
        answered = closed = False
        for each in happened:
            kind = each.type
            if kind not in COUNTED:
                continue
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

    def _place(self, index: int, hour: int) -> int | None:
        """The span in which something happened to a concern of another; None where that one is not counted yet."""
        if hour >= self.plan.spans[-1].end:
            return None
        return max(index, bisect_right(self._starts, hour) - 1)


def _done_by(duty: Duty, hour: int) -> bool:
    return duty.done is not None and duty.done <= hour


def _settled_by(duty: Duty, hour: int) -> bool:
    """Whether it cannot come in time any more, or has come."""
    return _done_by(duty, hour) or duty.due < hour


def _category(happened: Iterable[Happening], at: int) -> int:
    """What a concern was put under by that hour."""
    category = NO_CATEGORY
    for each in happened:
        if each.type is EventType.CATEGORISED and each.hour <= at:
            category = each.detail
    return category
