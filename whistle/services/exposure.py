"""What somebody with a reviewer's key could read: told to its owner in their own numbers, to the operator in full."""

from __future__ import annotations

from dataclasses import dataclass

from whistle.domain.concern import State
from whistle.domain.errors import NotFound
from whistle.domain.key_age import Nearness, nearness
from whistle.envelope.directory import Reviewer
from whistle.services.house import House
from whistle.store import exposure, readers


@dataclass(frozen=True)
class Key:
    """One key of a person. ``readable`` concerns are given to it now, ``open`` of them are not closed."""

    entry: Reviewer
    readable: int
    open: int
    nearness: Nearness
    days_left: int


def of_person(house: House, reviewer_id: str) -> tuple[Key, ...]:
    """Every key of the person with that entry, the oldest first, also those that were revoked."""
    today = house.clock.now().date()
    found = []
    with house.store.read() as connection:
        for entry in house.directory().person(reviewer_id):
            by_state = readers.count(connection, entry.id)
            readable = sum(by_state.values())
            left = (entry.until - today).days
            near = nearness(entry.until, today)
            found.append(Key(entry, readable, readable - by_state.get(State.CLOSED, 0), near, left))
    return tuple(found)


def ever_given(house: House, reviewer_id: str) -> tuple[Key, int]:
    """One key, and how many concerns it was given since it was made. Raises NotFound."""
    key = next((key for key in of_person(house, reviewer_id) if key.entry.id == reviewer_id), None)
    if key is None:
        raise NotFound(f"The directory has no reviewer {reviewer_id}.")
    with house.store.read() as connection:
        return key, exposure.ever_given(connection, key.entry.kid)
