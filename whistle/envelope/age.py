"""age v1 files (C2SP ``age``) with exactly one stanza: ``mlkem768x25519``, or ``scrypt`` for key files."""

from __future__ import annotations

from typing import BinaryIO

from whistle.envelope.keys import Identity, Recipient

HYBRID_HEADER = 1627
CHUNK = 65536
TAG = 16
NONCE = 16


def sealed_length(length: int) -> int:
    """How long the file of ``length`` bytes is under one hybrid stanza (PROTOCOL section 1)."""
    return HYBRID_HEADER + NONCE + length + TAG * max(1, -(-length // CHUNK))


def seal(recipient: Recipient, plaintext: bytes) -> bytes:
    """An age file that only ``recipient`` opens; ``sealed_length(len(plaintext))`` bytes."""
    raise NotImplementedError


def open_sealed(identity: Identity, sealed: bytes) -> bytes:
    """The plaintext; ``MalformedAge`` for a bad or altered file, ``CannotOpen`` for another's."""
    raise NotImplementedError


def encrypt(src: BinaryIO, dst: BinaryIO, recipient: Recipient) -> None:
    """Seal ``src`` into ``dst`` in constant memory."""
    raise NotImplementedError


def decrypt(src: BinaryIO, dst: BinaryIO, identity: Identity) -> None:
    """Open ``src`` into ``dst`` in constant memory. What was written is void if this raises."""
    raise NotImplementedError


def seal_passphrase(plaintext: bytes, passphrase: str, log_n: int = 18) -> bytes:
    """An age file under a passphrase; 2**log_n is scrypt's cost (18: about a second, 256 MiB)."""
    raise NotImplementedError


def open_passphrase(sealed: bytes, passphrase: str, max_log_n: int = 20) -> bytes:
    """The plaintext; a file that asks for more work than ``2**max_log_n`` is refused unread."""
    raise NotImplementedError
