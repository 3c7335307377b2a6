"""The reporter's way back: reading a thread and writing in it, with nothing but the token."""

from __future__ import annotations

from whistle.domain.errors import BadSignature
from whistle.envelope.frame import parse_message, parse_read
from whistle.envelope.keys import RECIPIENT
from whistle.envelope.message import FROM_REPORTER
from whistle.envelope.opening import mailbox_of, member_id
from whistle.services import challenge, thread_page, writing
from whistle.services.house import House
from whistle.store import concerns


def read_thread(house: House, frame: bytes) -> bytes:
    """The page (frame kind 5) that a signed read (kind 4) asks for; a mailbox that is not there gets a signed denial.

    Writes nothing. Raises MalformedFrame, BadSignature or StaleChallenge, and NotFound past the last page.
    """
    read = parse_read(frame)
    read.verify(house.service)
    challenge.check(house.challenge_key, house.clock.now(), read.challenge)
    with house.store.read() as connection:
        concern = concerns.find(connection, read.mailbox)
        recipient = concern.opening[-RECIPIENT:] if concern else bytes(RECIPIENT)
        kid = member_id(read.key, recipient)
        return thread_page.build(house, connection, read.mailbox, concern, FROM_REPORTER, kid, read.page)


def post_message(house: House, frame: bytes) -> bytes:
    """Keeps the reporter's message (frame kind 2) and answers (kind 6) with the thread's head.

    Raises MalformedFrame, BadSignature, NotFound, OutOfStep or TooMany.
    """
    posted = parse_message(frame)
    posted.verify(house.service)
    if posted.message.direction != FROM_REPORTER or posted.message.mailbox != mailbox_of(
        posted.message.sender
    ):
        raise BadSignature("This is not a message of this thread's reporter.")
    # The signature shows that whoever sends this owns the mailbox, so there is nothing more to ask.
    return writing.keep(house, posted)
