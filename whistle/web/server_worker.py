"""gunicorn's threaded worker, with one answer of our own for requests that are not even HTTP.

Its own answer repeats what was wrong with the request, and has none of our headers.
"""

from __future__ import annotations

import contextlib
import socket

from gunicorn.workers.gthread import ThreadWorker

from whistle.web.headers import DATA

_BODY = b"Not understood. What arrived is not a request of the kind that browsers send.\n"
_HEAD = [
    "HTTP/1.1 400 Bad Request",
    "Connection: close",
    "Content-Type: text/plain; charset=utf-8",
    f"Content-Length: {len(_BODY)}",
    *(f"{name}: {value}" for name, value in DATA),
]
REFUSAL = "\r\n".join(_HEAD).encode("ascii") + b"\r\n\r\n" + _BODY


class ServerWorker(ThreadWorker):  # type: ignore[misc]
    """Pass its name as ``worker_class``."""

    def handle_error(self, _req: object, client: socket.socket, _addr: object, _exc: object) -> None:
        """Refuse in the same words whatever was wrong, and write nothing down."""
        with contextlib.suppress(OSError):
            client.sendall(REFUSAL)
