"""The interface of the reporter's browser. Nothing here reads a header but the body's type and length, and, where the
visitor's own network is asked for, the address that the operator's proxies saw.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from whistle.services import following, history, raising, service_info, sharing
from whistle.web.frames import (
    LONGEST_EPOCH,
    LONGEST_FILING,
    LONGEST_MESSAGE,
    LONGEST_NOTICE,
    LONGEST_READ,
    octets,
    read_frame,
)
from whistle.web.serving import house

interface = Blueprint("report", __name__, url_prefix="/api/v1")


@interface.get("/service")
def service() -> Response:
    """The challenge, the hour, the next tick: the same for everyone within five minutes."""
    return jsonify(service_info.describe(house()))


@interface.get("/network")
def network() -> Response:
    """Whether the visitor comes from a network of their work. Neither the address nor the answer is kept."""
    answer = service_info.network(house(), request.remote_addr, request.headers.get("X-Forwarded-For", ""))
    return Response(answer, content_type="application/json")


@interface.get("/consistency/<int:old>/<int:new>")
def consistency(old: int, new: int) -> Response:
    """The proof that the log of the one size begins with that of the other: the same for everyone."""
    return Response(history.consistency(house(), old, new), content_type="text/plain; charset=utf-8")


@interface.post("/concerns")
def concerns() -> Response:
    """A filing in, its receipt out."""
    return octets(raising.file_concern(house(), read_frame(request, LONGEST_FILING)))


@interface.post("/messages")
def messages() -> Response:
    """A reporter's message in, the thread's head out."""
    return octets(following.post_message(house(), read_frame(request, LONGEST_MESSAGE)))


@interface.post("/epochs")
def epochs() -> Response:
    """A change of who may read in, the thread's head out."""
    return octets(sharing.change(house(), read_frame(request, LONGEST_EPOCH)))


@interface.post("/notices")
def notices() -> Response:
    """A signed notice for the auditors in, the thread's head out."""
    return octets(following.notice(house(), read_frame(request, LONGEST_NOTICE)))


@interface.post("/threads/read")
def read() -> Response:
    """A signed read in, a page out; an unknown mailbox gets a page of the same size."""
    return octets(following.read_thread(house(), read_frame(request, LONGEST_READ)))
