"""Colleagues and who of them is away, over the wire."""

from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.web.conftest import Desk, problem


def away(desk: Desk, told: Any, **more: Any) -> TestResponse:
    return desk.post("away", json.dumps(told).encode(), content_type="application/json", **more)


def entry(desk: Desk, who: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = desk.get("colleagues").get_json()
    return next(each for each in found if each["id"] == who)


def test_whoever_says_that_they_are_away_is_so_for_every_colleague(asha: Desk, carol: Desk) -> None:
    """Also for one whom reporters leave out: it is about people, and about no concern."""
    assert entry(carol, "r1") == {
        "id": "r1", "name": "Asha Rahman", "away_from": None, "away_until": None, "deputy": None,
    }  # fmt: skip
    answer = away(asha, {"from": "2026-03-04", "until": "2026-03-06", "deputy": "r2"})
    assert (answer.status_code, answer.get_data()) == (204, b"")
    told = entry(carol, "r1")
    assert (told["away_until"] - told["away_from"], told["deputy"]) == (71, "r2")
    assert away(asha, {}).status_code == 204
    assert entry(carol, "r1")["away_from"] is None


@pytest.mark.parametrize(
    "told",
    [
        [],
        "x",
        {"from": "2026-03-04"},
        {"from": "2026-03-06", "until": "2026-03-04"},
        {"from": "2026-W10-3", "until": "2026-03-06"},
        {"from": "04/03/2026", "until": "2026-03-06"},
        {"from": 1, "until": 2},
        {"from": "2026-03-04", "until": "9999-12-31"},
        {"from": "2026-03-04", "until": "2026-03-06", "deputy": "r1"},
        {"from": "2026-03-04", "until": "2026-03-06", "deputy": "nobody"},
        {"from": "2026-03-04", "until": "2026-03-06", "deputy": ["r2"]},
        {"from": "2026-03-04", "until": "2026-03-06", "who": "r2"},
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(asha: Desk, told: Any) -> None:
    assert problem(away(asha, told)) == (400, "malformed")
    assert entry(asha, "r1")["away_from"] is None


def test_nobody_is_made_absent_by_a_page_of_somebody_else(asha: Desk) -> None:
    told = {"from": "2026-03-04", "until": "2026-03-06"}
    assert problem(away(asha, told, csrf="guess")) == (403, "forbidden")
    assert entry(asha, "r1")["away_from"] is None
