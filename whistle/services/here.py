"""Who else has a concern before them, and whether something has come since: what an open desk asks again and again.

Nothing here tells of what the reporter has written and the tick has not handed over yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from whistle.domain.errors import Malformed
from whistle.envelope.message import FROM_REVIEWER
from whistle.services import persons, readership
from whistle.services.house import House
from whistle.store import messages, presence

LASTS = 45
"""Seconds for which somebody counts as there: a desk asks three times in it, so that one lost answer says nothing."""


class Doing(StrEnum):
    """What a reviewer does with a concern."""

    READING = "reading"
    WRITING = "writing"
    LEFT = "left"


@dataclass(frozen=True)
class Reads:
    """One who may read the concern. ``opened`` and ``cover_until`` are hours."""

    id: str
    opened: int | None
    cover_until: int | None


@dataclass(frozen=True)
class There:
    """A colleague who has it before them."""

    id: str
    doing: str


@dataclass(frozen=True)
class Here:
    """How a concern stands. ``count`` are the messages that reviewers are given, ``journal`` the entries."""

    count: int
    journal: int
    handler: str | None
    category: int
    readers: list[Reads]
    here: list[There]


def be_here(house: House, reviewer_id: str, mailbox: bytes, doing: str) -> Here:
    """Notes what this reviewer does with the concern, for 45 seconds, and says who else is there.

    Raises Malformed, Forbidden or NotFound.
    """
    who, now = persons.person(house, reviewer_id), int(house.clock.now().timestamp())
    if doing not in set(Doing):
        raise Malformed("Say what is done here: reading, writing or left.")
    with house.store.read() as connection:
        concern = persons.concern_of(connection, who, mailbox)
        reading = readership.reading(house, connection, mailbox)
        found = Here(
            count=messages.given(connection, mailbox, FROM_REVIEWER),
            journal=concern.journal,
            handler=concern.handler,
            category=concern.category,
            readers=[Reads(each, reader.opened, reader.cover) for each, reader in reading.items()],
            here=[
                There(each, does)
                for each, does in presence.all_of(connection, mailbox, now).items()
                if each in reading and each not in who.known_as
            ],
        )
    own = next(each for each in who.ids if each in reading)
    house.store.commit(lambda connection: _note(connection, mailbox, own, doing, now))
    return found


def _note(connection: Connection, mailbox: bytes, reviewer: str, doing: str, now: int) -> None:
    presence.expire(connection, now)
    if doing == Doing.LEFT:
        presence.forget(connection, mailbox, reviewer)
    else:
        presence.note(connection, mailbox, reviewer, doing, now + LASTS)
