"""Events and leaves of the log (PROTOCOL section 7).

    E (121) = type u8 ‖ hour u32 ‖ case 16 ‖ directory version u32 ‖ H(directory) 32 ‖ presence 32 ‖ content 32
    leaf (48) = LBL("whistle/v1/leaf") ‖ H(LBL("whistle/v1/event") ‖ salt 32 ‖ E)

The salt keeps a leaf from telling its event by trial; whoever holds salt and E can show what the leaf says.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import sha256

from whistle.domain.errors import MalformedFrame
from whistle.domain.events import EventType, Filed, Happening
from whistle.ledger.merkle import leaf_hash

__all__ = ["EVENT_LENGTH", "LEAF_LENGTH", "Event", "EventType", "blank_leaf", "leaf", "tree_hash"]

EVENT_LENGTH = 121
LEAF_LENGTH = 48
_ZEROS = bytes(32)
_FORM = struct.Struct(">BI16sI32s32s32s")
_HAPPENED = struct.Struct(">BBI")
"""The content of most events: detail ‖ more ‖ staffed minutes and one, or zero where none are said."""
_FILED = struct.Struct(">HBI")
"""The content of a release: route ‖ urgent ‖ version of the limits."""
_TYPES = {int(kind): kind for kind in EventType}
_LEAF_LABEL = b"whistle/v1/leaf\0"
_EVENT_LABEL = b"whistle/v1/event\0"


@dataclass(frozen=True)
class Event:
    """One thing that happened, to the hour. Fields that do not apply are zeros."""

    type: EventType
    hour: int
    case: bytes = bytes(16)
    directory_version: int = 0
    directory_hash: bytes = _ZEROS
    presence: bytes = _ZEROS
    content: bytes = _ZEROS

    def encode(self) -> bytes:
        """The 121 bytes. Raises MalformedFrame for a field that does not fit."""
        hashes = (self.directory_hash, self.presence, self.content)
        if len(self.case) != 16 or any(len(field) != 32 for field in hashes):
            raise MalformedFrame("A field of the event has the wrong length.")
        try:
            return _FORM.pack(self.type, self.hour, self.case, self.directory_version, *hashes)
        except struct.error:
            raise MalformedFrame("A number of the event is out of range.") from None

    @classmethod
    def parse(cls, raw: bytes) -> Event:
        """The event of exactly 121 bytes; raises MalformedFrame for anything else."""
        if len(raw) != EVENT_LENGTH:
            raise MalformedFrame("An event is 121 bytes.")
        kind, hour, case, version, directory, presence, content = _FORM.unpack(raw)
        known = _TYPES.get(kind)
        if known is None:
            raise MalformedFrame("There is no event of that type.")
        return cls(known, hour, case, version, directory, presence, content)

    @property
    def happening(self) -> Happening:
        """What the event says of its concern."""
        if self.type in _SAYS_OTHER_THINGS:
            return Happening(self.type, self.hour)
        detail, more, minutes = _HAPPENED.unpack_from(self.content)
        return Happening(self.type, self.hour, detail, more, minutes - 1 if minutes else None)

    @property
    def filed(self) -> Filed:
        """What a release says. Raises MalformedFrame for any other event."""
        if self.type is not EventType.RELEASED:
            raise MalformedFrame("Only a release says what was filed.")
        route, urgent, rules = _FILED.unpack_from(self.content)
        return Filed(route, bool(urgent), rules)


_SAYS_OTHER_THINGS = {
    EventType.RECEIVED,
    EventType.RELEASED,
    EventType.RULES,
    EventType.KEY_LISTED,
    EventType.KEY_ENDED,
}
"""Their content is a hash, or of another form."""


def content_of(happening: Happening) -> bytes:
    """The content of the event that says this."""
    minutes = 0 if happening.minutes is None else happening.minutes + 1
    return _HAPPENED.pack(happening.detail, happening.more, minutes).ljust(32, b"\0")


def content_of_release(filed: Filed) -> bytes:
    """The content of a release."""
    return _FILED.pack(filed.route, filed.urgent, filed.rules).ljust(32, b"\0")


def leaf(salt: bytes, event: Event) -> bytes:
    """The 48 bytes that stand in the log for this event."""
    if len(salt) != 32:
        raise MalformedFrame("A salt is 32 bytes.")
    return _LEAF_LABEL + sha256(_EVENT_LABEL + salt + event.encode()).digest()


def blank_leaf(random: bytes) -> bytes:
    """A leaf that says nothing and looks like any other, from 32 random bytes."""
    if len(random) != 32:
        raise MalformedFrame("A blank leaf takes 32 random bytes.")
    return _LEAF_LABEL + random


def tree_hash(salt: bytes, event: Event) -> bytes:
    """The hash by which the tree, a promise and a proof know this event."""
    return leaf_hash(leaf(salt, event))
