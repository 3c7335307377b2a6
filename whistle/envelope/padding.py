"""Two sizes for every text, so that a size says little (PROTOCOL section 4)."""

from __future__ import annotations

from whistle.domain.errors import MalformedFrame, TooLarge
from whistle.envelope.age import sealed_length

PLAIN = {1: 16_384, 2: 65_536}
"""Size class -> bytes of padded plaintext."""
SEALED = {size_class: sealed_length(length) for size_class, length in PLAIN.items()}
"""Size class -> bytes of the age file."""
_LENGTH = 4


def class_for(length: int) -> int:
    """The smallest size class whose padded plaintext holds ``length`` bytes of JSON."""
    for size_class, room in PLAIN.items():
        if length + _LENGTH <= room:
            return size_class
    raise TooLarge("The text is too long to send in one message. Send the rest as a second message.")


def pad(data: bytes, size_class: int) -> bytes:
    """``length u32 ‖ data ‖ zeros``."""
    room = PLAIN[size_class] - _LENGTH
    if len(data) > room:
        raise TooLarge("The text is too long to send in one message. Send the rest as a second message.")
    return len(data).to_bytes(_LENGTH, "big") + data + bytes(room - len(data))


def unpad(padded: bytes) -> bytes:
    """What was padded; ``MalformedFrame`` unless every byte of padding is zero."""
    if len(padded) not in PLAIN.values():
        raise MalformedFrame("The text has an impossible size.")
    end = _LENGTH + int.from_bytes(padded[:_LENGTH], "big")
    if end > len(padded) or any(padded[end:]):
        raise MalformedFrame("The text is not padded as it should be.")
    return padded[_LENGTH:end]
