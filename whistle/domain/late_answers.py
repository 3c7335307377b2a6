"""The late answers, each for itself, without a date: which, how late, and why.

They are the page's alone, exactly and all of them: nothing may hide that an answer was late.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from whistle.domain.deadlines import Duty
from whistle.domain.limits import KINDS
from whistle.domain.small_numbers import Shown
from whistle.domain.stated import Counted, Late

NO_REASON = "No reason given"
_OVERDUE = ((24, "up to a day overdue"), (7 * 24, "up to a week overdue"), (28 * 24, "up to 4 weeks overdue"))
"""Hours, and how that is said: coarsely, for with the hour of the statement the time would tell when a concern came."""


def late_answers(duties: Iterable[Duty]) -> tuple[Late, ...]:
    """Those that came late or are overdue, overdue ones first and the latest first among both."""
    return tuple(_one(duty) for duty in sorted(duties, key=_worst_first))


def reasons(late: Iterable[Duty]) -> tuple[Counted, ...]:
    """How many of them have which reason, the most frequent first."""
    counts = Counter(NO_REASON if duty.reason is None else duty.reason.words for duty in late)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Counted(words, Shown.of(count)) for words, count in ordered)


def _one(duty: Duty) -> Late:
    reason = NO_REASON if duty.reason is None else duty.reason.words
    return Late(duty.kind, duty.standing, duty.stretch > 0, _how_late(duty), reason)


def _how_late(duty: Duty) -> str:
    if duty.done is None:
        return next(
            (words for hours, words in _OVERDUE if _minutes_late(duty) <= hours * 60),
            "more than 4 weeks overdue",
        )
    minutes = _minutes_late(duty)
    hours = -(-minutes // 60)
    if minutes < 60:
        return f"{minutes} minute{'s' if minutes > 1 else ''} late"
    if hours < 48:
        return f"{hours} hour{'s' if hours > 1 else ''} late"
    return f"{-(-hours // 24)} days late"


def _minutes_late(duty: Duty) -> int:
    if duty.done is not None and duty.minutes is not None and duty.minutes_allowed is not None:
        return duty.minutes - duty.minutes_allowed
    return ((duty.now if duty.done is None else duty.done) - duty.due) * 60


def _worst_first(duty: Duty) -> tuple[bool, int, int, bool, int]:
    """Overdue ones first, and of those only as far apart as their words are."""
    late = _minutes_late(duty)
    if duty.done is None:
        late = next((hours for hours, _ in _OVERDUE if late <= hours * 60), _OVERDUE[-1][0] + 1)
    return (duty.done is not None, -late, KINDS.index(duty.kind), duty.stretch > 0, duty.reason or 0)
