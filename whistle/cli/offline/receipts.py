"""When a concern was received, by the log's own signatures (PROTOCOL section 7, Disclosure, steps 13 and 14)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from whistle.domain.errors import BadDisclosure, WhistleError
from whistle.domain.events import EventType
from whistle.envelope import ed25519
from whistle.envelope.directory import Directory, authority_hash
from whistle.envelope.disclosure.checking import Proved, check
from whistle.envelope.disclosure.form import Disclosure, Receipt
from whistle.envelope.disclosure.making import disclose
from whistle.envelope.framing import must
from whistle.envelope.hashing import label, sha256
from whistle.envelope.message import FROM_REPORTER, Message
from whistle.envelope.opening import Opening
from whistle.envelope.token import Reporter
from whistle.ledger.checkpoint import Checkpoint, verify_proof
from whistle.ledger.event import Event, tree_hash
from whistle.ledger.notes import NoteVerifier
from whistle.ledger.promise import read_promise

LONGEST_PROMISE = 48
"""Hours within which every server has its tick: a later promise is none."""


@dataclass(frozen=True)
class Received:
    """What the service signed about the concern's arrival. ``included`` is None while it is only promised."""

    hour: int
    case: bytes
    by_hour: int
    included: Checkpoint | None


def received(proved: Proved) -> Received | None:
    """What the receipt shows; None where there is none. Raises ``BadDisclosure`` for one that does not hold."""
    receipt = proved.disclosure.receipt
    if receipt is None:
        return None
    try:
        _check_first(receipt, proved.disclosure, proved.opening)
        event = Event.parse(receipt.item.event)
        leaf = tree_hash(receipt.item.salt, event)
        must(event == _expected(event, receipt, proved.opening), "This is another event.")
        by_hour = _promised(receipt, leaf, proved.directory)
        must(by_hour <= event.hour + LONGEST_PROMISE, "This promises too little.")
    except WhistleError:
        raise BadDisclosure("bad-receipt", "The receipt is not one for this concern.") from None
    return Received(event.hour, event.case, by_hour, _included(receipt, leaf, proved.directory))


def disclose_most(
    pages: Sequence[bytes],
    directory: bytes,
    authority: tuple[bytes, ...],
    reporter: Reporter,
    places: Iterable[int],
    nonce: str,
) -> tuple[bytes, Received | None]:
    """A proof with as much of the receipt as holds: nobody is to carry to a tribunal what is refused there."""
    made = partial(disclose, pages, directory, authority, reporter, list(places), nonce)
    for inclusion in (True, False):
        with suppress(BadDisclosure):
            whole = made(with_inclusion=inclusion)
            return whole, received(check(whole, authority_hash(authority)))
    return made(with_receipt=False), None


def _check_first(receipt: Receipt, disclosure: Disclosure, opening: Opening) -> None:
    """The message that began the concern, which need not be among those that are shown."""
    message = Message.parse(receipt.first)
    begins = Message(
        opening.service, opening.mailbox, opening.reporter, FROM_REPORTER, EventType.RECEIVED, 0, 0, opening.hash,
        message.body_hash,
    )  # fmt: skip
    stands = not disclosure.hashes or disclosure.hashes[0] == message.hash
    must(message == begins and stands, "This is not what began the concern.")
    ed25519.verify(opening.reporter, receipt.first_signature, receipt.first)


def _expected(event: Event, receipt: Receipt, opening: Opening) -> Event:
    """What the log has to have kept; hour and case are the service's word."""
    filing = sha256(opening.encode(), receipt.first)
    return Event(
        EventType.RECEIVED, event.hour, event.case, opening.directory_version, opening.directory_hash,
        presence=sha256(label("whistle/v1/presence"), receipt.blind),
        content=sha256(label("whistle/v1/content"), receipt.blind, filing),
    )  # fmt: skip


def _promised(receipt: Receipt, leaf: bytes, directory: Directory) -> int:
    promise = read_promise(receipt.item.promise, directory.origin, NoteVerifier.parse(directory.promise.text))
    must(promise.tree_hash == leaf, "This promises something else.")
    return promise.by_hour


def _included(receipt: Receipt, leaf: bytes, directory: Directory) -> Checkpoint | None:
    if receipt.inclusion is None:
        return None
    try:
        key = NoteVerifier.parse(directory.log.text)
        return verify_proof(receipt.inclusion.proof, leaf, directory.origin, key)
    except WhistleError:
        raise BadDisclosure(
            "not-included", "The proof that the concern is in the service's log does not hold."
        ) from None
