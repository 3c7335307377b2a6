"""The clocks: when a person must have an answer, and whether they had it.

All that is said here follows from what happened to one concern, in whatever order it is told, from the limits that it
was received under, and from the present hour. The clocks of two concerns that belong together are those of each: what
happened to one is never told with what happened to the other. How clocks are counted, for people: docs/CLOCKS.md.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from whistle.domain.duties import Clocks, Due, Duty, Pause, Standing
from whistle.domain.errors import Conflict
from whistle.domain.events import EventType, Happening
from whistle.domain.hours import END
from whistle.domain.limits import KINDS, DueKind, LateReason, Limit
from whistle.domain.rules import Rules
from whistle.domain.stretches import Stop, Stretch, stops, stretches

__all__ = [
    "DAY",
    "EARLY",
    "Clocks",
    "Due",
    "DueKind",
    "Duty",
    "Pause",
    "Standing",
    "clocks",
    "next_due",
    "require_check",
]

DAY = 24
EARLY = 14 * DAY
"""Hours before it is due that a check, or the reason why a concern is still open, may come: earlier, a check would
stand for another one, and a reason for nothing."""

_TYPES = range(max(EventType) + 1)
# Plain numbers: to look a member of an enumeration up takes longer than what is done with it.
_RECEIVED, _RELEASED = int(EventType.RECEIVED), int(EventType.RELEASED)
_REPLIED, _HOLDING, _ASKED = int(EventType.REPLIED), int(EventType.HOLDING), int(EventType.ASKED)
_CLOSED, _REOPENED, _CHECKED = int(EventType.CLOSED), int(EventType.REOPENED), int(EventType.CHECKED)
_DISPUTED, _EXPLAINED = int(EventType.DISPUTED), int(EventType.EXPLAINED)
_ACTS = (int(EventType.ACKNOWLEDGED), _ASKED, _HOLDING, _REPLIED, _CLOSED)
"""Each shows that a person has read the concern."""
_WRITTEN = (
    int(EventType.REPORTER_WROTE),
    int(EventType.ANSWERED),
    _DISPUTED,
    int(EventType.WITHDRAWN),
    int(EventType.DETRIMENT),
)
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
        tuple(Pause(stop.start, None if stop.end > now else stop.end) for stop in case.stops),
        last.end is None,
        last.start,
        len(case.stretches),
        next((stretch.end for stretch in reversed(case.stretches) if stretch.end is not None), None),
        len(case.hours[_DISPUTED]),
    )


def next_due(
    happened: Iterable[Happening], rules: Rules, *, route: int = 0, urgent: bool = False
) -> Due | None:
    """What is due next, or None once closed and checked on for the last time."""
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
        """By type, when it happened: in order, and never before the receipt."""
        self.minutes: list[tuple[int, int]] = []
        """The hours of acts on what is urgent, and the minutes that they say."""
        self.reasons: list[tuple[int, int, DueKind]] = []
        """The hours in which somebody said why something is late: the reason's number, and what is late."""
        for each in happened:
            self.hours[each.type].append(each.hour)
            if each.minutes is not None:
                self.minutes.append((each.hour, each.minutes))
            if each.type == _EXPLAINED and each.detail < len(KINDS):
                self.reasons.append((each.hour, each.more, KINDS[each.detail]))
        self.stretches: list[Stretch] = []
        self.stops: list[Stop] = []
        if self.hours[_RECEIVED]:
            self.received = min(self.hours[_RECEIVED])
            for hours in self.hours:
                hours.sort()
                if hours and hours[0] < self.received:
                    hours[:] = [max(hour, self.received) for hour in hours]
            self.stretches = stretches(self.received, self.hours[_CLOSED], self.hours[_REOPENED])
            self.stops = self._stops()
            self.disputed = self._disputed()

    def of(self, *types: int) -> list[int]:
        """When something of these types happened, in order."""
        return sorted([hour for each in types for hour in self.hours[each]])

    def duties(self, urgent: bool) -> list[Duty]:
        """All that is or was owed, without the reasons."""
        if not self.stretches:
            return []
        due = self.rules.due(self.rules.acknowledgement, self.received, self.route)
        acts = self.of(*_ACTS)
        found = [Duty(DueKind.ACKNOWLEDGEMENT, self.received, due, _first(acts), self.now)]
        if urgent and self.hours[_RELEASED]:
            found.append(self._triage(self.hours[_RELEASED][0], _first(acts)))
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
                duties[meant[-1]] = duties[meant[-1]]._replace(reason=_REASONS.get(number))
        return duties

    def _triage(self, released: int, act: int | None) -> Duty:
        due = self.rules.due(self.rules.triage, released)
        allowed = self.rules.triage.length.hours * 60
        duty = Duty(DueKind.TRIAGE, released, due, None, self.now, minutes_allowed=allowed)
        if act is None:
            return duty
        done = max(released, act)
        said = min((minutes for hour, minutes in self.minutes if hour == act), default=None)
        if said is None:
            return duty._replace(done=done)
        # Whoever writes the log could write any minutes: never fewer than the hours of release and act allow.
        least = self.rules.staffed_minutes(released * 60 + 59, done * 60)
        return duty._replace(done=done, minutes=max(said, least))

    def _while_open(self, stretch: Stretch) -> list[Duty]:
        """First reply, updates from word to word, outcome, and the reason for being open for so long."""
        rules, start, end = self.rules, stretch.start, stretch.end
        replies = stretch.has(self.hours[_REPLIED])
        found = [self._answer(rules.reply, stretch, start, replies[0] if replies else end)]
        if replies:
            last = replies[0]
            for word in stretch.has(self.of(_REPLIED, _HOLDING)):
                if word > last:
                    found.append(self._answer(rules.update, stretch, last, word, len(found) - 1))
                    last = word
            waiting = self._answer(rules.update, stretch, last, end, len(found) - 1)
            if end is None or end > waiting.due:
                found.append(waiting)
        since = self._since(stretch)
        found.append(self._answer(rules.outcome, stretch, since, end))
        return found + self._reason(stretch, since)

    def _since(self, stretch: Stretch) -> int:
        """From when its outcome counts: from the reopening if it was the reporter's. Else to close and open again would
        gain time.
        """
        written = self.of(*_WRITTEN) if stretch.number else ()
        for number in range(stretch.number, 0, -1):
            if self.hours[_REOPENED][number - 1] in written:
                return self.stretches[number].start
        return self.received

    def _reason(self, stretch: Stretch, start: int) -> list[Duty]:
        limit, end = self.rules.reason, stretch.end
        due = self.rules.due(limit, start)
        given = sorted((hour, number) for hour, number, kind in self.reasons if kind is DueKind.REASON)
        for hour, number in given:
            if due - EARLY <= hour and stretch.has([hour]):
                said = _REASONS.get(number)
                return [Duty(limit.kind, start, due, hour, self.now, stretch=stretch.number, reason=said)]
        return _lapsing(Duty(limit.kind, start, due, None, self.now, stretch=stretch.number), end)

    def _checks(self, stretch: Stretch, closed: int) -> list[Duty]:
        found: list[Duty] = []
        end = END if stretch.reopened is None else stretch.reopened
        for number, limit in enumerate(self.rules.checks):
            due = self.rules.due(limit, closed)
            early = max(closed, due - EARLY)
            done = next((hour for hour in self.hours[_CHECKED] if early <= hour <= end), None)
            duty = Duty(limit.kind, closed, due, done, self.now, stretch=stretch.number, number=number)
            found += _lapsing(duty, stretch.reopened)
        return found

    def _answer(self, limit: Limit, stretch: Stretch, start: int, done: int | None, number: int = 0) -> Duty:
        """A duty whose clock a question to the reporter stops, and which they can dispute."""
        due, paused, resumes = self.rules.due(limit, start), 0, None
        for stop in self.stops:
            if stop.start > due or (done is not None and stop.start >= done):
                break
            hours = max(0, min(stop.end, self.now if done is None else done) - max(stop.start, start))
            due, paused = due + hours, paused + hours
            if stop.waits and done is None and not stop.end <= self.now < END:
                resumes = stop.end
        disputed = done in self.disputed
        return Duty(
            limit.kind, start, due, done, self.now, paused, disputed, stretch.number, number, resumes=resumes
        )

    def _stops(self) -> list[Stop]:
        asked = self.hours[_ASKED]
        if not asked:
            return []
        written, days = self.of(*_WRITTEN), self.rules.pause_days
        return [stop for each in self.stretches for stop in stops(each.has(asked), written, each.end, days)]

    def _disputed(self) -> set[int]:
        """The hours of the answers that the reporter disputed. In the hour of an answer either it or the one before may
        be meant, and both count.
        """
        found: set[int] = set()
        if self.hours[_DISPUTED]:
            ends = [stretch.end for stretch in self.stretches if stretch.end is not None]
            answers = sorted({*self.hours[_REPLIED], *ends})
            for hour in self.hours[_DISPUTED]:
                before, after = bisect_left(answers, hour) - 1, bisect_right(answers, hour)
                found.update(answers[max(0, before) : after])
        return found


def _lapsing(duty: Duty, over: int | None) -> list[Duty]:
    """A duty that is no longer owed when what it belongs to is over in time; late, it was late by then."""
    if duty.done is not None or over is None:
        return [duty]
    return [duty._replace(done=over)] if over > duty.due else []


def _first(hours: list[int]) -> int | None:
    return hours[0] if hours else None
