"""The record: every leaf of the log with what it says, checked against a signed checkpoint.

As text, for an auditor to keep and to check on a computer of their own:

    whistle/v1/record
    event <hex of salt 32> <hex of E 121>       a line for each leaf, in order
    blank <hex of the leaf's 48 bytes>

    <the checkpoint, verbatim>

Nothing of it can be left out, added, moved or altered without the root changing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from whistle.domain.errors import BadProof, MalformedFrame, MalformedNote
from whistle.ledger.checkpoint import Checkpoint
from whistle.ledger.event import EVENT_LENGTH, LEAF_LENGTH, Event, leaf
from whistle.ledger.merkle import Head, MemoryTiles, append, leaf_hash

_HEADER = "whistle/v1/record"
_EVENT = re.compile(f"event ([0-9a-f]{{64}}) ([0-9a-f]{{{2 * EVENT_LENGTH}}})")
_BLANK = re.compile(f"blank ([0-9a-f]{{{2 * LEAF_LENGTH}}})")


class Entry(Protocol):
    """A leaf of the log: an event's bytes with their salt, or a blank leaf's own."""

    @property
    def salt(self) -> bytes | None: ...

    @property
    def event(self) -> bytes | None: ...

    @property
    def blank(self) -> bytes | None: ...


@dataclass(frozen=True)
class Line:
    """An entry as read from a record's text."""

    salt: bytes | None = None
    event: bytes | None = None
    blank: bytes | None = None


def check(entries: Iterable[Entry], checkpoint: Checkpoint) -> list[Event]:
    """The record's events, once all its leaves have led to the checkpoint's root. Raises BadProof."""
    events: list[Event] = []
    head = append(MemoryTiles(), Head(), _tree_hashes(entries, events))
    if (head.size, head.root) != (checkpoint.size, checkpoint.root):
        raise BadProof("The record does not lead to the root that the checkpoint signs.")
    return events


def check_beginning(entries: Sequence[Entry], kept: Checkpoint) -> None:
    """Raises BadProof unless the record begins with the one whose checkpoint was kept."""
    try:
        check(entries[: kept.size], kept)
    except BadProof:
        raise BadProof(
            "The record does not begin with the one that you kept: something in it was changed."
        ) from None


def write(entries: Iterable[Entry], note: str) -> Iterator[str]:
    """The record as text, piece by piece."""
    yield f"{_HEADER}\n"
    for entry in entries:
        if entry.salt is not None and entry.event is not None:
            yield f"event {entry.salt.hex()} {entry.event.hex()}\n"
        else:
            yield f"blank {(entry.blank or b'').hex()}\n"
    yield f"\n{note}"


def read(text: str) -> tuple[list[Line], str]:
    """The entries of a record's text, and the checkpoint under them; nothing is verified. Raises MalformedNote."""
    body, blank, note = text.partition("\n\n")
    header, *lines = body.split("\n")
    if header != _HEADER or not blank:
        raise MalformedNote("This is not a record of this kind.")
    return [_read_line(line) for line in lines], note


def note_in(text: str) -> str:
    """The checkpoint in what was kept, whether that is a record or the checkpoint alone. Raises MalformedNote."""
    return read(text)[1] if text.startswith(f"{_HEADER}\n") else text


def _read_line(line: str) -> Line:
    if found := _EVENT.fullmatch(line):
        return Line(salt=bytes.fromhex(found[1]), event=bytes.fromhex(found[2]))
    if found := _BLANK.fullmatch(line):
        return Line(blank=bytes.fromhex(found[1]))
    raise MalformedNote("A line of the record is neither an event nor a blank.")


def _tree_hashes(entries: Iterable[Entry], events: list[Event]) -> Iterator[bytes]:
    for entry in entries:
        if entry.salt is not None and entry.event is not None:
            try:
                event = Event.parse(entry.event)
                yield leaf_hash(leaf(entry.salt, event))
            except MalformedFrame as error:
                raise BadProof(f"An entry of the record is not one. {error}") from None
            events.append(event)
        else:
            yield leaf_hash(entry.blank or b"")
