"""Who is reminded by mail, what there is to remind them of, and how their latest reminder stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, exists, func, insert, or_, select, update
from sqlalchemy import delete as delete_from

from whistle.store.tables import concerns, messages, readers, reminders, staff


@dataclass(frozen=True)
class Reminder:
    """One person's. ``state`` is None before the first; times are hours, ``next_try`` unix seconds."""

    staff_id: bytes
    address: str
    day: int = 0
    told: bytes = b""
    state: str | None = None
    queued: int | None = None
    sent: int | None = None
    tries: int = 0
    next_try: int | None = None
    failing_since: int | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Known:
    """A reminder, and whose it is."""

    reminder: Reminder
    name: str
    role: str
    reviewer: str | None


_REMINDER = [reminders.c[name] for name in Reminder.__dataclass_fields__]
_READS = readers.c.sort_hour.is_not(None)


def everyone(connection: Connection) -> list[Known]:
    """Everyone with an address, by name."""
    rows = connection.execute(
        select(*_REMINDER, staff.c.name, staff.c.role, staff.c.reviewer)
        .join_from(reminders, staff)
        .order_by(staff.c.name)
    )
    return [Known(Reminder(*row[:-3]), *row[-3:]) for row in rows]


def keep(connection: Connection, reminder: Reminder) -> None:
    """Adds one, or puts it in the place of the person's last."""
    forget(connection, reminder.staff_id)
    connection.execute(insert(reminders), vars(reminder))


def forget(connection: Connection, staff_id: bytes) -> None:
    connection.execute(delete_from(reminders).where(reminders.c.staff_id == staff_id))


def find(connection: Connection, staff_id: bytes) -> Reminder | None:
    row = connection.execute(select(*_REMINDER).where(reminders.c.staff_id == staff_id)).one_or_none()
    return Reminder(*row) if row else None


def change(connection: Connection, reminder: Reminder, **values: Any) -> None:
    """Sets these columns of a person's reminder, unless another was queued or its address changed since."""
    same = (
        (reminders.c.staff_id == reminder.staff_id)
        & (reminders.c.address == reminder.address)
        & reminders.c.queued.is_not_distinct_from(reminder.queued)
    )
    connection.execute(update(reminders).where(same).values(**values))


def due(connection: Connection, now: int) -> Reminder | None:
    """The one that has waited longest for its try at ``now``; where writers run side by side, nobody else has it."""
    row = connection.execute(
        select(*_REMINDER)
        .where(reminders.c.next_try <= now)
        .order_by(reminders.c.next_try, reminders.c.staff_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    return Reminder(*row) if row else None


def any_unread(connection: Connection, ids: Collection[str]) -> bool:
    """Whether this person, whose entries are these, has something to read."""
    found = exists().where(readers.c.reviewer.in_(ids), readers.c.unread > 0, _READS)
    return bool(connection.scalar(select(found)))


def any_due(
    connection: Connection,
    ids: Collection[str],
    states: tuple[int, ...],
    before: Mapping[str, int],
    handlers: Collection[str] | None = None,
) -> bool:
    """Whether something of this person's in these states is due before the hour for its kind; of what one of these
    ``handlers`` has in hand, or of all.
    """
    runs_out = or_(
        *(and_(concerns.c.due_kind == kind, readers.c.sort_hour < hour) for kind, hour in before.items())
    )
    found = exists().where(
        readers.c.reviewer.in_(ids),
        readers.c.state.in_(states),
        # Once more for all kinds, since this is what the index finds.
        readers.c.sort_hour < max(before.values()),
        concerns.c.mailbox == readers.c.mailbox,
        runs_out,
    )
    if handlers is not None:
        found = found.where(concerns.c.handler.in_(handlers))
    return bool(connection.scalar(select(found)))


def urgent_unread(connection: Connection, ids: Collection[str], direction: int) -> list[tuple[bytes, int]]:
    """The urgent concerns with something unread, and the place of the newest message of that direction in each."""
    rows = connection.execute(
        select(readers.c.mailbox, func.max(messages.c.place))
        .join(concerns, concerns.c.mailbox == readers.c.mailbox)
        .join(messages, messages.c.mailbox == readers.c.mailbox)
        .where(
            readers.c.reviewer.in_(ids),
            readers.c.unread > 0,
            _READS,
            concerns.c.urgent,
            messages.c.direction == direction,
        )
        .group_by(readers.c.mailbox)
    )
    return [(mailbox, place or 0) for mailbox, place in rows]


def reads_all_of(connection: Connection, ids: Collection[str], others: Collection[str]) -> bool:
    """Whether a person may read every concern that another may."""
    mine = readers.alias()
    also = exists().where(mine.c.mailbox == readers.c.mailbox, mine.c.reviewer.in_(ids))
    more = exists().where(readers.c.reviewer.in_(others), _READS, ~also.correlate(readers))
    return not connection.scalar(select(more))
