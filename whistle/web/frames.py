"""Bodies of requests: of the declared type and length or refused, most of them before a byte is read."""

from __future__ import annotations

from flask import Request, Response
from werkzeug.exceptions import LengthRequired

from whistle.domain.errors import Malformed, MalformedFrame, TooLarge, WrongType
from whistle.envelope.frame import (
    EPOCH_FRAME,
    FILING,
    JOURNAL_FRAME,
    LENGTHS,
    MESSAGE_FRAME,
    NOTICE,
    READ,
)

OCTETS = "application/octet-stream"


def _longest(kind: int) -> int:
    return max(length for (of, _), length in LENGTHS.items() if of == kind)


LONGEST_FILING, LONGEST_MESSAGE, LONGEST_EPOCH, LONGEST_READ, LONGEST_NOTICE, LONGEST_ENTRY = map(
    _longest, (FILING, MESSAGE_FRAME, EPOCH_FRAME, READ, NOTICE, JOURNAL_FRAME)
)


def read_frame(request: Request, longest: int) -> bytes:
    """The whole body, at most ``longest`` bytes.

    Raises WrongType, TooLarge, MalformedFrame when the connection ended early, LengthRequired without one.
    """
    if (
        request.headers.get("Content-Type", "").strip().lower() != OCTETS
        or "Content-Encoding" in request.headers
    ):
        raise WrongType
    # The declared text itself: werkzeug reads None from a missing length, and from a chunked body.
    length = request.content_length
    if length is None or "Transfer-Encoding" in request.headers:
        raise LengthRequired
    if length > longest:
        raise TooLarge
    body = request.stream.read(length)
    if len(body) != length:
        raise MalformedFrame("The body ended early.")
    return body


def read_json(request: Request) -> object:
    """What the body says. Raises WrongType, or Malformed for what is no JSON, ``null``, or nested without end."""
    if request.mimetype != "application/json":
        raise WrongType
    try:
        found: object = request.get_json(silent=True)
    except RecursionError:
        raise Malformed from None
    if found is None:
        raise Malformed
    return found


def octets(body: bytes) -> Response:
    """``body`` as the answer."""
    return Response(body, content_type=OCTETS)
