"""consistency.json"""

from __future__ import annotations

from tests.envelope.world import seed
from tests.vectors.vector import Blobs, Vector
from whistle.ledger import merkle

ABOUT = "Whether a longer log begins with a shorter one (PROTOCOL section 6; RFC 9162, 2.1.4)."
SIZES = (
    (1, 2),
    (1, 7),
    (2, 3),
    (3, 7),
    (4, 7),
    (4, 8),
    (6, 8),
    (7, 8),
    (8, 13),
    (11, 13),
    (16, 48),
    (48, 1040),
    (1024, 1040),
)
"""Among them powers of two, the right edge, and sizes as ticks leave them."""


class _Log:
    """One log, told from another by its name."""

    def __init__(self, name: str) -> None:
        self._tiles, self._roots = merkle.MemoryTiles(), [merkle.EMPTY_ROOT]
        head = merkle.Head()
        for index in range(max(new for _, new in SIZES)):
            head = merkle.append(self._tiles, head, [seed(f"{name} {index}")])
            self._roots.append(head.root)

    def root(self, size: int) -> bytes:
        return self._roots[size]

    def proof(self, old: int, new: int) -> list[bytes]:
        return merkle.consistency_proof(self._tiles, old, new)


def vectors(_: Blobs) -> list[Vector]:
    log, fork = _Log("leaf"), _Log("another leaf")
    out = [
        _vector(f"{old} to {new}", "Holds.", log, old, new, log.proof(old, new), holds=True)
        for old, new in SIZES
    ]
    out.append(_vector("13 to 13", "The same log; nothing is to be shown.", log, 13, 13, [], holds=True))
    for old, new in ((3, 7), (4, 8), (48, 1040)):
        good = log.proof(old, new)
        for at in range(len(good)):
            bad = [bytes((each[0] ^ 1,)) + each[1:] if i == at else each for i, each in enumerate(good)]
            out.append(_vector(f"{old} to {new}, hash {at} altered", "", log, old, new, bad))
        out += [
            _vector(f"{old} to {new}, no proof", "", log, old, new, []),
            _vector(f"{old} to {new}, without its first hash", "", log, old, new, good[1:]),
            _vector(f"{old} to {new}, without its last hash", "", log, old, new, good[:-1]),
            _vector(f"{old} to {new}, its last hash twice", "", log, old, new, [*good, good[-1]]),
            _vector(f"{old} to {new}, by another log", "", log, old, new, fork.proof(old, new)),
        ]
        if len(good) > 1:
            out.append(_vector(f"{old} to {new}, turned round", "", log, old, new, good[::-1]))
    forked = "The log was forked before the first of them, and the proof is that of "
    out += [
        _vector(
            "forked, proof of the old one",
            forked + "the log that was seen.",
            log,
            16,
            48,
            log.proof(16, 48),
            now=fork,
        ),
        _vector(
            "forked, proof of the new one",
            forked + "the log that is shown.",
            log,
            16,
            48,
            fork.proof(16, 48),
            now=fork,
        ),
        _vector("forked at one size", "Two roots of one size.", log, 16, 16, [], now=fork),
        _vector("a hash where none is needed", "", log, 16, 16, [seed("leaf 0")]),
        _vector("the longer one first", "", log, 8, 4, log.proof(4, 8)),
    ]
    return out


def _vector(
    name: str,
    about: str,
    log: _Log,
    old: int,
    new: int,
    proof: list[bytes],
    *,
    now: _Log | None = None,
    holds: bool = False,
) -> Vector:
    given = {
        "old": old, "old_root": log.root(old).hex(), "new": new, "new_root": (now or log).root(new).hex(),
        "proof": [each.hex() for each in proof],
    }  # fmt: skip
    if holds:
        return Vector(name, about, "consistency", given, {})
    return Vector(name, about or "Does not lead to both roots.", "consistency", given, error="BadProof")
