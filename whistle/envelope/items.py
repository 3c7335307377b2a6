"""The items that pages and answers are made of, and the chain of their head (PROTOCOL section 5).

Items keep signed parts as raw bytes: the server hands them on without reading them, and the reader shows a
damaged message as not confirmed instead of refusing the whole page.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

from whistle.domain.errors import MalformedFrame
from whistle.envelope import ed25519
from whistle.envelope.hashing import label, sha256
from whistle.envelope.journal.entry import JOURNAL
from whistle.envelope.keys import RECIPIENT
from whistle.envelope.message import EPOCH, MESSAGE
from whistle.envelope.opening import GRANT, OPENING
from whistle.envelope.padding import SEALED

SIGNATURE = 64
EVENT = 121
_HEAD_LABEL = label("whistle/v1/head")
_CHAIN_LABEL = label("whistle/v1/chain")
_PREFIX = struct.Struct(">BI")


class _Packed:
    """An item whose fields are all of fixed length."""

    type: ClassVar[int]
    shape: ClassVar[struct.Struct]

    def encode(self) -> bytes:
        """The item's body, without type and length."""
        return self.shape.pack(*vars(self).values())

    @classmethod
    def parse(cls, body: bytes) -> Self:
        if len(body) != cls.shape.size:
            raise MalformedFrame("An item has the wrong length.")
        return cls(*cls.shape.unpack(body))


@dataclass(frozen=True)
class ThreadHead(_Packed):
    """Item 1: how many messages both sides have been given, their chain, and the server's signature."""

    type: ClassVar[int] = 1
    shape: ClassVar[struct.Struct] = struct.Struct(">I32sI64s")
    count: int
    head: bytes
    hour: int
    signature: bytes

    def verify(self, log_key: bytes, service: bytes, mailbox: bytes) -> None:
        """Raise ``BadSignature`` unless the log key signed this head for this mailbox."""
        ed25519.verify(
            log_key, self.signature, _head_text(service, mailbox, self.count, self.head, self.hour)
        )


@dataclass(frozen=True)
class OpeningItem(_Packed):
    """Item 2: the opening as the reporter signed it, and recipient(P)."""

    type: ClassVar[int] = 2
    shape: ClassVar[struct.Struct] = struct.Struct(f">{OPENING}s64s{RECIPIENT}s")
    opening: bytes
    signature: bytes
    recipient: bytes


@dataclass(frozen=True)
class GrantItem(_Packed):
    """Item 3: the asker's own grant for one epoch."""

    type: ClassVar[int] = 3
    shape: ClassVar[struct.Struct] = struct.Struct(f">I32s{GRANT}s")
    epoch: int
    kid: bytes
    grant: bytes


@dataclass(frozen=True)
class MessageItem:
    """Item 4: one message. ``place`` 0 means not yet delivered to the other side."""

    type: ClassVar[int] = 4
    place: int
    hour: int
    message: bytes
    signature: bytes
    body: bytes

    def encode(self) -> bytes:
        return struct.pack(">II", self.place, self.hour) + self.message + self.signature + self.body

    @classmethod
    def parse(cls, body: bytes) -> MessageItem:
        head = 8 + MESSAGE + SIGNATURE
        if len(body) - head not in SEALED.values():
            raise MalformedFrame("A message has an impossible size.")
        place, hour = struct.unpack_from(">II", body)
        return cls(place, hour, body[8 : 8 + MESSAGE], body[8 + MESSAGE : head], body[head:])


@dataclass(frozen=True)
class ReceiptItem:
    """Item 5: the salt, the event E and the promise, a signed note. ``whistle.ledger`` reads the last two."""

    type: ClassVar[int] = 5
    salt: bytes
    event: bytes
    promise: str

    def encode(self) -> bytes:
        return self.salt + self.event + self.promise.encode("utf-8")

    @classmethod
    def parse(cls, body: bytes) -> ReceiptItem:
        if len(body) <= 32 + EVENT:
            raise MalformedFrame("A receipt is too short.")
        return cls(body[:32], body[32 : 32 + EVENT], _text(body[32 + EVENT :]))


@dataclass(frozen=True)
class InclusionItem:
    """Item 6: a tlog-proof that the receipt's leaf is in the log."""

    type: ClassVar[int] = 6
    proof: str

    def encode(self) -> bytes:
        return self.proof.encode("utf-8")

    @classmethod
    def parse(cls, body: bytes) -> InclusionItem:
        return cls(_text(body))


@dataclass(frozen=True)
class StateItem(_Packed):
    """Item 7: the server's word on state, due hour, and how many of how many readers opened it. Not evidence."""

    type: ClassVar[int] = 7
    shape: ClassVar[struct.Struct] = struct.Struct(">BIBB")
    state: int
    due_hour: int
    opened: int
    readers: int


@dataclass(frozen=True)
class EpochItem(_Packed):
    """Item 8: a change of membership, with recipient(P_e) and the link to the key before it."""

    type: ClassVar[int] = 8
    shape: ClassVar[struct.Struct] = struct.Struct(f">{EPOCH}s{RECIPIENT}s{GRANT}s{MESSAGE}s64s")
    epoch: bytes
    recipient: bytes
    link: bytes
    message: bytes
    signature: bytes


@dataclass(frozen=True)
class JournalItem:
    """Item 9: one entry of a concern's journal, which reviewers alone are given."""

    type: ClassVar[int] = 9
    hour: int
    entry: bytes
    signature: bytes
    body: bytes

    def encode(self) -> bytes:
        return self.hour.to_bytes(4, "big") + self.entry + self.signature + self.body

    @classmethod
    def parse(cls, body: bytes) -> JournalItem:
        at, head = 4 + JOURNAL, 4 + JOURNAL + SIGNATURE
        if len(body) - head not in SEALED.values():
            raise MalformedFrame("An entry of a journal has an impossible size.")
        return cls(int.from_bytes(body[:4], "big"), body[4:at], body[at:head], body[head:])


Item = (
    ThreadHead | OpeningItem | GrantItem | MessageItem | ReceiptItem | InclusionItem | StateItem | EpochItem
    | JournalItem
)  # fmt: skip
_TYPES: dict[int, type[Item]] = {
    kind.type: kind
    for kind in (
        ThreadHead, OpeningItem, GrantItem, MessageItem, ReceiptItem, InclusionItem, StateItem, EpochItem,
        JournalItem,
    )
}  # fmt: skip
# Of these, two in one frame would let two readers see two things.
_ONCE = {kind.type for kind in (ThreadHead, OpeningItem, ReceiptItem, InclusionItem, StateItem)}


def item_length(item: Item) -> int:
    """Bytes that the item takes in a frame, type and length included."""
    return _PREFIX.size + len(item.encode())


def encode_items(items: Iterable[Item], room: int) -> bytes:
    """The items one after another, filled with zeros to ``room`` bytes."""
    parts = []
    for item in items:
        body = item.encode()
        parts += [_PREFIX.pack(item.type, len(body)), body]
    data = b"".join(parts)
    if len(data) > room:
        raise MalformedFrame("The items do not fit into one frame.")
    return data.ljust(room, b"\0")


def parse_items(data: bytes) -> list[Item]:
    """The items at the start of ``data``; everything after them must be zeros."""
    items: list[Item] = []
    once: set[int] = set()
    at = 0
    while at < len(data) and data[at]:
        if at + _PREFIX.size > len(data):
            raise MalformedFrame("An item is cut short.")
        kind, length = _PREFIX.unpack_from(data, at)
        at += _PREFIX.size
        if kind not in _TYPES or at + length > len(data):
            raise MalformedFrame("There is an unknown item, or one is cut short.")
        if kind in once:
            raise MalformedFrame("An item stands twice that may stand once.")
        if kind in _ONCE:
            once.add(kind)
        items.append(_TYPES[kind].parse(data[at : at + length]))
        at += length
    if data.count(0, at) != len(data) - at:
        raise MalformedFrame("Something follows the last item.")
    return items


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedFrame("A note is not text.") from None


def chain_start(opening_hash: bytes) -> bytes:
    """head_0, from H(O)."""
    return sha256(_CHAIN_LABEL, opening_hash)


def chain_next(head: bytes, message_hash: bytes) -> bytes:
    """head_n, from head_{n-1} and H(M_n)."""
    return sha256(_CHAIN_LABEL, head, message_hash)


def _head_text(service: bytes, mailbox: bytes, count: int, head: bytes, hour: int) -> bytes:
    return _HEAD_LABEL + service + mailbox + count.to_bytes(4, "big") + head + hour.to_bytes(4, "big")


def sign_head(
    log_key: ed25519.SigningKey, service: bytes, mailbox: bytes, count: int, head: bytes, hour: int
) -> ThreadHead:
    """The signed head of a thread; ``count`` 0 and ``ZEROS`` for a mailbox that the server does not know."""
    return ThreadHead(count, head, hour, log_key.sign(_head_text(service, mailbox, count, head, hour)))
