"""What keeps writers off each other's rows, where a database lets them run side by side."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql

from whistle.store import concerns


def test_the_tick_locks_the_concerns_that_it_writes_back() -> None:
    """Or else what a reviewer did meanwhile would stand in the log and in no row."""
    assert str(concerns._THESE.compile(dialect=postgresql.dialect())).endswith("FOR UPDATE")
