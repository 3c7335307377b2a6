"""Bank holidays, of the part of the UK where the force is.

The library that knows them brings every country's, which is 15 MB for each process of a server. So a process of its own
reads the days of some years out of it, once, when somebody first asks, and ends.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable
from functools import cache

REGIONS = {"England": "ENG", "Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR"}
NONE = "none"
PATIENCE = 20
"""Seconds until the days are read here after all."""


def between(region: str, first: int, last: int) -> frozenset[dt.date]:
    """The bank holidays there from one year to another, both included."""
    return frozenset() if region == NONE else _days(REGIONS[region], first, last)


def of(region: str) -> Callable[[dt.date], bool]:
    """Whether a day is a bank holiday there; for ``none``, no day is."""
    if region == NONE:
        return lambda _: False
    return lambda day: day in _days(REGIONS[region], day.year, day.year)


@cache
def _days(region: str, first: int, last: int) -> frozenset[dt.date]:
    asked = [sys.executable, "-m", __spec__.name, region, str(first), str(last)]
    try:
        told = subprocess.run(asked, capture_output=True, check=True, text=True, timeout=PATIENCE).stdout
    except (OSError, subprocess.SubprocessError):
        told = _read(region, first, last)
    return frozenset(map(dt.date.fromisoformat, told.split()))


def _read(region: str, first: int, last: int) -> str:
    from holidays import country_holidays

    years = range(first, last + 1)
    # Asked for one year, the library also gives days of the next, where one stands in for another.
    found = (day for day in country_holidays("GB", subdiv=region, years=years) if day.year in years)
    return " ".join(map(str, sorted(found)))


if __name__ == "__main__":
    sys.stdout.write(_read(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
