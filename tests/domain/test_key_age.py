"""A key's owner hears of its end early, and more plainly the nearer it is."""

from __future__ import annotations

import datetime as dt

import pytest

from whistle.domain.key_age import Nearness, nearness

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (365, Nearness.FAR),
        (91, Nearness.FAR),
        (90, Nearness.NOTE),
        (31, Nearness.NOTE),
        (30, Nearness.SOON),
        (8, Nearness.SOON),
        (7, Nearness.NOW),
        (0, Nearness.NOW),
        (-1, Nearness.OVER),
    ],
)
def test_how_near_the_last_day_is(left: int, expected: Nearness) -> None:
    assert nearness(TODAY + dt.timedelta(days=left), TODAY) is expected
