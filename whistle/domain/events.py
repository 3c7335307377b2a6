"""What can happen to a concern, by the numbers that the log keeps (PROTOCOL section 7).

The meaning lives here, the bytes in ``whistle.ledger.event``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class EventType(IntEnum):
    """One kind of entry in the log. Numbers are part of the protocol and never change."""

    RECEIVED = 1
    RELEASED = 2
    OPENED = 3
    ACKNOWLEDGED = 4
    REPLIED = 5
    CLOSED = 6
    DIRECTORY = 7
    REPORTER_WROTE = 8
    ASKED = 9
    ANSWERED = 10
    DISPUTED = 11
    SHARED = 12
    RECUSED = 13
    REOPENED = 14
    WITHDRAWN = 15
    DETRIMENT = 16
    HANDED_OVER = 17
    UNMASKING = 18
    HOLDING = 19
    CHECKED = 20
    CATEGORISED = 21
    EXPLAINED = 22
    """A reviewer says why an answer is late: ``detail`` is the kind of answer, ``more`` the reason."""
    RULES = 23
    """New limits are in force."""
    KEY_LISTED = 24
    KEY_ENDED = 25
    """A reviewer's key stands in the directory for the first time; it was revoked."""
    EXPORTED = 26
    """Somebody took a copy: ``detail`` is of what."""
    DOWN = 27
    """There was no tick for some hours, of which ``hours`` says how many."""


SERVICE_EVENTS = frozenset(
    {
        EventType.DIRECTORY,
        EventType.RULES,
        EventType.KEY_LISTED,
        EventType.KEY_ENDED,
        EventType.DOWN,
    }
)
"""What happens to the service and to no concern."""


class Copy(IntEnum):
    """What a copy was taken of."""

    CONCERN = 1
    RECORD = 2
    FIGURES = 3
    QUARTERLY_RETURN = 4


@dataclass(frozen=True)
class Happening:
    """What happened to a concern in which hour, whatever it was read from.

    ``detail`` and ``more`` are small numbers whose meaning the type gives: a closing's reason, a category. ``minutes``
    are the staffed ones from an urgent concern's release to the reviewers' first act, which alone carries them.
    """

    type: EventType
    hour: int
    detail: int = 0
    more: int = 0
    minutes: int | None = None


@dataclass(frozen=True)
class Filed:
    """What a release tells of a concern: its route, whether it is urgent, and the version of the limits it keeps."""

    route: int
    urgent: bool
    rules: int
