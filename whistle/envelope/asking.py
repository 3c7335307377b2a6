"""What a reporter signs to be answered, and keeps nothing by: reading, and a notice (PROTOCOL section 6)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from whistle.domain.errors import MalformedFrame
from whistle.domain.events import EventType
from whistle.envelope import ed25519
from whistle.envelope.framing import NOTICE, READ, Cursor, must, prefix
from whistle.envelope.hashing import label
from whistle.envelope.opening import mailbox_of

_READ_LABEL = label("whistle/v1/read")
_NOTICE_LABEL = label("whistle/v1/notice")
_READ = struct.Struct(">16s32s16s32s32sI")
_NOTICE = struct.Struct(">18s32s16s32s32sB")


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
        return prefix(READ, 0) + self.signed + self.signature

    def verify(self, service: bytes) -> None:
        """Raise ``BadSignature`` unless the mailbox's owner signed it. The challenge is not looked at."""
        must(self.service == service, "This was made for another service.")
        must(self.mailbox == mailbox_of(self.key), "The mailbox is not the signer's.")
        ed25519.verify(self.key, self.signature, self.signed)


def parse_read(data: bytes) -> Read:
    cursor = Cursor(data, READ)
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
class Notice:
    """Kind 7: a reporter's word, for the auditors, that someone tried to find out who they are."""

    service: bytes
    mailbox: bytes
    key: bytes
    challenge: bytes
    what: int
    signature: bytes

    @property
    def signed(self) -> bytes:
        """N, 131 bytes."""
        return _signed_notice(self.service, self.mailbox, self.key, self.challenge, self.what)

    def encode(self) -> bytes:
        return prefix(NOTICE, 0) + self.signed + self.signature

    def verify(self, service: bytes) -> None:
        """Raise ``BadSignature`` unless the mailbox's owner signed it. The challenge is not looked at."""
        must(self.service == service, "This was made for another service.")
        must(self.mailbox == mailbox_of(self.key), "The mailbox is not the signer's.")
        ed25519.verify(self.key, self.signature, self.signed)


def parse_notice(data: bytes) -> Notice:
    cursor = Cursor(data, NOTICE)
    found, *fields = _NOTICE.unpack(cursor.take(_NOTICE.size))
    if found != _NOTICE_LABEL or fields[-1] != EventType.UNMASKING:
        raise MalformedFrame("This is not a notice.")
    return Notice(*(*fields, cursor.rest()))


def sign_notice(signing: ed25519.SigningKey, service: bytes, challenge: bytes) -> Notice:
    """A notice about the signer's own thread."""
    key, what = signing.public, EventType.UNMASKING
    mailbox = mailbox_of(key)
    signature = signing.sign(_signed_notice(service, mailbox, key, challenge, what))
    return Notice(service, mailbox, key, challenge, what, signature)


def _signed_notice(service: bytes, mailbox: bytes, key: bytes, challenge: bytes, what: int) -> bytes:
    return _NOTICE.pack(_NOTICE_LABEL, service, mailbox, key, challenge, what)
