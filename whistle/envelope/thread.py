"""A thread as a member reads it: nothing is believed because the server says it (PROTOCOL sections 3 to 5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from whistle.domain.concern import State
from whistle.domain.errors import BadSignature, CannotOpen, Conflict, MalformedFrame
from whistle.domain.events import EventType
from whistle.envelope import ed25519
from whistle.envelope.content import CLOSING, CONCERN
from whistle.envelope.directory import Directory, Reviewer
from whistle.envelope.epochs import Epochs, Member, open_epochs
from whistle.envelope.frame import Page, parse_page
from whistle.envelope.hashing import ZEROS, sha256
from whistle.envelope.items import (
    EpochItem,
    GrantItem,
    InclusionItem,
    Item,
    MessageItem,
    OpeningItem,
    ReceiptItem,
    StateItem,
    ThreadHead,
    chain_next,
    chain_start,
)
from whistle.envelope.judging import PROBLEMS, ShownMessage, judge
from whistle.envelope.membership import Membership, walk, without
from whistle.envelope.message import FROM_REPORTER, FROM_REVIEWER
from whistle.envelope.opening import Opening, mailbox_of
from whistle.envelope.token import Reporter

__all__ = ["PROBLEMS", "WARNINGS", "Member", "ShownMessage", "ThreadView", "verify_thread"]

T = TypeVar("T")

WARNINGS = (
    "bad-head",  # the server's signature over the thread's head does not verify
    "directory-older",  # the concern was raised under a newer directory than this one
    "directory-differs",  # it was raised under another directory of the same version
    "bad-epoch",  # a change of who may read does not hold: from there on, nothing that was changed counts
    "withheld",  # messages are missing
    "state",  # the server says that it is closed, and no confirmed message closes it
    "out-of-order",  # the delivered messages are not those that the signed head names, or one lacks its place
)
"""What is wrong with the thread as a whole."""


@dataclass(frozen=True)
class Changed:
    """A change of who may read. It stands after the message of that place; ``reviewer`` made it, or the reporter.

    ``renewed`` read before too, with an older key; they were neither added nor removed.
    """

    after: int
    reviewer: Reviewer | None
    added: tuple[Reviewer, ...]
    removed: tuple[Reviewer, ...]
    handed_over: bool
    renewed: tuple[Reviewer, ...] = ()


@dataclass(frozen=True)
class ThreadView:
    """What a member may be shown, and what is needed to write the next message."""

    head: ThreadHead
    opening: Opening | None = None
    messages: tuple[ShownMessage, ...] = ()
    warnings: tuple[str, ...] = ()
    state: StateItem | None = None
    receipt: ReceiptItem | None = None
    inclusion: str | None = None
    epochs: Epochs | None = None
    readers: tuple[Reviewer, ...] = ()
    complete: bool = True
    changes: tuple[Changed, ...] = ()
    handed_over: bool = False
    """Whether the member was the reporter, and someone else is now: what came after that is not here."""

    @property
    def known(self) -> bool:
        """Whether the server knows the mailbox. Its denial is signed, unless "bad-head" is among the warnings."""
        return self.opening is not None

    @property
    def whole(self) -> tuple[Opening, Epochs]:
        """What every writer needs. Raises ``CannotOpen`` where the server knows no such thread."""
        if self.opening is None or self.epochs is None:
            raise CannotOpen("There is no thread here to write in.")
        return self.opening, self.epochs

    @property
    def left_out(self) -> tuple[str, ...] | None:
        """The ids that the concern leaves out; None where it is not confirmed."""
        concern = self.concern
        return concern.content.leave_out if concern and concern.content else None

    @property
    def access(self) -> tuple[str, ...]:
        """The names of the reviewers who can read now."""
        return tuple(reviewer.name for reviewer in self.readers)

    @property
    def confirmed(self) -> tuple[ShownMessage, ...]:
        return tuple(message for message in self.messages if message.confirmed)

    @property
    def concern(self) -> ShownMessage | None:
        """The confirmed concern that began the thread."""
        return next((message for message in self.confirmed if message.kind == CONCERN), None)

    @property
    def filing_hash(self) -> bytes | None:
        """H(O ‖ M) of the filing: what the receipt is about."""
        concern = self.concern
        if self.opening is None or concern is None or concern.message is None:
            return None
        return sha256(self.opening.encode(), concern.message.encode())


def verify_thread(
    pages: Sequence[bytes], directory: Directory, member: Member, mailbox: bytes | None = None
) -> ThreadView:
    """Read a thread as ``member``: its pages in order from 0, all of them unless only the first are at hand.

    ``mailbox`` is what was asked for; a reviewer's export can do without. Raises a ``WhistleError`` when the thread
    itself (pages, opening, own grant) cannot be trusted or opened; a fault of one message is shown beside it.
    """
    parsed = [parse_page(page) for page in pages]
    head = _same_head(parsed)
    items = [item for page in parsed for item in page.items]
    complete = len(parsed) == parsed[0].pages
    given = _first(parsed[0].items, OpeningItem)
    if given is None:
        return _denied(head, directory, mailbox)
    opening = _checked_opening(given, directory)
    member = member.within(opening.mailbox) if isinstance(member, Reporter) else member
    changes, grants, posted = _all(items, EpochItem), _all(items, GrantItem), _all(items, MessageItem)
    memberships = walk(opening, given.recipient, changes, directory)
    _check_mailbox(mailbox, opening, memberships, member)
    epochs = open_epochs(memberships, grants, opening, member)
    messages = judge(posted, opening, epochs, directory, member)
    if changes and (complete or posted):
        # Whom the reporter left out stands in the concern; only a confirmed one can say it.
        left_out = ThreadView(head, messages=tuple(messages)).left_out
        allowed = memberships[:1] if left_out is None else without(left_out, epochs.memberships, directory)
        epochs = open_epochs(allowed, grants, opening, member)
        messages = judge(posted, opening, epochs, directory, member)
    inclusion, state = _first(parsed[0].items, InclusionItem), _first(parsed[0].items, StateItem)
    key, reporters = member.signing.public, [epoch.reporter for epoch in epochs.memberships]
    own = FROM_REPORTER if key in reporters else FROM_REVIEWER
    warnings = [*_head_warning(head, directory, opening.mailbox), *_directory_warning(opening, directory)]
    warnings += ["bad-epoch"] * (len(epochs.memberships) <= len(changes))
    warnings += _order_warnings(head, opening, messages, own, complete)
    # Whoever has left cannot open what closes it later.
    if complete and state and state.state == State.CLOSED and epochs.key and not _closed(messages):
        warnings.append("state")
    return ThreadView(
        head,
        opening,
        tuple(shown for shown in messages if not shown.message or not epochs.is_over(shown.message.epoch)),
        tuple(warnings),
        state,
        _first(parsed[0].items, ReceiptItem),
        inclusion.proof if inclusion else None,
        epochs,
        epochs.newest.readers(directory),
        complete,
        tuple(_changes(epochs, messages, directory)),
        own == FROM_REPORTER and key != reporters[-1],
    )


def _same_head(pages: Sequence[Page]) -> ThreadHead:
    """The head, which every page repeats."""
    heads = [_first(page.items, ThreadHead) for page in pages]
    if not heads or heads[0] is None or any(page.number != i for i, page in enumerate(pages)):
        raise MalformedFrame("Pages of the thread are missing.")
    said = {(head and (head.count, head.head), page.pages) for page, head in zip(pages, heads, strict=True)}
    if len(said) > 1:
        raise Conflict("The thread changed while it was being fetched. Fetch it again.")
    return heads[0]


def _denied(head: ThreadHead, directory: Directory, mailbox: bytes | None) -> ThreadView:
    if mailbox is None or head.count or head.head != ZEROS:
        raise BadSignature("What opened this concern is missing. Nothing of it can be trusted.")
    return ThreadView(head, warnings=_head_warning(head, directory, mailbox))


def _checked_opening(given: OpeningItem, directory: Directory) -> Opening:
    opening = Opening.parse(given.opening)
    ed25519.verify(opening.reporter, given.signature, given.opening)
    if (
        opening.service != directory.service
        or opening.mailbox != mailbox_of(opening.reporter)
        or opening.recipient_hash != sha256(given.recipient)
    ):
        raise BadSignature("What opened this concern does not verify. Nothing of it can be trusted.")
    return opening


def _check_mailbox(
    mailbox: bytes | None, opening: Opening, memberships: Sequence[Membership], member: Member
) -> None:
    """Whoever asks by another mailbox than the thread's must have had it handed over to them."""
    if mailbox in (None, opening.mailbox):
        return
    key = member.signing.public
    if mailbox != mailbox_of(key) or all(epoch.reporter != key for epoch in memberships):
        raise BadSignature("This is not the concern that was asked for. Nothing of it can be trusted.")


def _changes(epochs: Epochs, messages: Sequence[ShownMessage], directory: Directory) -> Iterable[Changed]:
    for before, now in pairwise(epochs.memberships):
        earlier = [m.place for m in messages if m.confirmed and m.message and m.message.epoch < now.epoch]
        could, can = before.readers(directory), now.readers(directory)
        knew, know = (directory.people(each.id for each in readers) for readers in (could, can))
        new = [reviewer for reviewer in can if reviewer not in could]
        yield Changed(
            after=max(earlier, default=0),
            reviewer=None if now.maker == before.reporter else directory.reviewer_by_key(now.maker),
            added=tuple(reviewer for reviewer in new if reviewer.id not in knew),
            removed=tuple(reviewer for reviewer in could if reviewer.id not in know),
            handed_over=now.act == EventType.HANDED_OVER,
            renewed=tuple(reviewer for reviewer in new if reviewer.id in knew),
        )


def _directory_warning(opening: Opening, directory: Directory) -> Iterable[str]:
    if opening.directory_version > directory.version:
        yield "directory-older"
    elif opening.directory_version == directory.version and opening.directory_hash != directory.hash:
        yield "directory-differs"


def _order_warnings(
    head: ThreadHead, opening: Opening, messages: Sequence[ShownMessage], own: int, complete: bool
) -> Iterable[str]:
    # What the other side wrote is given when it is delivered, and then it has a place that the head counts.
    misplaced = any(not shown.place and not _is_from(shown, own) for shown in messages)
    if not complete:
        yield from ["out-of-order"] * misplaced
        return
    delivered = [message for message in messages if message.place]
    if len(delivered) < head.count or any(message.problem == "withheld" for message in messages):
        yield "withheld"
    chain = chain_start(opening.hash)
    for message in delivered:
        chain = chain_next(chain, message.hash)
    places = [message.place for message in messages]
    in_order = places == [*range(1, len(delivered) + 1), *[0] * (len(places) - len(delivered))]
    whole = in_order and len(delivered) == head.count and chain == head.head
    if misplaced or (len(delivered) >= head.count and not whole):
        yield "out-of-order"


def _is_from(shown: ShownMessage, side: int) -> bool:
    return shown.message is not None and shown.message.direction == side


def _closed(messages: Iterable[ShownMessage]) -> bool:
    return any(message.confirmed and message.kind == CLOSING for message in messages)


def _head_warning(head: ThreadHead, directory: Directory, mailbox: bytes) -> tuple[str, ...]:
    try:
        head.verify(directory.log.key, directory.service, mailbox)
    except BadSignature:
        return ("bad-head",)
    return ()


def _all(items: Iterable[Item], kind: type[T]) -> list[T]:
    return [item for item in items if isinstance(item, kind)]


def _first(items: Iterable[Item], kind: type[T]) -> T | None:
    return next((item for item in items if isinstance(item, kind)), None)
