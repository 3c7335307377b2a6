"""A reviewer's work. Whoever has no grant in a concern gets NotFound, exactly as if it did not exist."""

from __future__ import annotations

from dataclasses import dataclass

from whistle.services.house import House


@dataclass(frozen=True)
class InboxRow:
    """One concern as the server knows it: no title, no text."""

    concern: str
    """The mailbox, 32 lower-case hex digits."""
    due_hour: int | None
    due_kind: str | None
    """What is due: ``acknowledgement``, ``reply`` or ``update``."""
    state: str
    """``new``, ``acknowledged``, ``open`` or ``closed``."""
    urgent: bool
    unread: int
    """Messages of the reporter since this reviewer last read the thread."""
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

    ``after`` is the ``next`` of the page before. Raises MalformedFrame for a state or place that does not exist.
    """
    raise NotImplementedError


def read_concern(house: House, reviewer_id: str, mailbox: bytes, page: int) -> bytes:
    """A page of the thread (frame kind 5) with the reviewer's own grant. Raises NotFound."""
    raise NotImplementedError


def post(
    house: House, reviewer_id: str, mailbox: bytes, action: str, reason: str | None, frame: bytes
) -> bytes:
    """Keeps a reviewer's message (frame kind 2) with what it does to the concern, and answers (kind 6).

    ``action`` is ``acknowledge``, ``reply`` or ``close``; only ``close`` has a ``reason``.
    Raises MalformedFrame, BadSignature, NotFound, Conflict or OutOfStep.
    """
    raise NotImplementedError


def opened(house: House, reviewer_id: str, mailbox: bytes) -> None:
    """Notes that the reviewer has opened the concern, and read what is in it. Raises NotFound."""
    raise NotImplementedError


def export(house: House, reviewer_id: str, mailbox: bytes) -> bytes:
    """A zip of the reviewer's grant and the thread, still sealed, to open offline with ``age`` or `whistle open`."""
    raise NotImplementedError
