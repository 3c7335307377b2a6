"""A reviewer as a person: whoever renews their key has several entries in the directory, and is still one reader."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from whistle.domain.errors import BadSignature, Forbidden, NotFound
from whistle.envelope.directory import Reviewer
from whistle.services import writing
from whistle.services.house import House
from whistle.store import concerns, readers

REVOKED = "Your key was revoked, so concerns can no longer be read or answered with it."
NOT_A_REVIEWER = "This account is not a reviewer in the directory."


@dataclass(frozen=True)
class Person:
    """``entries`` are those of theirs that were not revoked, the oldest first; ``known_as`` the ids of all.

    ``ever_signed`` are the verification keys of all.
    """

    entries: tuple[Reviewer, ...]
    known_as: tuple[str, ...]
    ever_signed: tuple[bytes, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids under which they read."""
        return tuple(entry.id for entry in self.entries)

    @property
    def kids(self) -> tuple[bytes, ...]:
        """The names of their keys among the members of a concern."""
        return tuple(entry.kid for entry in self.entries)

    def signer(self, key: bytes, words: str) -> Reviewer:
        """The entry of theirs with that verification key. Raises BadSignature, in these words."""
        for entry in self.entries:
            if entry.verify == key:
                return entry
        raise BadSignature(words)


def person(house: House, reviewer_id: str) -> Person:
    """Whoever has that entry. Raises Forbidden where there is none, or every key of theirs was revoked.

    Whose time has ended still follows what they were given.
    """
    entries = house.directory().person(reviewer_id)
    if not entries:
        raise Forbidden(NOT_A_REVIEWER)
    working = tuple(entry for entry in entries if entry.revoked is None)
    if not working:
        raise Forbidden(REVOKED)
    return Person(working, tuple(entry.id for entry in entries), tuple(entry.verify for entry in entries))


def concern_of(
    connection: Connection, who: Person, mailbox: bytes, *, lock: bool = False
) -> concerns.Concern:
    """The concern of that mailbox, for one who may read it. Raises NotFound for everyone else, and before release.

    ``lock`` keeps other writers off it.
    """
    concern = concerns.find(connection, mailbox, lock=lock)
    if concern is None or not readers.find_any(connection, mailbox, who.ids):
        raise NotFound(writing.GONE)
    return concern
