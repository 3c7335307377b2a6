"""Figures for auditors, from the log as its last checkpoint signs it, never from tables that could be edited.

The tick counts them, once for each checkpoint, and keeps them signed; a visit reads what was kept. They are counted
from the very record that an auditor downloads, by the same reader that the offline tool checks it with.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from whistle.domain.cases import Cases
from whistle.domain.errors import BadProof, NotFound, WhistleError
from whistle.domain.packing import pack, unpack
from whistle.domain.rules import Rules
from whistle.domain.stated import Statement
from whistle.domain.statement import statement
from whistle.ledger import kept
from whistle.ledger.checkpoint import Checkpoint, read_checkpoint
from whistle.services import record
from whistle.services.house import House
from whistle.store import log, statements
from whistle.store.engine import Store

HOUR = 3600
NOT_OURS = "The newest checkpoint is not signed with the log’s key."
CUT = "The newest checkpoint is not of as many entries as the log has."


MOST_LATE = 1000
"""Late answers that are kept each for itself, the worst: of a million events a hundred thousand may be late."""


@dataclass(frozen=True)
class Counted:
    """What was counted at a checkpoint: a statement, or why there can be none; and how many answers were late."""

    statement: Statement | None
    problem: str | None
    late: int = 0


@dataclass(frozen=True)
class Audit:
    """What the auditors' pages show.

    ``note`` is the checkpoint that was counted from, of ``size`` entries, and ``key`` the verifier key it is signed
    with. ``problem`` says why the record cannot be relied on; then there are no figures. Before the first tick there
    is no note, and no statement either. ``late`` counts all late answers, of which the statement has the worst.
    """

    key: str
    note: str | None = None
    size: int = 0
    statement: Statement | None = None
    problem: str | None = None
    late: int = 0


_shown: WeakKeyDictionary[Store, tuple[str, bytes, Audit]] = WeakKeyDictionary()
"""What each store's newest statement was read as; the bytes are compared at every visit."""
_counting = threading.Lock()


def count(house: House) -> None:
    """Counts and keeps the figures of the newest checkpoint, unless that was done: a part of every tick."""
    with house.store.read() as connection:
        note = log.last_checkpoint(connection)
    if note is not None and (checkpoint := _checkpoint(house, note)) and not _kept(house, note, checkpoint):
        _count(house)


def audit(house: House) -> Audit:
    """What was counted last. Where nothing can be shown, it is counted now, for one visitor at a time.

    While a tick is on its way, that is what stood before it.
    """
    with house.store.read() as connection:
        note, head = log.last_checkpoint(connection), log.head(connection)
    if note is None:
        return Audit(str(house.log.verifier))
    checkpoint = _checkpoint(house, note)
    if checkpoint is None:
        return Audit(str(house.log.verifier), note, problem=NOT_OURS)
    if checkpoint.size != head.size:
        return Audit(str(house.log.verifier), note, checkpoint.size, problem=CUT)
    if found := _kept(house, note, checkpoint):
        return found
    if head.slot < checkpoint.hour * HOUR and (found := _before(house)):
        return found
    with _counting:
        return _kept(house, note, checkpoint) or _count(house)


def forget(house: House) -> None:
    """Lets go of what was read, as in a process that has shown nothing yet."""
    _shown.pop(house.store, None)


def _checkpoint(house: House, note: str) -> Checkpoint | None:
    try:
        return read_checkpoint(note, house.log.name, house.log.verifier)
    except WhistleError:
        return None


def _kept(house: House, note: str, checkpoint: Checkpoint) -> Audit | None:
    """What was counted at this checkpoint, if it was and nobody has edited it since."""
    with house.store.read() as connection:
        body = statements.of_size(connection, checkpoint.size)
    if body is None:
        return None
    shown = _shown.get(house.store)
    if shown is None or shown[:2] != (note, body):
        try:
            counted = unpack(kept.read(body, checkpoint, house.log.verifier), Counted)
        except WhistleError:
            return None
        shown = _shown[house.store] = (note, body, _audit(house, note, checkpoint, counted))
    return shown[2]


def _before(house: House) -> Audit | None:
    """What was counted at the newest checkpoint of which there is anything."""
    with house.store.read() as connection:
        size = statements.newest_size(connection)
        note = log.checkpoint_of(connection, size) if size is not None else None
    checkpoint = _checkpoint(house, note) if note else None
    return _kept(house, note, checkpoint) if note and checkpoint else None


def _count(house: House) -> Audit:
    """Reads the whole record once, every entry checked against what was signed, and keeps what follows from it."""
    with house.store.read() as connection:
        note = log.last_checkpoint(connection)
    checkpoint = _checkpoint(house, note) if note else None
    if note is None or checkpoint is None:
        raise NotFound("The record has no entries yet.")
    try:
        found = _state(house, checkpoint)
        counted = Counted(replace(found, late=found.late[:MOST_LATE]), None, len(found.late))
    except WhistleError as error:
        counted = Counted(None, str(error))
    body = kept.keep(pack(counted), checkpoint, house.log)
    house.store.commit(lambda connection: statements.put(connection, checkpoint.size, checkpoint.hour, body))
    return _audit(house, note, checkpoint, counted)


def _state(house: House, checkpoint: Checkpoint) -> Statement:
    reader, cases = record.reader(house), Cases()
    for tick in reader:
        for _, event in tick.events:
            cases.add(event)
        if tick.checkpoint == checkpoint:
            break
    else:
        raise BadProof("The record does not lead to the newest checkpoint.")
    books = {version: Rules.parse(text) for version, text in reader.rules.items()}
    return statement(cases, books, checkpoint.hour)


def _audit(house: House, note: str, checkpoint: Checkpoint, counted: Counted) -> Audit:
    return Audit(
        str(house.log.verifier), note, checkpoint.size, counted.statement, counted.problem, counted.late
    )
