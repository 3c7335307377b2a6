"""Concerns as the store sees them, filled with random bytes, and what a copy of the database's file tells of them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from statistics import correlation

from sqlalchemy import Connection

from whistle.store import concerns, epochs, journal, log, messages
from whistle.store.engine import Store
from whistle.store.shuffling import BESIDES

READERS = ("amira", "ben", "carys")
BODY = 18_312
WHOLE = 2 * (BESIDES + BODY)
"""Bytes of a concern with one message and one entry of its journal, as the shuffle counts them."""


def arrive(connection: Connection, *, waits: bool = False) -> dict[str, bytes]:
    """Keeps one concern, as the release of a tick leaves it or before that; returns a piece of each of its rows, to
    find them in the file by.
    """
    mailbox, case, tree = secrets.token_bytes(16), secrets.token_bytes(16), secrets.token_bytes(32)
    opening, receipt, sealed = (secrets.token_bytes(length) for length in (1994, 420, BODY))
    grants = {secrets.token_bytes(32): secrets.token_bytes(2109) for _ in range(4)}
    concern = concerns.Concern(
        mailbox, filing_hash=tree, case_id=case, state=0, urgent=False, route=1, size_class=1, readers=3, opened=0,
        received=498_000, released=None, due=498_024, due_kind="acknowledgement",
        told_state=0, told_due=498_024, written=1, count=0, head=tree, leaf=tree, opening=opening, receipt=receipt,
        epoch=1, journal=1,
    )  # fmt: skip
    concerns.add(connection, concern, grants, READERS)
    header = messages.Header(1, None if waits else 1, 1, 1, 498_000, tree, len(sealed), tree, 0, None)
    messages.add(connection, mailbox, header, sealed)
    item = secrets.token_bytes(4304)
    epochs.add(connection, mailbox, epochs.Change(1, 498_000, tree, tree, item))
    epochs.hand(connection, holder := secrets.token_bytes(16), mailbox)
    note, own = secrets.token_bytes(BODY), {kid: secrets.token_bytes(2109) for kid in grants}
    journal.add(connection, mailbox, journal.Header(1, 498_000, tree, len(note), tree), note, own)
    log.wait(connection, [log.Pending(tree, tree, receipt[:121])])
    return {
        "concern": receipt[-32:],
        "grant": next(iter(grants.values()))[-32:],
        "epoch": item[-32:],
        "holder": holder,
        "message": sealed[:32],
        "end of message": sealed[-32:],
        "entry": note[:32],
        "end of entry": note[-32:],
        "grant of entry": next(iter(own.values()))[-32:],
        "mailbox": mailbox,
    }


def offsets(path: Path, pieces: Sequence[bytes]) -> list[float]:
    """Where each piece lies in the file: the mean of its places, which must be at least one."""
    data = path.read_bytes()
    found = []
    for piece in pieces:
        places, at = [], data.find(piece)
        while at >= 0:
            places.append(at)
            at = data.find(piece, at + 1)
        found.append(sum(places) / len(places))
    return found


def rank_correlation(values: Sequence[float]) -> float:
    """How far the values follow the order they stand in: 1 fully, 0 not at all, -1 backwards."""
    return correlation(range(len(values)), ranks(values))


def wal_of(store: Store) -> Path:
    return Path(f"{store.url.database}-wal")


def ranks(values: Sequence[float]) -> list[int]:
    """The place of each value among all."""
    order = sorted(range(len(values)), key=values.__getitem__)
    return sorted(range(len(values)), key=order.__getitem__)
