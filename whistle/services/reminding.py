"""Who is reminded by mail, decided in the tick. They are sent after it, by `whistle.services.notifying`.

Only ticks decide, so that the time of a mail tells no more than that there was a tick; and only by what the person may
read, so that whoever was left out gets none. Whoever is away gets none for the day; whoever stands in for them gets
none for what they have not been let into, since nobody here knows whom a reporter has left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from whistle.domain.concern import State
from whistle.domain.limits import DueKind
from whistle.domain.reminders import Day, Delivery
from whistle.domain.roles import Role
from whistle.envelope.hashing import label, sha256
from whistle.envelope.message import FROM_REPORTER
from whistle.services import absences
from whistle.services.house import House
from whistle.store import readers, reminders

STATES = tuple(State)
"""Something can be due in a closed concern too: a check of what was done to the reporter since."""

MARK = 8


def queue(connection: Connection, house: House, hour: int) -> None:
    """In a tick, once what waited is released: puts a reminder in the queue of everyone for whom there is a reason."""
    if house.mail is None:
        return
    now, day = int(house.clock.now().timestamp()), Day.of(hour, house.hand_over)
    known = [
        (each, ids)
        for each in reminders.everyone(connection)
        if (ids := ids_of(house, each.reviewer, each.role))
    ]
    gone = absences.away(connection, house, hour)
    there = {each for _, ids in known for each in ids} - gone
    for person, ids in known:
        last, away = person.reminder, not gone.isdisjoint(ids)
        urgent = _urgent(connection, ids)
        # Whoever is away hears of something urgent only where nobody else is there to hear of it.
        tell = {mark for mark, box in urgent.items() if not away or _nobody_else(connection, box, there)}
        told_of = _marks(last.told)
        reason = not tell <= told_of
        if last.day < day.begun and not away:
            reason = reason or _waits(connection, house, ids, day, Role.parse(person.role), gone)
        told = tell | (told_of & urgent.keys())
        changed = replace(last, day=day.begun, told=b"".join(sorted(told)))
        if reason:
            changed = replace(changed, state=Delivery.QUEUED, queued=hour, next_try=now)
        if changed != last:
            reminders.keep(connection, changed)


def ids_of(house: House, reviewer_id: str | None, role: str) -> tuple[str, ...]:
    """The entries of the directory by which a person can still read what they were given."""
    if reviewer_id is None or not Role.parse(role).reviews:
        return ()
    return tuple(each.id for each in house.directory().person(reviewer_id) if each.revoked is None)


def _waits(
    connection: Connection,
    house: House,
    ids: Collection[str],
    day: Day,
    role: Role,
    gone: Collection[str],
) -> bool:
    due = _by_kind(day.due_before(role, house.rules))
    alone = _by_kind(day.due_before(role, house.rules, nobody_at_it=True))
    return (
        reminders.any_unread(connection, ids)
        or reminders.any_due(connection, ids, STATES, due)
        or reminders.any_due(connection, ids, STATES, alone, handlers=gone)
    )


def _by_kind(before: Mapping[DueKind, int]) -> dict[str, int]:
    return {kind.value: hour for kind, hour in before.items()}


def _urgent(connection: Connection, ids: Collection[str]) -> dict[bytes, bytes]:
    """A mark for each urgent concern with something unread, and its newest message: new when there is a newer one.
    With each, the mailbox.
    """
    return {
        sha256(label("whistle/v1/reminded"), mailbox, place.to_bytes(4, "big"))[:MARK]: mailbox
        for mailbox, place in reminders.urgent_unread(connection, ids, FROM_REPORTER)
    }


def _nobody_else(connection: Connection, mailbox: bytes, there: Collection[str]) -> bool:
    return readers.all_of(connection, mailbox).keys().isdisjoint(there)


def _marks(told: bytes) -> frozenset[bytes]:
    return frozenset(told[at : at + MARK] for at in range(0, len(told), MARK))
