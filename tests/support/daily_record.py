"""A record of some months with a tick a day, for what leaves the auditors' desk: enough concerns for every figure."""

from __future__ import annotations

import datetime as dt
from functools import cache
from random import Random

from tests.ledger.records import leaves_of as _leaves_of
from tests.ledger.records import written
from tests.support.long_log import a_concern
from whistle.clock import hour_of
from whistle.domain.events import EventType
from whistle.domain.rules import USUAL
from whistle.ledger.event import Event

FIRST = hour_of(dt.datetime(2025, 1, 1, 12, tzinfo=dt.UTC))
DAYS = 400
CONCERNS = 150


@cache
def daily(days: int = DAYS, seed: int = 1) -> tuple[bytes, ...]:
    """The record's lines after so many days; fewer days of one seed give the beginning of the same record."""
    random = Random(seed)
    ticks: list[list[Event]] = [[] for _ in range(DAYS + 1)]
    ticks[0].append(Event(EventType.RULES, FIRST, directory_version=1, content=USUAL.hash))
    for _ in range(CONCERNS):
        case = random.randbytes(16)
        for event in a_concern(random, case, FIRST + 24 + random.randrange((DAYS - 60) * 24)):
            day = -(-(event.hour - FIRST) // 24)
            if day <= DAYS:
                ticks[day].append(event)
    chance = Random(seed)
    signed = [(FIRST + 24 * day, _leaves_of(events, chance)) for day, events in enumerate(ticks)]
    return tuple(written(signed[: days + 1], rules={1: USUAL.text}))
