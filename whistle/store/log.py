"""The log: leaves that wait, leaves in the tree, its tiles, its head and its checkpoints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func, insert, select, true, update

from whistle.store.prepared import Prepared
from whistle.store.tables import checkpoints, leaves, log_head, pending_leaves, tiles

HASH = 32


@dataclass(frozen=True)
class Pending:
    """A leaf that the next tick takes into the tree: its tree hash, and what it says."""

    tree_hash: bytes
    salt: bytes
    event: bytes


@dataclass(frozen=True)
class Leaf:
    """A leaf in its place: an event with its salt, or a blank leaf's own bytes."""

    idx: int
    tree_hash: bytes
    salt: bytes | None = None
    event: bytes | None = None
    blank: bytes | None = None


@dataclass(frozen=True)
class Head:
    """Size and peaks of the tree; start (unix seconds) of the tick that ran last to its end, and hour of the last."""

    size: int
    peaks: tuple[bytes, ...]
    slot: int
    hour: int


_HEAD_COLUMNS = (log_head.c.size, log_head.c.peaks, log_head.c.slot, log_head.c.hour)
_HEAD = Prepared(select(*_HEAD_COLUMNS))
_LOCK_HEAD = Prepared(select(*_HEAD_COLUMNS).with_for_update())
_TILE = Prepared(
    select(tiles.c.hashes).where(tiles.c.level == bindparam("height"), tiles.c.idx == bindparam("at"))
)
_INDEX = Prepared(select(leaves.c.idx).where(leaves.c.tree_hash == bindparam("hash")))
_LAST_CHECKPOINT = Prepared(
    select(checkpoints.c.note).where(
        checkpoints.c.size == select(func.max(checkpoints.c.size)).scalar_subquery()
    )
)
_CHECKPOINT = Prepared(select(checkpoints.c.note).where(checkpoints.c.size == bindparam("at")))
_INSERT_PENDING = Prepared(insert(pending_leaves))
_TAKE_PENDING = Prepared(delete(pending_leaves).where(pending_leaves.c.tree_hash == bindparam("tree_hash")))
_INSERT_LEAF = Prepared(insert(leaves))


class StoredTiles:
    """The tree's tiles, by one open connection; reads each once, writes each once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read: dict[tuple[int, int], bytes] = {}

    def get(self, level: int, index: int) -> bytes:
        if (level, index) not in self._read:
            found = _TILE.first(self._connection, {"height": level, "at": index})
            self._read[level, index] = found[0] if found else b""
        return self._read[level, index]

    def put(self, level: int, index: int, hashes: bytes) -> None:
        row = {"level": level, "idx": index, "hashes": hashes}
        if self.get(level, index):
            here = (tiles.c.level == level) & (tiles.c.idx == index)
            self._connection.execute(update(tiles).where(here).values(hashes=hashes))
        else:
            self._connection.execute(insert(tiles), row)
        self._read[level, index] = hashes


_LEAF_COLUMNS = tuple(leaves.c[name] for name in Leaf.__dataclass_fields__)


def begin(connection: Connection) -> None:
    """Starts an empty log, unless there is one."""
    if connection.execute(select(log_head.c.id)).first() is None:
        connection.execute(insert(log_head), {"id": 1, "size": 0, "peaks": b"", "slot": 0, "hour": 0})


def head(connection: Connection, *, lock: bool = False) -> Head:
    """The log's head. ``lock`` keeps other ticks off it, where writers run side by side."""
    size, peaks, slot, hour = (_LOCK_HEAD if lock else _HEAD).only(connection, {})
    return Head(size, tuple(peaks[at : at + HASH] for at in range(0, len(peaks), HASH)), slot, hour)


def keep_head(connection: Connection, head: Head) -> None:
    """Puts the head in place of the one before."""
    connection.execute(
        update(log_head).values(size=head.size, peaks=b"".join(head.peaks), slot=head.slot, hour=head.hour)
    )


def keep_slot(connection: Connection, slot: int) -> None:
    """Notes which tick has been run to its end."""
    connection.execute(update(log_head).values(slot=slot))


def wait(connection: Connection, pending: Iterable[Pending]) -> None:
    """Keeps leaves for the next tick."""
    _INSERT_PENDING.many(connection, map(vars, pending))


def waiting(connection: Connection) -> list[Pending]:
    """Everything that the next tick takes, by tree hash."""
    return [
        Pending(*row)
        for row in connection.execute(select(pending_leaves).order_by(pending_leaves.c.tree_hash))
    ]


def any_waiting(connection: Connection) -> bool:
    """Whether the next tick has a leaf to take."""
    return connection.execute(select(true()).select_from(pending_leaves).limit(1)).first() is not None


def place(connection: Connection, placed: Sequence[Leaf]) -> None:
    """Keeps leaves in their places; they wait no more."""
    rows = [vars(leaf) for leaf in placed]
    _INSERT_LEAF.many(connection, rows)
    _TAKE_PENDING.many(connection, rows)


def index_of(connection: Connection, tree_hash: bytes) -> int | None:
    """Where the leaf stands, once it is in the tree."""
    row = _INDEX.first(connection, {"hash": tree_hash})
    return row[0] if row else None


def all_leaves(connection: Connection, start: int = 0) -> Iterator[Leaf]:
    """The log from one place on, without holding it in memory."""
    rows = select(*_LEAF_COLUMNS).where(leaves.c.idx >= bindparam("start")).order_by(leaves.c.idx)
    for row in connection.execution_options(yield_per=1000).execute(rows, {"start": start}):
        yield Leaf(*row)


def add_checkpoint(connection: Connection, size: int, hour: int, note: str) -> None:
    """Keeps the signed note of a tick."""
    connection.execute(insert(checkpoints), {"size": size, "hour": hour, "note": note})


def last_checkpoint(connection: Connection) -> str | None:
    """The newest signed note."""
    row = _LAST_CHECKPOINT.first(connection, {})
    return row[0] if row else None


def checkpoint_of(connection: Connection, size: int) -> str | None:
    """The signed note of the tick that left this many leaves, if there was one."""
    row = _CHECKPOINT.first(connection, {"at": size})
    return row[0] if row else None


def newest(connection: Connection) -> tuple[int, str] | None:
    """The largest size that was signed, and the note."""
    wanted = select(checkpoints.c.size, checkpoints.c.note).order_by(checkpoints.c.size.desc()).limit(1)
    row = connection.execute(wanted).first()
    return (row[0], row[1]) if row else None


def checkpoints_after(connection: Connection, size: int, until: int, most: int) -> list[tuple[int, str]]:
    """Size and signed note of the next ticks, at most so many, that left more than ``size`` leaves and not more than
    ``until``.
    """
    sizes = checkpoints.c.size
    wanted = select(sizes, checkpoints.c.note).where(sizes > size, sizes <= until).order_by(sizes).limit(most)
    return [(found, note) for found, note in connection.execute(wanted)]
