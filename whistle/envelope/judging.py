"""Whether a message of a thread is confirmed, and if not, why (PROTOCOL section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from whistle.domain.errors import WhistleError
from whistle.envelope import age, ed25519
from whistle.envelope.content import Content, read_content
from whistle.envelope.directory import Directory, Reviewer
from whistle.envelope.epochs import Epochs, Member
from whistle.envelope.hashing import sha256
from whistle.envelope.items import MessageItem
from whistle.envelope.message import CHANGE, FROM_REPORTER, Message
from whistle.envelope.opening import Opening

PROBLEMS = (
    "bad-signature",  # the signature does not verify, or M is not what the protocol says
    "mismatch",  # made for another thread, or what is inside is not what was signed
    "unknown-sender",  # neither who was the reporter then, nor a reviewer of the directory
    "revoked",  # the sender's key was revoked
    "not-a-member",  # a reviewer who had no key to this thread then
    "withheld",  # the sender had seen more messages than stand before this one
    "wrong-follows",  # follows a message that does not stand before this one
    "out-of-order",  # stood there already, goes back an epoch, or its sender had said before to have seen more
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
    epochs: Epochs,
    directory: Directory,
    member: Member,
) -> list[ShownMessage]:
    """Say of each message, in the order given, what is wrong with it, if anything."""
    before = _Before({opening.hash})
    reporters = {epoch.reporter for epoch in epochs.memberships}
    shown: list[ShownMessage] = []
    for item in posted:
        digest, message = sha256(item.message), _signed(item)
        if message is None:
            shown.append(ShownMessage(item.place, item.hour, digest, "unknown", None, False, "bad-signature"))
            before.add(digest)
            continue
        reviewer = directory.reviewer_by_key(message.sender)
        content, cannot = _read(item, message, epochs)
        problem = (
            _sender_problem(message, opening, epochs, reviewer) or before.problem(message, digest) or cannot
        )
        author = "reporter" if message.sender in reporters else "reviewer" if reviewer else "unknown"
        mine = message.sender == member.signing.public
        shown.append(
            ShownMessage(item.place, item.hour, digest, author, reviewer, mine, problem, content, message)
        )
        before.add(digest, None if problem else message)
    return shown


@dataclass
class _Before:
    """What stands before a message. Only a confirmed sender's word counts about what they had seen."""

    known: set[bytes]
    count: int = 0
    epoch: int = 0
    confirmed: set[bytes] = field(default_factory=set)
    said_seen: dict[bytes, int] = field(default_factory=dict)

    def add(self, digest: bytes, confirmed: Message | None = None) -> None:
        self.known.add(digest)
        self.count += 1
        if confirmed:
            self.confirmed.add(digest)
            self.said_seen[confirmed.sender] = confirmed.seen
            self.epoch = confirmed.epoch

    def problem(self, message: Message, digest: bytes) -> str | None:
        if digest in self.confirmed:
            return "out-of-order"
        if message.seen > self.count:
            return "withheld"
        if message.follows not in self.known:
            return "wrong-follows"
        back = message.seen < self.said_seen.get(message.sender, 0) or message.epoch < self.epoch
        return "out-of-order" if back else None


def _signed(item: MessageItem) -> Message | None:
    """M, if it is one and its sender signed it."""
    try:
        message = Message.parse(item.message)
        ed25519.verify(message.sender, item.signature, item.message)
    except WhistleError:
        return None
    return message


def _sender_problem(
    message: Message, opening: Opening, epochs: Epochs, reviewer: Reviewer | None
) -> str | None:
    here = (message.service, message.mailbox) == (opening.service, opening.mailbox)
    if not here or message.direction == CHANGE:
        return "mismatch"
    epoch = epochs.membership(message.epoch)
    if message.direction == FROM_REPORTER:
        return None if epoch and message.sender == epoch.reporter else "unknown-sender"
    if reviewer is None:
        return "unknown-sender"
    if reviewer.revoked is not None:
        return "revoked"
    return None if epoch and epoch.has(reviewer.kid) else "not-a-member"


def _read(item: MessageItem, message: Message, epochs: Epochs) -> tuple[Content | None, str | None]:
    """What stands inside, or why it cannot be shown."""
    if sha256(item.body) != message.body_hash:
        return None, "mismatch"
    try:
        padded = age.open_sealed(epochs.keys[message.epoch], item.body)
    except (KeyError, WhistleError):
        return None, "cannot-open"
    try:
        return read_content(padded, message), None
    except WhistleError:
        return None, "mismatch"
