"""Sending reminders by mail, outside of any transaction, and how each person's stands.

Who gets one was decided in the tick (`whistle.services.reminding`). What goes out is in `whistle.services.mailing`, and
knows nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from whistle.domain.errors import CannotStart, MailFailed, Malformed, NotFound
from whistle.domain.reminders import Day, Delivery, Failure, pause, read_address
from whistle.domain.roles import Role
from whistle.services import mailing
from whistle.services.house import House
from whistle.services.mailing import MailServer
from whistle.services.reminding import ids_of
from whistle.services.signing_in import Person
from whistle.store import reminders, staff
from whistle.store.reminders import Known, Reminder

LEASE = 300
"""Seconds for which one who sends a mail keeps others from sending it. One who is killed meanwhile loses it so long."""

LONGEST_RUN = 90
"""Seconds after which no further mail is begun: the rest is for the next run, those that waited longest first."""

NOT_SET_UP = "Reminders by mail are not set up. Set WHISTLE_MAIL_SERVER."


@dataclass(frozen=True)
class Delivered:
    """How many reminders were taken by the mail server, and how many were not."""

    sent: int
    failed: int


@dataclass(frozen=True)
class Status:
    """How the latest reminder of a person stands, for the operator. Times are hours, ``next_try`` unix seconds."""

    name: str
    address: str
    state: Delivery | None
    sent: int | None
    failing_since: int | None
    why: Failure | None
    next_try: int | None


def deliver(house: House) -> Delivered:
    """Sends what is in the queue and what is to be tried again by now. Never raises for a mail server's sake."""
    sent = failed = 0
    if house.mail is None:
        return Delivered(sent, failed)
    begun = _now(house)
    while _now(house) - begun < LONGEST_RUN and (reminder := _take(house)):
        try:
            mailing.send(house.mail, reminder.address, house.clock.now())
        except MailFailed as error:
            failed += 1
            _note_failure(house, reminder, error)
        else:
            sent += 1
            _note_sent(house, reminder)
    return Delivered(sent, failed)


def try_out(house: House, address: str) -> None:
    """Sends the reminder to any address, at once. Raises Malformed, CannotStart or MailFailed."""
    mailing.send(server(house), read_address(address), house.clock.now())


def server(house: House) -> MailServer:
    """Raises CannotStart where none is set."""
    if house.mail is None:
        raise CannotStart(NOT_SET_UP)
    return house.mail


def set_address(house: House, name: str, address: str | None) -> None:
    """Where a person is reminded from now on; None for nowhere. Raises NotFound or Malformed."""
    address = address and read_address(address)

    def keep(connection: Connection) -> None:
        account = staff.by_name(connection, name.strip())
        if account is None:
            raise NotFound("There is no account of that name.")
        if not address:
            reminders.forget(connection, account.id)
        elif not Role.parse(account.role).reviews:
            raise Malformed("Only reviewers are reminded: nothing waits for an auditor.")
        else:
            reminders.keep(
                connection, _moved(house, reminders.find(connection, account.id), account.id, address)
            )

    house.commit(keep)


def status(house: House) -> list[Status]:
    """How everyone's latest reminder stands, by name."""
    with house.store.read() as connection:
        return [_status(known) for known in reminders.everyone(connection)]


def failing_since(house: House, person: Person) -> int | None:
    """The hour since which a person's reminders fail; for a lead, also those of colleagues.

    But only of colleagues who read nothing that the lead may not: that there was a reason to remind somebody must not
    tell of a concern that leaves the lead out.
    """
    if house.mail is None:
        return None
    with house.store.read() as connection:
        since = [
            each.reminder.failing_since
            for each in reminders.everyone(connection)
            if each.reminder.failing_since is not None
            and (each.reminder.staff_id == person.id or _answers_for(house, connection, person, each))
        ]
    return min(since, default=None)


def _answers_for(house: House, connection: Connection, lead: Person, other: Known) -> bool:
    mine = ids_of(house, lead.reviewer, lead.role) if lead.role is Role.LEAD else ()
    theirs = ids_of(house, other.reviewer, other.role)
    return bool(mine and theirs) and reminders.reads_all_of(connection, mine, theirs)


def _moved(house: House, last: Reminder | None, staff_id: bytes, address: str) -> Reminder:
    """The reminder of a person at a new address: what did not get to the old one goes there."""
    if last is None:
        # Today has been looked at: what waits already is for tomorrow's.
        return Reminder(staff_id, address, Day.of(house.hour(), house.hand_over).begun)
    waits = last.state in (Delivery.QUEUED, Delivery.FAILED)
    return replace(
        last, address=address, state=Delivery.QUEUED if waits else last.state,
        tries=0, next_try=_now(house) if waits else None, failing_since=None, reason=None,
    )  # fmt: skip


def _take(house: House) -> Reminder | None:
    """The next to be sent. Until the lease is over, nobody else takes it."""
    now = _now(house)

    def take(connection: Connection) -> Reminder | None:
        found = reminders.due(connection, now)
        if found:
            reminders.change(connection, found, next_try=now + LEASE)
        return found

    return house.store.commit(take)


def _note_sent(house: House, reminder: Reminder) -> None:
    values = {
        "state": Delivery.SENT,
        "sent": house.hour(),
        "tries": 0,
        "next_try": None,
        "failing_since": None,
        "reason": None,
    }
    house.store.commit(lambda connection: reminders.change(connection, reminder, **values))


def _note_failure(house: House, reminder: Reminder, error: MailFailed) -> None:
    tries = reminder.tries + 1
    values = {
        "state": Delivery.FAILED,
        "tries": tries,
        "next_try": _now(house) + pause(tries),
        "reason": error.reason,
        "failing_since": reminder.failing_since or house.hour(),
    }
    house.store.commit(lambda connection: reminders.change(connection, reminder, **values))


def _status(known: Known) -> Status:
    last = known.reminder
    return Status(
        known.name,
        last.address,
        Delivery(last.state) if last.state else None,
        last.sent,
        last.failing_since,
        Failure(last.reason) if last.reason else None,
        last.next_try,
    )


def _now(house: House) -> int:
    return int(house.clock.now().timestamp())
