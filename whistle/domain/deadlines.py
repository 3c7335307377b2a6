"""The clocks: when a person must have an answer, and whether they had it.

All that is said here follows from what happened to one concern, in whatever order it is told, from the limits that it
was received under, and from the present hour. The clocks of two concerns that belong together are those of each: what
happened to one is never told with what happened to the other. How clocks are counted, for people: docs/CLOCKS.md.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace
from typing import overload

from whistle.domain.before import LIMITS, Happened, Limits, add_months, checks_after, duties
from whistle.domain.before import Limit as Limit
from whistle.domain.before import next_due as _next_due
from whistle.domain.concern import State
from whistle.domain.duties import Clocks, Due, Duty, Pause, Standing
from whistle.domain.errors import Conflict
from whistle.domain.events import EventType, Happening
from whistle.domain.hours import END
from whistle.domain.limits import KINDS, Basis, DueKind, LateReason
from whistle.domain.limits import Limit as _Limit
from whistle.domain.rules import Rules
from whistle.domain.stretches import Stop, Stretch, stops, stretches

__all__ = [
    "DAY",
    "EARLY",
    "LIMITS",
    "Basis",
    "Clocks",
    "Due",
    "DueKind",
    "Duty",
    "Happened",
    "Limit",
    "Limits",
    "Pause",
    "Standing",
    "add_months",
    "checks_after",
    "clocks",
    "duties",
    "next_due",
    "require_check",
]

DAY = 24
EARLY = 14 * DAY
"""Hours before it is due that a check, or the reason why a concern is still open, may come: earlier, a check would
stand for another one, and a reason for nothing."""

_RELEASED = (EventType.RELEASED,)
_REPLIED = (EventType.REPLIED,)
_UPDATED = (EventType.REPLIED, EventType.HOLDING)
_ASKED = (EventType.ASKED,)
_CLOSED = (EventType.CLOSED,)
_REOPENED = (EventType.REOPENED,)
_CHECKED = (EventType.CHECKED,)
_DISPUTED = (EventType.DISPUTED,)
_ACTS = (EventType.ACKNOWLEDGED, EventType.ASKED, EventType.HOLDING, EventType.REPLIED, EventType.CLOSED)
"""Each shows that a person has read the concern."""
_WRITTEN = (
    EventType.REPORTER_WROTE,
    EventType.ANSWERED,
    EventType.DISPUTED,
    EventType.WITHDRAWN,
    EventType.DETRIMENT,
)
_TYPES = range(max(EventType) + 1)
_PAUSED = frozenset({DueKind.REPLY, DueKind.UPDATE, DueKind.OUTCOME})
"""What a question to the reporter stops."""
_LATE = (Standing.LATE, Standing.OVERDUE)
_REASONS = {int(reason): reason for reason in LateReason}


def clocks(
    happened: Iterable[Happening], rules: Rules, now: int, *, route: int = 0, urgent: bool = False
) -> Clocks:
    """How the clocks of a concern stand at hour ``now``; what happened later does not count."""
    case = _Case((each for each in happened if each.hour <= now), rules, now, route)
    if not case.stretches:
        return Clocks((), (), False, None, 0, None, 0)
    last = case.stretches[-1]
    return Clocks(
        tuple(case.explained(case.duties(urgent))),
        tuple(Pause(stop.start, None if stop.waits and stop.end > now else stop.end) for stop in case.stops),
        last.end is None,
        last.start,
        len(case.stretches),
        next((stretch.end for stretch in reversed(case.stretches) if stretch.end is not None), None),
        len(case.hours[EventType.DISPUTED]),
    )


@overload
def next_due(happened: State, rules: int, replied: int | None = None, checks: int = 0) -> Due | None: ...


@overload
def next_due(
    happened: Iterable[Happening], rules: Rules, *, route: int = 0, urgent: bool = False
) -> Due | None: ...


def next_due(happened, rules, replied=None, checks=0, *, route=0, urgent=False):  # type: ignore[no-untyped-def]
    """What is due next, or None once closed and checked on for the last time."""
    if isinstance(happened, State):
        return _next_due(happened, rules, replied, checks)
    owed = _Case(happened, rules, END, route).duties(urgent)
    first = min((duty for duty in owed if duty.done is None), key=lambda duty: duty.due, default=None)
    return Due(first.kind, first.due, first.resumes) if first else None


def require_check(happened: Iterable[Happening], rules: Rules, hour: int) -> None:
    """Raises Conflict when no check is due at ``hour``, nor soon: one stands for all that could be made then."""
    owed = clocks(happened, rules, hour).duties
    checks = [duty for duty in owed if duty.kind is DueKind.CHECK and duty.done is None]
    if not checks:
        raise Conflict("All checks after the closing have been made.")
    if hour < checks[0].due - EARLY:
        raise Conflict("It is too early for the next check.")


class _Case:
    """What happened to one concern, put in order, and what follows from it at hour ``now``.

    Where ``now`` is END every question without an answer still waits.
    """

    def __init__(self, happened: Iterable[Happening], rules: Rules, now: int, route: int) -> None:
        self.rules, self.now, self.route = rules, now, route
        self.hours: list[list[int]] = [[] for _ in _TYPES]
        self.minutes: list[tuple[int, int]] = []
        """The hours of acts on what is urgent, and the minutes that they say."""
        self.reasons: list[tuple[int, int, DueKind]] = []
        """The hours in which somebody said why something is late: the reason's number, and what is late."""
        for each in happened:
            self.hours[each.type].append(each.hour)
            if each.minutes is not None:
                self.minutes.append((each.hour, each.minutes))
            if each.type is EventType.EXPLAINED and each.detail < len(KINDS):
                self.reasons.append((each.hour, each.more, KINDS[each.detail]))
        self.stretches: list[Stretch] = []
        self.stops: list[Stop] = []
        self.disputed: set[int] = set()
        if self.hours[EventType.RECEIVED]:
            self.received = min(self.hours[EventType.RECEIVED])
            self.stretches = stretches(self.received, self.of(_CLOSED), self.of(_REOPENED))
            self.stops = self._stops()
            self.disputed = self._disputed()

    def of(self, types: tuple[EventType, ...]) -> list[int]:
        """When something of these types happened, in order; never before the receipt."""
        return sorted([max(hour, self.received) for kind in types for hour in self.hours[kind]])

    def duties(self, urgent: bool) -> list[Duty]:
        """All that is or was owed, without the reasons."""
        if not self.stretches:
            return []
        acts = self.of(_ACTS)
        found = [
            self._duty(self.rules.acknowledgement, self.received, _first(acts)),
            *self._triage(acts, urgent),
        ]
        for stretch in self.stretches:
            found += self._while_open(stretch)
            if stretch.end is not None:
                found += self._checks(stretch, stretch.end)
        return found

    def explained(self, duties: list[Duty]) -> list[Duty]:
        """The duties with the reasons that were given: each for the latest one of its kind that was late when it was
        given, or fell due on that day.
        """
        for hour, number, kind in sorted(self.reasons):
            meant = [
                place
                for place, duty in enumerate(duties)
                if duty.kind is kind
                and duty.due <= hour + DAY
                and not (duty.done is not None and duty.done <= hour and duty.standing is Standing.IN_TIME)
            ]
            if meant and duties[meant[-1]].standing in _LATE:
                duties[meant[-1]] = replace(duties[meant[-1]], reason=_REASONS.get(number))
        return duties

    def _triage(self, acts: list[int], urgent: bool) -> list[Duty]:
        released = self.of(_RELEASED)
        if not urgent or not released:
            return []
        start = released[0]
        due = self.rules.due(self.rules.triage, start)
        allowed = self.rules.triage.length.hours * 60
        if not acts:
            return [Duty(DueKind.TRIAGE, start, due, None, self.now, minutes_allowed=allowed)]
        done = max(start, acts[0])
        said = min((minutes for hour, minutes in self.minutes if hour == acts[0]), default=None)
        # Whoever writes the log could write any minutes: never fewer than the hours of release and act allow.
        least = self.rules.staffed_minutes((start + 1) * 60, done * 60)
        minutes = None if said is None else max(said, least)
        return [Duty(DueKind.TRIAGE, start, due, done, self.now, minutes=minutes, minutes_allowed=allowed)]

    def _while_open(self, stretch: Stretch) -> list[Duty]:
        """First reply, updates from word to word, outcome, and the reason for being open for so long."""
        rules, start, end, number = self.rules, stretch.start, stretch.end, stretch.number
        replies = stretch.has(self.of(_REPLIED))
        found = [self._duty(rules.reply, start, replies[0] if replies else end, number)]
        if replies:
            last, count = replies[0], 0
            for word in stretch.has(self.of(_UPDATED)):
                if word > last:
                    found.append(self._duty(rules.update, last, word, number, count))
                    last, count = word, count + 1
            found += self._lapsing(rules.update, last, None, end, number, count)
        found.append(self._duty(rules.outcome, start, end, number))
        early = rules.due(rules.reason, start) - EARLY
        given = [hour for hour, _, kind in sorted(self.reasons) if kind is DueKind.REASON and hour >= early]
        return found + self._lapsing(rules.reason, start, _first(stretch.has(given)), end, number)

    def _checks(self, stretch: Stretch, closed: int) -> list[Duty]:
        found: list[Duty] = []
        checked = [hour for hour in self.of(_CHECKED) if stretch.reopened is None or hour <= stretch.reopened]
        for count, limit in enumerate(self.rules.checks):
            early = max(closed, self.rules.due(limit, closed) - EARLY)
            done = _first([hour for hour in checked if hour >= early])
            found += self._lapsing(limit, closed, done, stretch.reopened, stretch.number, count)
        return found

    def _lapsing(
        self, limit: _Limit, start: int, done: int | None, over: int | None, stretch: int, number: int = 0
    ) -> list[Duty]:
        """A duty that is no longer owed when what it belongs to is over in time; late, it was late by then."""
        duty = self._duty(limit, start, over if done is None else done, stretch, number)
        lapsed = done is None and over is not None and duty.standing is Standing.IN_TIME
        return [] if lapsed else [duty]

    def _duty(self, limit: _Limit, start: int, done: int | None, stretch: int = 0, number: int = 0) -> Duty:
        due, paused, resumes = self.rules.due(limit, start, self.route), 0, None
        answer = limit.kind in _PAUSED
        if answer:
            for stop in self.stops:
                if stop.start > due or (done is not None and stop.start >= done):
                    break
                end = min(stop.end, self.now if done is None else done)
                hours = max(0, end - max(stop.start, start))
                due, paused = due + hours, paused + hours
                if stop.waits and done is None and not stop.end <= self.now < END:
                    resumes = stop.end
        disputed = answer and done in self.disputed
        return Duty(
            limit.kind, start, due, done, self.now, paused, disputed, stretch, number, resumes=resumes
        )

    def _stops(self) -> list[Stop]:
        asked, written = self.of(_ASKED), self.of(_WRITTEN)
        return [
            stop
            for stretch in self.stretches
            for stop in stops(stretch.has(asked), written, stretch.end, self.rules.pause_days)
        ]

    def _disputed(self) -> set[int]:
        """The hours of the answers that the reporter disputed. In the hour of an answer either it or the one before may
        be meant, and both count.
        """
        ends = [stretch.end for stretch in self.stretches if stretch.end is not None]
        answers = sorted({*self.of(_REPLIED), *ends})
        found: set[int] = set()
        for hour in self.of(_DISPUTED):
            before, after = bisect_left(answers, hour) - 1, bisect_right(answers, hour)
            found.update(answers[max(0, before) : after])
        return found


def _first(hours: list[int]) -> int | None:
    return hours[0] if hours else None
