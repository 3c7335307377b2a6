"""The tick: what waited is released, the log grows, and the database forgets in which order things came."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from sqlalchemy import Connection

from whistle.clock import hour_of
from whistle.domain.concern import ReporterAction
from whistle.domain.errors import ClockJumped, ClockWentBack
from whistle.domain.events import EventType, Happening
from whistle.domain.hours import END, leapt
from whistle.domain.rules import Rules
from whistle.envelope.message import FROM_REPORTER
from whistle.ledger import merkle
from whistle.ledger.checkpoint import Checkpoint, make_checkpoint
from whistle.ledger.event import Event, content_of
from whistle.ledger.tick import plan
from whistle.services import measuring, progress, recording, reminding, sharing
from whistle.services.house import House
from whistle.services.progress import Moved
from whistle.store import absences, concerns, epochs, log, messages, presence, readers
from whistle.store.shuffling import shuffle_fresh

HOUR = 3600

CLOCK = "The clock stands before the last tick. Mend the clock: nothing is released or logged until then."


AHEAD = (
    "The clock stands before something that was logged, as if that were still to come. Mend the clock: nothing is "
    "released or logged until it has passed that hour."
)

JUMPED = (
    "The clock stands more than 7 days after the last tick, and nothing was released or logged. If the clock is right "
    "and the service was down for so long, run: whistle tick --accept-jump"
)


@dataclass(frozen=True)
class TickResult:
    """What a tick did. ``size`` is the log's; ``ran`` is false when there was nothing to do."""

    ran: bool
    concerns: int
    messages: int
    leaves: int
    size: int


def due(house: House) -> bool:
    """Whether the present tick has not been run yet, or cannot be: a clock that went back is for the tick to tell."""
    with house.store.read() as connection:
        head = log.head(connection)
    return head.slot < _slot(house) or house.hour() < head.hour


def tick(house: House, *, accept_jump: bool = False, figures: bool = True) -> TickResult:
    """Runs one tick. What waits is released and logged in one transaction, which has either happened or not.

    After that come the parts that can be done again: killed in between, the tick is still due, and the next one
    does the rest. With nothing pending it adds blank leaves once an hour, and where ticks come
    by the hour, what waits in an hour that has had its tick waits on. Raises ClockWentBack, or ClockJumped for days
    without a tick, unless ``accept_jump``. Without ``figures`` they are left to the next tick or visit.
    """
    slot = _slot(house)
    with house.store.room():
        result = house.store.commit(lambda connection: _tick(connection, house, accept_jump))
        if not isinstance(result, TickResult):
            raise result
        shuffle_fresh(house.store)
    try:
        if figures:
            measuring.count(house)
        house.store.commit(lambda connection: log.keep_slot(connection, slot))
    finally:
        # Also when nothing ran: a reader may have stood in the way of the sweep after the tick before.
        house.store.sweep()
    return result


def _tick(
    connection: Connection, house: House, accept_jump: bool
) -> TickResult | ClockWentBack | ClockJumped:
    head, hour = log.head(connection, lock=True), hour_of(house.clock.now())
    if hour < head.hour:
        return ClockWentBack(CLOCK)
    if leapt(head.hour, hour) and not accept_jump:
        return ClockJumped(JUMPED)
    if head.size and hour == head.hour and house.tick_seconds >= HOUR:
        # Whoever fetches checkpoints would see from its growth when within the hour something came.
        return TickResult(False, 0, 0, 0, head.size)
    if head.size and (down := hour - head.hour - -(-house.tick_seconds // HOUR)) > 0:
        log.wait(connection, [_down(hour, down)])
    new, placed = _release(connection, house, hour)
    if head.size and hour == head.hour and not placed and not log.any_waiting(connection):
        return TickResult(False, 0, 0, 0, head.size)
    head, leaves = _grow(connection, house, head, hour)
    log.keep_head(connection, head)
    reminding.queue(connection, house, hour)
    absences.expire(connection, hour)
    presence.expire(connection, int(house.clock.now().timestamp()))
    return TickResult(True, new, placed, leaves, head.size)


def _down(hour: int, hours: int) -> log.Pending:
    """That there should have been a tick so many hours ago."""
    content = content_of(Happening(EventType.DOWN, hour, minutes=hours))
    return recording.leaf(Event(EventType.DOWN, hour, content=content))


def _release(connection: Connection, house: House, hour: int) -> tuple[int, int]:
    """Gives places to the messages that waited long enough, and puts changes of who may read in force behind them;
    returns of how many concerns these messages were the first, and how many.
    """
    new = placed = 0
    before = house.hand_over.last(hour)
    for marked in concerns.marked(connection):
        waiting = messages.waiting(connection, [concern.mailbox for concern in marked])
        changes = epochs.waiting(connection, [concern.mailbox for concern in marked])
        looked_at = [
            _Released.of(
                concern,
                house.books.of(connection, concern.rules),
                waiting[concern.mailbox],
                changes.get(concern.mailbox),
                before,
                hour,
            )
            for concern in marked
        ]
        released = [each for each in looked_at if each.places]
        messages.give_places(connection, [place for each in released for place in each.places])
        concerns.change(connection, [each.concern for each in released])
        concerns.hold(connection, [each.concern for each in looked_at if each.waits])
        readers.change_all(connection, [progress.shown(each.concern, each.unread) for each in released])
        log.wait(connection, [leaf for each in released for leaf in each.leaves])
        for each in looked_at:
            if each.change:
                log.wait(connection, sharing.take_effect(house, connection, each.concern, each.change))
        new += sum(each.new for each in released)
        placed += sum(len(each.places) for each in released)
    return new, placed


@dataclass(frozen=True)
class _Released:
    """A concern after the messages that were due in it got their places. ``change`` is to take effect behind them."""

    concern: concerns.Concern
    new: bool
    places: list[tuple[bytes, int, int]]
    waits: bool
    unread: int
    leaves: list[log.Pending]
    change: epochs.Change | None

    @classmethod
    def of(
        cls,
        concern: concerns.Concern,
        rules: Rules,
        waiting: Sequence[messages.Header],
        change: epochs.Change | None,
        before: int,
        hour: int,
    ) -> _Released:
        held = change is not None and not (concern.urgent or change.hour < before)
        due = _due(concern, waiting, before if held or change is None else END)
        waits = held or len(due) < len(waiting)
        change = None if held else change
        if not due:
            return cls(concern, False, [], waits, 0, [], change)
        new, places = concern.released is None, []
        moved = progress.release(concern, rules, hour * 60)
        leaves = recording.leaves(concern, moved.happened)
        for header in due:
            moved = Moved(progress.place(moved.concern, header.hash))
            places.append((concern.mailbox, header.seq, moved.concern.count))
            if header.direction == FROM_REPORTER and header.act != EventType.RECEIVED:
                moved = progress.heard(moved.concern, rules, ReporterAction.from_act(header.act), header.hour)
                leaves += recording.leaves(concern, moved.happened)
        unread = sum(header.direction == FROM_REPORTER for header in due)
        return cls(progress.tell(moved.concern), new, places, waits, unread, leaves, change)


def _due(concern: concerns.Concern, waiting: Sequence[messages.Header], before: int) -> list[messages.Header]:
    """What is handed over now, in the order of its places: what reporters wrote ``before`` an hour, and all that does
    not wait for one. Before who may read changes, everything is.

    One side's after the other's: a reviewer knows when they wrote themselves, and would read from the order in which
    minute the reporter did. Neither can follow what the other has not been shown.
    """
    theirs = [header for header in waiting if header.direction == FROM_REPORTER]
    if not concern.urgent:
        theirs = list(takewhile(lambda header: header.hour < before, theirs))
    return theirs + [header for header in waiting if header.direction != FROM_REPORTER]


def _grow(connection: Connection, house: House, head: log.Head, hour: int) -> tuple[log.Head, int]:
    """Takes what waits into the tree, and signs the checkpoint."""
    waiting = {leaf.tree_hash: leaf for leaf in log.waiting(connection)}
    if any(Event.parse(leaf.event).hour > hour for leaf in waiting.values()):
        # Signed, it would be an entry dated after its own tick, and no auditor's tool would take the record again.
        raise ClockWentBack(AHEAD)
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
    checkpoint = Checkpoint(house.directory().origin, tree.size, tree.root, hour)
    log.add_checkpoint(connection, tree.size, hour, make_checkpoint(checkpoint, house.log))
    return log.Head(tree.size, tree.peaks, head.slot, hour), len(planned)


def _slot(house: House) -> int:
    now = int(house.clock.now().timestamp())
    return now - now % house.tick_seconds
