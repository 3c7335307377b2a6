"""The clocks of one concern, and why an answer in it was late."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from whistle.domain.deadlines import Duty
from whistle.domain.errors import Malformed
from whistle.domain.limits import DueKind, LateReason
from whistle.services import explaining
from whistle.web import sessions
from whistle.web.desk import asking
from whistle.web.serving import house

HOUR = 60
"""Minutes: a triage may take so many full hours, so that rounded up it is in time or late as before."""

interface = Blueprint("clocks", __name__, url_prefix="/api/v1")


@interface.get("/concerns/<mailbox>/clocks")
def clocks(mailbox: str) -> Response:
    """What the reporter was or is owed, what stopped the clocks, and the reasons that can be given."""
    found = explaining.of(house(), asking.reviewer(), asking.mailbox(mailbox))
    return jsonify(
        duties=[_duty(duty) for duty in found.duties],
        pauses=[{"start": pause.start, "end": pause.end} for pause in found.pauses],
        paused=any(pause.end is None for pause in found.pauses),
        reasons=[{"code": reason.code, "words": reason.words} for reason in LateReason],
    )


@interface.post("/concerns/<mailbox>/late")
def late(mailbox: str) -> ResponseReturnValue:
    """Say why an answer of one kind is late."""
    sessions.protect_from_forgery()
    reviewer, said = asking.reviewer(), asking.posted()
    kind, reason = said.get("kind"), said.get("reason")
    if said.keys() != {"kind", "reason"} or not (isinstance(kind, str) and isinstance(reason, str)):
        raise Malformed
    if kind not in list(DueKind):
        raise Malformed("There is no answer of that kind.")
    explaining.explain(
        house(), reviewer, asking.mailbox(mailbox), DueKind(kind), LateReason.from_code(reason)
    )
    return "", 204


def _duty(duty: Duty) -> dict[str, Any]:
    """Hours since 1970; ``paused`` are those for which a question stopped the clock, and at ``resumes`` it goes on at
    the latest. Minutes are those of a triage in which somebody was there, in full hours: whoever made the first act
    knows its minute, and would reckon from others in which one the reporter wrote.
    """
    return {
        "kind": duty.kind,
        "start": duty.start,
        "due": duty.due,
        "done": duty.done,
        "standing": duty.standing,
        "reason": duty.reason.code if duty.reason else None,
        "stretch": duty.stretch,
        "paused": duty.paused,
        "resumes": duty.resumes,
        "disputed": duty.disputed,
        "minutes": None if duty.minutes is None else -(-duty.minutes // HOUR) * HOUR,
        "minutes_allowed": duty.minutes_allowed,
    }
