"""Whether a message of a thread is confirmed, and if not, why (PROTOCOL section 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whistle.domain.errors import WhistleError
from whistle.envelope import age, ed25519
from whistle.envelope.content import Content, read_content
from whistle.envelope.directory import Directory, Reviewer
from whistle.envelope.epochs import EpochKey, Member
from whistle.envelope.hashing import sha256
from whistle.envelope.items import MessageItem
from whistle.envelope.message import CHANGE, FROM_REPORTER, Message
from whistle.envelope.opening import Opening

PROBLEMS = (
    "bad-signature",  # the signature does not verify, or M is not what the protocol says
    "mismatch",  # made for another thread, or what is inside is not what was signed
    "unknown-sender",  # neither the reporter nor a reviewer of the directory
    "revoked",  # the sender's key was revoked
    "not-a-member",  # a reviewer who was given no key to this thread
    "withheld",  # the sender had seen more messages than stand before this one
    "wrong-follows",  # follows a message that does not stand before this one
    "out-of-order",  # stood there already, or its sender had said before to have seen more
    "cannot-open",  # the thread's key does not open it
)
"""Why a message is not confirmed. The first that applies is given; "mismatch" of the inside comes last."""


@dataclass(frozen=True)
class ShownMessage:
    """One message. ``place`` 0: not yet delivered to the other side. ``content`` is there if it could be opened."""

    place: int
    hour: int
    hash: bytes
    author: str  # "reporter" or "reviewer" by their signature, else "unknown"
    reviewer: Reviewer | None
    mine: bool
    problem: str | None = None
    content: Content | None = None
    message: Message | None = None

    @property
    def confirmed(self) -> bool:
        return self.problem is None

    @property
    def kind(self) -> str | None:
        return self.content.kind if self.content else None

    @property
    def text(self) -> str | None:
        return self.content.text if self.content else None

    @property
    def reason(self) -> str | None:
        return self.content.reason if self.content else None


def judge(
    posted: Iterable[MessageItem],
    opening: Opening,
    epochs: Sequence[EpochKey],
    directory: Directory,
    member: Member,
) -> list[ShownMessage]:
    """Say of each message, in the order given, what is wrong with it, if anything."""
    known, confirmed = {opening.hash}, set[bytes]()
    said_seen: dict[bytes, int] = {}  # only a verified sender's word counts about what they had seen
    shown: list[ShownMessage] = []
    for item in posted:
        digest, before = sha256(item.message), len(shown)
        message = _signed(item)
        if message is None:
            shown.append(ShownMessage(item.place, item.hour, digest, "unknown", None, False, "bad-signature"))
            known.add(digest)
            continue
        reviewer = directory.reviewer_by_key(message.sender)
        content, cannot = _read(item, message, epochs)
        problem = (
            _sender_problem(message, opening, epochs, reviewer)
            or _place_problem(message, digest, before, known, confirmed, said_seen)
            or cannot
        )
        author = "reporter" if message.sender == opening.reporter else "reviewer" if reviewer else "unknown"
        mine = message.sender == member.signing.public
        shown.append(
            ShownMessage(item.place, item.hour, digest, author, reviewer, mine, problem, content, message)
        )
        known.add(digest)
        if problem is None:
            said_seen[message.sender] = message.seen
            confirmed.add(digest)
    return shown


def _signed(item: MessageItem) -> Message | None:
    """M, if it is one and its sender signed it."""
    try:
        message = Message.parse(item.message)
        ed25519.verify(message.sender, item.signature, item.message)
    except WhistleError:
        return None
    return message


def _sender_problem(
    message: Message, opening: Opening, epochs: Sequence[EpochKey], reviewer: Reviewer | None
) -> str | None:
    here = (message.service, message.mailbox) == (opening.service, opening.mailbox)
    if not here or message.direction == CHANGE:
        return "mismatch"
    if message.direction == FROM_REPORTER:
        return None if message.sender == opening.reporter else "unknown-sender"
    if reviewer is None:
        return "unknown-sender"
    if reviewer.revoked is not None:
        return "revoked"
    return None if any(key.epoch == message.epoch and key.has(reviewer) for key in epochs) else "not-a-member"


def _place_problem(
    message: Message,
    digest: bytes,
    before: int,
    known: set[bytes],
    confirmed: set[bytes],
    said_seen: dict[bytes, int],
) -> str | None:
    if digest in confirmed:
        return "out-of-order"
    if message.seen > before:
        return "withheld"
    if message.follows not in known:
        return "wrong-follows"
    return "out-of-order" if message.seen < said_seen.get(message.sender, 0) else None


def _read(
    item: MessageItem, message: Message, epochs: Sequence[EpochKey]
) -> tuple[Content | None, str | None]:
    """What stands inside, or why it cannot be shown."""
    if sha256(item.body) != message.body_hash:
        return None, "mismatch"
    try:
        key = next(key for key in epochs if key.epoch == message.epoch)
        padded = age.open_sealed(key.identity, item.body)
    except (StopIteration, WhistleError):
        return None, "cannot-open"
    try:
        return read_content(padded, message), None
    except WhistleError:
        return None, "mismatch"
