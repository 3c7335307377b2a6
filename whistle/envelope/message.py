"""Messages M, changes of membership S, and the plaintext inside (PROTOCOL section 4)."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from whistle.domain.errors import MalformedFrame
from whistle.domain.events import EventType
from whistle.envelope import fields
from whistle.envelope.hashing import ZEROS, label, sha256
from whistle.envelope.opening import Slots, encode_slots, parse_slots
from whistle.envelope.padding import pad, unpad

MESSAGE = 206
EPOCH = 709
FROM_REPORTER, FROM_REVIEWER, CHANGE = 1, 2, 3
CHANGES = (EventType.SHARED, EventType.RECUSED, EventType.HANDED_OVER)
"""The acts of a change of membership."""
_MESSAGE_LABEL = label("whistle/v1/message")
_EPOCH_LABEL = label("whistle/v1/epoch")
_MESSAGE = struct.Struct(">19s32s16s32sBBII32s32sB32s")
_EPOCH = struct.Struct(">17s32s16sI32s32s32s32s")


@dataclass(frozen=True)
class Message:
    """M: what its sender signs about one age file. 206 bytes. ``act`` is what the log gets for it."""

    service: bytes
    mailbox: bytes
    sender: bytes
    direction: int
    act: int
    epoch: int
    seen: int
    follows: bytes
    body_hash: bytes
    files: int = 0
    files_hash: bytes = ZEROS

    def encode(self) -> bytes:
        return _MESSAGE.pack(
            _MESSAGE_LABEL, self.service, self.mailbox, self.sender, self.direction, self.act, self.epoch,
            self.seen, self.follows, self.body_hash, self.files, self.files_hash,
        )  # fmt: skip

    @classmethod
    def parse(cls, data: bytes) -> Message:
        if len(data) != MESSAGE:
            raise MalformedFrame("A message's head has 206 bytes.")
        found, *fields = _MESSAGE.unpack(data)
        message = cls(*fields)
        if found != _MESSAGE_LABEL or message.direction not in (FROM_REPORTER, FROM_REVIEWER, CHANGE):
            raise MalformedFrame("This is not a message.")
        if message.files == 0 and message.files_hash != ZEROS:
            raise MalformedFrame("A message without files names some.")
        return message

    @cached_property
    def hash(self) -> bytes:
        """H(M)."""
        return sha256(self.encode())


@dataclass(frozen=True)
class Epoch:
    """S: who may read from here on. 709 bytes; the M of direction 3 that goes with it is signed by a member.

    ``reporter`` and the recipient are those of whoever holds the reporter's side from here on.
    """

    service: bytes
    mailbox: bytes
    epoch: int
    reporter: bytes
    recipient_hash: bytes
    thread_hash: bytes
    link_hash: bytes
    slots: Slots

    def encode(self) -> bytes:
        return _EPOCH.pack(
            _EPOCH_LABEL, self.service, self.mailbox, self.epoch, self.reporter, self.recipient_hash,
            self.thread_hash, self.link_hash,
        ) + encode_slots(self.slots)  # fmt: skip

    @classmethod
    def parse(cls, data: bytes) -> Epoch:
        if len(data) != EPOCH:
            raise MalformedFrame("A change of membership has 709 bytes.")
        found, *fields = _EPOCH.unpack_from(data)
        if found != _EPOCH_LABEL:
            raise MalformedFrame("This is not a change of membership.")
        return cls(*(*fields, parse_slots(data[_EPOCH.size :])))

    @cached_property
    def hash(self) -> bytes:
        """H(S)."""
        return sha256(self.encode())


def encode_plain(content: dict[str, Any], size_class: int) -> bytes:
    """The padded plaintext that is sealed: ``content`` as JSON."""
    return pad(to_json(content), size_class)


def to_json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def parse_plain(padded: bytes) -> dict[str, Any]:
    """The JSON object inside a padded plaintext. ``whistle.envelope.content`` says what may stand in it."""
    try:
        return fields.parse_bounded(unpad(padded).decode("utf-8"))
    except fields.WRONG:
        raise MalformedFrame("The text inside is not a JSON object.") from None
