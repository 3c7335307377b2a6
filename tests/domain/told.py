"""What happened to a concern, told in hours since its receipt, and whatever could be told of one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from whistle.domain.deadlines import Clocks, Duty, clocks
from whistle.domain.events import EventType, Happening
from whistle.domain.limits import DueKind, Length
from whistle.domain.rules import USUAL, Rules

DAY = 24
RECEIVED = int(dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC).timestamp()) // 3600
"""A Monday, nine o'clock."""


def hour(*when: int) -> int:
    """The hour of a time on the wall."""
    return int(dt.datetime(*when, tzinfo=ZoneInfo("Europe/London")).timestamp()) // 3600  # type: ignore[misc, arg-type]


def received_and(*later: tuple[EventType, int]) -> list[Happening]:
    """A concern and what happened so many hours after its receipt."""
    return [
        Happening(EventType.RECEIVED, RECEIVED),
        *(Happening(kind, RECEIVED + hours) for kind, hours in later),
    ]


def clocks_after(hours: int, *later: tuple[EventType, int], rules: Rules = USUAL) -> Clocks:
    """The clocks of a concern so many hours after its receipt."""
    return clocks(received_and(*later), rules, RECEIVED + hours)


def duty_of(told: Clocks, kind: DueKind, stretch: int = 0, number: int = 0) -> Duty:
    """The one duty of that kind."""
    (found,) = (
        duty
        for duty in told.duties
        if duty.kind is kind and duty.stretch == stretch and duty.number == number
    )
    return found


TURNS = (
    EventType.RELEASED,
    EventType.REPLIED,
    EventType.HOLDING,
    EventType.ASKED,
    EventType.ANSWERED,
    EventType.DISPUTED,
    EventType.CLOSED,
    EventType.REOPENED,
    EventType.CHECKED,
    EventType.EXPLAINED,
)
"""What turns a clock."""
HAPPENINGS = st.builds(
    Happening,
    st.sampled_from(TURNS) | st.sampled_from(EventType),
    st.integers(RECEIVED - 50, RECEIVED + 12_000) | st.integers(RECEIVED, RECEIVED + 400),
    st.integers(0, 9),
    st.integers(0, 9),
    st.none() | st.integers(0, 90),
)
TOLD = st.lists(HAPPENINGS, max_size=14).map(lambda later: [Happening(EventType.RECEIVED, RECEIVED), *later])
"""Whatever a log could say of a concern, also what no service would write."""

NOWS = st.integers(RECEIVED, RECEIVED + 12_500)
RULES = st.sampled_from(
    (
        USUAL,
        replace(
            USUAL,
            working_routes=frozenset({7}),
            holidays=frozenset({dt.date(2026, 11, 3), dt.date(2026, 12, 25), dt.date(2026, 12, 28)}),
        ),
        replace(USUAL, pause_days=3, reply=replace(USUAL.reply, length=Length(working_days=5))),
    )
)
ROUTES = st.sampled_from((1, 7))
