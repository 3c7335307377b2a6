"""Who reads a concern, as its rows say: a row for each key, and one reader for each person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import Connection

from whistle.envelope.directory import Directory
from whistle.services.house import House
from whistle.store import concerns, readers
from whistle.store.readers import Reader


def first_entry(directory: Directory, reviewer_id: str) -> str:
    """The oldest entry of the person with that one: what stays the same when their key is renewed."""
    return directory.person(reviewer_id)[0].id


def people(directory: Directory, ids: Iterable[str]) -> set[str]:
    """The persons with these entries, by their oldest ones."""
    return {first_entry(directory, each) for each in ids}


def reading(house: House, connection: Connection, mailbox: bytes) -> dict[str, Reader]:
    """Everyone who may read a concern now, by the newest entry with which they do; a revoked key does so no more."""
    directory, rows = house.directory(), readers.all_of(connection, mailbox)
    newest = {
        first_entry(directory, each.id): each.id
        for each in directory.reviewers
        if each.id in rows and each.revoked is None
    }
    return {each: rows[each] for each in newest.values()}


def settle(
    house: House,
    connection: Connection,
    concern: concerns.Concern,
    kids: Collection[bytes],
    newcomer: Reader | None = None,
) -> concerns.Concern:
    """Lets those read who have one of these keys, and nobody else; gives the concern as it stands then, to be kept.

    Whoever has another key than before keeps what they had opened and read. Whoever is new begins as ``newcomer``;
    without one, nobody is let in.
    """
    directory, stood = house.directory(), readers.all_of(connection, concern.mailbox)
    known = {first_entry(directory, each): reader for each, reader in stood.items()}
    rows = {
        entry.id: reader
        for entry in directory.reviewers
        if entry.kid in kids and (reader := known.get(first_entry(directory, entry.id), newcomer))
    }
    readers.let_out(connection, concern.mailbox, stood.keys() - rows.keys())
    for each in sorted(rows.keys() - stood.keys()):
        readers.let_in(connection, concern.mailbox, [each], rows[each])
    opened = people(directory, (each for each, reader in rows.items() if reader.opened is not None))
    return replace(
        concern,
        readers=len(people(directory, rows)),
        opened=len(opened),
        handler=_handler(directory, concern.handler, rows),
    )


def _handler(directory: Directory, handler: str | None, rows: Collection[str]) -> str | None:
    """The newest entry with which the handler reads on; nobody handles what they do not read."""
    entries = directory.person(handler) if handler else ()
    return next((each.id for each in reversed(entries) if each.id in rows), None)
