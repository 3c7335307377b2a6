"""How the clocks of a concern stand, for those who read it, and why an answer in it was late.

A reason is one of a few, so that it tells the auditors nothing of the concern.
"""

from __future__ import annotations

from sqlalchemy import Connection

from whistle.domain.deadlines import EARLY, Clocks, Duty, Standing, clocks
from whistle.domain.errors import Conflict
from whistle.domain.events import EventType, Happening
from whistle.domain.limits import KINDS, DueKind, LateReason
from whistle.ledger.happened import unpack
from whistle.services import persons, progress, recording, writing
from whistle.services.house import House
from whistle.services.persons import Person
from whistle.store import concerns, log, readers

DAY = 24

NOT_LATE = "No answer of that kind is late in this concern, or due within a day."
SAID = "Somebody gave another reason for this just now. Load the concern again."


def of(house: House, reviewer_id: str, mailbox: bytes) -> Clocks:
    """The clocks of a concern at the present hour. Raises NotFound or Forbidden."""
    who = persons.person(house, reviewer_id)
    with house.store.read() as connection:
        return _clocks(house, connection, persons.concern_of(connection, who, mailbox), house.hour())


def explain(house: House, reviewer_id: str, mailbox: bytes, kind: DueKind, reason: LateReason) -> None:
    """Says in the log why an answer of that kind is late: of several the latest one. The same again changes nothing.

    Raises NotFound, Forbidden, ClockWentBack, or Conflict where none is late or due within a day, or where another
    reason was given for it within the hour.
    """
    who = persons.person(house, reviewer_id)
    house.commit(lambda connection: _explain(house, connection, who, mailbox, kind, reason))


def _explain(
    house: House, connection: Connection, who: Person, mailbox: bytes, kind: DueKind, reason: LateReason
) -> None:
    concern, hour = persons.concern_of(connection, who, mailbox, lock=True), house.hour()
    explained = Happening(EventType.EXPLAINED, hour, KINDS.index(kind), reason)
    for each in unpack(concern.happened):
        if (each.type, each.hour, each.detail) == (explained.type, hour, explained.detail):
            if each.more == reason:
                return
            raise Conflict(SAID)
    owed = _clocks(house, connection, concern, hour).duties
    if not any(duty.kind is kind and _can_be_explained(duty, hour) for duty in owed):
        raise Conflict(NOT_LATE)
    writing.check_clock(connection, hour, concern.received)
    moved = progress.explain(concern, house.books.of(connection, concern.rules), explained)
    concerns.change(connection, [moved.concern])
    readers.change_all(connection, [progress.shown(moved.concern, 0)])
    log.wait(connection, recording.leaves(concern, moved.happened))


def _can_be_explained(duty: Duty, hour: int) -> bool:
    """Whether it is late or about to be. What is due as a reason itself can come early, and then stands for it."""
    if duty.standing in (Standing.LATE, Standing.OVERDUE):
        return True
    return duty.done is None and duty.due <= hour + (EARLY if duty.kind is DueKind.REASON else DAY)


def _clocks(house: House, connection: Connection, concern: concerns.Concern, hour: int) -> Clocks:
    rules = house.books.of(connection, concern.rules)
    return clocks(unpack(concern.happened), rules, hour, route=concern.route, urgent=concern.urgent)
