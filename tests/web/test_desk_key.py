"""A reviewer's own key, over the wire."""

from __future__ import annotations

from tests.web.conftest import Desk, Raised


def test_each_is_told_of_their_own_key_alone(asha: Desk, carol: Desk, raised: Raised) -> None:
    told = asha.get("key").get_json()
    assert told.pop("until").startswith("2026-")
    assert told == {"renewed_by": None, "readable": 1, "open": 1}
    assert carol.get("key").get_json()["readable"] == 0
