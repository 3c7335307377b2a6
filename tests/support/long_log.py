"""A log as long as years make it, put straight into a database: for what must stay quick at a million entries.

    .venv/bin/python -m tests.support.long_log EVENTS FOLDER

makes an installation in that folder and fills its log. Its shape is that of a busy service: a tick every hour, about
ten events a concern, blank leaves in between, a signed checkpoint for each tick. Of the other tables only the limits
are used, so there are no concerns to read behind these events.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from random import Random

from sqlalchemy import Connection, delete, insert, update

from whistle.domain.concern import ClosingReason
from whistle.domain.events import EventType, Filed, Happening
from whistle.ledger import merkle
from whistle.ledger.checkpoint import Checkpoint, make_checkpoint
from whistle.ledger.event import Event, content_of, content_of_release
from whistle.ledger.notes import NoteSigner
from whistle.ledger.tick import BATCH
from whistle.store import log
from whistle.store.engine import Store
from whistle.store.tables import checkpoints, leaves, log_head, pending_leaves, tiles

YEARS = 5
A_CONCERN = 10
"""Events, on average."""
ROUTES = (1, 1, 1, 2)
"""Which routes people take, and how often."""
PIECE = 20_000
"""Rows that one commit writes."""

_LEAF, _EVENT = b"\0whistle/v1/leaf\0", b"whistle/v1/event\0"


@dataclass(frozen=True)
class LongLog:
    """What was made: leaves, events among them, ticks, concerns, and the hour of the last tick."""

    size: int
    events: int
    ticks: int
    concerns: int
    hour: int


class _Tiles:
    """The tree's tiles, until they are written."""

    def __init__(self) -> None:
        self.kept: dict[tuple[int, int], bytes] = {}

    def get(self, level: int, index: int) -> bytes:
        return self.kept.get((level, index), b"")

    def put(self, level: int, index: int, hashes: bytes) -> None:
        self.kept[level, index] = hashes


def fill(
    store: Store,
    signer: NoteSigner,
    events: int = 1_000_000,
    *,
    until: int,
    years: float = YEARS,
    seed: int = 1,
) -> LongLog:
    """Puts about so many events into an empty log, up to the tick of hour ``until``, always the same for one seed.

    What waits in the database, such as the limits and the directory, is taken in by the first tick as of its hour.
    """
    random, first = Random(seed), until - int(years * 365.25 * 24)
    with store.read() as connection:
        begun = [replace(Event.parse(each.event), hour=first) for each in log.waiting(connection)]
    ticks: list[list[bytes]] = [[] for _ in range(first, until + 1)]
    ticks[0] += (event.encode() for event in begun)
    made, concerns = len(begun), 0
    while made < events:
        case, received = random.randbytes(16), first + int(random.random() * (until - first))
        concerns += 1
        for event in a_concern(random, case, received):
            if event.hour < until:
                # What reviewers do in an hour is taken in by the next one's tick; a release is the tick's own.
                ticks[event.hour - first + (event.type is not EventType.RELEASED)].append(event.encode())
                made += 1
    size = _write(store, signer, ticks, first, random)
    return LongLog(size, made, len(ticks), concerns, until)


def a_concern(random: Random, case: bytes, received: int) -> Iterator[Event]:
    """One concern's events: most are answered in time, some late, some again and again."""

    def happened(
        kind: EventType, hour: int, detail: int = 0, more: int = 0, minutes: int | None = None
    ) -> Event:
        return Event(kind, hour, case, content=content_of(Happening(kind, hour, detail, more, minutes)))

    urgent, late = random.random() < 0.04, random.random() < 0.08
    filed = content_of_release(Filed(random.choice(ROUTES), urgent, 1))
    yield Event(EventType.RECEIVED, received, case, 1, bytes(32), random.randbytes(32), random.randbytes(32))
    yield Event(EventType.RELEASED, received + 1, case, content=filed)
    hour = received + 1 + random.randrange(1, 22 + late * 60)
    yield happened(EventType.OPENED, hour)
    yield happened(EventType.ACKNOWLEDGED, hour, minutes=random.randrange(600) if urgent else None)
    yield happened(EventType.CATEGORISED, hour + 1, random.randrange(1, 10))
    for _ in range(random.choice((0, 0, 1, 1, 2))):
        hour += random.randrange(2, 60)
        yield happened(EventType.ASKED, hour)
        hour += random.randrange(3, 200)
        yield happened(EventType.ANSWERED, hour)
    hour += random.randrange(24, 120 + late * 300)
    yield happened(EventType.REPLIED, hour)
    for _ in range(random.choice((0, 1, 1, 2))):
        hour += random.randrange(24, 20 * 24)
        yield happened(EventType.REPORTER_WROTE, hour)
        hour += random.randrange(2, 27 * 24 + late * 200)
        yield happened(EventType.REPLIED, hour)
    if random.random() < 0.06:
        hour += random.randrange(1, 90)
        yield happened(EventType.DISPUTED, hour)
    if random.random() < 0.1:
        return
    for again in range(random.choice((1, 1, 1, 1, 1, 2))):
        if again:
            hour += random.randrange(24, 60 * 24)
            yield happened(EventType.REOPENED, hour)
        hour += random.randrange(2, 25 * 24)
        yield happened(EventType.CLOSED, hour, random.choice(list(ClosingReason)))
    for months in (1, 3):
        yield happened(EventType.CHECKED, hour + months * 30 * 24 + random.randrange(48))


def _write(store: Store, signer: NoteSigner, ticks: Sequence[list[bytes]], first: int, random: Random) -> int:
    """Puts the ticks' leaves, tiles, checkpoints and the head into the database; returns the log's size."""
    tree, head = _Tiles(), merkle.Head()
    rows: list[dict[str, object]] = []
    notes: list[dict[str, object]] = []
    store.commit(lambda connection: connection.execute(delete(pending_leaves)))
    for hour, events in enumerate(ticks, first):
        placed: list[tuple[bytes, bytes | None, bytes | None, bytes | None]] = []
        for event in events:
            salt = random.randbytes(32)
            placed.append((_tree_hash(sha256(_EVENT + salt + event).digest()), salt, event, None))
        for _ in range(-len(events) % BATCH or BATCH * (not events)):
            chance = random.randbytes(32)
            placed.append((_tree_hash(chance), None, None, _LEAF[1:] + chance))
        placed.sort(key=lambda leaf: leaf[0])
        rows += (
            {"idx": place, "tree_hash": tree_hash, "salt": salt, "event": event, "blank": blank}
            for place, (tree_hash, salt, event, blank) in enumerate(placed, head.size)
        )
        head = merkle.append(tree, head, [leaf[0] for leaf in placed])
        note = make_checkpoint(Checkpoint(signer.name, head.size, head.root, hour), signer)
        notes.append({"size": head.size, "hour": hour, "note": note})
        if len(rows) >= PIECE:
            _keep(store, rows, notes)
            rows, notes = [], []
    _keep(store, rows, notes)
    store.commit(lambda connection: _finish(connection, tree, head, first + len(ticks) - 1))
    return head.size


def _tree_hash(inner: bytes) -> bytes:
    return sha256(_LEAF + inner).digest()


def _keep(store: Store, rows: list[dict[str, object]], notes: list[dict[str, object]]) -> None:
    def write(connection: Connection) -> None:
        for table, found in ((leaves, rows), (checkpoints, notes)):
            if found:
                connection.execute(insert(table), found)

    store.commit(write)


def _finish(connection: Connection, tree: _Tiles, head: merkle.Head, hour: int) -> None:
    rows = [{"level": level, "idx": index, "hashes": hashes} for (level, index), hashes in tree.kept.items()]
    for start in range(0, len(rows), 1000):
        connection.execute(insert(tiles), rows[start : start + 1000])
    connection.execute(update(log_head).values(size=head.size, peaks=b"".join(head.peaks), hour=hour))


def main() -> None:
    """Makes an installation with such a log."""
    from tests.support.installation import Installation

    house = Installation(Path(sys.argv[2])).prepare()
    print(fill(house.store, house.log, int(sys.argv[1]), until=house.hour() - 1))
    house.store.close()


if __name__ == "__main__":
    main()
