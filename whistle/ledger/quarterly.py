"""The quarterly return as a file: the figures of a period that is settled, signed with the log's key (C2SP note).

    whistle/v1/return
    <origin>
    <the period's name>
    <hour at which it was settled, decimal>
    <size>                                      of the log that was counted,
    <base64 root>                               and its root
    <a figure, "name: value", one a line>

    — <name> <signature>

Whoever kept one can hold it against any later record: the figures must come out of it again, and the log of that size
must be its beginning.
"""

from __future__ import annotations

from dataclasses import dataclass

from whistle.domain.errors import MalformedNote
from whistle.domain.quarterly import lines
from whistle.domain.stated import Span, Statement
from whistle.ledger.checkpoint import Checkpoint, check_origin, read_hash, read_number
from whistle.ledger.notes import NoteSigner, NoteVerifier, encode_base64, open_note, sign_note

HEADER = "whistle/v1/return"
_LAST_HOUR = 2**32 - 1
_HEAD = 6
"""Lines before the figures."""


@dataclass(frozen=True)
class Return:
    """What a return says of one period, as at an hour, counted from the log of this size and root."""

    origin: str
    period: str
    hour: int
    size: int
    root: bytes
    lines: tuple[str, ...]


def return_of(statement: Statement, span: Span, checkpoint: Checkpoint) -> Return:
    """What is to be signed of a closed span, from the statement that was counted at this checkpoint. Raises NotFound
    for a span that is not closed.
    """
    said = tuple(lines(statement, span))
    hour = statement.settled_at or 0  # there is one wherever a span has closed
    return Return(checkpoint.origin, span.name, hour, checkpoint.size, checkpoint.root, said)


def make_return(said: Return, signer: NoteSigner) -> str:
    """The signed note. Raises MalformedNote for a period or a figure that is not one line with something in it."""
    check_origin(said.origin)
    if any(not line or "\n" in line for line in (said.period, *said.lines)):
        raise MalformedNote("Every line of a return says something.")
    head = (HEADER, said.origin, said.period, f"{said.hour}", f"{said.size}", encode_base64(said.root))
    return sign_note("\n".join((*head, *said.lines, "")), signer)


def read_return(note: str | bytes, origin: str, verifier: NoteVerifier) -> Return:
    """What the log's key signed. Raises MalformedNote, or BadSignature unless the log's key signed it."""
    said = open_note(note, [verifier]).removesuffix("\n").split("\n")
    if len(said) < _HEAD or said[:2] != [HEADER, origin] or not all(said):
        raise MalformedNote("This is not a quarterly return of this log.")
    hour, size = read_number(said[3], _LAST_HOUR), read_number(said[4])
    return Return(origin, said[2], hour, size, read_hash(said[5]), tuple(said[_HEAD:]))
