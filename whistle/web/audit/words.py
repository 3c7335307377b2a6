"""How the auditors' pages say kinds of answer, stretches of time and quarters."""

from __future__ import annotations

import datetime as dt

from whistle.domain.dates import on_the_wall
from whistle.domain.deadlines import Standing
from whistle.domain.limits import DueKind
from whistle.domain.stated import NAMES, Settled, Span, Year

DAY = 24


def name(kind: DueKind) -> str:
    """A kind of answer."""
    return NAMES[kind]


def can_be_disputed(kind: DueKind) -> bool:
    """Whether a reporter can say of an answer of that kind that it was none."""
    return kind in {DueKind.REPLY, DueKind.UPDATE, DueKind.OUTCOME}


def in_time(answers: Settled) -> str:
    """How many answers of a span came in time, of how many."""
    if answers.in_time is None:
        return "not settled"
    if not answers.owed.high:
        return "none owed"
    if not answers.owed.exact:
        return answers.in_time.words
    return f"{answers.in_time.words} of {answers.owed.words}"


def time(hours: int) -> str:
    """So many hours, as a person says them: in days from two days on."""
    if hours < 2 * DAY:
        return "less than 1 hour" if hours < 1 else f"{hours} hour{'s' if hours > 1 else ''}"
    days, left = divmod(hours, DAY)
    return f"{days:,} days" if days >= 10 or not left else f"{days} days {left} h"


def when(hour: int) -> str:
    """The beginning of an hour by the wall's clock, such as ``21 November 2026, 14:00``."""
    return f"{on_the_wall(hour):%-d %B %Y, %H:%M}"


def day(hour: int) -> dt.date:
    """The day of an hour by the wall's clock."""
    return on_the_wall(hour).date()


def quarter(span: Span | Year) -> str:
    """What a span is called in an address and in a file's name, such as ``2026-q3`` or ``2026-q1-to-q3``."""
    first, last = on_the_wall(span.start), on_the_wall(span.end - 1)
    begins, ends = f"q{(first.month + 2) // 3}", f"q{(last.month + 2) // 3}"
    if (first.year, begins) == (last.year, ends):
        return f"{first.year}-{begins}"
    return f"{first.year}-{begins}-to-{ends if first.year == last.year else f'{last.year}-{ends}'}"


def standing(answer: Standing) -> str:
    """How an answer stands, beside its mark in a drawing."""
    return "not due yet" if answer in {Standing.RUNNING, Standing.PAUSED} else str(answer)
