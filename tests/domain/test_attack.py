"""Somebody collects every figure that any page, file or return shows, and subtracts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.records import invented
from tests.support.views import Views


@given(st.integers(0, 1 << 32))
@settings(max_examples=25, deadline=None)
def test_nothing_that_leaves_tells_a_count_from_one_to_four(seed: int) -> None:
    stories, as_at = invented(seed)
    assert Views(stories, as_at, page=False).known() == []
