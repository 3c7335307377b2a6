"""Keeping one more message of a thread: what both sides' messages have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from whistle.domain.errors import MalformedFrame, NotFound, OutOfStep, TooMany, WhistleError
from whistle.envelope.frame import Posted, ThreadHead, build_answer
from whistle.envelope.hashing import sha256
from whistle.envelope.message import FROM_REPORTER, Message
from whistle.envelope.opening import OPENING
from whistle.services import progress, recording, thread_page
from whistle.services.house import House
from whistle.services.progress import Moved
from whistle.store import concerns, log, messages, readers

MOST_WAITING = 40
"""Messages of one side of one thread that wait for the next tick: far above what a person writes in an hour."""

BEHIND = "Something was written here since you last looked. Load the thread again, then send your message."
GONE = "There is no such concern."

Act = Callable[[concerns.Concern, int], tuple[Moved, list[log.Pending]]]
"""What a message does at once, from the hour it is written, and what the log gets of it."""


def keep(house: House, posted: Posted, reviewer: str | None = None, act: Act | None = None) -> bytes:
    """Keeps a message whose signature holds, and answers with the thread's head; the same bytes again, the same answer.

    ``reviewer`` wrote it, or else the reporter. Raises NotFound for a concern that is not theirs, OutOfStep,
    MalformedFrame, TooMany, or what ``act`` raises.
    """

    def write(connection: Connection) -> bytes | WhistleError:
        # Refusals are returned: raised, each would cost others who share the commit.
        try:
            return _write(house, connection, posted, reviewer, act)
        except WhistleError as refusal:
            return refusal

    outcome = house.store.commit(write)
    if isinstance(outcome, WhistleError):
        raise outcome
    return build_answer([ThreadHead.parse(outcome)])


def _write(
    house: House,
    connection: Connection,
    posted: Posted,
    reviewer: str | None,
    act: Act | None,
) -> bytes:
    """Everything is checked before anything is written, so that a refusal leaves nothing behind."""
    message, hour = posted.message, house.hour()
    concern = concerns.find(connection, message.mailbox, lock=True)
    if concern is None or (reviewer and readers.find(connection, concern.mailbox, reviewer) is None):
        raise NotFound(GONE)
    headers = messages.headers(connection, message.mailbox)
    for header in headers:
        if header.hash == message.hash:
            # The concern itself, sent as if it were a message, was answered with a receipt instead.
            return header.answer or thread_page.head(house, concern.mailbox, concern).encode()
    _check_step(concern, headers, message)
    moved, leaves = act(concern, hour) if act else (Moved(concern), [])
    concern = replace(moved.concern, written=concern.written + 1)
    unread = 0
    if concern.urgent:
        moved = progress.place(concern, message.direction, message.hash, hour)
        concern = progress.tell(moved.concern)
        leaves += recording.leaves(concern.case_id, hour, moved.events)
        unread = int(message.direction == FROM_REPORTER)
    answer = thread_page.head(house, concern.mailbox, concern).encode()
    sealed = message.encode() + posted.signature + posted.body
    header = messages.Header(
        seq=concern.written, place=concern.count if concern.urgent else None, direction=message.direction,
        hour=hour, hash=message.hash, length=len(sealed), sender=message.sender, seen=message.seen, answer=answer,
    )  # fmt: skip
    messages.add(connection, concern.mailbox, header, sealed)
    concerns.change(connection, [concern])
    readers.change_all(connection, [progress.shown(concern, unread)])
    if leaves:
        log.wait(connection, leaves)
    return answer


def _check_step(concern: concerns.Concern, headers: Sequence[messages.Header], message: Message) -> None:
    """Raises unless the message follows something that its sender can have seen."""
    if message.epoch != 0 or message.files != 0:
        raise MalformedFrame("This service takes neither files nor changes of membership yet.")
    shown = thread_page.visible(headers, message.direction)
    earlier = max((header.seen for header in headers if header.sender == message.sender), default=0)
    if not earlier <= message.seen <= len(shown):
        raise OutOfStep(BEHIND)
    if message.follows not in {sha256(concern.opening[:OPENING]), *(header.hash for header in shown)}:
        raise OutOfStep(BEHIND)
    waiting = sum(header.place is None and header.direction == message.direction for header in headers)
    if waiting >= MOST_WAITING:
        raise TooMany("That is a lot at once. Send the rest in an hour.")
