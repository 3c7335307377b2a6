"""The auditors' pages: were people answered in time, and the record to check that by."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from whistle.domain.errors import NotFound
from whistle.domain.stated import Statement
from whistle.services.measuring import Audit
from whistle.web.audit.copies import copies
from whistle.web.audit.page import front, page
from whistle.web.audit.returns import returns
from whistle.web.audit.tables import (
    MOST_LATE,
    backlog,
    by_basis,
    by_group,
    by_month,
    by_span,
    late_page,
    limits,
)
from whistle.web.serving import house

audit = Blueprint("audit", __name__, url_prefix="/staff/audit")
audit.register_blueprint(copies)
audit.register_blueprint(returns)

WORST = 15
"""So many late answers stand on the first page."""


@audit.get("/")
def figures() -> ResponseReturnValue:
    """One sentence, what was late, how to check it, and what to take away."""
    return front("audit.html", "", _first)


def _first(found: Audit) -> Mapping[str, object]:
    late = found.statement.late if found.statement else ()
    spans = found.statement.spans if found.statement else ()
    return {
        "shown_late": late[:WORST],
        "more_late": len(late) > WORST,
        "latest": spans[-1] if spans else None,
    }


@audit.get("/late")
def late() -> ResponseReturnValue:
    """Every late answer."""
    return page("late.html", "late", _late)


def _late(statement: Statement) -> Mapping[str, object]:
    number = max(request.args.get("page", 1, type=int), 1)
    shown, more = late_page(statement.late, number)
    if not shown and number > 1:
        raise NotFound
    return {"shown_late": shown, "more_late": more, "number": number, "first": (number - 1) * MOST_LATE + 1}


@audit.get("/answers")
def answers() -> ResponseReturnValue:
    """How each kind of answer went, over the whole record."""
    rules = house().rules
    return page("answers.html", "answers", lambda _: {"limits": limits(rules), "bases": by_basis(rules)})


@audit.get("/periods")
def periods() -> ResponseReturnValue:
    """By month and quarter of receipt."""
    return page(
        "periods.html",
        "periods",
        lambda statement: {**by_span(statement), "months": by_month(statement)},
    )


@audit.get("/groups")
def groups() -> ResponseReturnValue:
    """By route or by category: one of the two at a time, and never one within the other."""
    by = "category" if request.args.get("by") == "category" else "route"
    return page("groups.html", "groups", lambda statement: by_group(statement, by, house().directory()))


@audit.get("/safeguards")
def safeguards() -> ResponseReturnValue:
    """What is open and for how long, and what else happened."""
    return page("safeguards.html", "safeguards", backlog)
