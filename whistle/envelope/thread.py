"""A thread as a member reads it: every message confirmed or not, with the reason (PROTOCOL sections 3 and 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from whistle.envelope.directory import Directory, Reviewer
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.items import ReceiptItem, StateItem, ThreadHead
from whistle.envelope.keys import Identity
from whistle.envelope.opening import Opening

PROBLEMS = (
    "malformed",  # M is not what the protocol says
    "signature",  # the signature does not verify
    "thread",  # signed for another service or mailbox
    "altered",  # the sealed text is not the signed one
    "repeated",  # the same message stood there already
    "stranger",  # the sender is not the reporter and not a member of the message's epoch
    "revoked",  # the sender's key was revoked
    "follows",  # follows a message that is not before it: withheld or reordered
    "withheld",  # had seen more messages than stand before it
    "seen",  # had seen fewer than the same sender said before: reordered
    "unreadable",  # the thread's key does not open it
    "plaintext",  # what is inside is malformed, or does not repeat what was signed
    "kind",  # the sender may not send this kind of message, or not here
)
"""Why a message is not confirmed; the first that applies, in this order."""

WARNINGS = (
    "head-signature",  # the server's signature over the thread's head does not verify
    "head",  # the signed head is not that of these messages, or pages disagree
    "places",  # the places of the messages are not 1, 2, 3 …
    "withheld",  # a message shows that others are missing
    "directory",  # the opening names a directory newer than this one, or another of the same version
    "membership",  # a change of membership does not verify
)
"""What is wrong with the thread as a whole."""


class Member(Protocol):
    """The reporter (``token.Reporter``) or a reviewer (``reviewer_key.ReviewerKey``)."""

    @property
    def signing(self) -> SigningKey: ...
    @property
    def identity(self) -> Identity: ...
    @property
    def kid(self) -> bytes: ...


@dataclass(frozen=True)
class ShownMessage:
    """One message. ``place`` 0: not yet delivered to the other side. ``text`` is there if it could be opened."""

    place: int
    hour: int
    hash: bytes
    author: str  # "reporter", "reviewer" or "unknown"
    reviewer: Reviewer | None
    mine: bool
    problem: str | None
    content: dict[str, Any] = field(default_factory=dict)

    @property
    def confirmed(self) -> bool:
        return self.problem is None

    @property
    def kind(self) -> str | None:
        return self.content.get("kind")

    @property
    def text(self) -> str | None:
        return self.content.get("text")

    @property
    def reason(self) -> str | None:
        return self.content.get("reason")


@dataclass(frozen=True)
class ThreadView:
    """What a member may be shown, and what is needed to write the next message."""

    head: ThreadHead
    opening: Opening | None = None
    state: StateItem | None = None
    messages: tuple[ShownMessage, ...] = ()
    warnings: tuple[str, ...] = ()
    receipt: ReceiptItem | None = None
    inclusion: str | None = None
    epoch: int = 0
    identity: Identity | None = None
    readers: tuple[Reviewer, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the server knows the mailbox."""
        return self.opening is not None

    @property
    def concern(self) -> ShownMessage | None:
        """The confirmed concern that began the thread."""
        return next((m for m in self.messages if m.kind == "concern" and m.confirmed), None)

    @property
    def follows(self) -> bytes:
        """What the next message follows: the newest confirmed message, or the opening."""
        raise NotImplementedError


def verify_thread(pages: Sequence[bytes], directory: Directory, member: Member, mailbox: bytes) -> ThreadView:
    """Read all pages of a thread, as ``member``.

    Raises a ``WhistleError`` when the thread itself (opening, grant) cannot be trusted or opened; a fault of one
    message is shown beside it instead.
    """
    raise NotImplementedError
