"""A reviewer's own key: how long it lasts, what renews it, and how much it can read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from whistle.domain.concern import State
from whistle.services import persons
from whistle.services.house import House
from whistle.store import readers


@dataclass(frozen=True)
class OwnKey:
    """``readable`` concerns are given to it now, ``open`` ones of them are not closed."""

    until: dt.date
    renewed_by: str | None
    readable: int
    open: int


def of(house: House, reviewer_id: str) -> OwnKey:
    """The key of that entry. Raises Forbidden for whoever is not a reviewer now."""
    persons.person(house, reviewer_id)
    entries = house.directory().person(reviewer_id)
    at = next(at for at, entry in enumerate(entries) if entry.id == reviewer_id)
    newer = entries[at + 1].id if at + 1 < len(entries) else None
    with house.store.read() as connection:
        by_state = readers.count(connection, reviewer_id)
    readable = sum(by_state.values())
    return OwnKey(entries[at].until, newer, readable, readable - by_state.get(State.CLOSED, 0))
