"""Figures from events: counted from what happened, and from nothing else."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.dozen import DOZEN, NOW, concern, hour
from whistle.domain.deadlines import Standing
from whistle.domain.events import EventType
from whistle.domain.figures import figures, held, periods
from whistle.ledger.event import Event


def test_the_concerns_of_a_dozen_are_counted_as_they_went() -> None:
    """Eleven of them: the newest is three hours old, and its acknowledgement is not due yet."""
    found = figures(DOZEN, NOW)
    assert found.received == 11
    counts = [(a.in_time, a.late, a.overdue, a.running) for a in found.answers]
    assert counts == [(9, 1, 1, 0), (8, 1, 1, 1), (4, 0, 0, 7)]


def test_figures_begin_with_one_sentence() -> None:
    found = figures(DOZEN, NOW)
    assert found.sentence == "9 of 11 concerns were acknowledged in time."
    assert [answers.sentence for answers in found.answers[1:]] == [
        "8 of 10 concerns were given a first reply in time.",
        "All 4 concerns were closed with an outcome in time.",
    ]


def test_a_new_concern_is_counted_once_it_is_acknowledged_or_its_time_is_over() -> None:
    came = hour(11, 2)
    assert figures(concern(1, came), came + 24).received == 0
    assert figures(concern(1, came), came + 25).acknowledged.overdue == 1
    assert figures(concern(1, came, 2), came + 2).acknowledged.in_time == 1


def test_a_period_counts_the_concerns_received_in_it_whenever_they_were_answered() -> None:
    assert figures(DOZEN, NOW, hour(10, 1), hour(10, 30)).received == 5
    assert figures(DOZEN, NOW, since=hour(11, 1)).received == 3
    assert figures(DOZEN, NOW, until=hour(9, 17)).received == 1


def released(number: int, came: int, after: int, acknowledged: int = 20) -> list[Event]:
    """A concern that was handed over so many hours after it came."""
    events = concern(number, came, acknowledged)
    return [replace(each, hour=came + after) if each.type is EventType.RELEASED else each for each in events]


def test_how_long_concerns_were_held_is_told_apart_from_the_clocks() -> None:
    holds = (22, 0, 3, 14, 9, 7)
    events = [event for n, after in enumerate(holds) for event in released(n, hour(11, 2) + n, after)]
    assert held(events, NOW).sentence == "Held before hand-over: median 7 h, longest 22 h."
    assert figures(events, NOW).acknowledged.in_time == len(holds)


def test_four_concerns_are_too_few_to_tell_how_long_they_were_held() -> None:
    events = [event for n in range(4) for event in released(n, hour(11, 2) + n, n)]
    assert held(events, NOW).sentence == "Held before hand-over: shown from 5 concerns on."
    assert held([], NOW).concerns == 0


def test_a_concern_too_new_to_be_counted_does_not_change_how_long_they_were_held() -> None:
    old = [event for n in range(5) for event in released(n, hour(11, 2) + n, n)]
    new = [event for event in released(9, NOW - 3, 1) if event.type is not EventType.ACKNOWLEDGED]
    assert held([*old, *new], NOW) == held(old, NOW)


def test_what_has_not_happened_yet_is_not_counted() -> None:
    early = figures(DOZEN, hour(9, 3) + 6)
    assert early.received == 1
    assert early.replied.running == 1


def test_figures_wait_for_five_concerns() -> None:
    assert figures([], NOW).sentence == "There is no concern to count yet."
    four = figures(DOZEN, hour(10, 5))
    assert not four.enough
    assert four.sentence == "Fewer than 5 concerns so far: figures are shown from 5 on."
    assert figures(DOZEN, hour(10, 11)).enough


def test_by_month_small_numbers_are_not_shown() -> None:
    rows = periods(DOZEN, NOW)
    assert rows is not None
    assert [(row.name, row.received.words) for row in rows] == [
        ("September 2026", "fewer than 5"),
        ("October 2026", "6"),
        ("November 2026", "fewer than 5"),
    ]
    assert [[cell and cell.words for cell in row.in_time] for row in rows] == [
        ["not shown", "not shown", "not shown"],
        ["not all", "6", "not all"],
        ["not shown", "not shown", "not shown"],
    ]


def test_a_record_of_more_than_half_a_year_is_shown_by_quarter() -> None:
    old = [event for n in range(40, 46) for event in concern(n, hour(3, n - 30), 1)]
    rows = periods([*old, *DOZEN], NOW)
    assert rows is not None
    assert [(row.name, row.received.words) for row in rows] == [
        ("January to March 2026", "not shown"),
        ("April to June 2026", "0"),
        ("July to September 2026", "fewer than 5"),
        ("October to December 2026", "9"),
    ]


def test_what_is_older_than_two_years_is_one_row() -> None:
    old = [event for n in range(40, 46) for event in concern(n, hour(3, n - 30, 2023), 1)]
    rows = periods([*old, *DOZEN], NOW)
    assert rows is not None
    assert (rows[0].name, rows[0].received.words) == ("Before January 2025", "not shown")
    assert [row.received.words for row in rows[1:7]] == ["0"] * 6
    assert len(rows) == 9


def test_too_few_for_any_month_gives_no_table() -> None:
    assert periods(concern(1, hour(11, 2)), NOW) is None


def test_an_empty_record_says_that_there_was_nothing_this_month() -> None:
    rows = periods([], NOW)
    assert rows is not None
    assert [(row.name, row.received.words) for row in rows] == [("November 2026", "0")]


@given(st.randoms())
@settings(max_examples=20, deadline=None)
def test_the_order_of_the_log_changes_nothing(shuffle: random.Random) -> None:
    events = list(DOZEN)
    shuffle.shuffle(events)
    one, other = figures(events, NOW), figures(DOZEN, NOW)
    for a, b in zip(one.answers, other.answers, strict=True):
        assert [a.count(standing) for standing in Standing] == [b.count(standing) for standing in Standing]
    assert periods(events, NOW) == periods(DOZEN, NOW)
