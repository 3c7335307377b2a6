"""What the service says of itself, to everyone alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from whistle.clock import hour_of
from whistle.domain.errors import NotFound, Paused
from whistle.services import challenge
from whistle.services.house import House
from whistle.services.raising import EXPIRED
from whistle.store import log


def describe(house: House) -> dict[str, Any]:
    """``challenge`` (hex), ``hour``, ``next_tick`` (unix seconds), ``accepting``, and ``why`` when not accepting."""
    now = house.clock.now()
    info = {
        "challenge": challenge.present(house.challenge_key, now).hex(),
        "hour": hour_of(now),
        "next_tick": (int(now.timestamp()) // house.tick_seconds + 1) * house.tick_seconds,
        "accepting": house.directory().is_current(now.date()),
    }
    return info if info["accepting"] else {**info, "why": EXPIRED}


def checkpoint(house: House) -> str:
    """The newest signed head of the log. Raises NotFound before the first tick."""
    with house.store.read() as connection:
        note = log.last_checkpoint(connection)
    if note is None:
        raise NotFound("The log has no checkpoint yet.")
    return note


def ready(house: House) -> bool:
    """Whether the database answers; that there is a directory in force was checked at the start."""
    try:
        with house.store.read() as connection:
            log.last_checkpoint(connection)
    except (Paused, SQLAlchemyError, OSError):
        return False
    return True
