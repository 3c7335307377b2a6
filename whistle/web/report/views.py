"""The interface of the reporter's browser. Nothing here reads a header other than the body's type and length."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from whistle.services import following, raising, service_info
from whistle.web.frames import octets, read_frame
from whistle.web.serving import house

# PROTOCOL section 5: the longest frame of each kind.
FILING = 86_404
MESSAGE = 67_474
READ = 206

interface = Blueprint("report", __name__, url_prefix="/api/v1")


@interface.get("/service")
def service() -> Response:
    """The challenge, the hour, the next tick: the same for everyone within five minutes."""
    return jsonify(service_info.describe(house()))


@interface.post("/concerns")
def concerns() -> Response:
    """A filing in, its receipt out."""
    return octets(raising.file_concern(house(), read_frame(request, FILING)))


@interface.post("/messages")
def messages() -> Response:
    """A reporter's message in, the thread's head out."""
    return octets(following.post_message(house(), read_frame(request, MESSAGE)))


@interface.post("/threads/read")
def read() -> Response:
    """A signed read in, a page out; an unknown mailbox gets a page of the same size."""
    return octets(following.read_thread(house(), read_frame(request, READ)))
