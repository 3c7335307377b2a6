"""Whether what is shown of a thread holds, for somebody who has nothing but the file and the service's fingerprint.

The order of the checks is that of PROTOCOL section 7, Disclosure; the receipt, which comes last, is the log's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

from whistle.domain.errors import BadDisclosure, WhistleError
from whistle.envelope import age, ed25519
from whistle.envelope.content import CONCERN, Content, read_content
from whistle.envelope.directory import Directory, Reviewer, authority_hash
from whistle.envelope.disclosure.form import Chosen, Disclosure, Signed
from whistle.envelope.hashing import sha256
from whistle.envelope.items import chain_next, chain_start
from whistle.envelope.membership import Membership, walk, without
from whistle.envelope.message import CHANGE, FROM_REPORTER, Message
from whistle.envelope.opening import Opening, mailbox_of

SHORTEST_FINGERPRINT = 16  # bytes
_OTHER_NONCE = (
    "It was made for other words than yours: “{nonce}”. Where a keyboard changed no more than a capital, an "
    "apostrophe or a dash, give them as they stand there. Otherwise it was made for somebody else."
)


@dataclass(frozen=True)
class Shown:
    """One message that holds. ``reviewer`` is None where the reporter of its epoch wrote it."""

    place: int
    message: Message
    content: Content
    reviewer: Reviewer | None
    readers: tuple[Reviewer, ...]
    """The reviewers who were named as readers of its epoch: that what they were given opens is not shown."""
    named_by: Reviewer | None
    """Who signed that: None is the reporter. The head binds O and no S, so one of theirs can be made for the file."""

    @property
    def is_withdrawn(self) -> bool:
        """Whether the reviewer's key was revoked: then whoever had it can have written this."""
        return self.reviewer is not None and self.reviewer.revoked is not None


@dataclass(frozen=True)
class Proved:
    """What holds, the receipt apart. ``since`` is the epoch by which the maker became the reporter."""

    disclosure: Disclosure
    directory: Directory
    opening: Opening
    since: int
    messages: tuple[Shown, ...]

    def place_of(self, message_hash: bytes) -> int | None:
        """Where the message with this H(M) stands; None where it is not in the thread."""
        hashes = self.disclosure.hashes
        return hashes.index(message_hash) + 1 if message_hash in hashes else None

    def seen_by(self, shown: Shown) -> Iterator[Shown]:
        """The shown messages of the other side whose senders signed that this was the newest they had seen."""
        for other in self.messages:
            follows = other.message.follows == shown.message.hash
            if follows and other.message.direction != shown.message.direction and not other.is_withdrawn:
                yield other


def check(data: bytes, trusted: bytes, nonce: str | None = None, newer: bytes | None = None) -> Proved:
    """What the file shows. Raises ``BadDisclosure`` with the reason for which it is refused.

    ``trusted`` is what the checker knows of the service: its fingerprint of 16 bytes, or ``authority_hash``, of 32.
    ``newer`` is a directory.json that the checker has: which keys it revokes counts as well.
    """
    signed = Signed.parse(data)
    disclosure = signed.disclosure
    if len(trusted) < SHORTEST_FINGERPRINT or authority_hash(disclosure.authority)[: len(trusted)] != trusted:
        words = "This is about another service than the one with this fingerprint, or older than its authority’s keys."
        _refuse("other-service", words)
    signed.verify()
    if nonce is not None and _same(nonce) != _same(disclosure.nonce):
        _refuse("other-nonce", _OTHER_NONCE.format(nonce=disclosure.nonce))
    directory = _directory(disclosure, newer)
    opening = _opening(disclosure, directory)
    epochs = walk(opening, disclosure.opening.recipient, disclosure.epochs, directory)
    if len(epochs) <= len(disclosure.epochs):
        _refuse("bad-epoch", _why_bad(disclosure, opening, newer))
    held = [epoch.epoch for epoch in epochs if epoch.reporter == disclosure.maker]
    if not held:
        _refuse("not-the-reporter", "Whoever made this was never the reporter of this concern.")
    _check_head(disclosure, directory, opening)
    judge = _Judge(disclosure, directory, opening, epochs)
    messages = tuple(judge.shown(chosen) for chosen in disclosure.messages)
    for shown in messages:
        left_out = shown.content.leave_out
        if shown.content.kind == CONCERN and len(without(left_out, epochs, directory)) < len(epochs):
            _refuse("left-out", "Somebody was let in whom the concern leaves out.")
    return Proved(disclosure, directory, opening, held[0], messages)


def _why_bad(disclosure: Disclosure, opening: Opening, newer: bytes | None) -> str:
    """Whoever withdraws a key takes with it what was written under its changes, which is no forgery all the same."""
    before = Directory.parse(disclosure.directory, disclosure.authority)
    if newer and len(walk(opening, disclosure.opening.recipient, disclosure.epochs, before)) > len(
        disclosure.epochs
    ):
        return (
            "The newer list withdraws a key that had changed who could read the concern, and with it all that was "
            "written since. Ask for a file of what was written before, which can hold."
        )
    return "A change of who could read the concern does not hold."


def _same(nonce: str) -> str:
    """Keyboards differ in how they write an accent."""
    return unicodedata.normalize("NFC", nonce)


def _directory(disclosure: Disclosure, newer: bytes | None) -> Directory:
    try:
        given = Directory.parse(disclosure.directory, disclosure.authority)
        known = given if newer is None else Directory.parse(newer, disclosure.authority)
    except WhistleError:
        _refuse("bad-directory", "The list of reviewers is not signed by the authority, or is none.")
    if known.version == given.version and known.hash != given.hash:
        _refuse("bad-directory", "Two lists of reviewers of the same version differ.")
    revoked = {reviewer.kid: reviewer.revoked for reviewer in known.reviewers}
    reviewers = (
        replace(reviewer, revoked=reviewer.revoked or revoked.get(reviewer.kid))
        for reviewer in given.reviewers
    )
    return replace(given, reviewers=tuple(reviewers))


def _opening(disclosure: Disclosure, directory: Directory) -> Opening:
    given = disclosure.opening
    try:
        opening = Opening.parse(given.opening)
        ed25519.verify(opening.reporter, given.signature, given.opening)
    except WhistleError:
        _refuse("bad-opening", "What opened the concern is not signed by whoever raised it.")
    here = (disclosure.service, mailbox_of(opening.reporter), sha256(given.recipient))
    if here != (opening.service, opening.mailbox, opening.recipient_hash):
        _refuse("bad-opening", "What opened the concern was made for something else.")
    differs = opening.directory_version == directory.version and opening.directory_hash != directory.hash
    if opening.directory_version > directory.version or differs:
        _refuse("directory-older", "The concern was raised under another list of reviewers than this.")
    return opening


def _check_head(disclosure: Disclosure, directory: Directory, opening: Opening) -> None:
    head, chain = disclosure.head, chain_start(opening.hash)
    try:
        head.verify(directory.log.key, directory.service, opening.mailbox)
    except WhistleError:
        _refuse("bad-head", "The list of the concern's messages is not signed by the service.")
    for each in disclosure.hashes:
        chain = chain_next(chain, each)
    if (head.count, head.head) != (len(disclosure.hashes), chain):
        _refuse("bad-head", "The list of the concern's messages is not the one that the service signed.")


@dataclass
class _Judge:
    """Looks at the messages in their order. What a withdrawn key said counts for none but itself."""

    disclosure: Disclosure
    directory: Directory
    opening: Opening
    epochs: Sequence[Membership]
    epoch: int = 0
    said_seen: dict[bytes, int] = field(default_factory=dict)

    def shown(self, chosen: Chosen) -> Shown:
        message = self._signed(chosen)
        reviewer = self._sender(message, chosen.place)
        self._check_order(message, chosen.place)
        epoch = self.epochs[message.epoch]
        readers, named_by = epoch.readers(self.directory), self.directory.reviewer_by_key(epoch.maker)
        shown = Shown(chosen.place, message, _content(message, chosen), reviewer, readers, named_by)
        if not shown.is_withdrawn:
            self.epoch, self.said_seen[message.sender] = message.epoch, message.seen
        return shown

    def _signed(self, chosen: Chosen) -> Message:
        try:
            message = Message.parse(chosen.message)
            ed25519.verify(message.sender, chosen.signature, chosen.message)
        except WhistleError:
            _refuse("bad-message", f"Message {chosen.place} is not signed by whom it names.")
        here = (message.service, message.mailbox) == (self.opening.service, self.opening.mailbox)
        if not here or message.direction == CHANGE:
            _refuse("bad-message", f"Message {chosen.place} was written for another concern.")
        return message

    def _sender(self, message: Message, place: int) -> Reviewer | None:
        """The reviewer; None for the reporter."""
        epoch = self.epochs[message.epoch] if message.epoch < len(self.epochs) else None
        if message.direction == FROM_REPORTER and epoch and message.sender == epoch.reporter:
            return None
        reviewer = self.directory.reviewer_by_key(message.sender)
        if message.direction == FROM_REPORTER or reviewer is None or epoch is None:
            _refuse("unknown-sender", f"Message {place} is by neither the reporter nor a known reviewer.")
        if not epoch.has(reviewer.kid):
            _refuse("not-a-member", f"Message {place} is by a reviewer who could not read the concern then.")
        return reviewer

    def _check_order(self, message: Message, place: int) -> None:
        hashes = self.disclosure.hashes
        before = hashes[: place - 1]
        if place > len(hashes) or hashes[place - 1] != message.hash or message.hash in before:
            _refuse("not-in-place", f"Message {place} does not stand at that place of the concern.")
        follows = message.follows == self.opening.hash or message.follows in before
        seen = self.said_seen.get(message.sender, 0) <= message.seen < place
        if not follows or not seen or message.epoch < self.epoch:
            _refuse("out-of-order", f"Message {place} cannot have been written at that place.")


def _content(message: Message, chosen: Chosen) -> Content:
    place = chosen.place
    if sha256(chosen.body) != message.body_hash:
        _refuse("mismatch", f"The text of message {place} is not the one that was signed.")
    try:
        padded = age.open_by_file_key(chosen.file_key, chosen.body)
    except WhistleError:
        _refuse("wrong-key", f"The key that was given for message {place} does not open it.")
    try:
        content = read_content(padded, message)
    except WhistleError:
        _refuse("mismatch", f"What stands inside message {place} does not agree with what was signed.")
    if (content.kind == CONCERN) != (place == 1):
        _refuse("mismatch", f"Message {place} is of a kind that cannot stand at that place.")
    return content


def _refuse(reason: str, words: str) -> NoReturn:
    raise BadDisclosure(reason, words)
