"""Bank holidays, of the part of the UK where the force is.

The library is loaded when somebody first asks for a day, since it costs a tenth of a second and 17 MB.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container
from functools import cache

REGIONS = {"England": "ENG", "Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR"}
NONE = "none"


def of(region: str) -> Callable[[dt.date], bool]:
    """Whether a day is a bank holiday there; for ``none``, no day is."""
    if region == NONE:
        return lambda _: False

    def is_holiday(day: dt.date) -> bool:
        return day in _days(REGIONS[region])

    return is_holiday


@cache
def _days(region: str) -> Container[dt.date]:
    from holidays import country_holidays

    return country_holidays("GB", subdiv=region, language="en_GB")
