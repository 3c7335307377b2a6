"""J: what a reviewer signs about one entry of a concern's journal (PROTOCOL section 4, Journal)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cached_property

from whistle.domain.errors import MalformedFrame
from whistle.envelope.hashing import ZEROS, label, sha256
from whistle.envelope.opening import Slots, encode_slots, parse_slots

JOURNAL = 744
NOBODY = ZEROS
"""The ``handler`` of a concern that nobody handles."""
_LABEL = label("whistle/v1/journal")
_FIXED = struct.Struct(">19s32s16s32sI32s32sB32s32s")


@dataclass(frozen=True)
class Entry:
    """J, 744 bytes. ``handler`` is a kid; it and ``category`` (0: not said) hold from this entry on."""

    service: bytes
    mailbox: bytes
    sender: bytes
    number: int
    previous: bytes
    handler: bytes
    category: int
    recipient_hash: bytes
    body_hash: bytes
    slots: Slots

    def encode(self) -> bytes:
        return _FIXED.pack(
            _LABEL, self.service, self.mailbox, self.sender, self.number, self.previous, self.handler,
            self.category, self.recipient_hash, self.body_hash,
        ) + encode_slots(self.slots)  # fmt: skip

    @classmethod
    def parse(cls, data: bytes) -> Entry:
        if len(data) != JOURNAL:
            raise MalformedFrame("An entry of a journal has 744 bytes.")
        found, *fields = _FIXED.unpack_from(data)
        entry = cls(*(*fields, parse_slots(data[_FIXED.size :])))
        if found != _LABEL or not entry.number or (entry.number == 1) != (entry.previous == ZEROS):
            raise MalformedFrame("This is not an entry of a journal.")
        return entry

    @cached_property
    def hash(self) -> bytes:
        """H(J)."""
        return sha256(self.encode())

    @property
    def kids(self) -> frozenset[bytes]:
        """Who was granted it, and the random names of the unused slots."""
        return frozenset(kid for kid, _ in self.slots)

    def follows(self, before: Entry | None) -> bool:
        """Whether it stands right after ``before``, or first."""
        number, digest = (before.number, before.hash) if before else (0, ZEROS)
        return (self.number, self.previous) == (number + 1, digest)
