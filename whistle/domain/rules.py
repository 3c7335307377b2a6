"""The limits in force: what they are, and when they run out.

An operator may set others than the usual ones. Each set is a version of its own that the log names by its hash, and a
concern keeps the one under which it was received. All times are whole hours since 1970 (UTC); a limit's last hour is
still in time. The bank holidays are written out, so that no later edition of a calendar changes what was late.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from whistle.domain import rules_text
from whistle.domain.dates import days_later, hour_of, months_later, on_the_wall
from whistle.domain.errors import Malformed
from whistle.domain.hours import NINE_TO_FIVE, Staffed
from whistle.domain.limits import KINDS, LONGEST, Basis, DueKind, LateReason, Length, Limit

__all__ = ["KINDS", "USUAL", "Basis", "DueKind", "LateReason", "Length", "Limit", "Rules"]

DAY = 24
MOST_CHECKS = 12
LONGEST_PAUSE = 90
MOST_HOLIDAYS = 400
_TRIAGE, _ACKNOWLEDGEMENT = DueKind.TRIAGE, DueKind.ACKNOWLEDGEMENT
LAST_ROUTE = (1 << 16) - 1


@dataclass(frozen=True)
class Rules:
    """The limits, and what counts as time. Raises Malformed where they make no sense."""

    triage: Limit
    acknowledgement: Limit
    reply: Limit
    update: Limit
    outcome: Limit
    reason: Limit
    checks: tuple[Limit, ...]
    pause_days: int = 28
    """For how long a question to the reporter stops a clock at most."""
    staffed: Staffed = NINE_TO_FIVE
    holidays: frozenset[dt.date] = frozenset()
    working_routes: frozenset[int] = frozenset()
    """The routes on which the time for an acknowledgement is counted in working days."""

    def __post_init__(self) -> None:
        for limit, kind in zip(
            self.limits, (*KINDS[:-1], *(DueKind.CHECK for _ in self.checks)), strict=True
        ):
            if limit.kind is not kind:
                raise Malformed(f"A limit for {limit.kind} stands in the place of one for {kind}.")
        _check_checks(self.checks)
        if type(self.pause_days) is not int or not 1 <= self.pause_days <= LONGEST_PAUSE:
            raise Malformed(f"A question may stop a clock for 1 to {LONGEST_PAUSE} days.")
        if not self.staffed.parts:
            raise Malformed("Somebody must be there at some time of the week.")
        if len(self.holidays) > MOST_HOLIDAYS:
            raise Malformed(f"There may be at most {MOST_HOLIDAYS} holidays.")
        if not all(type(route) is int and 0 <= route <= LAST_ROUTE for route in self.working_routes):
            raise Malformed(f"A route is a whole number from 0 to {LAST_ROUTE}.")
        if self.working_routes:
            _in_working_days(self.acknowledgement.length)

    @classmethod
    def of(cls, document: Mapping[str, object]) -> Rules:
        """From what a file of them says, such as whistle/data/limits.toml. Raises Malformed, naming what is wrong."""
        return cls(**rules_text.read(document))

    @classmethod
    def parse(cls, text: str) -> Rules:
        """From their text. Raises Malformed for any other than ``text`` would give."""
        rules = cls.of(rules_text.load(text))
        if rules.text != text:
            raise Malformed(
                "The limits are not written in their one form: one line, keys in order, no spaces between."
            )
        return rules

    @cached_property
    def text(self) -> str:
        """The one line that says all of them, the same for the same limits always."""
        return rules_text.write(self)

    @cached_property
    def hash(self) -> bytes:
        """What the log keeps of them: SHA-256 of the text."""
        return sha256(self.text.encode()).digest()

    @property
    def limits(self) -> tuple[Limit, ...]:
        """All of them, in the order of their kinds."""
        first = (self.triage, self.acknowledgement, self.reply, self.update, self.outcome, self.reason)
        return first + self.checks

    def limit(self, kind: DueKind) -> Limit:
        """The limit of that kind; of checks the first."""
        return next(limit for limit in self.limits if limit.kind is kind)

    def due(self, limit: Limit, start: int, route: int = 0) -> int:
        """The last hour that is in time, counted from hour ``start``, for a concern on that route."""
        length, kind = limit.length, limit.kind
        if kind is _TRIAGE:
            return self._staffed_later(start, length.hours * 60)
        if length.working_days:
            return self._working_days_later(start, length.working_days)
        if kind is _ACKNOWLEDGEMENT and route in self.working_routes:
            return self._working_days_later(start, _in_working_days(length))
        if length.months:
            return months_later(start, length.months)
        return days_later(start, length.days) if length.days else start + length.hours

    def staffed_minutes(self, start: int, end: int) -> int:
        """For how many minutes between two, both since 1970, somebody was there."""
        return self.staffed.minutes(start, end, self.holidays.__contains__)

    def _staffed_later(self, start: int, minutes: int) -> int:
        """The last hour in which no more than so many minutes need have passed while somebody was there: counted from
        the last minute of hour ``start``, for the log keeps no finer times.
        """
        last, day = start * 60 + 59, on_the_wall(start).date()
        while True:
            for since, till in self._spans(day):
                there = till - max(since, last)
                if there > minutes:
                    return (max(since, last) + minutes) // 60
                minutes -= max(0, there)
            day += dt.timedelta(1)

    def _working_days_later(self, start: int, days: int) -> int:
        """The same time of a later working day; from when nobody is there, counted from when somebody is again."""
        reckoned = self._reckoned.get((start, days))
        if reckoned is None:
            begun = self._next_staffed(start)
            moment = on_the_wall(begun)
            for _ in range(days):
                moment += dt.timedelta(1)
                while not self._spans(moment.date()):
                    moment += dt.timedelta(1)
            reckoned = self._reckoned[start, days] = hour_of(moment)
        return reckoned

    def _next_staffed(self, hour: int) -> int:
        """The first hour from ``hour`` on in which somebody is there at some time."""
        day = on_the_wall(hour).date()
        while True:
            for since, till in self._spans(day):
                if hour * 60 < till:
                    return max(hour, since // 60)
            day += dt.timedelta(1)

    def _spans(self, day: dt.date) -> list[tuple[int, int]]:
        return [] if day in self.holidays else self.staffed.spans(day)

    @cached_property
    def _reckoned(self) -> dict[tuple[int, int], int]:
        """What was reckoned already: concerns come in few different hours."""
        return {}


def _check_checks(checks: tuple[Limit, ...]) -> None:
    if len(checks) > MOST_CHECKS:
        raise Malformed(f"There may be at most {MOST_CHECKS} checks.")
    for before, after in itertools.pairwise(each.length for each in checks):
        later = [getattr(after, unit) - getattr(before, unit) for unit in LONGEST if getattr(before, unit)]
        if later[0] <= 0 or not all(getattr(after, unit) for unit in LONGEST if getattr(before, unit)):
            raise Malformed("Each check must come later than the one before it, in the same unit.")


def _in_working_days(length: Length) -> int:
    """How many working days stand for the time in which a concern is acknowledged elsewhere."""
    if length.months or length.hours % DAY:
        raise Malformed(
            "Where routes count in working days, the time for an acknowledgement must be whole days."
        )
    return length.working_days or length.days or length.hours // DAY


def _limit(kind: DueKind, basis: Basis, why: str, **length: int) -> Limit:
    return Limit(kind, Length(**length), basis, why)


def _check(months: int) -> Limit:
    return _limit(
        DueKind.CHECK, Basis.LOCAL_RULE, "Whether the reporter has been treated badly since.", months=months
    )


USUAL = Rules(
    triage=_limit(
        DueKind.TRIAGE,
        Basis.LOCAL_RULE,
        "Somebody acts on a danger to life.",
        hours=1,
    ),
    acknowledgement=_limit(
        DueKind.ACKNOWLEDGEMENT,
        Basis.AIM,
        "A person has read the concern. The Metropolitan Police aims at contact within 24 hours of a report.",
        hours=24,
    ),
    reply=_limit(
        DueKind.REPLY,
        Basis.LOCAL_RULE,
        "The first reply that says something about the matter.",
        days=7,
    ),
    update=_limit(
        DueKind.UPDATE,
        Basis.LOCAL_RULE,
        "Word of what is going on, for as long as the concern is open.",
        days=28,
    ),
    outcome=_limit(
        DueKind.OUTCOME,
        Basis.AIM,
        "What came of it. The European directive on whistleblowing (2019/1937) asks for 3 months.",
        months=3,
    ),
    reason=_limit(
        DueKind.REASON,
        Basis.LOCAL_RULE,
        "A written reason why the concern is still open.",
        months=12,
    ),
    checks=tuple(map(_check, (1, 3, 6, 12))),
)
"""The limits that are in force unless an operator sets others, without holidays."""
