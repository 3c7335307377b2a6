"""What can happen to a concern, by the numbers that the log keeps (PROTOCOL section 7).

The meaning lives here, the bytes in ``whistle.ledger.event``.
"""

from __future__ import annotations

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
