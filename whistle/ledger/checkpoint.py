"""Checkpoints (C2SP tlog-checkpoint) and proofs of inclusion that stand alone (C2SP tlog-proof).

    c2sp.org/tlog-proof@v1
    index <index>
    <base64 hash, one a line, from the leaf's sibling upwards>

    <the checkpoint, verbatim:>
    <origin>
    <size>
    <base64 root>
    hour <hour of the tick, decimal>

    — <name> <signature>

A checkpoint's one extension line is the tick's hour, so that no entry can be dated after the tick that took it in. What
follows it, and ``extra`` data in a proof, is nobody's in Whistle and read over as the specifications say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from whistle.domain.errors import MalformedNote
from whistle.ledger.merkle import verify_inclusion
from whistle.ledger.notes import (
    NoteSigner,
    NoteVerifier,
    as_text,
    decode_base64,
    encode_base64,
    open_note,
    sign_note,
)

_HEADER = "c2sp.org/tlog-proof@v1"
_EXTRA = "extra "
_INDEX = "index "
_HOUR = "hour "
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_LARGEST = 2**63 - 1
_LAST_HOUR = 2**32 - 1
_MAX_HASHES = 63


@dataclass(frozen=True)
class Checkpoint:
    """The log's size and root after the tick of one hour."""

    origin: str
    size: int
    root: bytes
    hour: int


@dataclass(frozen=True)
class Proof:
    """Where a leaf stands, the hashes that lead to the root, and the signed checkpoint with that root, verbatim."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str


def make_checkpoint(checkpoint: Checkpoint, signer: NoteSigner) -> str:
    """The signed note."""
    check_origin(checkpoint.origin)
    lines = (
        checkpoint.origin,
        f"{checkpoint.size}",
        encode_base64(checkpoint.root),
        f"{_HOUR}{checkpoint.hour}",
        "",
    )
    return sign_note("\n".join(lines), signer)


def read_checkpoint(note: str | bytes, origin: str, verifier: NoteVerifier) -> Checkpoint:
    """What the log's key signed. Raises MalformedNote, or BadSignature unless the log's key signed it."""
    first, *rest = open_note(note, [verifier]).removesuffix("\n").split("\n")
    if first != origin or len(rest) < 3 or not all(rest) or not rest[2].startswith(_HOUR):
        raise MalformedNote("This is not a checkpoint of this log.")
    hour = read_number(rest[2].removeprefix(_HOUR), _LAST_HOUR)
    return Checkpoint(origin, read_number(rest[0]), read_hash(rest[1]), hour)


def make_proof(proof: Proof) -> str:
    """The proof as text."""
    lines = (_HEADER, f"{_INDEX}{proof.index}", *map(encode_base64, proof.hashes), "", proof.checkpoint)
    return "\n".join(lines)


def read_proof(text: str | bytes) -> Proof:
    """The proof's parts, nothing verified. Raises MalformedNote. Extra data is checked for its form and dropped."""
    head, blank, checkpoint = as_text(text).partition("\n\n")
    lines = head.split("\n")
    if lines.pop(0) != _HEADER or not blank:
        raise MalformedNote("This is not a tlog-proof.")
    if lines and lines[0].startswith(_EXTRA):
        decode_base64(lines.pop(0).removeprefix(_EXTRA))
    if not lines or not lines[0].startswith(_INDEX) or len(lines) > 1 + _MAX_HASHES:
        raise MalformedNote("The proof does not say where the leaf stands, or is too long.")
    index = read_number(lines.pop(0).removeprefix(_INDEX))
    return Proof(index, tuple(map(read_hash, lines)), checkpoint)


def verify_proof(text: str | bytes, tree_hash: bytes, origin: str, verifier: NoteVerifier) -> Checkpoint:
    """The checkpoint under which the leaf stands. Raises MalformedNote, BadSignature or BadProof."""
    proof = read_proof(text)
    checkpoint = read_checkpoint(proof.checkpoint, origin, verifier)
    verify_inclusion(tree_hash, proof.index, checkpoint.size, proof.hashes, checkpoint.root)
    return checkpoint


def check_origin(origin: str) -> None:
    """Raises MalformedNote for an origin that is not one line."""
    if not origin or "\n" in origin:
        raise MalformedNote("An origin is one line, and not empty.")


def read_number(text: str, largest: int = _LARGEST) -> int:
    """A decimal number without leading zeros; raises MalformedNote."""
    if not _NUMBER.fullmatch(text) or int(text) > largest:
        raise MalformedNote("A number of the note is not one.")
    return int(text)


def read_hash(text: str) -> bytes:
    """A SHA-256 hash in base64; raises MalformedNote."""
    raw = decode_base64(text)
    if len(raw) != 32:
        raise MalformedNote("A hash of the note is not 32 bytes.")
    return raw
