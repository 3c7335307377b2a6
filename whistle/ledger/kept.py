"""The service's own note of what it counted, so that the figures need not be counted at every visit.

    <the document, JSON in one line>
    whistle/v1/kept
    <origin>
    <size>
    <base64 root>
    hour <hour, decimal>
    <base64 SHA-256 of the document's line>

    — <name> <signature>

From the second line on it is a signed note by the log key, over the checkpoint that was counted from and over what was
counted: a row that somebody edits, or puts under another checkpoint, is not shown but counted anew. It leaves the
service in no file, and an auditor's own count needs none of it.
"""

from __future__ import annotations

from hashlib import sha256

from whistle.domain.errors import BadProof, MalformedNote
from whistle.ledger.checkpoint import Checkpoint
from whistle.ledger.notes import NoteSigner, NoteVerifier, encode_base64, open_note, sign_note

_FORMAT = "whistle/v1/kept"


def keep(document: str, checkpoint: Checkpoint, signer: NoteSigner) -> bytes:
    """The bytes to keep of a document, which is one line. Raises MalformedNote."""
    if "\n" in document:
        raise MalformedNote("What is kept is one line.")
    return f"{document}\n{sign_note(_text(document, checkpoint), signer)}".encode()


def read(kept: bytes, checkpoint: Checkpoint, verifier: NoteVerifier) -> str:
    """The document, if it is what this service counted at this checkpoint.

    Raises MalformedNote or BadSignature, and BadProof for a document or a checkpoint that was not signed here.
    """
    try:
        document, _, note = kept.decode().partition("\n")
    except UnicodeDecodeError:
        raise MalformedNote("What was kept is not text.") from None
    if open_note(note, [verifier]) != _text(document, checkpoint):
        raise BadProof("What was kept is not what was signed for this checkpoint.")
    return document


def _text(document: str, checkpoint: Checkpoint) -> str:
    lines = (
        _FORMAT,
        checkpoint.origin,
        f"{checkpoint.size}",
        encode_base64(checkpoint.root),
        f"hour {checkpoint.hour}",
        encode_base64(sha256(document.encode()).digest()),
        "",
    )
    return "\n".join(lines)
