"""A reviewer's work. Whoever has no grant in a concern gets NotFound, exactly as if it did not exist."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from whistle.domain.concern import Action, ClosingReason, State
from whistle.domain.errors import BadSignature, Forbidden, MalformedFrame, NotFound
from whistle.domain.events import EventType
from whistle.envelope.directory import Reviewer
from whistle.envelope.frame import parse_epoch, parse_message
from whistle.envelope.message import FROM_REPORTER, FROM_REVIEWER
from whistle.services import exporting, progress, recording, sharing, thread_page, writing
from whistle.services.house import House
from whistle.services.progress import Moved
from whistle.store import concerns, log, messages, readers

MOST_ROWS = 200
OPEN_STATES = (State.NEW, State.ACKNOWLEDGED, State.OPEN)
REVOKED = "Your key was revoked, so concerns can no longer be read or answered with it."
NOT_A_REVIEWER = "This account is not a reviewer in the directory."


@dataclass(frozen=True)
class InboxRow:
    """One concern as the server knows it: no title, no text."""

    concern: str
    """The mailbox, 32 lower-case hex digits."""
    due_hour: int | None
    due_kind: str | None
    """What is due: ``acknowledgement``, ``reply``, ``update`` or ``outcome``."""
    state: str
    """``new``, ``acknowledged``, ``open`` or ``closed``."""
    urgent: bool
    unread: int
    """Messages of the reporter since this reviewer last opened the thread."""
    received_hour: int
    route: int
    size_class: int


@dataclass(frozen=True)
class Inbox:
    """A page of the inbox, what is due next first, and where the next page starts."""

    items: list[InboxRow]
    next: str | None


def inbox(
    house: House, reviewer_id: str, *, state: str | None = None, after: str | None = None, limit: int = 50
) -> Inbox:
    """The reviewer's concerns: without ``state`` the ones not closed, by due hour; ``closed`` ones newest first.

    ``after`` is the ``next`` of the page before. Raises MalformedFrame for a state or place that does not exist,
    Forbidden for whoever is not a reviewer now.
    """
    reviewer = _reviewer(house, reviewer_id)
    states = (State.from_code(state),) if state else OPEN_STATES
    closed = State.CLOSED in states
    start = _read_place(after) if after else None
    limit = max(1, min(limit, MOST_ROWS))
    with house.store.read() as connection:
        found = [
            key
            for each in states
            for key in readers.keys(connection, reviewer.id, each, start, limit + 1, latest=closed)
        ]
        found.sort(reverse=closed)
        page, more = found[:limit], len(found) > limit
        lines = readers.listed(connection, reviewer.id, [mailbox for _, mailbox in page])
    return Inbox([_row(lines[mailbox]) for _, mailbox in page], _write_place(page[-1]) if more else None)


def read_concern(house: House, reviewer_id: str, mailbox: bytes, page: int) -> bytes:
    """A page of the thread (frame kind 5) with the reviewer's own grant. Raises NotFound or Forbidden."""
    reviewer = _reviewer(house, reviewer_id)
    with house.store.read() as connection:
        concern = _find(connection, reviewer, mailbox)
        return thread_page.build(house, connection, mailbox, concern, FROM_REVIEWER, reviewer.kid, page)


def post(house: House, reviewer_id: str, mailbox: bytes, reason: str | None, frame: bytes) -> bytes:
    """Keeps a reviewer's message (frame kind 2) with what it does to the concern, and answers (kind 6).

    What it does is the act that its writer has signed; only a closing has a ``reason``.
    Raises MalformedFrame, BadSignature, NotFound, Forbidden, Conflict, OutOfStep or TooMany.
    """
    reviewer = _reviewer(house, reviewer_id)
    why = ClosingReason.from_code(reason) if reason else None
    posted = parse_message(frame)
    posted.verify(house.service)
    message = posted.message
    if message.direction != FROM_REVIEWER or message.sender != reviewer.verify:
        raise BadSignature("This message was not signed with your key.")
    if message.mailbox != mailbox:
        raise BadSignature("This message was signed for another concern.")
    does = Action.from_act(message.act)

    def act(concern: concerns.Concern, hour: int) -> tuple[Moved, list[log.Pending]]:
        moved = progress.act(concern, does, why, hour)
        return moved, recording.leaves(concern.case_id, hour, moved.events, why)

    return writing.keep(house, posted, reviewer.id, act)


def change(house: House, reviewer_id: str, mailbox: bytes, frame: bytes) -> bytes:
    """Keeps a change of who may read (frame kind 3) that lets a colleague in or takes the reviewer out; see `sharing`.

    Raises MalformedFrame, BadSignature, NotFound, Forbidden, Conflict, OutOfStep or ClockWentBack.
    """
    reviewer = _reviewer(house, reviewer_id)
    asked = parse_epoch(frame)
    asked.verify(house.service)
    if asked.message.sender != reviewer.verify:
        raise BadSignature("This change was not signed with your key.")
    if asked.epoch.mailbox != mailbox:
        raise BadSignature("This change was signed for another concern.")
    return sharing.change_by(house, reviewer, asked)


def opened(house: House, reviewer_id: str, mailbox: bytes, seen: int | None = None) -> None:
    """Notes that the reviewer has opened the concern, and read it up to the place ``seen``, or to its end.

    What was released after their page was fetched stays unread. Raises NotFound, Forbidden or ClockWentBack.
    """
    reviewer = _reviewer(house, reviewer_id)
    with house.store.read() as connection:
        _find(connection, reviewer, mailbox)
        reader = readers.find(connection, mailbox, reviewer.id)
        if reader and reader.opened is not None and reader.unread == 0:
            return
    hour = house.hour()
    house.commit(lambda connection: _note_opened(connection, reviewer.id, mailbox, hour, seen))


def export(house: House, reviewer_id: str, mailbox: bytes) -> bytes:
    """A zip of the reviewer's grant and the thread, still sealed, to open offline with ``age`` or ``whistle open``."""
    reviewer = _reviewer(house, reviewer_id)
    with house.store.read() as connection:
        concern = _find(connection, reviewer, mailbox)
        return exporting.pack(house, connection, concern, reviewer.kid)


def _reviewer(house: House, reviewer_id: str) -> Reviewer:
    """Whose key has been revoked works no longer; whose time has ended still follows what they were given."""
    reviewer = house.directory().reviewer(reviewer_id)
    if reviewer is None:
        raise Forbidden(NOT_A_REVIEWER)
    if reviewer.revoked is not None:
        raise Forbidden(REVOKED)
    return reviewer


def _find(connection: Connection, reviewer: Reviewer, mailbox: bytes) -> concerns.Concern:
    concern = concerns.find(connection, mailbox)
    if concern is None or readers.find(connection, mailbox, reviewer.id) is None:
        raise NotFound(writing.GONE)
    return concern


def _note_opened(
    connection: Connection, reviewer_id: str, mailbox: bytes, hour: int, seen: int | None
) -> None:
    concern = concerns.find(connection, mailbox, lock=True)
    reader = readers.find(connection, mailbox, reviewer_id)
    if concern is None or reader is None:
        return
    if reader.opened is None:
        writing.check_clock(connection, hour)
        concern = replace(concern, opened=concern.opened + 1)
        log.wait(connection, recording.leaves(concern.case_id, hour, [EventType.OPENED]))
        hour_opened = hour
    else:
        hour_opened = reader.opened
    unread = 0 if seen is None else messages.placed_after(connection, mailbox, seen, FROM_REPORTER)
    readers.change(connection, mailbox, reviewer_id, opened=hour_opened, unread=min(reader.unread, unread))
    concerns.change(connection, [concern])


def _row(line: readers.Listed) -> InboxRow:
    return InboxRow(
        line.mailbox.hex(), line.due, line.due_kind, State(line.state).code, line.urgent, line.unread,
        line.received, line.route, line.size_class,
    )  # fmt: skip


def _write_place(key: readers.Key) -> str:
    return f"{key[0]}.{key[1].hex()}"


def _read_place(text: str) -> readers.Key:
    hour, _, mailbox = text.partition(".")
    if not (hour.isascii() and hour.isdigit() and len(hour) <= 10 and len(mailbox) == 32):
        raise MalformedFrame("There is no such place in the list.")
    try:
        return int(hour), bytes.fromhex(mailbox)
    except ValueError:
        raise MalformedFrame("There is no such place in the list.") from None
