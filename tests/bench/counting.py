"""A relay on loopback that counts what passes: whatever asks, page, worker or favicon, is counted alike."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Count:
    """Requests sent, and bytes received with their headers."""

    def __init__(self) -> None:
        self.requests = 0
        self.received = 0


@contextmanager
def relay(target: tuple[str, int]) -> Iterator[tuple[int, Count]]:
    """A port that leads to ``target``, and its count."""
    count = Count()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, target, count), daemon=True).start()
        yield listener.getsockname()[1], count


def _accept(listener: socket.socket, target: tuple[str, int], count: Count) -> None:
    while True:
        try:
            inner, _ = listener.accept()
        except OSError:
            return
        outer = socket.create_connection(target)
        for source, sink, inbound in ((inner, outer, False), (outer, inner, True)):
            threading.Thread(target=_pump, args=(source, sink, inbound, count), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket, inbound: bool, count: Count) -> None:
    try:
        while piece := source.recv(1 << 16):
            if inbound:
                count.received += len(piece)
            elif piece.startswith((b"GET /", b"POST /")):
                count.requests += 1
            sink.sendall(piece)
    except OSError:
        pass
    finally:
        for end in (source, sink):
            end.close()
