"""The signed directory: who may read, which routes there are, which keys the log has (PROTOCOL section 8)."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from whistle.domain.errors import BadSignature, MalformedDirectory, MalformedKey
from whistle.envelope import ed25519, fields
from whistle.envelope.hashing import label, sha256
from whistle.envelope.keys import Recipient
from whistle.envelope.opening import SLOTS, member_id

FORMAT = "whistle/v1/directory"
LONGEST = 1_000_000  # bytes; far above any real directory
MOST_READERS = SLOTS - 1  # the eighth slot is the reporter's own


@dataclass(frozen=True)
class Reviewer:
    """Someone who may be given concerns. ``kid`` names the key pair; ``renews`` is the id of the same person's last."""

    id: str
    name: str
    recipient: Recipient
    verify: bytes
    since: dt.date
    until: dt.date
    revoked: dt.date | None
    renews: str | None = None

    @cached_property
    def kid(self) -> bytes:
        return member_id(self.verify, self.recipient.raw)

    def is_current(self, day: dt.date) -> bool:
        """Whether the key may be given new concerns on that day."""
        return self.revoked is None and self.since <= day <= self.until


@dataclass(frozen=True)
class Route:
    """Where a concern can go, and which reviewers read there; ``outside`` when they belong to another body."""

    id: int
    name: str
    about: str
    readers: tuple[str, ...]
    outside: bool = False


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
    """A directory whose signature holds. Dates are whole days, UTC.

    ``service`` goes by the first authority key; ``authority`` by all of them, since each may sign: what people compare.
    """

    body: str
    service: bytes
    authority: bytes
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

    @cached_property
    def hash(self) -> bytes:
        """H(directory), over the body as signed."""
        return sha256(self.body.encode("utf-8"))

    @classmethod
    def parse(cls, data: bytes, authority: tuple[bytes, ...]) -> Directory:
        """Read directory.json. ``BadSignature`` unless a key of ``authority`` signed it."""
        body = _signed_body(data, authority)
        try:
            directory = _read(fields.parse(body), body, authority)
        except (*fields.WRONG, MalformedKey):
            raise MalformedDirectory("The directory is signed, but not what the protocol says.") from None
        directory._check()
        return directory

    def _check(self) -> None:
        # Two people under one id, or one key under two, would let a message be shown as someone else's.
        _unique(reviewer.id for reviewer in self.reviewers)
        _unique(reviewer.verify for reviewer in self.reviewers)
        _unique(route.id for route in self.routes)
        _unique(reviewer.renews for reviewer in self.reviewers if reviewer.renews is not None)
        listed: set[str] = set()
        for reviewer in self.reviewers:
            if reviewer.renews is not None and reviewer.renews not in listed:
                raise MalformedDirectory(f"{reviewer.id} renews an entry that is not listed before it.")
            listed.add(reviewer.id)
        for route in self.routes:
            if not 1 <= len(route.readers) <= MOST_READERS or not all(map(self.reviewer, route.readers)):
                raise MalformedDirectory(
                    "A route of the directory has no reader, too many, or an unknown one."
                )

    def reviewer_by_key(self, verify: bytes) -> Reviewer | None:
        return next((reviewer for reviewer in self.reviewers if reviewer.verify == verify), None)

    def reviewer(self, reviewer_id: str) -> Reviewer | None:
        return next((reviewer for reviewer in self.reviewers if reviewer.id == reviewer_id), None)

    @cached_property
    def _people(self) -> dict[str, tuple[Reviewer, ...]]:
        """Every entry's id, and the person that it belongs to. An entry renews one that is listed before it."""
        people: dict[str, tuple[Reviewer, ...]] = {}
        for reviewer in self.reviewers:
            chain = (*(people[reviewer.renews] if reviewer.renews is not None else ()), reviewer)
            people |= dict.fromkeys((each.id for each in chain), chain)
        return people

    def person(self, reviewer_id: str) -> tuple[Reviewer, ...]:
        """All entries of the person with this entry, the oldest key first; nothing for an id that is unknown."""
        return self._people.get(reviewer_id, ())

    def older(self, reviewer: Reviewer) -> tuple[Reviewer, ...]:
        """The entries that this one renews, one after another; the oldest first."""
        chain = self.person(reviewer.id)
        return chain[: chain.index(reviewer)]

    def people(self, reviewer_ids: Iterable[str]) -> frozenset[str]:
        """These ids, and those of all other entries of the same persons."""
        ids = list(reviewer_ids)
        return frozenset(ids).union(each.id for one in ids for each in self.person(one))

    def route(self, route_id: int) -> Route | None:
        return next((route for route in self.routes if route.id == route_id), None)

    def readers(self, route_id: int, day: dt.date) -> tuple[Reviewer, ...]:
        """The reviewers of a route whose keys may be given new concerns on that day."""
        route = self.route(route_id)
        found = [self.reviewer(reviewer_id) for reviewer_id in route.readers] if route else []
        return tuple(reviewer for reviewer in found if reviewer and reviewer.is_current(day))

    def is_current(self, day: dt.date) -> bool:
        """Whether new concerns may be raised under it on that day."""
        return day <= self.expires

    def check_succeeds(self, earlier: Directory) -> None:
        """Raise ``MalformedDirectory`` unless this is ``earlier`` itself or comes right after it."""
        if self.hash == earlier.hash:
            return
        if self.version <= earlier.version or self.previous != earlier.hash:
            raise MalformedDirectory("The directory does not follow the one that was in force before.")
        for before in earlier.reviewers:
            now = self.reviewer(before.id)
            # Another key under a known id would put one person's past messages under another's name.
            if now is None or now.kid != before.kid:
                raise MalformedDirectory(
                    f"The directory leaves out a reviewer or gives them other keys ({before.id}); "
                    "end or revoke the entry instead."
                )
            if before.revoked is not None and now.revoked is None:
                raise MalformedDirectory(f"The directory takes back that the key of {before.id} was revoked.")
            # Whom a reporter left out by one entry would otherwise no longer be left out by another.
            if now.renews != before.renews:
                raise MalformedDirectory(
                    f"The directory says something else of whose key {before.id} renews."
                )


def sign_directory(body: dict[str, Any], key: ed25519.SigningKey) -> bytes:
    """directory.json for this body, signed by one authority key."""
    text = json.dumps(body, ensure_ascii=False, indent=1)
    signature = base64.b64encode(key.sign(_covered(text))).decode("ascii")
    signatures = [{"key": key.public.hex(), "signature": signature}]
    return (json.dumps({"format": FORMAT, "body": text, "signatures": signatures}, indent=1) + "\n").encode(
        "ascii"
    )


def parse_authority(text: str) -> tuple[bytes, ...]:
    """The keys of authority.pub, a hex verification key a line; the first is the service's."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not lines:
        raise MalformedDirectory("There is no authority key.")
    try:
        return tuple(ed25519.check_key(fields.hex_of(line, 32)) for line in lines)
    except (ValueError, MalformedKey):
        raise MalformedDirectory("An authority key is 64 hexadecimal digits on a line of its own.") from None


def service_id(first_key: bytes) -> bytes:
    """``svc``: names the service by its first authority key."""
    return sha256(label("whistle/v1/service"), first_key)


def authority_hash(keys: tuple[bytes, ...]) -> bytes:
    """What the service's fingerprint is of: every key that may sign a directory, in the order of authority.pub."""
    return sha256(label("whistle/v1/authority"), *keys)


def _covered(body: str) -> bytes:
    return label(FORMAT) + body.encode("utf-8")


def _signed_body(data: bytes, authority: tuple[bytes, ...]) -> str:
    """The text inside, once one of the authority's keys is found to have signed it."""
    if len(data) > LONGEST:
        raise MalformedDirectory("The directory is too long.")
    try:
        outer = fields.parse(data.decode("utf-8"))
        body = fields.text(outer["body"])
        covered = _covered(body)
        signatures = [
            (fields.text(entry["key"]), fields.text(entry["signature"]))
            for entry in fields.list_of(outer["signatures"])
        ]
    except fields.WRONG:
        raise MalformedDirectory("This is not a directory.") from None
    if outer.get("format") != FORMAT:
        raise MalformedDirectory("This is not a directory of a version that is known here.")
    for key, signature in signatures:
        try:
            verify = fields.hex_of(key, 32)
            ed25519.verify(verify, base64.b64decode(signature, validate=True), covered)
        except (BadSignature, ValueError):
            continue
        if verify in authority:
            return body
    raise BadSignature("The directory is not signed by the authority.")


def _read(content: dict[str, Any], body: str, authority: tuple[bytes, ...]) -> Directory:
    """Raises one of ``fields.WRONG`` or ``MalformedKey`` where the content is not right."""
    return Directory(
        body=body,
        service=service_id(authority[0]),
        authority=authority_hash(authority),
        version=fields.number(content["version"], 2**32 - 1),
        previous=fields.hex_of(content["previous"], 32) if content.get("previous") else None,
        name=fields.text(content["service"]),
        issued=fields.date(content["issued"]),
        expires=fields.date(content["expires"]),
        origin=fields.text(content["log"]["origin"]),
        log=_verifier(content["log"]["key"]),
        promise=_verifier(content["promise"]["key"]),
        reviewers=fields.each(content["reviewers"], _reviewer),
        routes=fields.each(content["routes"], _route),
        outside=fields.each(
            content["outside"],
            lambda entry: Outside(
                fields.text(entry["name"]), fields.text(entry["contact"]), fields.text(entry["about"])
            ),
        ),
    )


def _reviewer(entry: dict[str, Any]) -> Reviewer:
    revoked, renews = entry.get("revoked"), entry.get("renews")
    return Reviewer(
        id=fields.text(entry["id"]),
        name=fields.text(entry["name"]),
        recipient=Recipient.parse(fields.text(entry["recipient"])),
        verify=ed25519.check_key(fields.hex_of(entry["verify"], 32)),
        since=fields.date(entry["from"]),
        until=fields.date(entry["until"]),
        revoked=None if revoked is None else fields.date(revoked),
        renews=None if renews is None else fields.text(renews),
    )


def _route(entry: dict[str, Any]) -> Route:
    number = fields.number(entry["id"], 2**16 - 1)
    return Route(
        number,
        fields.text(entry["name"]),
        fields.text(entry["about"]),
        fields.each(entry["readers"], fields.text),
        fields.flag(entry.get("outside", False)),
    )


def _verifier(value: Any) -> VerifierKey:
    text = fields.text(value)
    name, number, encoded = text.split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    if not name or raw[:1] != b"\1" or sha256(name.encode() + b"\n" + raw)[:4] != fields.hex_of(number, 4):
        raise ValueError("not a verifier key")
    return VerifierKey(text, name, ed25519.check_key(raw[1:]))


def _unique(values: Iterable[Hashable]) -> None:
    found = list(values)
    if len(set(found)) != len(found):
        raise MalformedDirectory("The directory has the same entry twice.")
