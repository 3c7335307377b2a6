"""A reviewer's work. Whoever has no grant in a concern gets NotFound, exactly as if it did not exist."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from whistle.domain.concern import Action, ClosingReason
from whistle.domain.errors import BadSignature, TooMany
from whistle.domain.events import Copy, EventType, Happening
from whistle.domain.rules import Rules
from whistle.envelope.frame import parse_epoch, parse_message
from whistle.envelope.message import FROM_REPORTER, FROM_REVIEWER
from whistle.ledger.happened import unpack
from whistle.services import exporting, persons, progress, recording, sharing, thread_page, writing
from whistle.services.house import House
from whistle.services.persons import Person
from whistle.services.progress import Moved
from whistle.store import concerns, log, messages, readers

MOST_COPIES = 20
"""Of one concern in an hour: each is an entry in the log for good."""

COPIED = "This concern was copied many times just now. Take the next copy in an hour."
CANNOT_SIGN = "This message was not signed with your key."
CANNOT_CHANGE = "This change was not signed with your key."


def read_concern(house: House, reviewer_id: str, mailbox: bytes, page: int) -> bytes:
    """A page of the thread (frame kind 5) with the reviewer's own grants. Raises NotFound or Forbidden."""
    who = persons.person(house, reviewer_id)
    with house.store.read() as connection:
        concern = persons.concern_of(connection, who, mailbox)
        return thread_page.build(house, connection, mailbox, concern, FROM_REVIEWER, who.kids, page)


def post(house: House, reviewer_id: str, mailbox: bytes, reason: str | None, frame: bytes) -> bytes:
    """Keeps a reviewer's message (frame kind 2) with what it does to the concern, and answers (kind 6).

    What it does is the act that its writer has signed; only a closing has a ``reason``.
    Raises MalformedFrame, BadSignature, NotFound, Forbidden, Conflict, OutOfStep or TooMany.
    """
    who = persons.person(house, reviewer_id)
    why = ClosingReason.from_code(reason) if reason else None
    posted = parse_message(frame)
    posted.verify(house.service)
    message = posted.message
    writer = who.signer(message.sender, CANNOT_SIGN)
    if message.direction != FROM_REVIEWER:
        raise BadSignature(CANNOT_SIGN)
    if message.mailbox != mailbox:
        raise BadSignature("This message was signed for another concern.")
    does = Action.from_act(message.act)

    def act(concern: concerns.Concern, rules: Rules, minute: int) -> Moved:
        return progress.act(concern, rules, does, why, minute)

    return writing.keep(house, posted, writer.id, act)


def change(house: House, reviewer_id: str, mailbox: bytes, frame: bytes, cover: int | None = None) -> bytes:
    """Keeps a change of who may read (frame kind 3) that lets a colleague in or takes the reviewer out; see `sharing`.

    Raises MalformedFrame, BadSignature, NotFound, Forbidden, Conflict, OutOfStep or ClockWentBack.
    """
    who = persons.person(house, reviewer_id)
    asked = parse_epoch(frame)
    asked.verify(house.service)
    who.signer(asked.message.sender, CANNOT_CHANGE)
    if asked.epoch.mailbox != mailbox:
        raise BadSignature("This change was signed for another concern.")
    return sharing.change_by(house, who, asked, cover)


def opened(house: House, reviewer_id: str, mailbox: bytes, seen: int | None = None) -> None:
    """Notes that the reviewer has opened the concern, and read it up to the place ``seen``, or to its end.

    What was released after their page was fetched stays unread. Raises NotFound, Forbidden or ClockWentBack.
    """
    who = persons.person(house, reviewer_id)
    with house.store.read() as connection:
        persons.concern_of(connection, who, mailbox)
        reads_as = readers.find_any(connection, mailbox, who.ids)
        if all(reader.opened is not None and reader.unread == 0 for reader in reads_as.values()):
            return
    hour = house.hour()
    house.commit(lambda connection: _note_opened(connection, who, mailbox, hour, seen))


def export(house: House, account_id: bytes, reviewer_id: str, mailbox: bytes, *, notes: bool = True) -> bytes:
    """A zip of the thread, still sealed, and the reviewer's own grants, to open with ``age`` or ``whistle open``.

    With ``notes``, of the journal too. The log says first that this account took a copy. Raises NotFound, Forbidden,
    TooMany or ClockWentBack.
    """
    who, hour = persons.person(house, reviewer_id), house.hour()
    house.commit(lambda connection: _note_copy(connection, who, mailbox, hour, account_id))
    with house.store.read() as connection:
        concern = persons.concern_of(connection, who, mailbox)
        return exporting.pack(house, connection, concern, who.kids, notes=notes)


def _note_copy(connection: Connection, who: Person, mailbox: bytes, hour: int, account_id: bytes) -> None:
    concern = persons.concern_of(connection, who, mailbox, lock=True)
    writing.check_clock(connection, hour, concern.received)
    copied = Happening(EventType.EXPORTED, hour, Copy.CONCERN)
    if unpack(concern.happened).count(copied) >= MOST_COPIES:
        raise TooMany(COPIED)
    concerns.change(connection, [progress.note(concern, copied).concern])
    log.wait(connection, [recording.exported(Copy.CONCERN, hour, account_id, concern.case_id)])


def _note_opened(connection: Connection, who: Person, mailbox: bytes, hour: int, seen: int | None) -> None:
    """Notes it for every key with which this person reads the concern: they have opened it once."""
    concern = concerns.find(connection, mailbox, lock=True)
    reads_as = readers.find_any(connection, mailbox, who.ids)
    if concern is None or not reads_as:
        return
    before = [reader.opened for reader in reads_as.values() if reader.opened is not None]
    if not before:
        writing.check_clock(connection, hour, concern.received)
        opened = progress.note(concern, Happening(EventType.OPENED, hour))
        log.wait(connection, recording.leaves(concern, opened.happened))
        concern = replace(opened.concern, opened=concern.opened + 1)
    unread = 0 if seen is None else messages.placed_after(connection, mailbox, seen, FROM_REPORTER)
    for reviewer, reader in reads_as.items():
        readers.change(
            connection, mailbox, reviewer,
            opened=min(before, default=hour), unread=min(reader.unread, unread),
        )  # fmt: skip
    concerns.change(connection, [concern])
