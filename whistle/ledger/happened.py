"""What happened to one concern, as its row keeps it, so that no clock has to look through the whole log.

    happened = (hour u32 ‖ type u8 ‖ detail u8 ‖ more u8 ‖ staffed minutes and one, or zero, u32)*

By hour, and within an hour by number: whoever copies the database learns from it no more about the order of things
than from the log, which keeps none within an hour either.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from whistle.domain.errors import MalformedFrame
from whistle.domain.events import EventType, Happening

_FORM = struct.Struct(">IBBBI")


def pack(happened: Iterable[Happening]) -> bytes:
    """The bytes of these, whatever order they come in. Raises MalformedFrame for a number that does not fit."""
    try:
        return b"".join(_FORM.pack(*each) for each in sorted(map(_numbers, happened)))
    except struct.error:
        raise MalformedFrame("A number of what happened is out of range.") from None


def unpack(raw: bytes) -> tuple[Happening, ...]:
    """What the bytes say; raises MalformedFrame for anything that `pack` does not make."""
    try:
        found = tuple(
            Happening(EventType(kind), hour, detail, more, minutes - 1 if minutes else None)
            for hour, kind, detail, more, minutes in _FORM.iter_unpack(raw)
        )
    except (struct.error, ValueError):
        raise MalformedFrame("What happened to a concern cannot be read.") from None
    return found


def _numbers(happening: Happening) -> tuple[int, ...]:
    minutes = 0 if happening.minutes is None else happening.minutes + 1
    return happening.hour, happening.type, happening.detail, happening.more, minutes
