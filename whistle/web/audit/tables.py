"""What the tables of the auditors' pages hold, from a statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whistle.domain.limits import Basis, DueKind, Limit
from whistle.domain.rules import Rules
from whistle.domain.small_numbers import Shown
from whistle.domain.stated import NAMES, Late, Month, Row, Span, Statement, Year
from whistle.domain.taxonomy import CATEGORIES
from whistle.envelope.directory import Directory

MOST_LATE = 200
"""Late answers on one page of them."""


def late_page(late: tuple[Late, ...], page: int) -> tuple[tuple[Late, ...], bool]:
    """The late answers of a page, the first of which is 1, and whether there are more."""
    first = (page - 1) * MOST_LATE
    return late[first : first + MOST_LATE], len(late) > first + MOST_LATE


def spans_of(statement: Statement) -> list[Span]:
    """All that is shown, the newest first."""
    running = [statement.running] if statement.running else []
    return [*running, *reversed(statement.spans)]


def by_span(statement: Statement) -> dict[str, Any]:
    """The spans, how many came in each, and what else happened in each."""
    spans = spans_of(statement)
    names = list(dict.fromkeys(each.name for span in spans for each in (*span.happened, *span.service)))
    of = [{each.name: each.shown for each in (*span.happened, *span.service)} for span in spans]
    return {
        "spans": spans,
        "most": max(spans, key=lambda span: span.received, default=None),
        "received": [
            (span.name, Shown(span.received, span.received, f"{span.received:,}")) for span in spans
        ],
        "kinds": [answers.kind for answers in spans[0].answers] if spans else [],
        "happened": [(name, [counts.get(name) for counts in of]) for name in names],
    }


def by_month(statement: Statement) -> list[Month]:
    """The months of closed spans, the newest first."""
    return [month for span in reversed(statement.spans) for month in reversed(span.months)]


def by_group(statement: Statement, by: str, directory: Directory) -> dict[str, Any]:
    """The years, each with its rows of routes or of categories, and what those are called."""
    years: list[Year] = [*([statement.this_year] if statement.this_year else []), *reversed(statement.years)]
    rows = [(year, year.categories if by == "category" else year.routes) for year in years]
    return {
        "by": by,
        "years": rows,
        "shared": _shared([row for _, found in rows for row in found]),
        "names": _categories() if by == "category" else _routes(directory),
    }


def backlog(statement: Statement) -> dict[str, Any]:
    """The open concerns by age, and one sentence on the oldest."""
    counts = [(each.name, each.shown) for each in statement.backlog]
    said = "Open concerns, by how long ago they came"
    if counts:
        oldest, shown = counts[-1]
        said = (
            f"{'No concern has' if not shown.high else 'Some concerns have'} been open for {oldest.lower()}"
        )
    return {"backlog": counts, "backlog_sentence": said}


def by_basis(rules: Rules) -> dict[Basis, list[tuple[str, str, str]]]:
    """The limits by what they rest on: of what, how long, and why. Checks for one reason are one line."""
    found: dict[Basis, list[tuple[str, str, str]]] = {basis: [] for basis in Basis}
    for limit in limits(rules).values():
        found[limit.basis].append((NAMES[limit.kind], limit.words, limit.why))
    for basis in Basis:
        for why in dict.fromkeys(check.why for check in rules.checks if check.basis is basis):
            lengths = [each.length.words for each in rules.checks if each.basis is basis and each.why == why]
            found[basis].append((NAMES[DueKind.CHECK], f"{_listed(lengths)} after it", why))
    return found


def _listed(words: list[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def limits(rules: Rules) -> dict[DueKind, Limit]:
    """The limits in the order in which they fall due; checks apart."""
    found = (rules.triage, rules.acknowledgement, rules.reply, rules.update, rules.outcome, rules.reason)
    return {limit.kind: limit for limit in found}


def _shared(rows: list[Row]) -> list[DueKind]:
    return list(dict.fromkeys(share.kind for row in rows for share in row.shares))


def _routes(directory: Directory) -> Mapping[int, str]:
    return {route.id: route.name for route in directory.routes}


def _categories() -> Mapping[int, str]:
    return {number: each.words for number, each in enumerate(CATEGORIES, 1)}
