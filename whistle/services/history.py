"""How the log grew, for everyone alike: what it signed at each tick, and that the later continues the earlier."""

from __future__ import annotations

from sqlalchemy import Connection

from whistle.domain.errors import NotFound
from whistle.ledger.merkle import consistency_proof
from whistle.ledger.notes import encode_base64
from whistle.services.house import House
from whistle.store import log

_LARGEST = 2**63 - 1
"""What the database can be asked for."""


def checkpoint(house: House, size: int) -> str:
    """The signed head of the log as it was at this size. Raises NotFound unless a tick left it so."""
    with house.store.read() as connection:
        return _checkpoint(connection, size)


def consistency(house: House, old: int, new: int) -> str:
    """The proof that the log of ``new`` leaves begins with that of ``old`` ones, a hash in base64 a line.

    Raises NotFound unless both are sizes at which the log was signed, and ``old`` is not the larger. Proofs between
    other sizes would tell roots that a tick never showed.
    """
    if old > new:
        raise NotFound("A log does not begin with a longer one.")
    with house.store.read() as connection:
        _checkpoint(connection, old)
        _checkpoint(connection, new)
        hashes = consistency_proof(log.StoredTiles(connection), old, new)
    return "".join(f"{encode_base64(each)}\n" for each in hashes)


def _checkpoint(connection: Connection, size: int) -> str:
    note = log.checkpoint_of(connection, size) if size <= _LARGEST else None
    if note is None:
        raise NotFound("The log was never signed at that size.")
    return note
