"""A dozen invented concerns as the log tells of them: two of September, six of October, four of November."""

from __future__ import annotations

import datetime as dt

from whistle.clock import hour_of
from whistle.domain.events import Filed
from whistle.domain.rules import USUAL
from whistle.ledger.event import Event, EventType, content_of_release

NOW = hour_of(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC))


def hour(month: int, day: int, year: int = 2026) -> int:
    return hour_of(dt.datetime(year, month, day, 9, tzinfo=dt.UTC))


def concern(
    number: int,
    received: int,
    acknowledged: int | None = None,
    replied: int | None = None,
    closed: int | None = None,
) -> list[Event]:
    """A concern's events; every time but the first in hours after receipt."""
    case = number.to_bytes(16, "big")
    later = (
        (EventType.ACKNOWLEDGED, acknowledged),
        (EventType.REPLIED, replied),
        (EventType.CLOSED, closed),
    )
    return [
        Event(EventType.RECEIVED, received, case),
        Event(EventType.RELEASED, received + 1, case, content=content_of_release(Filed(1, False, 1))),
        *(Event(kind, received + after, case) for kind, after in later if after is not None),
    ]


DOZEN = [
    *concern(1, hour(9, 3), 5, 40, 900),
    *concern(2, hour(9, 17), 20, 200),  # replied late, and still open
    *concern(3, hour(10, 1), 2, 30, 300),
    *concern(4, hour(10, 2), 3, 50, 800),
    *concern(5, hour(10, 9), 30, 100),  # acknowledged late
    *concern(6, hour(10, 15), 4, 90),
    *concern(7, hour(10, 22), 6, 120),
    *concern(8, hour(10, 30), 12, 150, 400),
    *concern(9, hour(11, 4), 7, 96),
    *concern(10, hour(11, 11)),  # nobody has looked at it
    *concern(11, hour(11, 16), 10),
    *concern(12, NOW - 3),
    Event(EventType.DIRECTORY, hour(9, 1)),
    Event(EventType.RULES, hour(9, 1), directory_version=1, content=USUAL.hash),
]
