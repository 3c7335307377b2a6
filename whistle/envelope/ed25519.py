"""Ed25519 (RFC 8032), verified strictly (PROTOCOL section 1).

Libraries differ on the edges: some take a small-order key, under which one signature fits every message, some
a second encoding of the same point. Both edges are cut off here, before the library is asked.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from whistle.domain.errors import BadSignature, MalformedKey

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
# The y of the eight points of small order: orders 1, 2, 4 (both signs) and 8 (both signs of two).
# The tests compute them anew.
_ORDER_8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
SMALL_ORDER_Y = frozenset({0, 1, P - 1, _ORDER_8, P - _ORDER_8})


def _check_point(encoded: bytes, what: str) -> None:
    """Refuse an encoding that is not canonical, or a point of small order."""
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    if y >= P or y in SMALL_ORDER_Y:
        raise BadSignature(f"The {what} is not one that a signature may have.")


def check_key(key: bytes) -> bytes:
    """Return ``key`` if it may verify signatures; ``MalformedKey`` otherwise."""
    try:
        if len(key) != 32:
            raise MalformedKey("A verification key has 32 bytes.")
        _check_point(key, "verification key")
        Ed25519PublicKey.from_public_bytes(key)
    except (BadSignature, ValueError):
        raise MalformedKey("This is not a verification key.") from None
    return key


def verify(key: bytes, signature: bytes, message: bytes) -> None:
    """Raise ``BadSignature`` unless ``signature`` (64 bytes) over ``message`` is by ``key`` (32 bytes)."""
    if len(key) != 32 or len(signature) != 64:
        raise BadSignature("The signature or its key has the wrong length.")
    _check_point(key, "verification key")
    _check_point(signature[:32], "signature")
    if int.from_bytes(signature[32:], "little") >= L:
        raise BadSignature("The signature is not in its only valid form.")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise BadSignature("The signature does not match.") from None


@dataclass(frozen=True)
class SigningKey:
    """An Ed25519 key that signs. Its text never shows the seed."""

    seed: bytes

    def __post_init__(self) -> None:
        if len(self.seed) != 32:
            raise MalformedKey("A signing key's seed has 32 bytes.")

    @classmethod
    def from_seed(cls, seed: bytes) -> SigningKey:
        return cls(bytes(seed))

    @classmethod
    def generate(cls) -> SigningKey:
        return cls(os.urandom(32))

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def public(self) -> bytes:
        """The 32-byte verification key."""
        return self._private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """64 bytes, always the same for the same message."""
        return self._private.sign(message)

    def __repr__(self) -> str:
        return f"SigningKey(public={self.public.hex()})"
