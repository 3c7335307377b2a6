"""The reporter's way back: reading a thread and writing in it, with nothing but the token."""

from __future__ import annotations

from sqlalchemy import Connection

from whistle.domain.errors import BadSignature
from whistle.domain.events import EventType, Happening
from whistle.envelope.frame import build_answer, parse_message, parse_notice, parse_read
from whistle.envelope.message import FROM_REPORTER, Message
from whistle.envelope.opening import mailbox_of
from whistle.ledger.happened import unpack
from whistle.services import challenge, members, progress, recording, thread_page, writing
from whistle.services.house import House
from whistle.store import concerns, epochs, log


def read_thread(house: House, frame: bytes) -> bytes:
    """The page (frame kind 5) that a signed read (kind 4) asks for; a mailbox that is not there gets a signed denial.

    Writes nothing. Raises MalformedFrame, BadSignature or StaleChallenge, and NotFound past the last page.
    """
    read = parse_read(frame)
    read.verify(house.service)
    challenge.check(house.challenge_key, house.clock.now(), read.challenge)
    with house.store.read() as connection:
        concern = members.concern_of(connection, read.mailbox)
        kid = members.reporter_kid(house, connection, concern, read.key) if concern else None
        if kid is None:  # not there, or a hand-over that has not taken effect
            concern, kid = None, bytes(32)
        return thread_page.build(house, connection, read.mailbox, concern, FROM_REPORTER, [kid], read.page)


def post_message(house: House, frame: bytes) -> bytes:
    """Keeps the reporter's message (frame kind 2) and answers (kind 6) with the thread's head.

    Raises MalformedFrame, BadSignature, NotFound, OutOfStep or TooMany.
    """
    posted = parse_message(frame)
    posted.verify(house.service)
    message, own = posted.message, mailbox_of(posted.message.sender)
    if message.direction != FROM_REPORTER or (own != message.mailbox and not _handed(house, own, message)):
        raise BadSignature("This is not a message of this thread's reporter.")
    # The signature shows that whoever sends this has or had the reporter's side, so there is nothing more to ask.
    return writing.keep(house, posted)


def notice(house: House, frame: bytes) -> bytes:
    """Logs a reporter's notice (frame kind 7) that someone tried to find out who they are, once an hour and concern.

    Answers (kind 6) with the head, or with a signed denial for a mailbox that is not there. It is for auditors alone:
    nothing of it shows to any reviewer. Raises MalformedFrame, BadSignature, StaleChallenge or ClockWentBack.
    """
    asked = parse_notice(frame)
    asked.verify(house.service)
    challenge.check(house.challenge_key, house.clock.now(), asked.challenge)
    hour = house.hour()

    def write(connection: Connection) -> concerns.Concern | None:
        concern = members.concern_of(connection, asked.mailbox, lock=True)
        if concern is None or members.reporter_kid(house, connection, concern, asked.key) is None:
            return None
        warning = Happening(EventType.UNMASKING, hour)
        if warning not in unpack(concern.happened):
            writing.check_clock(connection, hour, concern.received)
            warned = progress.note(concern, warning)
            concerns.change(connection, [warned.concern])
            log.wait(connection, recording.leaves(concern, warned.happened))
        return concern

    concern = house.commit(write)
    mailbox = concern.mailbox if concern else asked.mailbox
    return build_answer([thread_page.head(house, mailbox, concern)])


def _handed(house: House, holder: bytes, message: Message) -> bool:
    with house.store.read() as connection:
        return epochs.handed_to(connection, holder) == message.mailbox
