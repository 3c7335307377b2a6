"""What other modules still ask of the clocks until they have moved.

All times are whole hours since 1970 (UTC), because the log keeps no finer ones; an answer within the hour in which
it falls due is in time. Clocks run from the server's receipt, or from a reopening. What a limit rests on is part
of it, so that no page can call a local rule a law.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from whistle.domain.duties import Duty
from whistle.domain.events import EventType
from whistle.domain.limits import Basis, DueKind

DAY = 24


@dataclass(frozen=True)
class Limit:
    """How long something may take: hours, and calendar months on top of them."""

    kind: DueKind
    words: str
    basis: Basis
    why: str
    hours: int = 0
    months: int = 0

    def due(self, start: int) -> int:
        """The last hour that is in time, counted from hour ``start``."""
        return add_months(start, self.months) + self.hours


def _check(months: int) -> Limit:
    return Limit(
        DueKind.CHECK,
        f"{months} month{'s' if months > 1 else ''} after closing",
        Basis.LOCAL_RULE,
        "Whether the reporter has been treated badly since.",
        months=months,
    )


@dataclass(frozen=True)
class Limits:
    """The clocks. An operator may set others; these are the defaults."""

    acknowledgement: Limit = Limit(
        DueKind.ACKNOWLEDGEMENT,
        "24 hours",
        Basis.AIM,
        "A person has read the concern. The Metropolitan Police aims at contact within 24 hours of a report.",
        hours=DAY,
    )
    reply: Limit = Limit(
        DueKind.REPLY,
        "7 days",
        Basis.LOCAL_RULE,
        "The first reply that says something about the matter.",
        hours=7 * DAY,
    )
    update: Limit = Limit(
        DueKind.UPDATE,
        "every 28 days",
        Basis.LOCAL_RULE,
        "Word of what is going on, for as long as the concern is open.",
        hours=28 * DAY,
    )
    outcome: Limit = Limit(
        DueKind.OUTCOME,
        "3 months",
        Basis.AIM,
        "What came of it. The European directive on whistleblowing (2019/1937) asks for 3 months.",
        months=3,
    )
    checks: tuple[Limit, ...] = (_check(1), _check(3), _check(6), _check(12))


LIMITS = Limits()

EARLY = 14 * DAY
"""How long before it is due a check may be made: earlier, it would stand for another one."""


class Happened(Protocol):
    """Anything that says what happened and in which hour, such as an event of the log."""

    @property
    def type(self) -> EventType: ...

    @property
    def hour(self) -> int: ...


def duties(happened: Iterable[Happened], now: int, limits: Limits = LIMITS) -> tuple[Duty, ...]:
    """Acknowledgement, first reply and outcome of one concern, whatever order its events come in.

    A question, a holding reply and a reply also acknowledge, and a closing does both: each shows that a person has read
    the concern. A holding reply says nothing about the matter, so it is never the first reply. Empty when the events
    do not tell of a receipt.
    """
    first: dict[EventType, int] = {}
    for each in happened:
        first[each.type] = min(each.hour, first.get(each.type, each.hour))
    start = first.get(EventType.RECEIVED)
    if start is None:
        return ()

    def duty(limit: Limit, *done_by: EventType) -> Duty:
        done = min((first[kind] for kind in done_by if kind in first), default=None)
        return Duty(limit.kind, start, limit.due(start), done, now)

    return (
        duty(
            limits.acknowledgement,
            EventType.ACKNOWLEDGED,
            EventType.ASKED,
            EventType.HOLDING,
            EventType.REPLIED,
            EventType.CLOSED,
        ),
        duty(limits.reply, EventType.REPLIED, EventType.CLOSED),
        duty(limits.outcome, EventType.CLOSED),
    )


def add_months(hour: int, months: int) -> int:
    """The same day and hour so many calendar months later; the last day of a month that is too short."""
    if not months:
        return hour
    moment = dt.datetime.fromtimestamp(hour * 3600, dt.UTC)
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    day = min(moment.day, monthrange(year, month + 1)[1])
    return int(moment.replace(year=year, month=month + 1, day=day).timestamp()) // 3600
