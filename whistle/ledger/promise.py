"""The promise that a filing is answered with: by this hour the leaf is in the log (PROTOCOL section 7).

    <origin>
    promise
    <base64 of the leaf's tree hash>
    <hour, decimal>

as the text of a C2SP signed note by the promise key. Broken, it is evidence that anyone can check.
"""

from __future__ import annotations

from dataclasses import dataclass

from whistle.domain.errors import MalformedNote
from whistle.ledger.checkpoint import check_origin, read_hash, read_number
from whistle.ledger.notes import NoteSigner, NoteVerifier, encode_base64, open_note, sign_note

_WORD = "promise"
_LAST_HOUR = 2**32 - 1


@dataclass(frozen=True)
class Promise:
    """What was promised: the leaf's tree hash, and the hour by which the log includes it."""

    tree_hash: bytes
    by_hour: int


def make_promise(origin: str, tree_hash: bytes, by_hour: int, signer: NoteSigner) -> str:
    """The signed note."""
    check_origin(origin)
    return sign_note(f"{origin}\n{_WORD}\n{encode_base64(tree_hash)}\n{by_hour}\n", signer)


def read_promise(note: str | bytes, origin: str, verifier: NoteVerifier) -> Promise:
    """What the note promises. Raises MalformedNote, or BadSignature unless the promise key signed it."""
    lines = open_note(note, [verifier]).split("\n")
    if len(lines) != 5 or lines[0] != origin or lines[1] != _WORD:
        raise MalformedNote("This is not a promise of this log.")
    return Promise(read_hash(lines[2]), read_number(lines[3], _LAST_HOUR))
