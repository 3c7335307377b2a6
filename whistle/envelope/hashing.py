"""The two marks of PROTOCOL section 1: ``LBL`` and ``H``."""

from __future__ import annotations

import hashlib

HASH = 32
ZEROS = bytes(HASH)


def label(text: str) -> bytes:
    """``LBL(text)``: ASCII and one zero byte, so that no label is a prefix of another."""
    return text.encode("ascii") + b"\0"


def sha256(*parts: bytes) -> bytes:
    """``H(a ‖ b ‖ …)``, 32 bytes."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()
