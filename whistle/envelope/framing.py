"""What all frames have in common (PROTOCOL section 5): a prefix, and a length checked before anything is read."""

from __future__ import annotations

from whistle.domain.errors import BadSignature, MalformedFrame
from whistle.envelope.items import SIGNATURE
from whistle.envelope.journal.entry import JOURNAL
from whistle.envelope.keys import RECIPIENT
from whistle.envelope.message import EPOCH, MESSAGE
from whistle.envelope.opening import GRANT, OPENING, SLOTS
from whistle.envelope.padding import SEALED

MAGIC = b"whistle1"
PREFIX = len(MAGIC) + 2
FILING, MESSAGE_FRAME, EPOCH_FRAME, READ, PAGE, ANSWER, NOTICE, JOURNAL_FRAME = 1, 2, 3, 4, 5, 6, 7, 8
_FILING_HEAD = PREFIX + OPENING + SIGNATURE + RECIPIENT + 32 + 32 + SLOTS * GRANT + MESSAGE + SIGNATURE
_MESSAGE_HEAD = PREFIX + MESSAGE + SIGNATURE
_JOURNAL_HEAD = PREFIX + JOURNAL + SIGNATURE + SLOTS * GRANT
PAGE_LENGTH = 131_072
ANSWER_LENGTH = 1_024
LENGTHS = {
    **{(FILING, size_class): _FILING_HEAD + sealed for size_class, sealed in SEALED.items()},
    **{(MESSAGE_FRAME, size_class): _MESSAGE_HEAD + sealed for size_class, sealed in SEALED.items()},
    (EPOCH_FRAME, 0): PREFIX + EPOCH + RECIPIENT + GRANT + SLOTS * GRANT + MESSAGE + SIGNATURE,
    (READ, 0): 206,
    (PAGE, 0): PAGE_LENGTH,
    (ANSWER, 0): ANSWER_LENGTH,
    (NOTICE, 0): 205,
    **{(JOURNAL_FRAME, size_class): _JOURNAL_HEAD + sealed for size_class, sealed in SEALED.items()},
}
"""(kind, size class) -> length of the whole frame."""
LONGEST_REQUEST = LENGTHS[FILING, 2]


class Cursor:
    """Takes fields off a frame of this kind. ``MalformedFrame`` unless it is one, and has the length of that."""

    def __init__(self, data: bytes, kind: int) -> None:
        if data[:8] != MAGIC or len(data) < PREFIX or data[8] != kind:
            raise MalformedFrame("This is not the frame that belongs here.")
        if LENGTHS.get((kind, data[9])) != len(data):
            raise MalformedFrame("The frame has the wrong length.")
        self._data = data
        self._at = PREFIX

    def take(self, length: int) -> bytes:
        self._at += length
        return self._data[self._at - length : self._at]

    def rest(self) -> bytes:
        return self._data[self._at :]


def prefix(kind: int, size_class: int) -> bytes:
    return MAGIC + bytes((kind, size_class))


def size_class_of(body: bytes) -> int:
    """The size class of a sealed text, by its length."""
    for size_class, length in SEALED.items():
        if len(body) == length:
            return size_class
    raise MalformedFrame("The sealed text has an impossible size.")


def must(holds: bool, what: str) -> None:
    """Raise ``BadSignature`` saying ``what`` unless it holds."""
    if not holds:
        raise BadSignature(what)
