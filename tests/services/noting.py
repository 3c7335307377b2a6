"""Reviewers write in the journal of a concern: sealed, signed and read by the real code."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from tests.services.changing import rows as concern_rows
from tests.services.people import Desk
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.frame import Written, parse_journal_page
from whistle.envelope.journal.content import Note
from whistle.envelope.journal.reading import JournalView, verify_journal
from whistle.envelope.journal.writing import write_entry
from whistle.services import journal
from whistle.services.house import House
from whistle.store import concerns, tables


def pages(desk: Desk, mailbox: bytes) -> list[bytes]:
    first = journal.read(desk.house, desk.reviewer, mailbox, 0)
    count = parse_journal_page(first).pages
    return [first, *(journal.read(desk.house, desk.reviewer, mailbox, n) for n in range(1, count))]


def reads(desk: Desk, mailbox: bytes) -> JournalView:
    return verify_journal(pages(desk, mailbox), desk.reads(mailbox), desk.house.directory(), desk.key)


def texts(desk: Desk, mailbox: bytes) -> list[str]:
    """What they can read, once it is seen that all of it is confirmed and nothing is amiss."""
    view = reads(desk, mailbox)
    assert not view.broken
    assert all(entry.confirmed for entry in view.entries)
    return [entry.note.text for entry in view.entries if entry.note]


def written(desk: Desk, mailbox: bytes, text: str = "A note.", kind: str = "note", **how: Any) -> Written:
    """The next entry; handler and category stay unless they are given."""
    view, directory = reads(desk, mailbox), desk.house.directory()
    kept = {"handler": view.handler, "category": view.category}
    if "handler" in how:
        how["handler"] = directory.reviewer(how["handler"])
    return write_entry(desk.key, desk.reads(mailbox), view, directory, Note(kind, text), **{**kept, **how})


def writes(desk: Desk, mailbox: bytes, text: str = "A note.", kind: str = "note", **how: Any) -> int:
    frame = written(desk, mailbox, text, kind, **how).encode()
    return journal.write(desk.house, desk.reviewer, mailbox, frame)


def resigned(entry: Written, by: SigningKey, **changed: Any) -> bytes:
    """The frame with another J or signer, signed as it should be."""
    j = replace(entry.entry, sender=by.public, **changed)
    return replace(entry, entry=j, signature=by.sign(j.encode())).encode()


def rows(house: House) -> list[list[tuple[Any, ...]]]:
    """All that is stored of concerns and their journals."""
    with house.store.read() as connection:
        own = [
            [tuple(row) for row in connection.execute(select(table))]
            for table in (tables.journal, tables.journal_grants)
        ]
    return concern_rows(house) + own


def kept(house: House, mailbox: bytes) -> concerns.Concern:
    with house.store.read() as connection:
        found = concerns.find(connection, mailbox)
    assert found
    return found


def granted(house: House, number: int) -> set[bytes]:
    with house.store.read() as connection:
        found = select(tables.journal_grants.c.kid).where(tables.journal_grants.c.number == number)
        return set(connection.scalars(found))
