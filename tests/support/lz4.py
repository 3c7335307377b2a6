"""Reads what Firefox compresses: files that begin with ``mozLz40``, each one LZ4 block."""

from __future__ import annotations

MAGIC = b"mozLz40\0"


def unpack(data: bytes) -> bytes:
    """The contents of such a file, as far as they were written; other data as it is."""
    if not data.startswith(MAGIC):
        return data
    size = int.from_bytes(data[8:12], "little")
    block, out, at = data[12:], bytearray(), 0
    while at < len(block) and len(out) < size:
        token = block[at]
        literals, at = _length(block, at + 1, token >> 4)
        out += block[at : at + literals]
        at += literals
        if at + 2 > len(block):
            break
        distance = int.from_bytes(block[at : at + 2], "little")
        copied, at = _length(block, at + 2, token & 15)
        for _ in range(copied + 4):
            out.append(out[-distance])  # what is copied may overlap itself
    return bytes(out)


def _length(block: bytes, at: int, begun: int) -> tuple[int, int]:
    """A length that may go on in further bytes, and where what follows begins."""
    while begun >= 15 and at < len(block):
        begun += block[at]
        at += 1
        if block[at - 1] != 255:
            break
    return begun, at
