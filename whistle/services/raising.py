"""Raising a concern."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection

from whistle.domain.concern import State
from whistle.domain.errors import (
    ClockWentBack,
    Conflict,
    DirectoryReplaced,
    MalformedFrame,
    Paused,
    WhistleError,
)
from whistle.domain.events import EventType
from whistle.domain.hours import leapt
from whistle.envelope.directory import Reviewer
from whistle.envelope.frame import Filing, ReceiptItem, build_answer, chain_start, parse_filing
from whistle.envelope.message import FROM_REPORTER
from whistle.envelope.opening import member_id
from whistle.ledger.event import Event
from whistle.ledger.happened import pack
from whistle.ledger.promise import make_promise
from whistle.services import progress, readership, recording
from whistle.services.house import House
from whistle.store import concerns, log, messages

HOUR = 3600

EXPIRED = (
    "The list of people who read concerns is out of date, so new concerns are not taken at present. "
    "You can still follow a concern that you have raised, and use the other ways to speak up."
)
REPLACED = (
    "The list of people who read concerns has changed. Load the page again and choose again who may read."
)
TAKEN = "Something else was raised under this token already."
CLOCK = "The clock of this service is wrong, so new concerns are not taken until it is mended."


@dataclass(frozen=True)
class _Record:
    """A filing as it is kept."""

    concern: concerns.Concern
    grants: dict[bytes, bytes]
    readers: list[Reviewer]
    header: messages.Header
    sealed: bytes
    leaves: list[log.Pending]


def file_concern(house: House, frame: bytes) -> bytes:
    """Keeps a filing (frame kind 1) and answers (kind 6) with the receipt; the same bytes again, the same answer.

    Raises MalformedFrame, BadSignature, Conflict (other bytes for this mailbox), DirectoryReplaced or Paused.
    """
    filing = parse_filing(frame)
    filing.verify(house.service)
    mailbox = filing.opening.mailbox
    try:
        record = _record(house, filing)
    except WhistleError:
        # Whatever has changed since: a concern that was kept is kept, and its answer stands.
        with house.store.read() as connection:
            found = concerns.standing(connection, mailbox)
        if found.filing_hash is None:
            raise
    else:
        found = house.store.commit(lambda connection: _keep(connection, record))
    if found.handed_over:
        raise Conflict(TAKEN)
    if found.filing_hash is None or found.receipt is None:
        raise ClockWentBack(CLOCK)
    if found.filing_hash != filing.hash:
        raise Conflict(TAKEN)
    return build_answer([ReceiptItem.parse(found.receipt)])


def _keep(connection: Connection, record: _Record) -> concerns.Standing:
    concern = record.concern
    found = concerns.standing(connection, concern.mailbox)
    # A tick may pass between reading the clock and getting here, so one hour's difference means nothing.
    wrong = concern.received < found.tick_hour - 1 or leapt(found.tick_hour, concern.received)
    if found.filing_hash is not None or found.handed_over or wrong:
        return found
    concerns.add(connection, concern, record.grants, [reviewer.id for reviewer in record.readers])
    messages.add(connection, concern.mailbox, record.header, record.sealed)
    log.wait(connection, record.leaves)
    return concerns.Standing(found.tick_hour, concern.filing_hash, concern.receipt)


def _record(house: House, filing: Filing) -> _Record:
    """All that can be made before the database is locked. Raises Paused, DirectoryReplaced or MalformedFrame."""
    opening, minute = filing.opening, int(house.clock.now().timestamp()) // 60
    hour = minute // 60
    readers = _readers(house, filing)
    own = member_id(opening.reporter, filing.recipient)
    grants = {kid: grant for (kid, _), grant in zip(opening.slots, filing.grants, strict=True)}
    kept = {kid: grants[kid] for kid in (own, *(reader.kid for reader in readers)) if kid in grants}
    if own not in kept:
        raise MalformedFrame("The reporter could not read the replies.")

    case = secrets.token_bytes(16)
    received = Event(
        EventType.RECEIVED, hour, case, opening.directory_version, opening.directory_hash,
        filing.presence, filing.content,
    )  # fmt: skip
    leaf = recording.leaf(received)
    by_hour = hour + -(-house.tick_seconds // HOUR) + 1
    promise = make_promise(house.directory().origin, leaf.tree_hash, by_hour, house.promise)
    concern = concerns.Concern(
        mailbox=opening.mailbox,
        filing_hash=filing.hash,
        case_id=case,
        state=State.NEW,
        urgent=opening.urgent,
        route=opening.route,
        size_class=filing.size_class,
        readers=len(readership.people(house.directory(), (reader.id for reader in readers))),
        opened=0,
        received=hour,
        released=None,
        due=None,
        due_kind=None,
        told_state=State.NEW,
        told_due=None,
        written=1,
        count=0,
        head=chain_start(opening.hash),
        leaf=leaf.tree_hash,
        opening=opening.encode() + filing.opening_signature + filing.recipient,
        receipt=ReceiptItem(leaf.salt, leaf.event, promise).encode(),
        rules=house.books.version,
        happened=pack([received.happening]),
    )
    concern = progress.tell(progress.with_due(concern, house.rules))
    leaves = [leaf]
    if opening.urgent:
        released = progress.release(concern, house.rules, minute)
        leaves += recording.leaves(concern, released.happened)
        concern = progress.place(released.concern, filing.message.hash)
    sealed = filing.message.encode() + filing.message_signature + filing.body
    header = messages.Header(
        seq=1, place=concern.count or None, direction=FROM_REPORTER, act=filing.message.act, hour=hour,
        hash=filing.message.hash, length=len(sealed), sender=opening.reporter, seen=0, answer=None,
    )  # fmt: skip
    return _Record(concern, kept, readers, header, sealed, leaves)


def _readers(house: House, filing: Filing) -> list[Reviewer]:
    """Who gets the concern: those whom the reporter chose, as far as they may read there today."""
    opening, today = filing.opening, house.clock.now().date()
    current = house.directory()
    if not current.is_current(today):
        raise Paused(EXPIRED)
    named = (opening.directory_version, opening.directory_hash)
    if not any(
        (known.version, known.hash) == named and known.is_current(today) for known in house.directories
    ):
        raise DirectoryReplaced(REPLACED)
    if current.route(opening.route) is None:
        raise DirectoryReplaced(REPLACED)
    chosen = {kid for kid, _ in opening.slots}
    readers = [reader for reader in current.readers(opening.route, today) if reader.kid in chosen]
    if not readers:
        raise DirectoryReplaced(REPLACED)
    return readers
