"""What the log tells, concern by concern, in little room: events go in one by one, in any order.

A million events take about 100 MB. What is read out again does not depend on the order in which it went in.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from operator import attrgetter, itemgetter
from typing import Protocol

from whistle.domain.events import SERVICE_EVENTS, EventType, Filed, Happening

_ROW = struct.Struct(">BIHQ")
"""Type, hour, and two numbers: detail ‖ more and the minutes and one; of a release route, and version ‖ urgent."""
_NO_CASE = bytes(16)


class Entry(Protocol):
    """What happened to which concern or to the service, such as an event of the log."""

    @property
    def type(self) -> EventType: ...
    @property
    def hour(self) -> int: ...
    @property
    def case(self) -> bytes: ...
    @property
    def directory_version(self) -> int: ...
    @property
    def happening(self) -> Happening: ...
    @property
    def filed(self) -> Filed: ...


class Cases:
    """Everything that happened, by concern; and apart, what happened to the service."""

    def __init__(self) -> None:
        self._rows: dict[bytes, bytearray] = {}
        self._service: list[Happening] = []
        self._rules: list[tuple[int, int]] = []

    def add(self, entry: Entry) -> None:
        """Takes one event."""
        kind = entry.type
        if kind is EventType.RULES:
            self._rules.append((entry.hour, entry.directory_version))
        if kind in SERVICE_EVENTS or (kind is EventType.EXPORTED and entry.case == _NO_CASE):
            self._service.append(entry.happening)
            return
        if kind is EventType.RELEASED:
            filed = entry.filed
            row = _ROW.pack(kind, entry.hour, filed.route, filed.rules << 1 | filed.urgent)
        else:
            said = entry.happening
            minutes = 0 if said.minutes is None else said.minutes + 1
            row = _ROW.pack(kind, said.hour, said.detail << 8 | said.more, minutes)
        rows = self._rows.get(entry.case)
        if rows is None:
            rows = self._rows[entry.case] = bytearray()
        rows += row

    def service(self, until: int) -> list[Happening]:
        """What happened to the service up to hour ``until``, in order of hours."""
        happened = (each for each in self._service if each.hour <= until)
        return sorted(happened, key=attrgetter("hour", "type", "detail", "more"))

    def in_force(self, hour: int) -> int | None:
        """The version of the limits that the log names for ``hour``; None before the first."""
        return max((each for each in self._rules if each[0] <= hour), default=(0, None))[1]

    def receipts(self, until: int) -> Iterator[tuple[bytes, int, Filed | None]]:
        """Every concern received up to hour ``until``: its case, the hour, and what was filed where that is known."""
        for case, packed in self._rows.items():
            received, filed = _receipt(packed, until)
            if received is not None:
                yield case, received, filed

    def happened(self, case: bytes, until: int) -> list[Happening]:
        """What happened to a concern up to hour ``until``, in order of hours."""
        rows = [row for row in _ROW.iter_unpack(self._rows[case]) if row[1] <= until]
        rows.sort(key=_IN_ORDER)
        return [
            Happening(_TYPES[kind], hour)
            if kind == EventType.RELEASED
            else Happening(_TYPES[kind], hour, first >> 8, first & 255, second - 1 if second else None)
            for kind, hour, first, second in rows
        ]


def _receipt(packed: bytearray, until: int) -> tuple[int | None, Filed | None]:
    received: int | None = None
    released: tuple[int, int, int] | None = None
    for start in range(0, len(packed), _ROW.size):
        if packed[start] > EventType.RELEASED:  # the most, and the first byte is the type
            continue
        kind, hour, first, second = _ROW.unpack_from(packed, start)
        if hour > until:
            continue
        if kind == EventType.RECEIVED:
            received = hour if received is None else min(received, hour)
        else:
            released = min(released or (hour, first, second), (hour, first, second))
    return received, released and Filed(released[1], bool(released[2] & 1), released[2] >> 1)


_IN_ORDER = itemgetter(1, 0, 2, 3)
_TYPES = {int(kind): kind for kind in EventType}
