"""Checkpoints (C2SP tlog-checkpoint) and proofs of inclusion that stand alone (C2SP tlog-proof)."""

from __future__ import annotations

from dataclasses import dataclass

from whistle.ledger.notes import NoteSigner, NoteVerifier


@dataclass(frozen=True)
class Checkpoint:
    """The log's size and root at one moment."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True)
class Proof:
    """Where a leaf stands, the hashes that lead to the root, and the signed checkpoint with that root, verbatim."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str


def make_checkpoint(checkpoint: Checkpoint, signer: NoteSigner) -> str:
    """The signed note."""
    raise NotImplementedError


def read_checkpoint(note: str, origin: str, verifier: NoteVerifier) -> Checkpoint:
    """What the log's key signed. Raises MalformedNote, or BadSignature unless the log's key signed it."""
    raise NotImplementedError


def make_proof(proof: Proof) -> str:
    """The proof as text."""
    raise NotImplementedError


def read_proof(text: str) -> Proof:
    """The proof's parts, nothing verified. Raises MalformedNote."""
    raise NotImplementedError


def verify_proof(text: str, tree_hash: bytes, origin: str, verifier: NoteVerifier) -> Checkpoint:
    """The checkpoint under which the leaf stands. Raises MalformedNote, BadSignature or BadProof."""
    raise NotImplementedError
