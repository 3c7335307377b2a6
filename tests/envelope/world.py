"""A small world for tests: an authority, a directory, reviewers with names, a reporter, and a mailbox on a server.

Everything follows from names, so that it is the same in every run; only sealing is random.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from whistle.domain.concern import State
from whistle.envelope import age
from whistle.envelope.compose import compose, file_concern
from whistle.envelope.directory import Directory, service_id, sign_directory
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.epochs import Member
from whistle.envelope.frame import Change, Filing, Posted, build_page, paginate
from whistle.envelope.hashing import sha256
from whistle.envelope.items import (
    EpochItem,
    GrantItem,
    Item,
    MessageItem,
    OpeningItem,
    StateItem,
    ThreadHead,
    chain_next,
    chain_start,
    sign_head,
)
from whistle.envelope.keys import Identity, Recipient
from whistle.envelope.reviewer_key import ReviewerKey
from whistle.envelope.thread import ThreadView, verify_thread
from whistle.envelope.token import Reporter, Token

HOUR = 490_000


def seed(name: str, length: int = 32) -> bytes:
    """Bytes that look random and follow from a name."""
    return hashlib.shake_256(b"whistle test " + name.encode()).digest(length)


def stream(name: str) -> Callable[[int], bytes]:
    """A source of such bytes, never the same twice."""
    count = iter(range(1_000_000))
    return lambda length: seed(f"{name} {next(count)}", length)


def vkey(name: str, key: bytes) -> str:
    raw = b"\1" + key
    number = sha256(name.encode() + b"\n" + raw)[:4].hex()
    return f"{name}+{number}+{base64.b64encode(raw).decode()}"


def reviewer_key(name: str) -> ReviewerKey:
    return ReviewerKey(name, SigningKey(seed(f"{name} sign")), Identity(seed(f"{name} age")))


AUTHORITY = SigningKey(seed("authority"))
LOG = SigningKey(seed("log"))
PROMISE = SigningKey(seed("promise"))
SERVICE = service_id(AUTHORITY.public)
RUTH, AMAL, TOM = reviewer_key("Ruth Adeyemi"), reviewer_key("Amal Haddad"), reviewer_key("Tom Price")
SIMRAN = reviewer_key("Simran Gill")
AMAL_2, TOM_2 = reviewer_key("Amal Haddad, renewed"), reviewer_key("Tom Price, renewed")
REVIEWERS = {"ruth": RUTH, "amal": AMAL, "tom": TOM, "simran": SIMRAN, "amal-2": AMAL_2, "tom-2": TOM_2}
TOKEN = Token(seed("token", 16))
REPORTER = Reporter(TOKEN, SERVICE)


def in_thread(member: Member, mailbox: bytes) -> Member:
    """The member as they stand in the thread of that mailbox: a token has another identity where it was handed over."""
    return member.within(mailbox) if isinstance(member, Reporter) else member


def entry(reviewer_id: str, **changes: Any) -> dict[str, Any]:
    key = REVIEWERS[reviewer_id]
    return {
        "id": reviewer_id,
        "name": key.name,
        "recipient": str(key.identity.recipient),
        "verify": key.signing.public.hex(),
        "from": "2026-01-01",
        "until": "2027-12-31",
        "revoked": None,
        **changes,
    }


def directory_body(**changes: Any) -> dict[str, Any]:
    readers = ["ruth", "amal", "tom"]
    return {
        "version": 1,
        "previous": "",
        "service": "Northmoor Police",
        "issued": "2026-10-01",
        "expires": "2027-01-01",
        "log": {"origin": "northmoor.example/log", "key": vkey("northmoor.example/log", LOG.public)},
        "promise": {"key": vkey("northmoor.example/promise", PROMISE.public)},
        "reviewers": [entry(name) for name in readers],
        "routes": [
            {"id": 1, "name": "Standards", "about": "Looks into how cases were handled.", "readers": readers}
        ],
        "outside": [{"name": "Elsewhere", "contact": "0800 000 000", "about": "Independent."}],
        **changes,
    }


def directory(**changes: Any) -> Directory:
    return Directory.parse(sign_directory(directory_body(**changes), AUTHORITY), (AUTHORITY.public,))


DIRECTORY = directory()
Seal = Callable[[Recipient, bytes], bytes]


def a_filing(text: str = "The case was closed without a risk assessment.", **options: Any) -> Filing:
    """A concern by the reporter, to Ruth and Amal; Tom is left out."""
    options = {"readers": ["ruth", "amal"], "leave_out": ["tom"], "random": stream(text), **options}
    return file_concern(TOKEN, DIRECTORY, 1, text=text, **options)


@dataclass
class Mailbox:
    """One thread as an honest server keeps it; tests change what it hands out."""

    filing: Filing
    seal: Seal = age.seal
    posted: list[MessageItem] = field(default_factory=list)
    delivered: int = 0
    changes: list[EpochItem] = field(default_factory=list)
    more: list[Item] = field(default_factory=list)
    more_grants: list[GrantItem] = field(default_factory=list)
    directory: Directory = DIRECTORY
    state: State = State.ACKNOWLEDGED

    def __post_init__(self) -> None:
        self.post(Posted(self.filing.message, self.filing.message_signature, self.filing.body))

    def post(self, posted: Posted) -> Mailbox:
        self.posted.append(MessageItem(0, HOUR, posted.message.encode(), posted.signature, posted.body))
        return self

    def change(self, change: Change) -> Mailbox:
        """Who may read is changed, from the next message on."""
        self.changes.append(change.item)
        for (kid, _), grant in zip(change.epoch.slots, change.grants, strict=True):
            self.more_grants.append(GrantItem(change.epoch.epoch, kid, grant))
        return self

    def tick(self) -> Mailbox:
        """Deliver everything: places are given once and never change."""
        self.posted = [
            MessageItem(place, item.hour, item.message, item.signature, item.body)
            for place, item in enumerate(self.posted, start=1)
        ]
        self.delivered = len(self.posted)
        return self

    def say(self, member: Member, kind: str, text: str, reason: str | None = None) -> Mailbox:
        """``member`` reads, writes the next message, and it is delivered."""
        view = self.read(member)
        return self.post(compose(member, view, kind, text, reason=reason, seal=self.seal)).tick()

    @cached_property
    def opening_item(self) -> OpeningItem:
        filing = self.filing
        return OpeningItem(filing.opening.encode(), filing.opening_signature, filing.recipient)

    def head(self) -> ThreadHead:
        chain = chain_start(self.filing.opening.hash)
        for item in self.posted[: self.delivered]:
            chain = chain_next(chain, sha256(item.message))
        return sign_head(LOG, SERVICE, self.filing.opening.mailbox, self.delivered, chain, HOUR)

    def fixed(self, member: Member) -> list[Item]:
        within = in_thread(member, self.filing.opening.mailbox)
        slots = zip(self.filing.opening.slots, self.filing.grants, strict=True)
        grants: list[Item] = [GrantItem(0, kid, grant) for (kid, _), grant in slots if kid == within.kid]
        later = [grant for grant in self.more_grants if grant.kid == within.kid]
        return [
            StateItem(self.state, HOUR + 24, 1, 2),
            self.opening_item,
            *grants,
            *later,
            *self.more,
            *self.changes,
        ]

    def pages(self, member: Member, messages: Sequence[Item] | None = None) -> list[bytes]:
        pages = paginate(self.head(), self.fixed(member), self.posted if messages is None else messages)
        return [build_page(number, len(pages), items) for number, items in enumerate(pages)]

    def read(self, member: Member, messages: Sequence[Item] | None = None) -> ThreadView:
        pages = self.pages(member, messages)
        return verify_thread(pages, self.directory, member, self.asked_by(member))

    def asked_by(self, member: Member) -> bytes:
        """The mailbox by which this member asks: a holder of a token has their own."""
        return member.mailbox if isinstance(member, Reporter) else self.filing.opening.mailbox
