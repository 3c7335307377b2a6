"""Requests and answers of the API (PROTOCOL section 5): fixed lengths, checked before anything is read."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from whistle.domain.errors import BadSignature, MalformedFrame
from whistle.domain.events import EventType
from whistle.envelope import ed25519
from whistle.envelope.content import KINDS
from whistle.envelope.hashing import label, sha256
from whistle.envelope.items import (
    SIGNATURE,
    EpochItem,
    GrantItem,
    InclusionItem,
    Item,
    MessageItem,
    OpeningItem,
    ReceiptItem,
    StateItem,
    ThreadHead,
    chain_next,
    chain_start,
    encode_items,
    item_length,
    parse_items,
    sign_head,
)
from whistle.envelope.keys import RECIPIENT
from whistle.envelope.message import CHANGE, EPOCH, FROM_REPORTER, MESSAGE, Epoch, Message
from whistle.envelope.opening import GRANT, OPENING, SLOTS, Opening, mailbox_of
from whistle.envelope.padding import SEALED

__all__ = [
    "ANSWER_LENGTH", "LENGTHS", "LONGEST_REQUEST", "PAGE_LENGTH", "Change", "EpochItem", "Filing", "GrantItem",
    "InclusionItem", "Item", "MessageItem", "OpeningItem", "Page", "Posted", "Read", "ReceiptItem", "StateItem",
    "ThreadHead", "build_answer", "build_page", "chain_next", "chain_start", "paginate", "parse_answer",
    "parse_epoch", "parse_filing", "parse_message", "parse_page", "parse_read", "sign_head", "sign_read",
]  # fmt: skip

MAGIC = b"whistle1"
PREFIX = len(MAGIC) + 2
FILING, MESSAGE_FRAME, EPOCH_FRAME, READ, PAGE, ANSWER = 1, 2, 3, 4, 5, 6
_FILING_HEAD = PREFIX + OPENING + SIGNATURE + RECIPIENT + 32 + 32 + SLOTS * GRANT + MESSAGE + SIGNATURE
_MESSAGE_HEAD = PREFIX + MESSAGE + SIGNATURE
PAGE_LENGTH = 131_072
ANSWER_LENGTH = 1_024
LENGTHS = {
    **{(FILING, size_class): _FILING_HEAD + sealed for size_class, sealed in SEALED.items()},
    **{(MESSAGE_FRAME, size_class): _MESSAGE_HEAD + sealed for size_class, sealed in SEALED.items()},
    (EPOCH_FRAME, 0): PREFIX + EPOCH + SLOTS * GRANT + MESSAGE + SIGNATURE,
    (READ, 0): 206,
    (PAGE, 0): PAGE_LENGTH,
    (ANSWER, 0): ANSWER_LENGTH,
}
"""(kind, size class) -> length of the whole frame."""
LONGEST_REQUEST = LENGTHS[FILING, 2]
_PAGE_NUMBERS = struct.Struct(">II")
_PAGE_ROOM = PAGE_LENGTH - PREFIX - _PAGE_NUMBERS.size
_READ_LABEL = label("whistle/v1/read")
_READ = struct.Struct(">16s32s16s32s32sI")


class _Cursor:
    """Takes fields off a frame whose prefix and length have been checked."""

    def __init__(self, data: bytes, kind: int) -> None:
        self.size_class = _check(data, kind)
        self._data = data
        self._at = PREFIX

    def take(self, length: int) -> bytes:
        self._at += length
        return self._data[self._at - length : self._at]

    def rest(self) -> bytes:
        return self._data[self._at :]


def _check(data: bytes, kind: int) -> int:
    """The frame's size class; ``MalformedFrame`` unless it is of this kind and has the length of that."""
    if data[:8] != MAGIC or len(data) < PREFIX or data[8] != kind:
        raise MalformedFrame("This is not the frame that belongs here.")
    if LENGTHS.get((kind, data[9])) != len(data):
        raise MalformedFrame("The frame has the wrong length.")
    return data[9]


def _prefix(kind: int, size_class: int) -> bytes:
    return MAGIC + bytes((kind, size_class))


def _size_class(body: bytes) -> int:
    for size_class, length in SEALED.items():
        if len(body) == length:
            return size_class
    raise MalformedFrame("The sealed text has an impossible size.")


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise BadSignature(what)


@dataclass(frozen=True)
class Filing:
    """Kind 1: a new concern, as it travels and as it is kept."""

    opening: Opening
    opening_signature: bytes
    recipient: bytes
    presence: bytes
    content: bytes
    grants: tuple[bytes, ...]
    message: Message
    message_signature: bytes
    body: bytes

    @property
    def size_class(self) -> int:
        return _size_class(self.body)

    @cached_property
    def hash(self) -> bytes:
        """H(O ‖ M): the same for the same filing, whatever else differs."""
        return sha256(self.opening.encode(), self.message.encode())

    def encode(self) -> bytes:
        return b"".join(
            (
                _prefix(FILING, self.size_class), self.opening.encode(), self.opening_signature, self.recipient,
                self.presence, self.content, *self.grants, self.message.encode(), self.message_signature, self.body,
            )
        )  # fmt: skip

    def verify(self, service: bytes) -> None:
        """Raise ``BadSignature`` unless everything that the reporter signed holds together."""
        o, m = self.opening, self.message
        _must(o.service == service and m.service == service, "This was made for another service.")
        _must(o.mailbox == mailbox_of(o.reporter) == m.mailbox, "The mailbox is not the signer's.")
        _must(m.sender == o.reporter and m.direction == FROM_REPORTER, "The text is not the signer's.")
        _must(m.act == EventType.RECEIVED, "This is not a concern.")
        _must(m.epoch == m.seen == m.files == 0, "A concern begins a thread.")
        ed25519.verify(o.reporter, self.opening_signature, o.encode())
        ed25519.verify(o.reporter, self.message_signature, m.encode())
        _must(m.follows == o.hash, "The text belongs to another opening.")
        _must(o.recipient_hash == sha256(self.recipient), "The recipient is not the one that was signed.")
        hashes = tuple(grant for _, grant in o.slots)
        _must(hashes == tuple(map(sha256, self.grants)), "The grants are not those that were signed.")
        _must(m.body_hash == sha256(self.body), "The sealed text is not the one that was signed.")


def parse_filing(data: bytes) -> Filing:
    cursor = _Cursor(data, FILING)
    return Filing(
        Opening.parse(cursor.take(OPENING)), cursor.take(SIGNATURE), cursor.take(RECIPIENT), cursor.take(32),
        cursor.take(32), tuple(cursor.take(GRANT) for _ in range(SLOTS)), Message.parse(cursor.take(MESSAGE)),
        cursor.take(SIGNATURE), cursor.rest(),
    )  # fmt: skip


@dataclass(frozen=True)
class Posted:
    """Kind 2: a message in a thread that is there already."""

    message: Message
    signature: bytes
    body: bytes

    @property
    def size_class(self) -> int:
        return _size_class(self.body)

    def encode(self) -> bytes:
        return _prefix(MESSAGE_FRAME, self.size_class) + self.message.encode() + self.signature + self.body

    def verify(self, service: bytes) -> None:
        """Raise ``BadSignature`` unless its sender signed it. Whether the sender may speak here is not asked."""
        m = self.message
        _must(m.service == service, "This was made for another service.")
        _must(m.direction != CHANGE, "A change of membership is not a message.")
        _must(
            m.direction != FROM_REPORTER or m.mailbox == mailbox_of(m.sender),
            "The mailbox is not the signer's.",
        )
        ed25519.verify(m.sender, self.signature, m.encode())
        _must(m.body_hash == sha256(self.body), "The sealed text is not the one that was signed.")


def parse_message(data: bytes) -> Posted:
    cursor = _Cursor(data, MESSAGE_FRAME)
    message = Message.parse(cursor.take(MESSAGE))
    if message.direction != CHANGE and (message.direction, message.act) not in KINDS:
        raise MalformedFrame("This is not something that a message can do.")
    return Posted(message, cursor.take(SIGNATURE), cursor.rest())


@dataclass(frozen=True)
class Change:
    """Kind 3: a change of membership, with a grant for each slot."""

    epoch: Epoch
    grants: tuple[bytes, ...]
    message: Message
    signature: bytes

    def encode(self) -> bytes:
        head = _prefix(EPOCH_FRAME, 0) + self.epoch.encode()
        return head + b"".join(self.grants) + self.message.encode() + self.signature

    def verify(self, service: bytes) -> None:
        """Raise ``BadSignature`` unless its sender signed it. Whether the sender is a member is not asked."""
        s, m = self.epoch, self.message
        _must(
            s.service == service == m.service and s.mailbox == m.mailbox, "This was made for another thread."
        )
        _must(
            m.direction == CHANGE and m.epoch == s.epoch and s.epoch > 0,
            "This is not a change of membership.",
        )
        ed25519.verify(m.sender, self.signature, m.encode())
        _must(m.body_hash == s.hash, "The change is not the one that was signed.")
        _must(
            tuple(grant for _, grant in s.slots) == tuple(map(sha256, self.grants)),
            "The grants do not match.",
        )


def parse_epoch(data: bytes) -> Change:
    cursor = _Cursor(data, EPOCH_FRAME)
    epoch = Epoch.parse(cursor.take(EPOCH))
    grants = tuple(cursor.take(GRANT) for _ in range(SLOTS))
    return Change(epoch, grants, Message.parse(cursor.take(MESSAGE)), cursor.rest())


@dataclass(frozen=True)
class Read:
    """Kind 4: a reporter's signed request for one page of the thread."""

    service: bytes
    mailbox: bytes
    key: bytes
    challenge: bytes
    page: int
    signature: bytes

    @property
    def signed(self) -> bytes:
        """R, 132 bytes."""
        return _signed_read(self.service, self.mailbox, self.key, self.challenge, self.page)

    def encode(self) -> bytes:
        return _prefix(READ, 0) + self.signed + self.signature

    def verify(self, service: bytes) -> None:
        """Raise ``BadSignature`` unless the mailbox's owner signed it. The challenge is not looked at."""
        _must(self.service == service, "This was made for another service.")
        _must(self.mailbox == mailbox_of(self.key), "The mailbox is not the signer's.")
        ed25519.verify(self.key, self.signature, self.signed)


def parse_read(data: bytes) -> Read:
    cursor = _Cursor(data, READ)
    found, *fields = _READ.unpack(cursor.take(_READ.size))
    if found != _READ_LABEL:
        raise MalformedFrame("This is not a request to read.")
    return Read(*(*fields, cursor.rest()))


def sign_read(signing: ed25519.SigningKey, service: bytes, challenge: bytes, page: int) -> Read:
    """A request for ``page`` of the signer's own thread."""
    key = signing.public
    mailbox = mailbox_of(key)
    signature = signing.sign(_signed_read(service, mailbox, key, challenge, page))
    return Read(service, mailbox, key, challenge, page, signature)


def _signed_read(service: bytes, mailbox: bytes, key: bytes, challenge: bytes, page: int) -> bytes:
    return _READ.pack(_READ_LABEL, service, mailbox, key, challenge, page)


@dataclass(frozen=True)
class Page:
    """Kind 5: page ``number`` of ``pages``, counted from 0."""

    number: int
    pages: int
    items: tuple[Item, ...]


def build_page(number: int, pages: int, items: Iterable[Item]) -> bytes:
    """131,072 bytes, whatever is in them."""
    return _prefix(PAGE, 0) + _PAGE_NUMBERS.pack(number, pages) + encode_items(items, _PAGE_ROOM)


def parse_page(data: bytes) -> Page:
    cursor = _Cursor(data, PAGE)
    number, pages = _PAGE_NUMBERS.unpack(cursor.take(_PAGE_NUMBERS.size))
    if number >= pages:
        raise MalformedFrame("The page's number is not among the pages.")
    items = tuple(parse_items(cursor.rest()))
    if number and not all(isinstance(item, ThreadHead | MessageItem) for item in items):
        raise MalformedFrame("A later page carries the head and messages, and nothing else.")
    return Page(number, pages, items)


def build_answer(items: Iterable[Item]) -> bytes:
    """1,024 bytes, whatever is in them."""
    return _prefix(ANSWER, 0) + encode_items(items, ANSWER_LENGTH - PREFIX)


def parse_answer(data: bytes) -> tuple[Item, ...]:
    return tuple(parse_items(_Cursor(data, ANSWER).rest()))


def paginate(head: ThreadHead, fixed: Sequence[Item], messages: Iterable[Item]) -> list[list[Item]]:
    """The items of each page: the head on every page, ``fixed`` on page 0, no item split.

    ``fixed`` are the items 7, 2, 3, 5, 6 and 8 that exist, in that order.
    """
    pages: list[list[Item]] = [[head, *fixed]]
    room = _PAGE_ROOM - sum(map(item_length, pages[0]))
    for message in messages:
        length = item_length(message)
        if length > room:
            pages.append([head])
            room = _PAGE_ROOM - item_length(head)
        pages[-1].append(message)
        room -= length
    return pages
