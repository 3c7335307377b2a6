"""The journal of a concern: what its reviewers note and decide among themselves."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from whistle.services import journal
from whistle.web import sessions
from whistle.web.desk import asking
from whistle.web.frames import LONGEST_ENTRY, octets, read_frame
from whistle.web.serving import house

interface = Blueprint("journal", __name__, url_prefix="/api/v1/concerns/<mailbox>/journal")


@interface.get("/pages/<int:page>")
def read(mailbox: str, page: int) -> Response:
    """One page of it, the first with this reviewer's own grants."""
    number = asking.page_number(page)
    return octets(journal.read(house(), asking.reviewer(), asking.mailbox(mailbox), number))


@interface.post("")
def write(mailbox: str) -> Response:
    """A sealed entry; the answer is its number."""
    sessions.protect_from_forgery()
    reviewer = asking.reviewer()
    frame = read_frame(request, LONGEST_ENTRY)
    return jsonify(number=journal.write(house(), reviewer, asking.mailbox(mailbox), frame))
