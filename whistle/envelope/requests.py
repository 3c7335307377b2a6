"""What is brought to the server to keep (PROTOCOL section 5); each frame tells whether it is as it was signed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from whistle.domain.errors import MalformedFrame
from whistle.domain.events import EventType
from whistle.envelope import ed25519
from whistle.envelope.content import KINDS
from whistle.envelope.framing import (
    EPOCH_FRAME,
    FILING,
    MESSAGE_FRAME,
    Cursor,
    must,
    prefix,
    size_class_of,
)
from whistle.envelope.hashing import sha256
from whistle.envelope.items import SIGNATURE, EpochItem
from whistle.envelope.keys import RECIPIENT
from whistle.envelope.message import CHANGE, CHANGES, EPOCH, FROM_REPORTER, MESSAGE, Epoch, Message
from whistle.envelope.opening import GRANT, OPENING, SLOTS, Opening, mailbox_of, member_id


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
        return size_class_of(self.body)

    @cached_property
    def hash(self) -> bytes:
        """H(O ‖ M): the same for the same filing, whatever else differs."""
        return sha256(self.opening.encode(), self.message.encode())

    def encode(self) -> bytes:
        return b"".join(
            (
                prefix(FILING, self.size_class), self.opening.encode(), self.opening_signature, self.recipient,
                self.presence, self.content, *self.grants, self.message.encode(), self.message_signature, self.body,
            )
        )  # fmt: skip

    def verify(self, service: bytes) -> None:
        """Raise ``BadSignature`` unless everything that the reporter signed holds together."""
        o, m = self.opening, self.message
        must(o.service == service and m.service == service, "This was made for another service.")
        must(o.mailbox == mailbox_of(o.reporter) == m.mailbox, "The mailbox is not the signer's.")
        must(m.sender == o.reporter and m.direction == FROM_REPORTER, "The text is not the signer's.")
        must(m.act == EventType.RECEIVED, "This is not a concern.")
        must(m.epoch == m.seen == m.files == 0, "A concern begins a thread.")
        ed25519.verify(o.reporter, self.opening_signature, o.encode())
        ed25519.verify(o.reporter, self.message_signature, m.encode())
        must(m.follows == o.hash, "The text belongs to another opening.")
        must(o.recipient_hash == sha256(self.recipient), "The recipient is not the one that was signed.")
        hashes = tuple(grant for _, grant in o.slots)
        must(hashes == tuple(map(sha256, self.grants)), "The grants are not those that were signed.")
        must(m.body_hash == sha256(self.body), "The sealed text is not the one that was signed.")


def parse_filing(data: bytes) -> Filing:
    cursor = Cursor(data, FILING)
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
        return size_class_of(self.body)

    def encode(self) -> bytes:
        return prefix(MESSAGE_FRAME, self.size_class) + self.message.encode() + self.signature + self.body

    def verify(self, service: bytes) -> None:
        """Raise ``BadSignature`` unless its sender signed it. Whether the sender may speak here is not asked.

        That takes a look at the thread: once it was handed over, its mailbox is not the hash of the reporter's key.
        """
        m = self.message
        must(m.service == service, "This was made for another service.")
        must(m.direction != CHANGE, "A change of membership is not a message.")
        ed25519.verify(m.sender, self.signature, m.encode())
        must(m.body_hash == sha256(self.body), "The sealed text is not the one that was signed.")


def parse_message(data: bytes) -> Posted:
    cursor = Cursor(data, MESSAGE_FRAME)
    message = Message.parse(cursor.take(MESSAGE))
    if message.direction != CHANGE and (message.direction, message.act) not in KINDS:
        raise MalformedFrame("This is not something that a message can do.")
    return Posted(message, cursor.take(SIGNATURE), cursor.rest())


@dataclass(frozen=True)
class Change:
    """Kind 3: a change of membership, with a grant for each slot and the link to the key before."""

    epoch: Epoch
    recipient: bytes
    link: bytes
    grants: tuple[bytes, ...]
    message: Message
    signature: bytes

    @property
    def item(self) -> EpochItem:
        """The change as members are given it."""
        return EpochItem(
            self.epoch.encode(), self.recipient, self.link, self.message.encode(), self.signature
        )

    def encode(self) -> bytes:
        head = prefix(EPOCH_FRAME, 0) + self.epoch.encode() + self.recipient + self.link
        return head + b"".join(self.grants) + self.message.encode() + self.signature

    def verify(self, service: bytes) -> None:
        """Raise ``BadSignature`` unless its sender signed it. Whether the sender is a member is not asked."""
        s, m = self.epoch, self.message
        must(
            s.service == service == m.service and s.mailbox == m.mailbox, "This was made for another thread."
        )
        must(
            m.direction == CHANGE and m.act in CHANGES and m.epoch == s.epoch > 0,
            "This is not a change of membership.",
        )
        ed25519.verify(m.sender, self.signature, m.encode())
        must(m.body_hash == s.hash, "The change is not the one that was signed.")
        must(s.recipient_hash == sha256(self.recipient), "The recipient is not the one that was signed.")
        must(s.link_hash == sha256(self.link), "The link is not the one that was signed.")
        hashes = tuple(grant for _, grant in s.slots)
        must(hashes == tuple(map(sha256, self.grants)), "The grants are not those that were signed.")
        kids = {kid for kid, _ in s.slots}
        must(member_id(s.reporter, self.recipient) in kids, "The reporter's side would be shut out.")


def parse_epoch(data: bytes) -> Change:
    cursor = Cursor(data, EPOCH_FRAME)
    epoch, recipient, link = (
        Epoch.parse(cursor.take(EPOCH)),
        cursor.take(RECIPIENT),
        cursor.take(GRANT),
    )
    grants = tuple(cursor.take(GRANT) for _ in range(SLOTS))
    return Change(epoch, recipient, link, grants, Message.parse(cursor.take(MESSAGE)), cursor.rest())
