"""The desk: the shell that everyone gets alike, who is signed in there, and the interface that its script calls."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from whistle.domain.roles import Role
from whistle.services import notifying
from whistle.web import sessions
from whistle.web.desk import clocks, colleagues, concerns, here, journal, key
from whistle.web.desk.asking import REVIEWERS
from whistle.web.pages import REVIEW
from whistle.web.serving import house, pages

desk = Blueprint("desk", __name__, url_prefix="/staff")
for each in (concerns, clocks, here, journal, colleagues, key):
    desk.register_blueprint(each.interface)


@desk.get("/review/")
def review() -> ResponseReturnValue:
    """The shell of the desk: the same bytes for every reviewer, since keys are unlocked in it."""
    if elsewhere := sessions.first_to():
        return redirect(elsewhere, 303)
    sessions.signed_in(*REVIEWERS)
    return pages().shells[REVIEW].answer(request)


@desk.get("/api/v1/session")
def session() -> Response:
    """Who is signed in, the token that the script sends with every change, and since when reminders do not arrive."""
    from flask_wtf.csrf import generate_csrf

    who = sessions.signed_in(*Role)
    return jsonify(
        name=who.name,
        role=who.role,
        reviewer=who.reviewer,
        # A key of any of these unlocks this person's desk.
        person=[entry.id for entry in house().directory().person(who.reviewer or "")],
        csrf=generate_csrf(),
        mail_fails_since=notifying.failing_since(house(), who),
    )
