"""The reporter's way back: reading a thread and writing in it, with nothing but the token."""

from __future__ import annotations

from whistle.services.house import House


def read_thread(house: House, frame: bytes) -> bytes:
    """The page (frame kind 5) that a signed read (kind 4) asks for; a mailbox that is not there gets a signed denial.

    Writes nothing. Raises MalformedFrame, BadSignature or StaleChallenge.
    """
    raise NotImplementedError


def post_message(house: House, frame: bytes) -> bytes:
    """Keeps the reporter's message (frame kind 2) and answers (kind 6) with the thread's head.

    Raises MalformedFrame, BadSignature, NotFound or OutOfStep.
    """
    raise NotImplementedError
