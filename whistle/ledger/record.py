"""The record: every leaf of the log with what it says, and every checkpoint that was signed over them.

As text, for an auditor to keep and to check on a computer of their own:

    whistle/v1/record
    rules <version> <base64 of the text>                               a line for each version of the limits
    event <hex of tree hash 32> <hex of salt 32> <hex of E 121>        then tick by tick a line for each leaf,
    blank <hex of the leaf's 48 bytes>                                 sorted by tree hash,
    checkpoint <base64 of the signed note>                             and the checkpoint that the tick signed

    <the last checkpoint once more, verbatim>

Each event stands beside its own hash, each tick ends with its root, so whatever was altered, added, moved or left out
is told apart to the entry, or to the tick's few. It is read a tick at a time, and nothing comes out of it unchecked.
"""

from __future__ import annotations

import re
from base64 import b64encode
from binascii import unhexlify
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO, Protocol

from whistle.domain.errors import BadProof, BadSignature, MalformedFrame, MalformedNote
from whistle.ledger.checkpoint import Checkpoint, read_checkpoint, read_number
from whistle.ledger.event import EVENT_LENGTH, LEAF_LENGTH, Event
from whistle.ledger.merkle import Head, extend
from whistle.ledger.notes import NoteVerifier, decode_base64
from whistle.ledger.plausible import EDITED, Plausible

HEADER = "whistle/v1/record"
LONGEST_LINE = 1_500_000
"""Bytes of a line that are looked at: a note of the greatest length in base64, and more than any other needs."""
MOST_RULES = 50_000_000
"""Bytes of all versions of the limits that are read: they are kept until the end, and a year has a few thousand."""

_EVENT = re.compile(b"event ([0-9a-f]{64}) ([0-9a-f]{64}) ([0-9a-f]{%d})\n" % (2 * EVENT_LENGTH))
_BLANK = re.compile(b"blank ([0-9a-f]{%d})\n" % (2 * LEAF_LENGTH))
_LEAF_LABEL = b"\0whistle/v1/leaf\0"
_EVENT_LABEL = b"whistle/v1/event\0"

CUT = "The file is not whole, or was altered on its way. Download it again."


class Entry(Protocol):
    """A leaf of the log: an event's bytes with their salt, or a blank leaf's own; and in either case its tree hash."""

    @property
    def tree_hash(self) -> bytes: ...

    @property
    def salt(self) -> bytes | None: ...

    @property
    def event(self) -> bytes | None: ...

    @property
    def blank(self) -> bytes | None: ...


@dataclass(frozen=True)
class Tick:
    """What one tick added: its events, each with the number of its entry (the log's first is 1), and the checkpoint
    that was signed over them. ``first`` is the number of the tick's first entry; blank leaves count.
    """

    first: int
    events: list[tuple[int, Event]]
    checkpoint: Checkpoint


def header(rules: Mapping[int, str]) -> str:
    """The record's first lines, from the texts of the limits by version."""
    texts = (
        f"rules {version} {b64encode(text.encode()).decode()}\n" for version, text in sorted(rules.items())
    )
    return f"{HEADER}\n{''.join(texts)}"


def line(entry: Entry) -> str:
    """The line of one leaf."""
    if entry.salt is not None and entry.event is not None:
        return f"event {entry.tree_hash.hex()} {entry.salt.hex()} {entry.event.hex()}\n"
    return f"blank {(entry.blank or b'').hex()}\n"


def signed(note: str) -> str:
    """The line of a tick's checkpoint."""
    return f"checkpoint {b64encode(note.encode()).decode()}\n"


def end(note: str) -> str:
    """The record's end: the last checkpoint again, for whoever looks without a tool."""
    return f"\n{note}"


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """A file's lines, of which none fills the memory."""
    return iter(lambda: file.readline(LONGEST_LINE), b"")


def tree_hash_of(line: bytes) -> bytes | None:
    """The tree hash that the line of a leaf states, unchecked; None for any other line."""
    if found := _EVENT.fullmatch(line):
        return unhexlify(found[1])
    found = _BLANK.fullmatch(line)
    return sha256(b"\0" + unhexlify(found[1])).digest() if found else None


class Reader:
    """A record as it is read, line by line and in constant memory beside the cases that it tells of.

    ``rules`` are the texts of the limits by version. Raises MalformedNote for a text of another form, and when it is
    iterated that, BadSignature or BadProof; each names the entry, or the few of which one is meant.
    """

    def __init__(self, lines: Iterable[bytes], verifier: NoteVerifier) -> None:
        self._lines, self._verifier = iter(lines), verifier
        self._number = 0
        self._next = self._line()
        if self._next != f"{HEADER}\n".encode():
            raise MalformedNote(
                "This is not a record. Give the file record.txt as it was downloaded from the auditors' page: a "
                "program that opened it may have changed how its lines end."
            )
        self.rules: dict[int, str] = {}
        self._version, self._room = -1, MOST_RULES
        self._next = self._line()
        while self._next.startswith(b"rules "):
            self._read_rules(self._next)
            self._next = self._line()
        self._plausible = Plausible(self.rules)
        self._head = Head()
        self._signed: Checkpoint | None = None

    def __iter__(self) -> Iterator[Tick]:
        note = b""
        while self._next != b"\n":
            first = self._head.size + 1
            events, hashes = self._read_leaves(first)
            note = self._read_note(first, first + len(hashes) - 1)
            checkpoint = self._read_checkpoint(note, first, hashes)
            tick = Tick(first, events, checkpoint)
            self._plausible.see(events, checkpoint.hour)
            self._signed = checkpoint
            yield tick
            self._next = self._line()
        if self._signed is None:
            raise MalformedNote(f"The record has no entries. {CUT}")
        self._check_end(note)

    @property
    def checkpoint(self) -> Checkpoint:
        """The last checkpoint that was read."""
        if self._signed is None:
            raise MalformedNote(f"The record has no entries. {CUT}")
        return self._signed

    def _line(self) -> bytes:
        self._number += 1
        return next(self._lines, b"")

    def _check_end(self, note: bytes) -> None:
        rest = b""
        while len(rest) <= len(note) and (line := self._line()):
            rest += line
        if rest != note:
            raise MalformedNote(
                f"After entry {self._head.size} the record does not end with the checkpoint of its last tick. {CUT}"
            )

    def _read_rules(self, line: bytes) -> None:
        try:
            _, version, text = line.decode("ascii").removesuffix("\n").split(" ")
            number = read_number(version, 2**32 - 1)
            self._room -= len(text)
            if number <= self._version or self._room < 0:
                raise MalformedNote("twice, or without end")
            self.rules[number] = decode_base64(text).decode()
            self._version = number
        except (ValueError, MalformedNote):
            raise MalformedNote(
                f"Line {self._number} of the file is not a version of the limits. {CUT}"
            ) from None

    def _read_leaves(self, first: int) -> tuple[list[tuple[int, Event]], list[bytes]]:
        """A tick's events and the tree hashes of all its leaves, each found to be its own, and in order."""
        events: list[tuple[int, Event]] = []
        hashes: list[bytes] = []
        entry, last, line = first, b"", self._next
        while True:
            if found := _EVENT.fullmatch(line):
                stated, salt, event = map(unhexlify, found.groups())
                tree_hash = sha256(_LEAF_LABEL + sha256(_EVENT_LABEL + salt + event).digest()).digest()
                if tree_hash != stated:
                    raise _refused(
                        f"Entry {entry} was edited: what it says is not what its hash was made of."
                    )
                events.append((entry, self._event(event, entry)))
            elif found := _BLANK.fullmatch(line):
                tree_hash = sha256(b"\0" + unhexlify(found[1])).digest()
            else:
                self._next = line
                return events, hashes
            if tree_hash <= last:
                raise _refused(
                    f"Entry {entry} is the same as the one before it."
                    if tree_hash == last
                    else f"Entry {entry} is not in its place: a tick's entries stand in the order of hashes."
                )
            hashes.append(tree_hash)
            last = tree_hash
            entry += 1
            line = self._line()

    def _event(self, raw: bytes, entry: int) -> Event:
        try:
            return Event.parse(raw)
        except MalformedFrame as error:
            raise _refused(f"Entry {entry} is not an event of Whistle. {error}") from None

    def _read_note(self, first: int, last: int) -> bytes:
        """The note of the checkpoint that stands after the tick's leaves."""
        line = self._next
        if not line.endswith(b"\n"):
            where = (
                f"The record breaks off after entry {last}"
                if last
                else "The record breaks off at its beginning"
            )
            raise MalformedNote(f"{where}. {CUT}")
        word, _, encoded = line[:-1].partition(b" ")
        if word != b"checkpoint":
            raise MalformedNote(
                f"Entry {last + 1}, in line {self._number} of the file, is neither an event nor a blank. {CUT}"
            )
        if last < first:
            raise _refused(
                f"After entry {last} there is a checkpoint with no entries of its own: they were left out, or it "
                "stands there twice."
            )
        try:
            return decode_base64(encoded.decode("ascii"))
        except (ValueError, MalformedNote):
            raise MalformedNote(f"The checkpoint after entry {last} cannot be read. {CUT}") from None

    def _read_checkpoint(self, note: bytes, first: int, hashes: list[bytes]) -> Checkpoint:
        """The checkpoint, once the log's key has signed it and the leaves before it lead to its root."""
        last = first + len(hashes) - 1
        try:
            checkpoint = read_checkpoint(note, self._verifier.name, self._verifier)
        except BadSignature:
            raise BadSignature(
                f"The checkpoint after entry {last} is not signed with the key that you gave. Compare the key with "
                f"the one that the service's directory names. If it is the same: {EDITED[:1].lower()}{EDITED[1:]}"
            ) from None
        except MalformedNote as error:
            raise MalformedNote(f"The checkpoint after entry {last} cannot be read. {error} {CUT}") from None
        before = self._signed
        if checkpoint.size < last:
            raise _refused(
                f"{_some(last - checkpoint.size)} more than the log had when the checkpoint after them was signed: "
                f"{_one_of(first, last)} was added or stands in the wrong tick."
            )
        if checkpoint.size > last:
            where = f"between entry {first - 1} and the checkpoint" if first > 1 else "before the checkpoint"
            raise _refused(f"{_some(checkpoint.size - last)} missing {where} after entry {checkpoint.size}.")
        head = extend(self._head, hashes)
        if head.root != checkpoint.root:
            raise _refused(
                f"Entries were exchanged or added: {_one_of(first, last)} is not one of those that the checkpoint "
                "after them was signed over."
            )
        if before is not None and checkpoint.hour < before.hour:
            raise _refused(
                f"The checkpoint after entry {last} is dated before the one after entry {before.size}."
            )
        self._head = head
        return checkpoint


def _refused(what: str) -> BadProof:
    return BadProof(f"{what} {EDITED}")


def _one_of(first: int, last: int) -> str:
    return f"one of the entries {first} to {last}" if last > first else f"entry {first}"


def _some(number: int) -> str:
    return f"{number} entries are" if number > 1 else "1 entry is"
