"""The examples of docs/CLOCKS.md are what the clocks say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from tests.domain.told import duty_of, hour
from whistle.domain.dates import on_the_wall
from whistle.domain.deadlines import clocks, next_due
from whistle.domain.events import EventType, Happening
from whistle.domain.limits import DueKind
from whistle.domain.rules import USUAL

DOCUMENT = " ".join((Path(__file__).parents[2] / "docs" / "CLOCKS.md").read_text().split())
ASKED = [
    Happening(EventType.RECEIVED, hour(2026, 11, 2, 9)),
    Happening(EventType.ACKNOWLEDGED, hour(2026, 11, 2, 15)),
    Happening(EventType.ASKED, hour(2026, 11, 4, 14)),
]


def day(moment: int) -> str:
    wall = on_the_wall(moment)
    return f"{wall.day} {wall:%B}, {wall.hour}:00"


def test_the_example_with_a_pause() -> None:
    answered = [*ASKED, Happening(EventType.ANSWERED, hour(2026, 11, 6, 20))]
    found = clocks(answered, USUAL, hour(2026, 11, 7, 9))
    reply, outcome = (duty_of(found, kind) for kind in (DueKind.REPLY, DueKind.OUTCOME))
    assert f"**Wednesday {day(reply.due)}**" in DOCUMENT
    assert f"to {day(outcome.due)}" in DOCUMENT
    assert f"they stood still for {reply.paused} hours" in DOCUMENT


def test_the_example_in_which_no_answer_comes() -> None:
    due = next_due(ASKED, USUAL)
    assert due is not None
    assert due.resumes is not None
    assert f"run again from {day(due.resumes)}" in DOCUMENT
    assert f"due by {day(due.hour)}" in DOCUMENT


def test_the_example_over_a_bank_holiday() -> None:
    christmas = frozenset({dt.date(2026, 12, 25), dt.date(2026, 12, 28)})
    rules = replace(USUAL, holidays=christmas, working_routes=frozenset({2}))
    by_day, by_night = (rules.due(rules.acknowledgement, hour(2026, 12, 24, at), 2) for at in (10, 18))
    assert f"**Tuesday {day(by_day)}**" in DOCUMENT
    assert f"Wednesday {day(by_night)}" in DOCUMENT


def test_every_usual_limit_is_told() -> None:
    for limit in USUAL.limits:
        assert limit.length.words in DOCUMENT or limit.kind is DueKind.CHECK
    months = [str(limit.length.months) for limit in USUAL.checks]
    assert f"{', '.join(months[:-1])} and {months[-1]} months" in DOCUMENT
