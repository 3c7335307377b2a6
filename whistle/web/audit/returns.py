"""The quarterly return: a page to print for each period that has closed, and the same as a signed file."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from whistle.domain.errors import NotFound
from whistle.domain.stated import NOTES, Span, Statement, span_lines
from whistle.web.audit import words
from whistle.web.audit.page import page

returns = Blueprint("returns", __name__, url_prefix="/returns")


@returns.get("")
def all_returns() -> ResponseReturnValue:
    """Each period that has closed, the newest first; and the figures of all of them."""
    return page("returns.html", "returns", lambda statement: {"closed": tuple(reversed(statement.spans))})


@returns.get("/<quarter>")
def one(quarter: str) -> ResponseReturnValue:
    """One of them, to print."""
    return page("return.html", "returns", lambda statement: _shown(statement, quarter))


def _shown(statement: Statement, quarter: str) -> dict[str, object]:
    span = find(statement, quarter)
    figures = [line.rpartition(": ")[::2] for line in span_lines(span)]
    return {"span": span, "figures": figures, "notes": NOTES}


def find(statement: Statement, quarter: str) -> Span:
    """The closed span of that name in an address. Raises NotFound."""
    for span in statement.spans:
        if words.quarter(span) == quarter:
            return span
    raise NotFound
