"""Keeping one more message of a thread: what both sides' messages have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from whistle.domain.errors import (
    ClockWentBack,
    MalformedFrame,
    NotFound,
    OutOfStep,
    TooMany,
)
from whistle.domain.events import EventType
from whistle.domain.hours import leapt
from whistle.domain.rules import Rules
from whistle.envelope.frame import Posted, ThreadHead, build_answer
from whistle.envelope.hashing import sha256
from whistle.envelope.message import FROM_REPORTER, FROM_REVIEWER, Message
from whistle.envelope.opening import OPENING
from whistle.services import members, progress, recording, thread_page
from whistle.services.house import House
from whistle.services.progress import Moved
from whistle.store import concerns, log, messages, readers

MOST_IN_AN_HOUR = 40
"""Messages of one side of one thread: far above what a person writes in an hour."""

MOST_IN_A_THREAD = 2000
"""Messages of one side of one thread ever, so that neither can silence the other, nor make a thread without end."""

BEHIND = "Something was written here since you last looked. Load the thread again, then send your message."
FULL = "This conversation is full: it takes no more messages from your side. Go on in a new concern."
CLOCK = "The clock of this service is wrong, so nothing is taken until it is mended. Please try again later."
GONE = "There is no such concern."

Act = Callable[[concerns.Concern, Rules, int], Moved]
"""What a message does at once, from the minute it is written."""


def keep(house: House, posted: Posted, reviewer: str | None = None, act: Act | None = None) -> bytes:
    """Keeps a message whose signature holds, and answers with the thread's head; the same bytes again, the same answer.

    ``reviewer`` wrote it, or else the reporter. Raises NotFound for a concern that is not theirs, OutOfStep,
    MalformedFrame, TooMany, ClockWentBack, or what ``act`` raises.
    """
    head = house.commit(lambda connection: _write(house, connection, posted, reviewer, act))
    return build_answer([ThreadHead.parse(head)])


def _write(
    house: House,
    connection: Connection,
    posted: Posted,
    reviewer: str | None,
    act: Act | None,
) -> bytes:
    """Everything is checked before anything is written, so that a refusal leaves nothing behind."""
    message, minute = posted.message, int(house.clock.now().timestamp()) // 60
    hour = minute // 60
    concern = concerns.find(connection, message.mailbox, lock=True)
    if concern is None or (reviewer and readers.find(connection, concern.mailbox, reviewer) is None):
        raise NotFound(GONE)
    if kept := messages.kept(connection, concern.mailbox, message.hash):
        # The concern itself, sent as if it were a message, was answered with a receipt instead.
        return kept[0] or thread_page.head(house, concern.mailbox, concern).encode()
    if message.epoch < concern.epoch:
        concern = members.fall_back(house, connection, concern)
    _check_side(house, connection, concern, message)
    check_clock(connection, hour, concern.received)
    _check_step(connection, concern, message, hour)
    if message.act == EventType.RECEIVED:
        raise MalformedFrame("A concern begins a thread.")
    moved = act(concern, house.books.of(connection, concern.rules), minute) if act else Moved(concern)
    concern = replace(moved.concern, written=concern.written + 1)
    at_once = concern.urgent and message.direction == FROM_REVIEWER
    if at_once:
        concern = progress.tell(progress.place(concern, message.hash))
    answer = thread_page.head(house, concern.mailbox, concern).encode()
    sealed = message.encode() + posted.signature + posted.body
    header = messages.Header(
        seq=concern.written, place=concern.count if at_once else None, direction=message.direction, act=message.act,
        hour=hour, hash=message.hash, length=len(sealed), sender=message.sender, seen=message.seen, answer=answer,
    )  # fmt: skip
    messages.add(connection, concern.mailbox, header, sealed)
    concerns.change(connection, [concern])
    readers.change_all(connection, [progress.shown(concern, 0)])
    log.wait(connection, recording.leaves(concern, moved.happened))
    return answer


def _check_side(house: House, connection: Connection, concern: concerns.Concern, message: Message) -> None:
    """Raises OutOfStep for a reporter who has handed the concern over: it went on without them."""
    if message.direction == FROM_REPORTER and not members.is_holder(
        house, connection, concern, message.sender
    ):
        raise OutOfStep(BEHIND)


def check_clock(connection: Connection, hour: int, received: int = 0) -> None:
    """Raises ClockWentBack where this hour lies behind the log's, or so far ahead that it looks set wrong.

    Once it is set right, no tick would run until it has come so far. One hour back is what a tick meanwhile makes; but
    to a concern nothing happens before it was ``received``.
    """
    last = log.head(connection).hour
    if hour < max(last - 1, received) or leapt(last, hour):
        raise ClockWentBack(CLOCK)


def _check_step(connection: Connection, concern: concerns.Concern, message: Message, hour: int) -> None:
    """Raises unless the message follows something that its sender can have seen, and is not one too many."""
    if message.files != 0:
        raise MalformedFrame("This service takes no files yet.")
    if message.epoch != concern.epoch:
        raise OutOfStep(BEHIND)
    standing = messages.standing(
        connection, concern.mailbox,
        side=message.direction, sender=message.sender, follows=message.follows, hour=hour,
    )  # fmt: skip
    if not standing.seen <= message.seen <= standing.shown:
        raise OutOfStep(BEHIND)
    if not standing.follows and message.follows != sha256(concern.opening[:OPENING]):
        raise OutOfStep(BEHIND)
    if standing.this_hour >= MOST_IN_AN_HOUR:
        raise TooMany("That is a lot at once. Send the rest in an hour.")
    if standing.own >= MOST_IN_A_THREAD:
        raise TooMany(FULL)
