"""The desk: the shell that everyone gets alike, and the interface its script calls."""

from __future__ import annotations

import dataclasses
import re

from flask import Blueprint, Response, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from whistle.domain.errors import NotFound
from whistle.domain.roles import Role
from whistle.services import notifying, reviewing
from whistle.web import sessions
from whistle.web.frames import LONGEST_EPOCH, LONGEST_MESSAGE, octets, read_frame
from whistle.web.serving import house, pages

REVIEWERS = (Role.REVIEWER, Role.LEAD)

desk = Blueprint("desk", __name__, url_prefix="/staff")


@desk.get("/review/")
def review() -> ResponseReturnValue:
    """The shell of the desk: the same bytes for every reviewer, since keys are unlocked in it."""
    if elsewhere := sessions.first_to():
        return redirect(elsewhere, 303)
    sessions.signed_in(*REVIEWERS)
    return pages().review.answer(request)


@desk.get("/api/v1/session")
def session() -> Response:
    """Who is signed in, the token that the script sends with every change, and since when reminders do not arrive."""
    from flask_wtf.csrf import generate_csrf

    who = sessions.signed_in(*Role)
    return jsonify(
        name=who.name,
        role=who.role,
        reviewer=who.reviewer,
        csrf=generate_csrf(),
        mail_fails_since=notifying.failing_since(house(), who),
    )


@desk.get("/api/v1/concerns")
def concerns() -> Response:
    """What is due next, a page at a time."""
    found = reviewing.inbox(
        house(), _reviewer(), state=request.args.get("state") or None, after=request.args.get("after") or None
    )
    return jsonify(dataclasses.asdict(found))


@desk.get("/api/v1/concerns/<mailbox>/pages/<int:page>")
def read(mailbox: str, page: int) -> Response:
    """One page of the thread, with this reviewer's own grant."""
    if page >= 1 << 32:
        raise NotFound
    return octets(reviewing.read_concern(house(), _reviewer(), _mailbox(mailbox), page))


@desk.post("/api/v1/concerns/<mailbox>/opened")
def opened(mailbox: str) -> ResponseReturnValue:
    """Note that this reviewer has decrypted the concern, up to the place ``?seen=N`` or to its end."""
    sessions.protect_from_forgery()
    reviewing.opened(house(), _reviewer(), _mailbox(mailbox), request.args.get("seen", type=int))
    return "", 204


@desk.post("/api/v1/concerns/<mailbox>/messages")
def post(mailbox: str) -> Response:
    """A sealed message, whose act says what it does to the concern; a closing says why in ``?reason=``."""
    sessions.protect_from_forgery()
    reviewer, reason = _reviewer(), request.args.get("reason") or None
    frame = read_frame(request, LONGEST_MESSAGE)
    return octets(reviewing.post(house(), reviewer, _mailbox(mailbox), reason, frame))


@desk.post("/api/v1/concerns/<mailbox>/epochs")
def epochs(mailbox: str) -> Response:
    """Who may read this, changed by one who may: a colleague let in, or the reviewer themselves gone."""
    sessions.protect_from_forgery()
    reviewer = _reviewer()
    return octets(reviewing.change(house(), reviewer, _mailbox(mailbox), read_frame(request, LONGEST_EPOCH)))


@desk.get("/api/v1/concerns/<mailbox>/export")
def export(mailbox: str) -> Response:
    """The sealed thread as a zip, to open offline."""
    response = Response(
        reviewing.export(house(), _reviewer(), _mailbox(mailbox)), content_type="application/zip"
    )
    # A fixed name: the mailbox in a file name would stay in the list of downloads.
    response.headers["Content-Disposition"] = 'attachment; filename="concern.zip"'
    return response


def _reviewer() -> str:
    """The directory's id of the reviewer who is signed in; an account without one has no concerns."""
    who = sessions.signed_in(*REVIEWERS)
    if who.reviewer is None:
        raise NotFound
    return who.reviewer


def _mailbox(text: str) -> bytes:
    if not re.fullmatch(r"[0-9a-f]{32}", text):
        raise NotFound
    return bytes.fromhex(text)
