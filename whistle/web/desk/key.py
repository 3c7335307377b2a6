"""What the service knows of a reviewer's own key."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from whistle.services import own_key
from whistle.web.desk import asking
from whistle.web.serving import house

interface = Blueprint("key", __name__, url_prefix="/api/v1")


@interface.get("/key")
def key() -> Response:
    """Until when it lasts, what renews it, and how much it can read."""
    found = own_key.of(house(), asking.reviewer())
    return jsonify(
        until=found.until.isoformat(), renewed_by=found.renewed_by, readable=found.readable, open=found.open
    )
