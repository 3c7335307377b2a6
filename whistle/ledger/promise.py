"""The promise that a filing is answered with: by this hour the leaf is in the log (PROTOCOL section 7).

    <origin>
    promise
    <base64 of the leaf's tree hash>
    <hour, decimal>

as the text of a C2SP signed note by the promise key. Broken, it is evidence that anyone can check.
"""

from __future__ import annotations

from dataclasses import dataclass

from whistle.ledger.notes import NoteSigner, NoteVerifier


@dataclass(frozen=True)
class Promise:
    """What was promised: the leaf's tree hash, and the hour by which the log includes it."""

    tree_hash: bytes
    by_hour: int


def make_promise(origin: str, tree_hash: bytes, by_hour: int, signer: NoteSigner) -> str:
    """The signed note."""
    raise NotImplementedError


def read_promise(note: str, origin: str, verifier: NoteVerifier) -> Promise:
    """What the note promises. Raises MalformedNote, or BadSignature unless the promise key signed it."""
    raise NotImplementedError
