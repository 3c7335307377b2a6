"""A concern's journal: what its reviewers note and decide among themselves. Nothing of it is the reporter's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from whistle.domain.errors import (
    BadSignature,
    DirectoryReplaced,
    MalformedFrame,
    NotFound,
    OutOfStep,
    TooMany,
)
from whistle.domain.events import EventType, Happening
from whistle.domain.taxonomy import CATEGORIES
from whistle.envelope.directory import Reviewer
from whistle.envelope.frame import PAGE_LENGTH, GrantItem, JournalItem, Written, build_page, parse_entry
from whistle.envelope.hashing import ZEROS
from whistle.envelope.items import item_length
from whistle.envelope.journal.entry import JOURNAL, NOBODY
from whistle.services import members, persons, progress, readership, recording, writing
from whistle.services.house import House
from whistle.services.persons import Person
from whistle.store import concerns, journal, log, readers

MOST = 500
"""Entries of one concern ever."""

MOST_IN_AN_HOUR = 40
"""Of one concern: far above what people write in an hour."""

KEPT_FOR_OTHERS, KEPT_IN_AN_HOUR = 100, 10
"""Of these: nobody can leave their colleagues no room to note anything, or to take the concern over."""

MOST_GRANTS = 28
"""On the first page, beside which one entry of the longest must fit."""

BEHIND = "A colleague wrote in this journal since you last looked. Load it again, then write yours."
ENOUGH = "You have written as much here as one person can. Ask a colleague to go on."
FULL = "This journal is full. Go on in the journal of a new concern."
LATER = "That is a lot at once. Write the rest in an hour."
NOT_YOURS = "This entry was not signed with your key."
NO_MEMBER = "This key was never let into this concern. Use the one with which you read it."
"""No colleague would take the entry for a member's, and none could write upon it."""
ANOTHER = "This entry was signed for another concern."
NO_CATEGORY = "There is no such category."
NO_HANDLER = "The person you chose cannot read this concern at present. Load it again and choose anew."

_ROOM = PAGE_LENGTH - 18
_AROUND_AN_ENTRY = 5 + 4
"""Type and length of an item; the hour before what was sealed."""


def read(house: House, reviewer_id: str, mailbox: bytes, number: int) -> bytes:
    """A page of the journal (frame kind 5), the first with the reviewer's own grants. Raises NotFound or Forbidden."""
    who = persons.person(house, reviewer_id)
    with house.store.read() as connection:
        persons.concern_of(connection, who, mailbox)
        headers = journal.headers(connection, mailbox)
        first = _grants(house, connection, mailbox, who, headers)
        pages = _spread(headers, _ROOM - sum(map(item_length, first)))
        if number >= len(pages):
            raise NotFound("The journal has no page of that number.")
        items = first if number == 0 else []
        return build_page(number, len(pages), [*items, *_entries(connection, mailbox, pages[number])])


def write(house: House, reviewer_id: str, mailbox: bytes, frame: bytes) -> int:
    """Keeps an entry (frame kind 8) and gives its number; the same bytes again, the same number.

    Raises MalformedFrame, BadSignature, NotFound, Forbidden, DirectoryReplaced, OutOfStep, TooMany or ClockWentBack.
    """
    who = persons.person(house, reviewer_id)
    written = parse_entry(frame)
    written.verify(house.service)
    signer = who.signer(written.entry.sender, NOT_YOURS)
    if written.entry.mailbox != mailbox:
        raise BadSignature(ANOTHER)
    if written.entry.category > len(CATEGORIES):
        raise MalformedFrame(NO_CATEGORY)
    return house.commit(lambda connection: _keep(house, connection, who, signer, written))


def _keep(house: House, connection: Connection, who: Person, signer: Reviewer, written: Written) -> int:
    """Everything is checked before anything is written, so that a refusal leaves nothing behind."""
    entry, hour = written.entry, house.hour()
    concern = concerns.find(connection, entry.mailbox, lock=True)
    if concern is None or not readers.find_any(connection, concern.mailbox, who.ids):
        raise NotFound(writing.GONE)
    concern = members.fall_back(house, connection, concern)
    reading = _kids(house, connection, concern.mailbox)
    if reading.keys().isdisjoint(who.kids):
        raise NotFound(writing.GONE)
    if kept := journal.kept(connection, concern.mailbox, entry.hash):
        return kept
    if not members.was_member(house, connection, concern, signer.kid):
        raise BadSignature(NO_MEMBER)
    writing.check_clock(connection, hour, concern.received)
    before = journal.hash_of(connection, concern.mailbox, concern.journal) or ZEROS
    if (entry.number, entry.previous) != (concern.journal + 1, before):
        raise OutOfStep(BEHIND)
    if concern.journal >= MOST:
        raise TooMany(FULL)
    own = journal.hours_of(connection, concern.mailbox, who.ever_signed)
    if len(own) >= MOST - KEPT_FOR_OTHERS:
        raise TooMany(ENOUGH)
    in_hour = journal.in_hour(connection, concern.mailbox, hour)
    if in_hour >= MOST_IN_AN_HOUR or own.count(hour) >= MOST_IN_AN_HOUR - KEPT_IN_AN_HOUR:
        raise TooMany(LATER)
    if entry.handler != NOBODY and entry.handler not in reading:
        raise DirectoryReplaced(NO_HANDLER)
    _add(connection, written, hour, reading)
    if entry.category not in (0, concern.category):
        put = progress.note(concern, Happening(EventType.CATEGORISED, hour, entry.category))
        log.wait(connection, recording.leaves(concern, put.happened))
        concern = put.concern
    concern = replace(
        concern, journal=entry.number, category=entry.category, handler=reading.get(entry.handler)
    )
    concerns.change(connection, [concern])
    return entry.number


def _kids(house: House, connection: Connection, mailbox: bytes) -> dict[bytes, str]:
    """The keys of everyone who may read the concern now, each with the id of its entry.

    All that work of a person count: whoever moves to a new key is still the one who was given the concern.
    """
    directory = house.directory()
    people = directory.people(readership.reading(house, connection, mailbox))
    return {each.kid: each.id for each in directory.reviewers if each.id in people and each.revoked is None}


def _add(connection: Connection, written: Written, hour: int, reading: Collection[bytes]) -> None:
    """Keeps the entry, and its grants to those who read now: of a key of anyone else there is never any."""
    entry = written.entry
    sealed = entry.encode() + written.signature + written.body
    header = journal.Header(entry.number, hour, entry.hash, len(sealed), entry.sender)
    grants = {
        kid: grant for (kid, _), grant in zip(entry.slots, written.grants, strict=True) if kid in reading
    }
    journal.add(connection, entry.mailbox, header, sealed, grants)


def _grants(
    house: House, connection: Connection, mailbox: bytes, who: Person, headers: Sequence[journal.Header]
) -> list[GrantItem]:
    """For each key of theirs, the grant for the newest entry that it was given: it opens those before.

    And those for the entries after which somebody else went on: what leads to them may be false, and whoever wrote
    that so would take from their colleagues all that these had noted.
    """
    newest = {kid: grant for kid in who.kids if (grant := journal.newest_grant(connection, mailbox, kid))}
    found = {(number, kid): sealed for kid, (number, sealed) in newest.items()}
    writers = [_writer(house, header.sender) for header in headers]
    ends = [at for at in range(1, len(headers)) if writers[at - 1] != writers[at]]
    for number, kid, sealed in journal.grants_for(connection, mailbox, who.kids, ends, MOST_GRANTS):
        if len(found) < MOST_GRANTS:
            found[number, kid] = sealed
    return [GrantItem(number, kid, sealed) for (number, kid), sealed in sorted(found.items(), reverse=True)]


def _writer(house: House, key: bytes) -> str | bytes:
    """The person who signs with it, by their oldest entry: with two keys, one is not two."""
    entry = house.directory().reviewer_by_key(key)
    return readership.first_entry(house.directory(), entry.id) if entry else key


def _spread(headers: Sequence[journal.Header], room: int) -> list[list[journal.Header]]:
    """The entries of each page; the first has that much room."""
    pages: list[list[journal.Header]] = [[]]
    for header in headers:
        length = header.length + _AROUND_AN_ENTRY
        if length > room:
            pages.append([])
            room = _ROOM
        pages[-1].append(header)
        room -= length
    return pages


def _entries(
    connection: Connection, mailbox: bytes, headers: Sequence[journal.Header]
) -> Iterator[JournalItem]:
    sealed = journal.sealed(connection, mailbox, [header.number for header in headers])
    signed = JOURNAL + 64
    for header in headers:
        whole = sealed[header.number]
        yield JournalItem(header.hour, whole[:JOURNAL], whole[JOURNAL:signed], whole[signed:])
