"""What ``GET /api/v1/service`` tells everyone alike within the same five minutes."""

from __future__ import annotations

from typing import Any

from whistle.clock import hour_of
from whistle.services import challenge
from whistle.services.house import House
from whistle.services.raising import EXPIRED


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
