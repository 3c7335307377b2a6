"""What the service says of itself, to everyone alike."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from whistle.clock import hour_of
from whistle.domain.errors import NotFound, Paused
from whistle.domain.hours import HOUR, QUARTER, Staffed
from whistle.services import challenge, holidays
from whistle.services.house import House
from whistle.services.raising import EXPIRED
from whistle.store import log


def describe(house: House) -> dict[str, Any]:
    """What everyone is told within the same five minutes.

    ``challenge`` (hex), ``hour``, ``next_tick`` (unix seconds), ``next_release`` (when what a reporter writes now is
    handed over), ``accepting``, and ``why`` when not accepting; ``staffed``, and ``next_staffed`` for when it is not.
    """
    now = house.clock.now()
    seconds = int(now.timestamp())
    next_tick = (seconds // house.tick_seconds + 1) * house.tick_seconds
    there, next_there = _staffed(house.staffed, house.bank_holidays, seconds // QUARTER * QUARTER)
    info = {
        "challenge": challenge.present(house.challenge_key, now).hex(),
        "hour": hour_of(now),
        "next_tick": next_tick,
        "next_release": max(next_tick, _tick_from(house, house.hand_over.next(hour_of(now)) * HOUR)),
        "accepting": house.directory().is_current(now.date()),
        "staffed": there,
        "next_staffed": next_there,
    }
    return info if info["accepting"] else {**info, "why": EXPIRED}


def _tick_from(house: House, seconds: int) -> int:
    """The first tick at that moment or after it."""
    return -(-seconds // house.tick_seconds) * house.tick_seconds


@lru_cache(maxsize=4)
def _staffed(staffed: Staffed, region: str, quarter: int) -> tuple[bool, int | None]:
    """Whether somebody is there in that quarter of an hour, and from when: looked up once in it."""
    holiday = holidays.of(region)
    return staffed.is_open(quarter, holiday), staffed.next_open(quarter, holiday)


def checkpoint(house: House) -> str:
    """The newest signed head of the log. Raises NotFound before the first tick."""
    with house.store.read() as connection:
        note = log.last_checkpoint(connection)
    if note is None:
        raise NotFound("The log has no checkpoint yet.")
    return note


def network(house: House, peer: str | None, forwarded: str) -> bytes:
    """Whether the visitor's network is one that the operator listed, as JSON of one length. Nothing is kept of it."""
    return house.work_networks.answer(peer, forwarded)


def ready(house: House) -> bool:
    """Whether the database answers; that there is a directory in force was checked at the start."""
    try:
        with house.store.read() as connection:
            log.last_checkpoint(connection)
    except (Paused, SQLAlchemyError, OSError):
        return False
    return True
