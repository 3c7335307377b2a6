"""The quarterly return: every figure of one closed span, a line each, to be signed and handed out.

It says what the statement says of the span, and nothing more, so that returns of several quarters together tell no more
than one file of all of them.
"""

from __future__ import annotations

from whistle.domain.errors import NotFound
from whistle.domain.stated import NOTES, Span, Statement, span_lines


def lines(statement: Statement, span: Span) -> list[str]:
    """``name: value`` each. Raises NotFound for a span that is not closed, or another statement's."""
    if span not in statement.spans:
        raise NotFound("There is a return for a quarter that is settled only.")
    return [f"Period: {span.name}", *span_lines(span), *(f"Note: {note}" for note in NOTES)]
