"""C2SP signed notes with Ed25519 keys: a text, an empty line, and lines that each carry one signature."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from whistle.envelope.ed25519 import SigningKey


@dataclass(frozen=True)
class NoteVerifier:
    """A named public key that may sign notes."""

    name: str
    key: bytes

    @classmethod
    def parse(cls, vkey: str) -> NoteVerifier:
        """Reads ``name+hex key id+base64(0x01 ‖ key)``; raises MalformedKey."""
        raise NotImplementedError

    @property
    def key_id(self) -> bytes:
        """Four bytes that name the key beside its name; a hint, not a fingerprint."""
        raise NotImplementedError

    def __str__(self) -> str:
        """The verifier key as text."""
        raise NotImplementedError


@dataclass(frozen=True)
class NoteSigner:
    """A named private key that signs notes."""

    name: str
    key: SigningKey

    @property
    def verifier(self) -> NoteVerifier:
        """The public half."""
        return NoteVerifier(self.name, self.key.public)


def sign_note(text: str, *signers: NoteSigner) -> str:
    """The text, which ends in a newline, with each signer's signature under it."""
    raise NotImplementedError


def open_note(note: str, verifiers: Iterable[NoteVerifier]) -> str:
    """The note's text, once at least one known key has signed it.

    Raises MalformedNote for the form, BadSignature when no known key signed or a known key's signature is wrong.
    """
    raise NotImplementedError
