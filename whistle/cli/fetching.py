"""A reporter's own thread over the network: the only module of the command line that talks to a service.

No answer leads elsewhere, and no more is read than it can have. The token never leaves this computer: what is sent is a
signed request, as from the page /follow-up.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from whistle.domain.errors import CannotStart, MalformedFrame
from whistle.envelope import fields
from whistle.envelope.directory import LONGEST
from whistle.envelope.frame import PAGE_LENGTH, parse_page, sign_read

if TYPE_CHECKING:
    from whistle.envelope.token import Reporter

PATIENCE = 60
"""Seconds for one answer."""
_LOCAL = ("localhost", "127.0.0.1", "::1")
_MOST_PAGES = 10_000
_OK = 200


@dataclass(frozen=True)
class Service:
    """A service at an address such as ``https://whistle.example``. Raises CannotStart for one that is not private."""

    url: str

    def __post_init__(self) -> None:
        self._connect()

    @cached_property
    def directory(self) -> bytes:
        """directory.json, nothing verified."""
        return self._ask("/.well-known/whistle/directory.json", LONGEST)

    @cached_property
    def authority(self) -> str:
        """authority.pub, nothing verified."""
        return self._ask("/.well-known/whistle/authority.pub", LONGEST).decode("utf-8", "replace")

    def pages(self, reporter: Reporter) -> list[bytes]:
        """The thread of the reporter's mailbox, nothing verified."""
        first = self._page(reporter, 0)
        count = parse_page(first).pages
        if count > _MOST_PAGES:
            raise MalformedFrame("The service names more pages than a concern has.")
        return [first, *(self._page(reporter, number) for number in range(1, count))]

    def _page(self, reporter: Reporter, number: int) -> bytes:
        try:
            said = json.loads(self._ask("/api/v1/service", LONGEST))
            challenge = fields.hex_of(said["challenge"], 32)
        except fields.WRONG:
            raise MalformedFrame("The service does not answer as it should.") from None
        read = sign_read(reporter.signing, reporter.service, challenge, number)
        return self._ask("/api/v1/threads/read", PAGE_LENGTH, read.encode())

    def _ask(self, path: str, most: int, frame: bytes | None = None) -> bytes:
        connection = self._connect()
        headers = {"Content-Type": "application/octet-stream"} if frame else {}
        try:
            connection.request("POST" if frame else "GET", path, frame, headers)
            answer = connection.getresponse()
            data = answer.read(most + 1)
        except (OSError, HTTPException):
            raise CannotStart(f"There is no answer from {self.url}.") from None
        finally:
            connection.close()
        if answer.status != _OK:
            raise CannotStart(f"The service said no ({answer.status}).")
        if len(data) > most:
            raise MalformedFrame("The service answers with more than it should.")
        return data

    def _connect(self) -> HTTPConnection:
        """A connection that is opened when it is used."""
        wrong = CannotStart(f"{self.url} is not an address such as https://whistle.example.")
        try:
            parts = urlsplit(self.url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise wrong from None
        if not host or parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
            raise wrong
        if parts.scheme == "https":
            return HTTPSConnection(host, port, timeout=PATIENCE)
        if parts.scheme == "http" and (host in _LOCAL or host.endswith(".onion")):
            return HTTPConnection(host, port, timeout=PATIENCE)
        raise wrong
