"""A load generator that takes as little of the shared two cores as it can: one thread, one epoll loop, raw sockets.

Each connection sends its next request as soon as its answer is complete, so ``connections`` requests are always
under way. Only what `make bench` needs of HTTP/1.1 is understood: answers with Content-Length, kept-alive connections.
"""

from __future__ import annotations

import dataclasses
import selectors
import socket
import time
from collections.abc import Iterable, Iterator


@dataclasses.dataclass
class Outcome:
    """What a run gave: seconds for each success, and how many failed."""

    seconds: float
    latencies: list[float]
    failures: int

    @property
    def rate(self) -> float:
        """Successes a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def quantile(self, share: float) -> float:
        """The latency in milliseconds below which ``share`` of the successes lie."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def http_request(
    method: str, path: str, host: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> bytes:
    """The bytes of one request on a kept-alive connection."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class _Connection:
    """One kept-alive connection and the request it is busy with."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.address = address
        self.sock: socket.socket | None = None
        self.to_send = memoryview(b"")
        self.received = bytearray()
        self.started = 0.0
        self.wanted = -1

    def connect(self) -> socket.socket:
        if self.sock is None:
            self.sock = socket.create_connection(self.address, timeout=30)
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.sock.setblocking(False)
        return self.sock

    def close(self) -> None:
        if self.sock is not None:
            self.sock.close()
            self.sock = None

    def begin(self, request: bytes) -> None:
        self.to_send = memoryview(request)
        self.received = bytearray()
        self.wanted = -1
        self.started = time.perf_counter()

    def take(self, chunk: bytes) -> bool:
        """Add what arrived; true when the answer is whole."""
        self.received += chunk
        if self.wanted < 0:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = bytes(self.received[:end]).lower()
            at = head.find(b"content-length:")
            self.wanted = end + 4 + (int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0)
        return len(self.received) >= self.wanted

    @property
    def succeeded(self) -> bool:
        return bytes(self.received[9:12]) in (b"200", b"201")

    @property
    def wants_closing(self) -> bool:
        return b"connection: close" in bytes(self.received[:2048]).lower()


def drive(address: tuple[str, int], requests: Iterable[bytes], connections: int) -> Outcome:
    """Send every request once over that many connections, and time each from first byte out to last byte in."""
    feed: Iterator[bytes] = iter(requests)
    selector = selectors.DefaultSelector()
    latencies: list[float] = []
    failures = 0
    busy = 0

    def start(connection: _Connection) -> bool:
        request = next(feed, None)
        if request is None:
            connection.close()
            return False
        sock = connection.connect()
        connection.begin(request)
        selector.register(sock, selectors.EVENT_WRITE | selectors.EVENT_READ, connection)
        return True

    begun = time.perf_counter()
    busy = sum(start(_Connection(address)) for _ in range(connections))
    while busy:
        for key, events in selector.select(30):
            connection: _Connection = key.data
            sock = connection.sock
            assert sock is not None
            done = broken = False
            try:
                if events & selectors.EVENT_WRITE and connection.to_send:
                    connection.to_send = connection.to_send[sock.send(connection.to_send) :]
                    if not connection.to_send:
                        selector.modify(sock, selectors.EVENT_READ, connection)
                if events & selectors.EVENT_READ:
                    chunk = sock.recv(262_144)
                    done = connection.take(chunk) if chunk else False
                    broken = not chunk
            except BlockingIOError:
                continue
            except OSError:
                broken = True
            if not (done or broken):
                continue
            selector.unregister(sock)
            if done and connection.succeeded:
                latencies.append(time.perf_counter() - connection.started)
            else:
                failures += 1
            if broken or connection.wants_closing:
                connection.close()
            if not start(connection):
                busy -= 1
    return Outcome(time.perf_counter() - begun, latencies, failures)
