"""The tick: what waited is released, the log grows, and the database forgets in which order things came."""

from __future__ import annotations

from dataclasses import dataclass

from whistle.services.house import House


@dataclass(frozen=True)
class TickResult:
    """What a tick did. ``size`` is the log's; ``ran`` is false when there was nothing to do."""

    ran: bool
    concerns: int
    messages: int
    leaves: int
    size: int


def due(house: House) -> bool:
    """Whether the present tick has not been run yet."""
    raise NotImplementedError


def tick(house: House) -> TickResult:
    """Runs one tick, in one transaction; killed at any point, it has either happened or not.

    Raises ClockWentBack when the clock stands before the last tick.
    """
    raise NotImplementedError
