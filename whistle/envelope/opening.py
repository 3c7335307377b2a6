"""The opening O of a concern, and the grants that let its members read it (PROTOCOL section 3)."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import cached_property

from whistle.domain.errors import MalformedFrame, MalformedKey
from whistle.envelope import age
from whistle.envelope.hashing import label, sha256
from whistle.envelope.keys import Identity

SLOTS = 8
GRANT_PLAIN = 450
GRANT = age.sealed_length(GRANT_PLAIN)
OPENING = 714
_LABEL = label("whistle/v1/opening")
_FIXED = struct.Struct(">19s32s16s32s32sI32s32sHB")
_SLOT = struct.Struct(">32s32s")

Slots = tuple[tuple[bytes, bytes], ...]
"""Eight pairs: kid, H(grant)."""


def mailbox_of(verify_key: bytes) -> bytes:
    """The 16-byte mailbox that belongs to a reporter's verification key."""
    return sha256(label("whistle/v1/mailbox"), verify_key)[:16]


def member_id(verify_key: bytes, recipient: bytes) -> bytes:
    """The kid of a reporter or reviewer: 32 bytes over the verification key and the 1216-byte recipient."""
    return sha256(label("whistle/v1/member"), verify_key, recipient)


def encode_slots(slots: Slots) -> bytes:
    if len(slots) != SLOTS:
        raise MalformedFrame("There are always eight slots.")
    return b"".join(_SLOT.pack(*slot) for slot in slots)


def parse_slots(data: bytes) -> Slots:
    return tuple((kid, grant) for kid, grant in _SLOT.iter_unpack(data))


@dataclass(frozen=True)
class Opening:
    """O: what a reporter signs once, when the concern is raised. 714 bytes."""

    service: bytes
    mailbox: bytes
    reporter: bytes
    recipient_hash: bytes
    directory_version: int
    directory_hash: bytes
    thread_hash: bytes
    route: int
    urgent: bool
    slots: Slots

    def encode(self) -> bytes:
        return _FIXED.pack(
            _LABEL, self.service, self.mailbox, self.reporter, self.recipient_hash, self.directory_version,
            self.directory_hash, self.thread_hash, self.route, self.urgent,
        ) + encode_slots(self.slots)  # fmt: skip

    @classmethod
    def parse(cls, data: bytes) -> Opening:
        if len(data) != OPENING:
            raise MalformedFrame("An opening has 714 bytes.")
        found, *fields, urgent = _FIXED.unpack_from(data)
        if found != _LABEL or urgent > 1:
            raise MalformedFrame("This is not an opening.")
        return cls(*(*fields, urgent == 1, parse_slots(data[_FIXED.size :])))

    @cached_property
    def hash(self) -> bytes:
        """H(O)."""
        return sha256(self.encode())


_GRANT_TEXT = re.compile(
    rb"# whistle/v1/grant\n# service ([0-9a-f]{64})\n# mailbox ([0-9a-f]{32})\n# reporter ([0-9a-f]{64})\n"
    rb"# epoch ([0-9a-f]{8})\n# to ([0-9a-f]{64})\n# from ([0-9a-f]{64})\n(AGE-SECRET-KEY-PQ-1[0-9A-Z]{58})\n"
)


@dataclass(frozen=True)
class Grant:
    """The thread's identity of one epoch, for one member. 450 bytes that ``age -i`` takes as they are."""

    service: bytes
    mailbox: bytes
    reporter: bytes
    epoch: int
    to: bytes
    granter: bytes
    identity: Identity

    def encode(self) -> bytes:
        return (
            f"# whistle/v1/grant\n# service {self.service.hex()}\n# mailbox {self.mailbox.hex()}\n"
            f"# reporter {self.reporter.hex()}\n# epoch {self.epoch:08x}\n# to {self.to.hex()}\n"
            f"# from {self.granter.hex()}\n{self.identity}\n"
        ).encode("ascii")

    @classmethod
    def parse(cls, data: bytes) -> Grant:
        if len(data) != GRANT_PLAIN or not (match := _GRANT_TEXT.fullmatch(data)):
            raise MalformedKey("This is not a grant.")
        *hexes, identity = (group.decode("ascii") for group in match.groups())
        service, mailbox, reporter, epoch, to, granter = map(bytes.fromhex, hexes)
        number = int.from_bytes(epoch, "big")
        return cls(service, mailbox, reporter, number, to, granter, Identity.parse(identity))


def read_grant(identity: Identity, sealed: bytes) -> Grant:
    """Open a grant. Whether it belongs to the thread is for ``whistle.envelope.thread`` to check."""
    if len(sealed) != GRANT:
        raise MalformedFrame("A sealed grant has 2109 bytes.")
    return Grant.parse(age.open_sealed(identity, sealed))
