"""The tick: what waited is released, the log grows, and the database forgets in which order things came."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from whistle.clock import hour_of
from whistle.domain.errors import ClockWentBack
from whistle.envelope.message import FROM_REPORTER
from whistle.ledger import merkle
from whistle.ledger.checkpoint import Checkpoint, make_checkpoint
from whistle.ledger.tick import plan
from whistle.services import progress, recording
from whistle.services.house import House
from whistle.store import concerns, log, messages, readers
from whistle.store.shuffling import shuffle_fresh

CLOCK = "The clock stands before the last tick. Mend the clock: nothing is released or logged until then."


@dataclass(frozen=True)
class TickResult:
    """What a tick did. ``size`` is the log's; ``ran`` is false when there was nothing to do."""

    ran: bool
    concerns: int
    messages: int
    leaves: int
    size: int


def due(house: House) -> bool:
    """Whether the present tick has not been run yet."""
    with house.store.read() as connection:
        return log.head(connection).slot < _slot(house)


def tick(house: House) -> TickResult:
    """Runs one tick, in one transaction; killed at any point, it has either happened or not.

    With nothing pending it adds blank leaves once an hour, and otherwise does nothing. Raises ClockWentBack.
    """
    result = house.store.commit(lambda connection: _tick(connection, house))
    if result is None:
        raise ClockWentBack(CLOCK)
    # Also when nothing ran: a reader may have stood in the way of the sweep after the tick before.
    house.store.sweep()
    return result


def _tick(connection: Connection, house: House) -> TickResult | None:
    head, hour = log.head(connection, lock=True), hour_of(house.clock.now())
    if hour < head.hour:
        return None
    fresh = concerns.fresh(connection)
    if head.size and hour == head.hour and not fresh and not log.any_waiting(connection):
        log.keep_head(connection, replace(head, slot=_slot(house)))
        return TickResult(False, 0, 0, 0, head.size)
    released = [_release(connection, concern, hour) for concern in fresh]
    head, leaves = _grow(connection, house, head, hour)
    shuffle_fresh(connection)
    log.keep_head(connection, head)
    new = sum(concern.released is None for concern in fresh)
    return TickResult(True, new, sum(released), leaves, head.size)


def _release(connection: Connection, concern: concerns.Concern, hour: int) -> int:
    """Gives places to the messages that waited, and returns how many."""
    waiting = [header for header in messages.headers(connection, concern.mailbox) if header.place is None]
    moved = progress.release(concern, hour)
    concern, events = moved.concern, moved.events
    leaves = recording.leaves(concern.case_id, hour, events)
    for header in waiting:
        moved = progress.place(concern, header.direction, header.hash, header.hour)
        concern = moved.concern
        leaves += recording.leaves(concern.case_id, header.hour, moved.events)
    if waiting:
        first = concern.count - len(waiting) + 1
        places = [(header.seq, first + at) for at, header in enumerate(waiting)]
        messages.give_places(connection, concern.mailbox, places)
    unread = sum(header.direction == FROM_REPORTER for header in waiting)
    concerns.change(connection, progress.tell(concern))
    readers.change_all(connection, concern.mailbox, concern.state, progress.sort_hour(concern), unread)
    if leaves:
        log.wait(connection, leaves)
    return len(waiting)


def _grow(connection: Connection, house: House, head: log.Head, hour: int) -> tuple[log.Head, int]:
    """Takes what waits into the tree, and signs the checkpoint."""
    waiting = {leaf.tree_hash: leaf for leaf in log.waiting(connection)}
    planned = plan(waiting, secrets.token_bytes)
    tree = merkle.append(
        log.StoredTiles(connection),
        merkle.Head(head.size, head.peaks),
        [placed.tree_hash for placed in planned],
    )
    rows = []
    for index, placed in enumerate(planned, head.size):
        known = waiting.get(placed.tree_hash)
        salt, event = (known.salt, known.event) if known else (None, None)
        rows.append(log.Leaf(index, placed.tree_hash, salt, event, placed.blank))
    log.place(connection, rows)
    checkpoint = Checkpoint(house.directory().origin, tree.size, tree.root)
    log.add_checkpoint(connection, tree.size, hour, make_checkpoint(checkpoint, house.log))
    return log.Head(tree.size, tree.peaks, _slot(house), hour), len(planned)


def _slot(house: House) -> int:
    now = int(house.clock.now().timestamp())
    return now - now % house.tick_seconds
