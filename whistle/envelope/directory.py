"""The signed directory: who may read, which routes there are, which keys the log signs with (PROTOCOL section 8)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from whistle.envelope import ed25519
from whistle.envelope.hashing import label, sha256
from whistle.envelope.keys import Recipient
from whistle.envelope.opening import SLOTS, member_id

FORMAT = "whistle/v1/directory"
LONGEST = 1_000_000  # bytes; far above any real directory
MOST_READERS = SLOTS - 1  # the eighth slot is the reporter's own


@dataclass(frozen=True)
class Reviewer:
    """Someone who may be given concerns. ``kid`` names the key pair, ``id`` the person."""

    id: str
    name: str
    recipient: Recipient
    verify: bytes
    since: dt.date
    until: dt.date
    revoked: dt.date | None

    @property
    def kid(self) -> bytes:
        return member_id(self.verify, self.recipient.raw)

    def is_current(self, day: dt.date) -> bool:
        """Whether the key may be given new concerns on that day."""
        return self.revoked is None and self.since <= day <= self.until


@dataclass(frozen=True)
class Route:
    """Where a concern can go, and which reviewers read there."""

    id: int
    name: str
    about: str
    readers: tuple[str, ...]


@dataclass(frozen=True)
class Outside:
    """A way to speak up that does not lead through this service."""

    name: str
    contact: str
    about: str


@dataclass(frozen=True)
class VerifierKey:
    """A C2SP verifier key: ``name+hex key id+base64(0x01 ‖ key)``."""

    text: str
    name: str
    key: bytes


@dataclass(frozen=True)
class Directory:
    """A directory whose signature holds. Times are whole days, UTC."""

    body: str
    service: bytes
    version: int
    previous: bytes | None
    name: str
    issued: dt.date
    expires: dt.date
    origin: str
    log: VerifierKey
    promise: VerifierKey
    reviewers: tuple[Reviewer, ...]
    routes: tuple[Route, ...]
    outside: tuple[Outside, ...]

    @property
    def hash(self) -> bytes:
        """H(directory), over the body as signed."""
        return sha256(self.body.encode("utf-8"))

    @classmethod
    def parse(cls, data: bytes, authority: tuple[bytes, ...]) -> Directory:
        """Read directory.json. ``BadSignature`` unless a key of ``authority`` signed it."""
        raise NotImplementedError

    def reviewer_by_kid(self, kid: bytes) -> Reviewer | None:
        return next((reviewer for reviewer in self.reviewers if reviewer.kid == kid), None)

    def reviewer(self, reviewer_id: str) -> Reviewer | None:
        return next((reviewer for reviewer in self.reviewers if reviewer.id == reviewer_id), None)

    def route(self, route_id: int) -> Route | None:
        return next((route for route in self.routes if route.id == route_id), None)

    def readers(self, route_id: int, day: dt.date) -> tuple[Reviewer, ...]:
        """The reviewers of a route whose keys may be given new concerns on that day."""
        raise NotImplementedError

    def is_current(self, day: dt.date) -> bool:
        """Whether new concerns may be raised under it on that day."""
        return day <= self.expires

    def check_succeeds(self, earlier: Directory) -> None:
        """Raise ``MalformedDirectory`` unless this is ``earlier`` itself or comes after it."""
        raise NotImplementedError


def sign_directory(body: dict[str, Any], key: ed25519.SigningKey) -> bytes:
    """directory.json for this body, signed by one authority key."""
    raise NotImplementedError


def parse_authority(text: str) -> tuple[bytes, ...]:
    """The keys of authority.pub, a hex verification key a line; the first is the service's."""
    raise NotImplementedError


def service_id(first_key: bytes) -> bytes:
    """``svc``: names the service by its first authority key."""
    return sha256(label("whistle/v1/service"), first_key)
