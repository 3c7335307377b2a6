"""Every figure of a statement as lines of text: what the auditors' page shows, and what leaves the desk."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from whistle.domain.hours import HOUR
from whistle.domain.stated import NAMES, Answers, Counted, Late, Span, Statement, Year, span_lines


def moment(hour: int) -> str:
    """An hour since 1970 as a person reads it."""
    return f"{dt.datetime.fromtimestamp(hour * HOUR, dt.UTC):%-d %B %Y, %H:00} UTC"


def lines(statement: Statement) -> Iterator[str]:
    """All of it."""
    yield f"How things stood on {moment(statement.as_at)}. This is for the auditors' page alone:"
    yield from _indented(_on_the_page(statement))
    if statement.settled_at is None:
        yield "No quarter is settled yet, so nothing of this may leave the auditors' desk."
        return
    yield f"What may leave the auditors' desk, as it stood on {moment(statement.settled_at)}:"
    yield from _indented(f"{period}: {figure}: {value}" for period, figure, value in statement.rows())


def _on_the_page(statement: Statement) -> Iterator[str]:
    if not statement.received:
        yield statement.sentence
    else:
        yield f"Concerns counted: {statement.received}"
    for answers in statement.answers:
        yield from _answers(answers)
    for late, times in Counter(map(_late, statement.late)).items():
        yield f"Late, {times} times: {late}" if times > 1 else f"Late, once: {late}"
    yield from _counted("Reason for a late answer", statement.reasons)
    if statement.running:
        yield from _span(statement.running)
    if statement.this_year:
        yield from _year(statement.this_year)
    yield from _counted("Open", statement.backlog)
    yield from _counted("Now", statement.now)
    yield from _counted("Since the record began", statement.totals)
    yield from _counted("The service", statement.service)


def _answers(answers: Answers) -> Iterator[str]:
    name = NAMES[answers.kind]
    yield f"{name}: {answers.sentence}"
    yield (
        f"{name}: {answers.owed} owed, {answers.in_time} in time, {answers.late} late, {answers.overdue} overdue, "
        f"{answers.running} running; of those in time disputed: {answers.disputed.words}"
    )
    if answers.spread:
        named = (f"{words} {'overdue' if hours is None else hours}" for words, hours in answers.spread.named)
        yield f"{name}, in hours: {', '.join(named)}"


def _late(late: Late) -> str:
    again = ", after a reopening" if late.again else ""
    return f"{NAMES[late.kind]}{again}: {late.words}. {late.reason}"


def _span(span: Span) -> Iterator[str]:
    return (f"{span.name}, not settled: {line}" for line in span_lines(span))


def _year(year: Year) -> Iterator[str]:
    for table, groups in (("Route", year.routes), ("Category", year.categories)):
        for group in groups:
            name = f"{year.name}, not over: {table} {group.number or 'none'}"
            yield f"{name}: concerns received: {group.received.words}"
            yield from (f"{name}: {NAMES[share.kind]}: {share.words}" for share in group.shares)


def _counted(what: str, counted: Sequence[Counted]) -> Iterator[str]:
    return (f"{what}: {each.name}: {each.shown.words}" for each in counted)


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)
