"""Who is away, from when to when, and who stands in for them: told by each person of themselves, and to colleagues.

To stand in for somebody gives nobody a key. A deputy is let into a concern by whoever reads it, one at a time, and is
never told of the others: the server does not know whom a reporter has left out.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection

from whistle.domain.errors import Malformed
from whistle.domain.hours import first_hour
from whistle.envelope.directory import Directory, Reviewer
from whistle.services import persons
from whistle.services.house import House
from whistle.services.readership import first_entry
from whistle.store import absences
from whistle.store.absences import Absence

LONGEST = dt.timedelta(days=366)
"""That somebody can be away, and ahead of which they can say so."""

OVER = "Choose a last day that is not over yet, and not before the first."
TOO_LONG = "Choose days within a year from now."
NO_DEPUTY = "Choose somebody else who can read concerns at present to stand in."


@dataclass(frozen=True)
class Colleague:
    """One person who can be given concerns, by their newest entry. Hours are the first and the last away."""

    id: str
    name: str
    away_from: int | None
    away_until: int | None
    deputy: str | None


def colleagues(house: House, reviewer_id: str) -> list[Colleague]:
    """Everyone who can be given concerns at present, whoever asks among them. Raises Forbidden."""
    persons.person(house, reviewer_id)
    with house.store.read() as connection:
        known = absences.everyone(connection)
    here, hour = _in_force(house), house.hour()
    return [_colleague(house.directory(), here, first, known.get(first), hour) for first in here]


def go_away(house: House, reviewer_id: str, first: dt.date, last: dt.date, deputy: str | None = None) -> None:
    """Notes that this person is away on those days, both included, in the place of what was noted before.

    Raises Malformed or Forbidden.
    """
    persons.person(house, reviewer_id)
    directory, today = house.directory(), house.clock.now().date()
    if not today - LONGEST <= first <= today + LONGEST or last > today + LONGEST:
        raise Malformed(TOO_LONG)
    if last < max(first, today):
        raise Malformed(OVER)
    begins, ends = first_hour(first), first_hour(last + dt.timedelta(days=1)) - 1
    person = first_entry(directory, reviewer_id)
    if deputy is not None:
        stands_in = directory.person(deputy)
        if not stands_in or stands_in[0].id == person or stands_in[0].id not in _in_force(house):
            raise Malformed(NO_DEPUTY)
    absence = Absence(person, begins, ends, deputy)
    house.store.commit(lambda connection: absences.keep(connection, absence))


def come_back(house: House, reviewer_id: str) -> None:
    """Forgets that this person is or will be away. Raises Forbidden."""
    persons.person(house, reviewer_id)
    person = first_entry(house.directory(), reviewer_id)
    house.store.commit(lambda connection: absences.forget(connection, person))


def away(connection: Connection, house: House, hour: int) -> frozenset[str]:
    """All entries of those who are away in that hour."""
    known = absences.everyone(connection).values()
    return house.directory().people(each.reviewer for each in known if each.covers(hour))


def _in_force(house: House) -> dict[str, Reviewer]:
    """The newest entry that can be given concerns today, by the person's first."""
    directory, today = house.directory(), house.clock.now().date()
    found = {}
    for entry in directory.reviewers:
        if entry.is_current(today):
            found[first_entry(directory, entry.id)] = entry
    return found


def _colleague(
    directory: Directory, here: dict[str, Reviewer], first: str, absence: Absence | None, hour: int
) -> Colleague:
    entry = here[first]
    if absence is None or absence.last < hour:
        return Colleague(entry.id, entry.name, None, None, None)
    deputy = here.get(first_entry(directory, absence.deputy)) if absence.deputy else None
    return Colleague(entry.id, entry.name, absence.first, absence.last, deputy.id if deputy else None)
