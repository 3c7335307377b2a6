"""The auditor's page: were people answered in time, and the record to check that by."""

from __future__ import annotations

from itertools import chain

from flask import Blueprint, Response, redirect, render_template
from flask.typing import ResponseReturnValue

from whistle.domain.deadlines import LIMITS, Basis
from whistle.domain.roles import Role
from whistle.services import measuring
from whistle.services import record as records
from whistle.web import sessions
from whistle.web.audit import chart
from whistle.web.serving import house, pages

audit = Blueprint("audit", __name__, url_prefix="/staff/audit")

_LIMITS = (LIMITS.acknowledgement, LIMITS.reply, LIMITS.outcome)


@audit.get("/")
def figures() -> ResponseReturnValue:
    """The figures, made anew from the record at every visit."""
    from flask_wtf.csrf import generate_csrf

    if elsewhere := sessions.first_to():
        return redirect(elsewhere, 303)
    return render_template(
        "audit/audit.html",
        person=sessions.signed_in(Role.AUDITOR),
        csrf_token=generate_csrf,
        audit=measuring.audit(house()),
        bases={basis: [limit for limit in _LIMITS if limit.basis is basis] for basis in Basis},
        chart=chart,
        **pages().context,
    )


@audit.get("/record.txt")
def record() -> Response:
    """The whole record with its checkpoint, to check on another computer."""
    sessions.signed_in(Role.AUDITOR)
    pieces = records.lines(house())
    first = next(pieces)  # a record that is not there is said before the answer begins
    response = Response(chain([first], pieces), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="record.txt"'
    return response
