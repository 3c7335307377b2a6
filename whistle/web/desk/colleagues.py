"""The other reviewers, and who of them is away."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from whistle.domain.errors import Malformed
from whistle.envelope import fields
from whistle.services import absences
from whistle.web import sessions
from whistle.web.desk import asking
from whistle.web.serving import house

interface = Blueprint("colleagues", __name__, url_prefix="/api/v1")


@interface.get("/colleagues")
def colleagues() -> Response:
    """Everyone who can be given concerns at present."""
    return jsonify([dataclasses.asdict(each) for each in absences.colleagues(house(), asking.reviewer())])


@interface.post("/away")
def away() -> ResponseReturnValue:
    """Note on which days this reviewer is away and who stands in for them; an empty object: they are back."""
    sessions.protect_from_forgery()
    reviewer, told = asking.reviewer(), asking.posted()
    if not told:
        absences.come_back(house(), reviewer)
        return "", 204
    deputy = told.get("deputy")
    if set(told) - {"from", "until", "deputy"} or not isinstance(deputy, str | None):
        raise Malformed
    absences.go_away(house(), reviewer, _day(told.get("from")), _day(told.get("until")), deputy)
    return "", 204


def _day(value: Any) -> dt.date:
    try:
        return fields.date(value)
    except fields.WRONG:
        raise Malformed from None
