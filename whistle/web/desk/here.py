"""Who has a concern before them, and whether something has come since."""

from __future__ import annotations

import dataclasses

from flask import Blueprint, Response, jsonify

from whistle.domain.errors import Malformed
from whistle.services import here
from whistle.web import sessions
from whistle.web.desk import asking
from whistle.web.serving import house

interface = Blueprint("here", __name__, url_prefix="/api/v1")


@interface.post("/concerns/<mailbox>/here")
def be_here(mailbox: str) -> Response:
    """Note what this reviewer does with the concern, and say how it stands and who else is there."""
    sessions.protect_from_forgery()
    reviewer, doing = asking.reviewer(), asking.posted().get("doing")
    if not isinstance(doing, str):
        raise Malformed
    return jsonify(dataclasses.asdict(here.be_here(house(), reviewer, asking.mailbox(mailbox), doing)))
