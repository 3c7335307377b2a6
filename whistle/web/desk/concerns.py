"""The concerns of whoever is signed in: the list, a thread, and what is written in it or done about who reads it."""

from __future__ import annotations

import dataclasses

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from whistle.services import inbox, reviewing
from whistle.web import sessions
from whistle.web.desk import asking
from whistle.web.frames import LONGEST_EPOCH, LONGEST_MESSAGE, octets, read_frame
from whistle.web.serving import house

interface = Blueprint("concerns", __name__, url_prefix="/api/v1")


@interface.get("/concerns")
def concerns() -> Response:
    """What is due next, a page at a time: all of it, or what ``?state=``, ``?route=`` and the like ask for."""
    which = inbox.Which(
        state=request.args.get("state") or None,
        route=asking.number("route"),
        mine=asking.flag("mine"),
        urgent=asking.flag("urgent"),
        waiting=asking.flag("waiting"),
        cover=asking.flag("cover"),
    )
    found = inbox.show(house(), asking.reviewer(), which, after=request.args.get("after") or None)
    return jsonify(dataclasses.asdict(found))


@interface.get("/concerns/<mailbox>/pages/<int:page>")
def read(mailbox: str, page: int) -> Response:
    """One page of the thread, with this reviewer's own grant."""
    number = asking.page_number(page)
    return octets(reviewing.read_concern(house(), asking.reviewer(), asking.mailbox(mailbox), number))


@interface.post("/concerns/<mailbox>/opened")
def opened(mailbox: str) -> ResponseReturnValue:
    """Note that this reviewer has decrypted the concern, up to the place ``?seen=N`` or to its end."""
    sessions.protect_from_forgery()
    reviewing.opened(house(), asking.reviewer(), asking.mailbox(mailbox), asking.whole("seen"))
    return "", 204


@interface.post("/concerns/<mailbox>/messages")
def post(mailbox: str) -> Response:
    """A sealed message, whose act says what it does to the concern; a closing says why in ``?reason=``."""
    sessions.protect_from_forgery()
    reviewer, reason = asking.reviewer(), request.args.get("reason") or None
    frame = read_frame(request, LONGEST_MESSAGE)
    return octets(reviewing.post(house(), reviewer, asking.mailbox(mailbox), reason, frame))


@interface.post("/concerns/<mailbox>/epochs")
def epochs(mailbox: str) -> Response:
    """Who may read this, changed by one who may: a colleague let in, to cover until ``?cover=``, or the maker gone."""
    sessions.protect_from_forgery()
    reviewer, cover = asking.reviewer(), asking.whole("cover")
    frame = read_frame(request, LONGEST_EPOCH)
    return octets(reviewing.change(house(), reviewer, asking.mailbox(mailbox), frame, cover))


@interface.get("/concerns/<mailbox>/export")
def export(mailbox: str) -> Response:
    """The sealed concern as a zip, to open offline, which the record notes; with ``?notes=no``, without the reviewers'
    notes.
    """
    notes = request.args.get("notes") != "no"
    reviewer, account = asking.reviewer(), sessions.holder().id
    archive = reviewing.export(house(), account, reviewer, asking.mailbox(mailbox), notes=notes)
    response = Response(archive, content_type="application/zip")
    # A fixed name: the mailbox in a file name would stay in the list of downloads.
    response.headers["Content-Disposition"] = 'attachment; filename="concern.zip"'
    return response
