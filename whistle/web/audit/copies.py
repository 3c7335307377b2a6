"""What an auditor takes away: the record, the figures, a quarterly return. Each copy is logged before it is given."""

from __future__ import annotations

from flask import Blueprint, Response

from whistle.domain.published import as_csv, as_json
from whistle.domain.roles import Role
from whistle.services import copies as taken
from whistle.services.signing_in import Person
from whistle.web import sessions
from whistle.web.audit import words
from whistle.web.audit.returns import find
from whistle.web.serving import house

copies = Blueprint("copies", __name__)

TEXT = "text/plain; charset=utf-8"


@copies.post("/record.txt")
def record() -> Response:
    """The whole record, to check on another computer."""
    pieces = taken.of_record(house(), _auditor())
    return _file(Response(pieces, content_type=TEXT), "record.txt")


@copies.post("/figures.csv")
def figures_csv() -> Response:
    """The figures of closed quarters, for a spreadsheet."""
    statement = taken.of_figures(house(), _auditor())
    return _file(Response(as_csv(statement.rows()), content_type="text/csv; charset=utf-8"), "figures.csv")


@copies.post("/figures.json")
def figures_json() -> Response:
    """The same, for a program."""
    statement = taken.of_figures(house(), _auditor())
    return _file(Response(as_json(statement.document()), content_type="application/json"), "figures.json")


@copies.post("/returns/<quarter>.txt")
def quarterly_return(quarter: str) -> Response:
    """The return of a period that has closed, signed."""
    who = _auditor()
    span = find(taken.settled(house()), quarter)
    text = taken.of_return(house(), who, span)
    return _file(Response(text, content_type=TEXT), f"return-{words.quarter(span)}.txt")


def _auditor() -> Person:
    sessions.protect_from_forgery()
    return sessions.signed_in(Role.AUDITOR)


def _file(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
