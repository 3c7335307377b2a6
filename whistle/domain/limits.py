"""What a person waits for, how long it may take, and what that rests on.

What a limit rests on is part of it, so that no page can call a local rule a law.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum, StrEnum

from whistle.domain.errors import Malformed

LONGEST = {"hours": 8_784, "days": 3_653, "working_days": 522, "months": 120}
"""More of a unit than that is a slip of the keyboard."""

LONGEST_TRIAGE = 72
"""Hours in which somebody is there: what is urgent cannot wait for more."""

WHY_LENGTH = 300


class DueKind(StrEnum):
    """What a person waits for."""

    TRIAGE = "triage"
    """Of what is urgent: somebody acts on it."""
    ACKNOWLEDGEMENT = "acknowledgement"
    REPLY = "reply"
    UPDATE = "update"
    OUTCOME = "outcome"
    REASON = "reason"
    """A written reason why a concern has been open for so long."""
    CHECK = "check"


KINDS = tuple(DueKind)
"""By the number that the log keeps of them: the order is part of the protocol and never changes."""


class Basis(StrEnum):
    """What a limit rests on."""

    LAW = "law"
    AIM = "aim"
    LOCAL_RULE = "local rule"


class LateReason(IntEnum):
    """Why an answer was late. The numbers are what the log keeps."""

    WAITED_FOR_OTHERS = 1
    SAFETY = 2
    PROCEEDINGS = 3
    MORE_TO_DO = 4
    NOBODY_THERE = 5
    TOO_MUCH_WORK = 6
    FAULT = 7
    OVERLOOKED = 8

    @property
    def code(self) -> str:
        """The word that the API uses, such as ``waited-for-others``."""
        return self.name.lower().replace("_", "-")

    @property
    def words(self) -> str:
        """The reason as a person reads it."""
        return _WORDS[self]

    @classmethod
    def from_code(cls, code: str) -> LateReason:
        """The reason of that word; raises Malformed for any other."""
        for reason in cls:
            if reason.code == code:
                return reason
        raise Malformed("There is no reason of that name.")


_WORDS = {
    LateReason.WAITED_FOR_OTHERS: "Waited for another body or department",
    LateReason.SAFETY: "An earlier answer could have put somebody at risk",
    LateReason.PROCEEDINGS: "Other proceedings had to come first",
    LateReason.MORE_TO_DO: "More had to be looked into than the time allows",
    LateReason.NOBODY_THERE: "The person who had it was away",
    LateReason.TOO_MUCH_WORK: "More work than there were people for",
    LateReason.FAULT: "The service, a device or a key did not work",
    LateReason.OVERLOOKED: "It was overlooked",
}


@dataclass(frozen=True)
class Length:
    """A stretch of time, in one unit: elapsed hours, or days, working days or calendar months by the wall's clock.

    Raises Malformed unless exactly one of them is a whole number above zero.
    """

    hours: int = 0
    days: int = 0
    working_days: int = 0
    months: int = 0

    def __post_init__(self) -> None:
        for name, most in LONGEST.items():
            number = getattr(self, name)
            if type(number) is not int:
                raise Malformed(f"{_unit(name)} must be a whole number.")
            if not 0 <= number <= most:
                raise Malformed(f"{_unit(name)} must be from 1 to {most:,}.")
        if sum(bool(getattr(self, name)) for name in LONGEST) != 1:
            raise Malformed(
                "A length of time is a number, above zero, of hours, days, working days or months: of one."
            )

    @property
    def words(self) -> str:
        """As a person reads it, such as ``24 hours`` or ``1 working day``."""
        name, number = next(
            (each.name, getattr(self, each.name)) for each in fields(self) if getattr(self, each.name)
        )
        unit = name.replace("_", " ")
        return f"{number} {unit if number > 1 else unit[:-1]}"


@dataclass(frozen=True)
class Limit:
    """How long something may take, what that rests on, and why. Raises Malformed for what can be no limit."""

    kind: DueKind
    length: Length
    basis: Basis
    why: str

    def __post_init__(self) -> None:
        if self.kind is DueKind.TRIAGE and not self.length.hours:
            raise Malformed("The time for triage must be in hours: they are counted while somebody is there.")
        if self.kind is DueKind.TRIAGE and self.length.hours > LONGEST_TRIAGE:
            raise Malformed(f"The time for triage must be at most {LONGEST_TRIAGE} hours.")
        if not (self.why and self.why.isprintable() and self.why == self.why.strip()):
            raise Malformed("Why there is a limit must be one line of text.")
        if len(self.why) > WHY_LENGTH:
            raise Malformed(f"Why there is a limit must be said in at most {WHY_LENGTH} characters.")

    @property
    def words(self) -> str:
        """How long, as a person reads it, such as ``every 28 days``."""
        match self.kind:
            case DueKind.TRIAGE:
                return f"{self.length.words} while somebody is there"
            case DueKind.UPDATE:
                return f"every {self.length.words}"
            case DueKind.CHECK:
                return f"{self.length.words} after closing"
            case _:
                return self.length.words


def _unit(name: str) -> str:
    return name.replace("_", " ").capitalize()
