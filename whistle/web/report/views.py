"""The interface of the reporter's browser. Nothing here reads a header but the body's type and length."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from whistle.services import following, raising, service_info
from whistle.web.frames import LONGEST_FILING, LONGEST_MESSAGE, LONGEST_READ, octets, read_frame
from whistle.web.serving import house

interface = Blueprint("report", __name__, url_prefix="/api/v1")


@interface.get("/service")
def service() -> Response:
    """The challenge, the hour, the next tick: the same for everyone within five minutes."""
    return jsonify(service_info.describe(house()))


@interface.post("/concerns")
def concerns() -> Response:
    """A filing in, its receipt out."""
    return octets(raising.file_concern(house(), read_frame(request, LONGEST_FILING)))


@interface.post("/messages")
def messages() -> Response:
    """A reporter's message in, the thread's head out."""
    return octets(following.post_message(house(), read_frame(request, LONGEST_MESSAGE)))


@interface.post("/threads/read")
def read() -> Response:
    """A signed read in, a page out; an unknown mailbox gets a page of the same size."""
    return octets(following.read_thread(house(), read_frame(request, LONGEST_READ)))
