"""When a person is reminded by mail that there is work, and what can go wrong on the way.

Once a day, at the hour of the hand-over, and for urgent concerns at the tick at which they came. A reminder never says
what for, so that the hour is all that it tells; and that hour is the same for everyone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from whistle.domain.errors import Malformed
from whistle.domain.hours import HandOver
from whistle.domain.limits import DueKind, Length
from whistle.domain.roles import Role
from whistle.domain.rules import Rules

MORNING = HandOver(7)
"""When the day's reminder goes out where things are handed over at every tick."""

NEARS = 7
"""A clock nears when a seventh of its time is left: a first reply, due within 7 days, on day 6."""

HALF = 2

DAY = 24
LONGEST_MONTH = 31 * DAY

PAUSES = (60, 5 * 60, 15 * 60, 3600, 4 * 3600)
"""Seconds before the next try, after the first failure, the second, and so on; then the last again and again. The
first is what a server that greylists waits for."""

LONGEST_ADDRESS = 254
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
)


class Delivery(StrEnum):
    """How the latest reminder of a person stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    """The last try failed; there will be another."""


class Failure(StrEnum):
    """Why a reminder was not taken. ``words`` say what the operator can do."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    CLOSED = "closed"
    NO_TLS = "no-tls"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    LATER = "later"
    REFUSED = "refused"

    @property
    def words(self) -> str:
        """The reason as a person reads it."""
        return _WORDS[self]


_WORDS = {
    Failure.UNREACHABLE: "The mail server cannot be reached. Check its name, its port and the firewall.",
    Failure.TIMEOUT: "The mail server did not answer in time.",
    Failure.CLOSED: "The mail server closed the connection.",
    Failure.NO_TLS: "The mail server offers no encryption, or its certificate cannot be checked. Nothing was sent.",
    Failure.LOGIN: "The mail server did not accept the name and the password in mail.login, or they cannot be read.",
    Failure.SENDER: "The mail server does not accept mail from the address in WHISTLE_MAIL_FROM.",
    Failure.RECIPIENT: "The mail server does not take mail for this address.",
    Failure.LATER: "The mail server asks to try again later.",
    Failure.REFUSED: "The mail server refused.",
}


@dataclass(frozen=True)
class Day:
    """The day of a reminder: the hour at which it goes out, and that of the next."""

    begun: int
    next: int

    @classmethod
    def of(cls, hour: int, hand_over: HandOver) -> Day:
        """The one in which ``hour`` lies."""
        at = MORNING if hand_over.at is None else hand_over
        return cls(at.last(hour), at.next(hour))

    def due_before(self, role: Role, rules: Rules, *, nobody_at_it: bool = False) -> Mapping[DueKind, int]:
        """By kind of clock, under the limits in force: what is due before that hour is a reason for today's reminder.

        For everyone, what runs out before the next one. For a lead, whose work it is that nothing does, what nears;
        and of what ``nobody_at_it``, since its handler is away, what has half of its time left. A check nears as the
        first one does: a later one is no nearer for having more time.
        """
        part = (HALF if nobody_at_it else NEARS) if role is Role.LEAD else None
        # Backwards, so that of the checks the first one stands.
        return {
            limit.kind: self.next + (_time(limit.length) // part if part else 0)
            for limit in reversed(rules.limits)
        }


def _time(length: Length) -> int:
    days = length.days + length.working_days
    return length.hours + days * DAY + length.months * LONGEST_MONTH


def pause(tries: int) -> int:
    """Seconds until the next try, after so many that failed."""
    return PAUSES[min(tries, len(PAUSES)) - 1]


def read_address(text: str) -> str:
    """An address as typed. Raises Malformed for whatever could be more than one address, or a line of a header."""
    address = text.strip()
    if len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise Malformed("That is not a mail address such as r.okafor@example.org.")
    return address
