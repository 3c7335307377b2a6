"""The statement: what was counted, and what of it may be shown, at one hour.

The same events give the same statement, whatever their order, so that anybody with the record can make it anew.

How nothing is had by subtraction. *Spans* are disjoint, never change, and hold no or at least 5 concerns each. Of a
span's answers, what is in time stands alone: no total over spans leaves the desk, so a part is hidden for its own sake
and its rest's, and nothing gives it away. It is stated once no answer can come in time any more, so it never changes.
*Months* are protected against their span. *Years*, by route and by category, are disjoint too, each as at its close.
What *happened*, which other figures bound from both sides, is told in fives. And whatever is shown on the page of the
whole record is either the sum of what its parts show, or how many answers were in time, late, overdue or running: the
one exemption, which does not leave the desk.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from whistle.domain.cases import Cases
from whistle.domain.deadlines import Duty, Standing
from whistle.domain.events import Copy, EventType, Happening
from whistle.domain.late_answers import late_answers, reasons
from whistle.domain.limits import DueKind
from whistle.domain.quarters import months_of, name_of
from whistle.domain.rules import Rules
from whistle.domain.small_numbers import (
    ENOUGH,
    NOT_SHOWN,
    THRESHOLD,
    Shown,
    alone,
    in_fives,
    is_small,
    part_of,
    protect,
    shares,
    some_in_fives,
    total_of,
)
from whistle.domain.spans import Quarters, Years, plan
from whistle.domain.stated import (
    Answers,
    Counted,
    Dot,
    Month,
    Row,
    Settled,
    Share,
    Span,
    Spread,
    Statement,
    Year,
)
from whistle.domain.tally import NEVER, SETTLING, SHARED, Group, Happened, Kind, Settling, Tally

__all__ = [
    "Answers",
    "Counted",
    "Dot",
    "Month",
    "Row",
    "Settled",
    "Share",
    "Span",
    "Spread",
    "Statement",
    "Year",
    "statement",
]

_OWED = (
    DueKind.ACKNOWLEDGEMENT,
    DueKind.REPLY,
    DueKind.UPDATE,
    DueKind.OUTCOME,
    DueKind.TRIAGE,
    DueKind.REASON,
)
_NOT_OWED_BY_ALL = frozenset({DueKind.UPDATE, DueKind.TRIAGE, DueKind.REASON})
"""How many of these are owed tells of reporters, so a few are not shown."""
_TOP_TENTHS = 20
_AGE_NAMES = ("Up to 4 weeks", "4 weeks to 3 months", "3 to 12 months", "More than a year")
"""As `whistle.domain.tally.AGES` has them."""


def statement(cases: Cases, books: Mapping[int, Rules], as_at: int) -> Statement:
    """Everything that may be shown at hour ``as_at``; ``books`` are the limits by their version.

    Raises Malformed where a concern was received under limits that are not there.
    """
    planned = plan(cases, books, as_at)
    tally = Tally(planned, as_at)
    tally.count(cases)
    service = cases.service(as_at)
    spans = _spans(tally, service)
    years = [_year(tally, index, years) for index, years in enumerate(planned.years)]
    received = sum(span.received for span in spans)
    return Statement(
        as_at=as_at,
        settled_at=planned.settled_at,
        spans=tuple(span for span in spans if span.closed),
        years=tuple(year for year in years if year and year.closed),
        received=received,
        answers=_answers(tally) if received else (),
        late=late_answers(tally.late),
        reasons=reasons(tally.late),
        running=next((span for span in spans if not span.closed), None),
        this_year=next((year for year in years if year and not year.closed), None),
        backlog=_backlog(tally.ages) if received else (),
        now=_now(tally) if received else (),
        totals=_totals(spans),
        service=_service(service),
    )


def _spans(tally: Tally, service: Sequence[Happening]) -> list[Span]:
    happened = tally.happened
    answered = list(accumulate(each.answered for each in happened))
    closed = list(accumulate(each.closed for each in happened))
    return [
        Span(
            name=quarters.name,
            start=quarters.start,
            end=quarters.end,
            closed=quarters.closed,
            received=len(quarters.concerns),
            answers=tuple(_settled(kind, tally.settling[index][kind]) for kind in SETTLING),
            months=_months(quarters),
            happened=_happened(happened[index], answered[index], closed[index]),
            service=_service(each for each in service if quarters.start <= each.hour < quarters.end),
        )
        for index, quarters in enumerate(tally.plan.spans)
    ]


def _settled(kind: DueKind, found: Settling) -> Settled:
    owed = len(found.taken)
    if found.unsettled:
        return Settled(kind, NOT_SHOWN if kind is DueKind.UPDATE else Shown.of(owed), None, None)
    in_time = NOT_SHOWN if is_small(owed) else part_of(found.in_time, owed)
    # Beside a hidden count, the 90th percentile could say that at most 2 of 20 were late, and the 95th that 2 were.
    return Settled(kind, alone(owed), in_time, _spread(found.taken) if in_time.exact else None)


def _spread(taken: Sequence[int]) -> Spread | None:
    if len(taken) < ENOUGH:
        return None
    ordered = sorted(taken)
    ranks = (-(-len(ordered) * share // 100) - 1 for share in (50, 90, 95))
    return Spread(*(None if ordered[rank] == NEVER else ordered[rank] for rank in ranks))


def _months(quarters: Quarters) -> tuple[Month, ...]:
    """Of one closed quarter. Of several together, it is known that fewer than 5 came in the first."""
    if quarters.first != quarters.last or not quarters.closed:
        return ()
    names = months_of(quarters.first)
    counts = [0, 0, 0]
    for concern in quarters.concerns:
        counts[max(0, bisect_right([hour for _, hour in names], concern.received) - 1)] += 1
    shown = protect(counts) or ()
    return tuple(Month(name, hour, cell) for (name, hour), cell in zip(names, shown, strict=False))


def _happened(found: Happened, answered: int, closed: int) -> tuple[Counted, ...]:
    """In fives. What there can only be after an answer or a closing is not shown where those are few."""
    types = found.types
    return (
        Counted("Disputes of an answer", in_fives(types[EventType.DISPUTED], answered)),
        Counted("Opened again after closing", in_fives(types[EventType.REOPENED], closed)),
        Counted("Withdrawn by the reporter", in_fives(types[EventType.WITHDRAWN])),
        Counted("Reports of being treated badly", in_fives(types[EventType.DETRIMENT])),
        Counted("Attempts to find out who a reporter is", in_fives(types[EventType.UNMASKING])),
        Counted("Handed over to another person", in_fives(types[EventType.HANDED_OVER])),
        Counted("Changes of who can read a concern", in_fives(types[EventType.SHARED])),
        Counted("Reviewers who stepped back", in_fives(types[EventType.RECUSED])),
        Counted("Pauses for a question to the reporter", in_fives(found.pauses)),
        Counted("Checks after closing", in_fives(types[EventType.CHECKED], closed)),
        Counted("Copies taken of a concern", in_fives(types[EventType.EXPORTED])),
    )


def _service(happened: Iterable[Happening]) -> tuple[Counted, ...]:
    types: Counter[EventType] = Counter()
    copies: Counter[int] = Counter()
    down = 0
    for each in happened:
        types[each.type] += 1
        if each.type is EventType.EXPORTED:
            copies[each.detail] += 1
        elif each.type is EventType.DOWN:
            down += each.minutes or 0
    return tuple(
        Counted(name, Shown.of(count))
        for name, count in (
            ("Hours without a tick", down),
            ("New limits", types[EventType.RULES]),
            ("New lists of readers", types[EventType.DIRECTORY]),
            ("Keys listed", types[EventType.KEY_LISTED]),
            ("Keys ended", types[EventType.KEY_ENDED]),
            ("Copies taken of the record", copies[Copy.RECORD]),
            ("Copies taken of the figures", copies[Copy.FIGURES]),
            ("Copies taken of a quarterly return", copies[Copy.QUARTERLY_RETURN]),
        )
    )


def _year(tally: Tally, index: int, years: Years) -> Year | None:
    spans = [tally.plan.spans[each] for each in years.spans]
    received = sum(len(span.concerns) for span in spans)
    if not received:
        return None
    return Year(
        name_of(spans[0].first, spans[-1].last),
        spans[0].start,
        spans[-1].end,
        years.closed,
        received,
        _rows(tally.routes[index]),
        _rows(tally.categories[index]),
    )


def _rows(groups: Mapping[int, Group]) -> tuple[Row, ...]:
    numbers = sorted(groups)
    found = [groups[number] for number in numbers]
    wholes = protect([group.received for group in found])
    if wholes is None:
        return ()
    bands = {
        kind: shares([each.in_time[kind] for each in found], [each.settled[kind] for each in found], wholes)
        for kind in SHARED
    }
    return tuple(
        Row(
            number,
            whole,
            tuple(
                Share(kind, band.words, band.at_least, band.below)
                for kind in SHARED
                for band in (bands[kind][at],)
            )
            if whole.exact and whole.low >= ENOUGH
            else (),
        )
        for at, (number, whole) in enumerate(zip(numbers, wholes, strict=True))
    )


def _answers(tally: Tally) -> tuple[Answers, ...]:
    return tuple(
        _kind(kind, tally.kinds[kind])
        for kind in _OWED
        if kind not in _NOT_OWED_BY_ALL or tally.kinds[kind].owed not in range(1, THRESHOLD + 1)
    )


def _kind(kind: DueKind, found: Kind) -> Answers:
    standing = found.standing
    in_time = standing[Standing.IN_TIME]
    return Answers(
        kind=kind,
        owed=found.owed,
        in_time=in_time,
        late=standing[Standing.LATE],
        overdue=standing[Standing.OVERDUE],
        running=standing[Standing.RUNNING] + standing[Standing.PAUSED],
        disputed=some_in_fives(found.disputed, in_time),
        spread=_spread(found.taken),
        dots=tuple(sorted(map(_dot, found.few), key=_leftmost)) if len(found.taken) < ENOUGH else (),
    )


def _dot(duty: Duty) -> Dot:
    standing = duty.standing
    if duty.done is None:
        return Dot(None, standing)
    taken, allowed = duty.taken, duty.allowed
    if duty.minutes is not None and duty.minutes_allowed:
        taken, allowed = duty.minutes, duty.minutes_allowed
    tenths = min(_TOP_TENTHS, taken * 10 // max(1, allowed))
    return Dot(max(11, tenths) if standing is Standing.LATE else min(10, tenths), standing)


def _leftmost(dot: Dot) -> tuple[int, str]:
    return _TOP_TENTHS + 1 if dot.tenths is None else dot.tenths, dot.standing


def _backlog(ages: Sequence[int]) -> tuple[Counted, ...]:
    """Open concerns that were never closed. Empty where the table would give a count away."""
    shown = protect(ages) or ()
    return tuple(Counted(name, cell) for name, cell in zip(_AGE_NAMES, shown, strict=False))


def _now(tally: Tally) -> tuple[Counted, ...]:
    closed = sum(each.closed for each in tally.happened)
    pauses = sum(each.pauses for each in tally.happened)
    return (
        Counted("Waiting for the reporter", in_fives(tally.paused, tally.open)),
        Counted("Open again after a closing", in_fives(tally.reopened, closed)),
        Counted("Checks after closing made in time", in_fives(tally.checks, closed)),
        Counted(
            "Hours for which clocks stood still",
            Shown.of(tally.pause_hours) if pauses > THRESHOLD else NOT_SHOWN,
        ),
    )


def _totals(spans: Sequence[Span]) -> tuple[Counted, ...]:
    names = [each.name for each in spans[0].happened] if spans else []
    return tuple(
        Counted(name, total_of(span.happened[place].shown for span in spans))
        for place, name in enumerate(names)
    )
