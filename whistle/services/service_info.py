"""What ``GET /api/v1/service`` tells everyone alike within the same five minutes."""

from __future__ import annotations

from typing import Any

from whistle.services.house import House


def describe(house: House) -> dict[str, Any]:
    """``challenge`` (hex), ``hour``, ``next_tick`` (unix seconds), ``accepting``, and ``why`` when not accepting."""
    raise NotImplementedError
