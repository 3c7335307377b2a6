"""age hybrid keys: ``AGE-SECRET-KEY-PQ-1…`` and ``age1pq1…`` (ML-KEM-768 and X25519 together, KEM 0x647a).

The seed is stretched as the age specification says: SHAKE256(seed, 96) is the 64-byte seed of the ML-KEM key and
the 32-byte X25519 key. That is not HPKE's DeriveKeyPair.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

from whistle.domain.errors import MalformedKey
from whistle.envelope import bech32

RECIPIENT = 1216  # bytes: ML-KEM-768 encapsulation key 1184, X25519 public key 32
_ENCAPSULATION = 1184
_RECIPIENT_PREFIX = "age1pq"
_IDENTITY_PREFIX = "age-secret-key-pq-"


@dataclass(frozen=True)
class Recipient:
    """Whom a file is sealed to: 1216 public bytes."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != RECIPIENT:
            raise MalformedKey("A recipient has 1216 bytes.")
        _ = self.hpke  # what the library refuses is refused here, not when something is sealed to it

    @classmethod
    def parse(cls, text: str) -> Recipient:
        # Bech32 allows either case, but the stock ``age`` takes recipients in lower case only, identities in upper.
        if text != text.lower():
            raise MalformedKey("A recipient is written in lower case.")
        return cls(bech32.decode(text, _RECIPIENT_PREFIX))

    @cached_property
    def hpke(self) -> MLKEM768X25519PublicKey:
        """The form that the HPKE suite takes."""
        try:
            return MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(self.raw[:_ENCAPSULATION]),
                X25519PublicKey.from_public_bytes(self.raw[_ENCAPSULATION:]),
            )
        except ValueError:
            raise MalformedKey("This is not a recipient.") from None

    def __str__(self) -> str:
        return bech32.encode(_RECIPIENT_PREFIX, self.raw)

    def __repr__(self) -> str:
        return f"Recipient({str(self)[:20]}…)"


@dataclass(frozen=True)
class Identity:
    """What opens a file: a 32-byte seed. ``str()`` gives the secret text, ``repr()`` does not."""

    seed: bytes

    def __post_init__(self) -> None:
        if len(self.seed) != 32:
            raise MalformedKey("An identity has 32 bytes.")

    @classmethod
    def generate(cls) -> Identity:
        return cls(os.urandom(32))

    @classmethod
    def from_seed(cls, seed: bytes) -> Identity:
        return cls(bytes(seed))

    @classmethod
    def parse(cls, text: str) -> Identity:
        if text != text.upper():
            raise MalformedKey("An identity is written in upper case.")
        return cls(bech32.decode(text, _IDENTITY_PREFIX))

    @cached_property
    def _parts(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        stretched = hashlib.shake_256(self.seed).digest(96)
        return (
            MLKEM768PrivateKey.from_seed_bytes(stretched[:64]),
            X25519PrivateKey.from_private_bytes(stretched[64:]),
        )

    @cached_property
    def hpke(self) -> MLKEM768X25519PrivateKey:
        """The form that the HPKE suite takes."""
        return MLKEM768X25519PrivateKey(*self._parts)

    @cached_property
    def recipient(self) -> Recipient:
        kem, curve = self._parts
        return Recipient(kem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw())

    def __str__(self) -> str:
        return bech32.encode(_IDENTITY_PREFIX, self.seed).upper()

    def __repr__(self) -> str:
        return "Identity(…)"
