"""The drawings: where things stand in them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.web.auditing import stated
from whistle.domain.deadlines import Standing
from whistle.domain.limits import DueKind, Length
from whistle.domain.small_numbers import NOT_SHOWN, Shown
from whistle.domain.stated import Answers, Dot, Settled, Spread
from whistle.web.audit.chart import bars, hours_of, parts, scale, strip
from whistle.web.audit.words import in_time, time

LATE = {Standing.LATE, Standing.OVERDUE}


@pytest.mark.parametrize("concerns", [6, 12, 19])
def test_a_dot_stands_on_its_side_of_the_limit_and_on_no_other(concerns: int) -> None:
    drawn_any = False
    for answers in stated(concerns, days=80).answers:
        drawn = strip(answers.dots)
        assert len(drawn.marks) == len(answers.dots)
        assert len({(mark.x, mark.y) for mark in drawn.marks}) == len(drawn.marks)
        for mark in drawn.marks:
            assert 0 < mark.x < 100
            assert 6 <= mark.y <= drawn.height
        answered = [mark for mark in drawn.marks if mark.x < drawn.open]
        assert all((mark.x > drawn.limit) == (mark.standing is Standing.LATE) for mark in answered)
        assert len(answered) == sum(dot.tenths is not None for dot in answers.dots)
        drawn_any |= bool(answered)
    assert drawn_any


def test_an_answer_at_its_limit_is_left_of_the_line_and_one_just_past_it_right() -> None:
    at, past = strip([Dot(10, Standing.IN_TIME)]), strip([Dot(11, Standing.LATE)])
    assert at.marks[0].x < at.limit < past.marks[0].x


def test_a_bar_is_as_wide_as_all_its_parts() -> None:
    for answers in stated(300).answers:
        drawn = parts(answers)
        assert abs(sum(part.width for part in drawn) - 100) < 0.1 or not answers.owed
        assert sum(part.count for part in drawn) == answers.owed
        for before, after in pairwise(drawn):
            assert abs(before.x + before.width - after.x) < 0.05


def taking(spread: Spread, in_time: int, late: int = 0, overdue: int = 0) -> Answers:
    """Acknowledgements that took so long, and five more that are not due yet."""
    owed = in_time + late + overdue + 5
    return Answers(DueKind.ACKNOWLEDGEMENT, owed, in_time, late, overdue, 5, Shown.of(0), spread, ())


def test_what_took_longer_than_its_limit_reaches_past_the_line() -> None:
    spread = Spread(6, 24, 25)
    drawn = scale(taking(spread, 28, 2), spread, Length(hours=24))
    assert [(bar.width > drawn.limit, bar.late) for bar in drawn.bars] == [
        (False, False),
        (False, False),
        (True, True),
    ]
    assert all(bar.width <= 100 for bar in drawn.bars)


def test_what_is_overdue_reaches_to_the_end() -> None:
    spread = Spread(6, 20, None)
    last = scale(taking(spread, 18, overdue=2), spread, Length(hours=24)).bars[-1]
    assert (last.width, last.late) == (100, True)


def test_no_bar_says_late_where_every_answer_was_in_time() -> None:
    """Three months can have 2,208 hours, and a day of those who are there can end after a weekend."""
    spread = Spread(1000, 2190, 2208)
    assert not any(bar.late for bar in scale(taking(spread, 20), spread, Length(months=3)).bars)


def test_a_count_that_is_not_shown_exactly_has_no_bar() -> None:
    counts = [("May", Shown(1, 4, "fewer than 5")), ("June", Shown.of(0)), ("July", Shown.of(12))]
    assert [bar.width for bar in bars(counts)] == [None, 0, 100]
    assert [bar.width for bar in bars(counts[:2])] == [None, 0]


def test_no_answer_at_all_is_drawn_as_nothing() -> None:
    none = Answers(DueKind.REPLY, 0, 0, 0, 0, 0, Shown.of(0), None, ())
    assert parts(none) == ()
    assert strip(()).marks == ()


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, "less than 1 hour"),
        (1, "1 hour"),
        (47, "47 hours"),
        (48, "2 days"),
        (55, "2 days 7 h"),
        (241, "10 days"),
    ],
)
def test_hours_are_said_as_people_say_them(hours: int, words: str) -> None:
    assert time(hours) == words


def test_every_kind_of_length_has_a_place_on_the_scale() -> None:
    lengths = [Length(hours=24), Length(working_days=1), Length(days=7), Length(months=3)]
    assert [hours_of(each) for each in lengths] == [24, 33, 168, 2190]


@pytest.mark.parametrize(
    ("owed", "of_these", "words"),
    [
        (Shown.of(12), Shown.of(7), "7 of 12"),
        (Shown.of(6), Shown(1, 5, "not all"), "not all of 6"),
        (Shown(1, 4, "fewer than 5"), NOT_SHOWN, "not shown"),
        (Shown.of(0), Shown.of(0), "none owed"),
        (Shown.of(12), None, "not settled"),
    ],
)
def test_what_came_in_time_of_a_quarter_is_said_in_a_few_words(
    owed: Shown, of_these: Shown | None, words: str
) -> None:
    assert in_time(Settled(DueKind.REPLY, owed, of_these, None)) == words
