"""Figures from events: counted from what happened, and from nothing else."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.dozen import DOZEN, NOW
from tests.support.records import (
    BOOKS,
    DAY,
    FIRST,
    Story,
    cases_of,
    events,
    happened,
    in_quarter,
    invented,
    log_of,
)
from whistle.domain.deadlines import Standing
from whistle.domain.errors import Malformed
from whistle.domain.events import Copy, EventType, Filed, Happening
from whistle.domain.late_answers import NO_REASON
from whistle.domain.limits import KINDS, DueKind, LateReason
from whistle.domain.quarters import available, settled_at, start_of
from whistle.domain.small_numbers import Shown
from whistle.domain.statement import Answers, Spread, Statement, statement
from whistle.ledger.event import Event, content_of, content_of_release

LATE = {"acknowledged": 60, "replied": 400, "closed": 4000}


def later(quarters: int) -> int:
    """An hour at which so many quarters are settled."""
    return available(settled_at(FIRST + quarters - 1))


def of(stories: list[Story], as_at: int, *more: Event) -> Statement:
    return statement(cases_of([*log_of(stories), *more]), BOOKS, as_at)


def dozen(as_at: int = NOW) -> Statement:
    released = content_of_release(Filed(1, False, 1))
    log = (replace(each, content=released) if each.type is EventType.RELEASED else each for each in DOZEN)
    return statement(cases_of(log), BOOKS, as_at)


def answers(found: Statement, kind: DueKind) -> Answers:
    return next(each for each in found.answers if each.kind is kind)


def words(found: Statement) -> list[tuple[str, int]]:
    return [(span.name, span.received) for span in found.spans]


def test_the_concerns_of_a_dozen_are_counted_as_they_went() -> None:
    """Eleven of them: the newest is three hours old, and its acknowledgement is not due yet."""
    found = dozen()
    assert found.received == 11
    counts = [(a.in_time, a.late, a.overdue, a.running) for a in found.answers if a.owed == 11]
    assert counts == [(9, 1, 1, 0), (8, 1, 1, 1), (4, 0, 0, 7)]
    assert found.sentence == "9 of 11 concerns were acknowledged in time."
    assert answers(found, DueKind.OUTCOME).sentence == "All 4 concerns were closed with an outcome in time."


def test_a_concern_is_counted_once_its_time_for_acknowledgement_is_over_whatever_was_done() -> None:
    stories = in_quarter(0, 5)
    last = stories[-1].received
    assert of(stories, last + 24).received == 0
    assert of(stories, last + 25).received == 5


@given(st.integers(0, 1 << 32), st.integers(0, 24), st.data())
@settings(max_examples=15, deadline=None)
def test_no_event_of_a_concern_that_is_not_counted_yet_changes_a_figure(
    seed: int, age: int, data: st.DataObject
) -> None:
    stories, as_at = invented(seed)
    case = (1 << 20).to_bytes(16, "big")
    new = events(1 << 20, Story(as_at - age, data.draw(st.integers(1, 9)), urgent=data.draw(st.booleans())))
    kinds = data.draw(
        st.lists(st.sampled_from([kind for kind in EventType if kind > 2 and kind not in range(22, 26)]))
    )
    new += [
        happened(case, kind, as_at - age, 1)
        for kind in kinds
        if kind not in (EventType.DIRECTORY, EventType.DOWN)
    ]
    assert of(stories, as_at, *new) == of(stories, as_at)


def test_a_quarter_of_four_is_counted_with_the_next_and_one_of_none_is_shown() -> None:
    stories = in_quarter(0, 5) + in_quarter(2, 4) + in_quarter(3, 2) + in_quarter(4, 6)
    assert words(of(stories, later(5))) == [
        ("January to March 2023", 5),
        ("April to June 2023", 0),
        ("July to December 2023", 6),
        ("January to March 2024", 6),
    ]


def test_a_quarter_that_has_not_closed_is_on_the_page_and_in_no_file() -> None:
    stories = in_quarter(0, 7) + in_quarter(1, 6)
    before = of(stories, later(2) - 1)
    assert words(before) == [("January to March 2023", 7)]
    assert before.running is not None
    assert (before.running.name, before.running.received) == ("April to September 2023", 6)
    assert before.received == 13
    after = of(stories, later(2))
    assert words(after) == [("January to March 2023", 7), ("April to June 2023", 6)]
    assert not any("September" in row[0] for row in before.rows())


def test_four_that_no_quarter_has_yet_are_counted_nowhere() -> None:
    stories = in_quarter(0, 7) + in_quarter(1, 4, **LATE)
    found = of(stories, later(2))
    assert found.running is None
    assert found.received == 7
    assert answers(found, DueKind.ACKNOWLEDGEMENT).late == 0
    assert DueKind.ACKNOWLEDGEMENT not in {late.kind for late in found.late}


def test_fewer_than_five_give_no_figures() -> None:
    found = of(in_quarter(0, 4, **LATE), later(1))
    assert found.sentence == "Fewer than 5 concerns so far: figures are shown from 5 on."
    assert (found.received, found.spans, found.answers, found.late, found.backlog, found.now) == (
        0,
        (),
        (),
        (),
        (),
        (),
    )


def test_an_empty_record_has_a_document() -> None:
    found = statement(cases_of([]), BOOKS, NOW)
    assert found.document()["spans"] == []
    assert found.rows() == []


def test_an_answer_in_time_that_is_disputed_is_told_apart_in_fives() -> None:
    stories = in_quarter(0, 8) + in_quarter(0, 3, disputed=True)
    found = answers(of(stories, later(1)), DueKind.REPLY)
    assert (found.in_time, found.disputed.words) == (11, "5 or fewer")
    assert (
        found.sentence
        == "All 11 concerns were given a first reply in time; 5 or fewer of these are disputed."
    )
    undisputed = answers(of(in_quarter(0, 8), later(1)), DueKind.REPLY)
    assert undisputed.sentence == "All 8 concerns were given a first reply in time, undisputed."


def test_what_was_reopened_does_not_count_again_among_the_first_answers() -> None:
    stories = in_quarter(0, 6) + in_quarter(0, 6, reopened=True)
    found = of(stories, later(2))
    assert answers(found, DueKind.OUTCOME).owed == 12
    again = [late for late in found.late if late.again]
    assert {late.kind for late in again} == {DueKind.REPLY, DueKind.OUTCOME}
    assert len(again) == 12
    assert {each.name: each.shown.words for each in found.totals}["Opened again after closing"] == "2 to 10"


def test_every_late_answer_is_listed_with_its_reason_and_without_a_date() -> None:
    stories = in_quarter(0, 9) + in_quarter(0, 1, acknowledged=29)
    case = (10).to_bytes(16, "big")
    why = happened(case, EventType.EXPLAINED, stories[-1].received + 29, KINDS.index(DueKind.ACKNOWLEDGEMENT))
    said = Happening(why.type, why.hour, KINDS.index(DueKind.ACKNOWLEDGEMENT), LateReason.NOBODY_THERE)
    found = of(stories, stories[-1].received + 35 * 24, replace(why, content=content_of(said)))
    late = [each for each in found.late if each.kind is DueKind.ACKNOWLEDGEMENT]
    assert [(each.words, each.reason) for each in late] == [("5 hours late", LateReason.NOBODY_THERE.words)]
    assert of(stories, stories[-1].received + 20 * 24).late[0].reason == NO_REASON


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (1, "up to a day"),
        (24, "up to a day"),
        (25, "up to a week"),
        (28 * 24, "up to 4 weeks"),
        (9000, "more than 4 weeks"),
    ],
)
def test_how_long_an_answer_is_overdue_does_not_tell_when_the_concern_came(hours: int, said: str) -> None:
    stories = in_quarter(0, 5, acknowledged=None, replied=None, closed=None)
    found = of(stories, stories[-1].received + 24 + hours)
    assert f"{said} overdue" in {late.words for late in found.late if late.kind is DueKind.ACKNOWLEDGEMENT}


def urgent(number: int, minutes: int) -> list[Event]:
    """An urgent concern, and for how long somebody was there until a reviewer acted."""
    came = start_of(FIRST) + 8 * DAY + 10
    act = Happening(EventType.ACKNOWLEDGED, came + 3, minutes=minutes)
    case = number.to_bytes(16, "big")
    told = [
        each for each in events(number, Story(came, urgent=True)) if each.type is not EventType.ACKNOWLEDGED
    ]
    return [*told, Event(act.type, act.hour, case, content=content_of(act))]


def test_the_triage_of_what_is_urgent_is_late_by_minutes_and_told_of_more_than_five() -> None:
    log = [each for number in range(50, 56) for each in urgent(number, 130)]
    found = of([], later(1), *log)
    assert answers(found, DueKind.TRIAGE).late == 6
    assert {late.words for late in found.late if late.kind is DueKind.TRIAGE} == {"2 hours late"}
    fewer = of(in_quarter(0, 5), later(1), *log[: len(log) // 6])
    assert DueKind.TRIAGE not in {each.kind for each in fewer.answers}
    assert DueKind.TRIAGE in {late.kind for late in fewer.late}


def test_from_twenty_on_there_are_percentiles_and_below_dots() -> None:
    few = answers(of(in_quarter(0, 19), later(1)), DueKind.ACKNOWLEDGEMENT)
    assert few.spread is None
    assert [dot.tenths for dot in few.dots] == [2] * 19
    stories = (
        in_quarter(0, 10)
        + in_quarter(0, 8, acknowledged=20)
        + in_quarter(0, 2, acknowledged=None, replied=None, closed=None)
    )
    many = answers(of(stories, later(1)), DueKind.ACKNOWLEDGEMENT)
    assert many.spread is not None
    assert (many.spread.median, many.spread.ninetieth, many.spread.ninety_fifth) == (5, 20, None)
    assert many.dots == ()


def test_an_answer_that_has_not_come_has_no_place_among_the_dots() -> None:
    found = answers(
        of(in_quarter(0, 6, acknowledged=None, replied=None, closed=None), later(1)), DueKind.REPLY
    )
    assert {dot.tenths for dot in found.dots} == {None}


def test_how_long_answers_took_is_told_of_those_that_were_given_or_are_overdue() -> None:
    start = start_of(FIRST)
    waiting = [Story(start + DAY, replied=None, closed=None)] * 11
    for closed, dots in ((19, 19), (20, 0)):
        outcome = answers(of([Story(start)] * closed + waiting, start + 40 * DAY), DueKind.OUTCOME)
        assert (outcome.owed, outcome.running, len(outcome.dots)) == (closed + 11, 11, dots)
        assert outcome.spread == (None if dots else Spread(500, 500, 500))
        assert {dot.standing for dot in outcome.dots} <= {Standing.IN_TIME}


def test_beside_a_hidden_count_a_span_has_no_percentiles() -> None:
    for late, shown in ((0, True), (2, False), (5, True)):
        span = of(in_quarter(0, 20) + in_quarter(0, late, **LATE), later(1)).spans[0]
        settled = next(each for each in span.answers if each.kind is DueKind.ACKNOWLEDGEMENT)
        assert (settled.spread is not None) is shown


def test_a_spans_answers_are_stated_once_none_can_come_in_time_any_more() -> None:
    stories = in_quarter(0, 6, closed=None)
    kinds = {each.kind: each for each in of(stories, later(1)).spans[0].answers}
    assert kinds[DueKind.REPLY].in_time is not None
    assert kinds[DueKind.OUTCOME].in_time is None
    following = {each.kind: each.in_time for each in of(stories, later(2)).spans[0].answers}
    assert following[DueKind.OUTCOME] == Shown.of(0)


def test_routes_and_categories_are_shown_by_years_of_twenty() -> None:
    stories = (
        in_quarter(0, 12, route=1, category=0)
        + in_quarter(5, 20, route=2, category=4)
        + in_quarter(6, 6, route=1)
    )
    found = of(stories, later(8))
    (year,) = found.years
    assert (year.name, year.received) == ("2023 and 2024", 38)
    assert [(row.number, row.received.words) for row in year.routes] == [(1, "18"), (2, "20")]
    assert [[share.words for share in row.shares] for row in year.routes] == [[], ["90 % or more"] * 3]
    assert [row.number for row in year.categories] == [0, 1, 4]
    assert of(stories, later(8) - 1).years == ()


def test_a_category_given_after_the_year_closed_changes_nothing_that_was_stated() -> None:
    stories = in_quarter(0, 25, category=2)
    new = happened((1).to_bytes(16, "big"), EventType.CATEGORISED, later(4) + 5, 9)
    assert of(stories, later(6), new).years == of(stories, later(6)).years


def test_what_the_service_did_is_counted_exactly_and_in_its_span() -> None:
    said = [
        Happening(EventType.DOWN, start_of(FIRST) + 9, minutes=3),
        Happening(EventType.EXPORTED, start_of(FIRST) + 10, Copy.QUARTERLY_RETURN),
        Happening(EventType.DOWN, start_of(FIRST + 1) + 9, minutes=40),
    ]
    found = of(
        in_quarter(0, 5), later(1), *(Event(each.type, each.hour, content=content_of(each)) for each in said)
    )
    first = {each.name: each.shown.words for each in found.spans[0].service}
    assert (first["Hours without a tick"], first["Copies taken of a quarterly return"]) == ("3", "1")
    assert {each.name: each.shown.words for each in found.service}["Hours without a tick"] == "43"


def test_open_concerns_are_counted_by_age() -> None:
    """Two of up to four weeks; and the least of the others is withheld with them, as the total is known."""
    stories = in_quarter(0, 6, closed=None) + in_quarter(1, 7, closed=None) + in_quarter(1, 5)
    found = of(stories, start_of(FIRST + 2)).backlog
    assert [each.shown.words for each in found] == ["not shown", "not shown", "6", "0"]


def test_a_concern_that_nobody_released_is_counted_under_the_limits_in_force() -> None:
    stories = in_quarter(0, 5)
    log = [each for each in log_of(stories) if each.type in (EventType.RECEIVED, EventType.DIRECTORY)]
    found = statement(
        cases_of([*log, Event(EventType.RULES, start_of(FIRST), directory_version=1)]), BOOKS, later(1)
    )
    assert answers(found, DueKind.ACKNOWLEDGEMENT).overdue == 5


def test_limits_that_are_not_there_are_refused() -> None:
    with pytest.raises(Malformed, match="Version 1 of the limits"):
        statement(cases_of(log_of(in_quarter(0, 5))), {}, later(1))


@given(st.randoms(), st.integers(0, 1 << 32))
@settings(max_examples=8, deadline=None)
def test_the_order_of_the_log_changes_no_byte(shuffle: random.Random, seed: int) -> None:
    stories, as_at = invented(seed)
    log = log_of(stories)
    one = statement(cases_of(log), BOOKS, as_at)
    shuffle.shuffle(log)
    other = statement(cases_of(log), BOOKS, as_at)
    assert one == other
    assert json.dumps(one.document()) == json.dumps(other.document())


@given(st.integers(0, 1 << 32), st.integers(0, 80 * 24))
@settings(max_examples=8, deadline=None)
def test_files_of_any_two_hours_between_two_closings_are_the_same(seed: int, hours: int) -> None:
    stories, as_at = invented(seed)
    found = of(stories, as_at)
    if found.settled_at is not None:
        at = available(found.settled_at)
        assert of(stories, at).document() == found.document()
        assert of(stories, min(at + hours, as_at)).rows() == found.rows()


def test_a_document_says_what_it_leaves_out_and_why() -> None:
    document = of(in_quarter(0, 5), later(1)).document()
    assert document["format"] == "whistle/v1/figures"
    assert any("No other figure is exempt" in note for note in document["notes"])  # type: ignore[attr-defined]
    json.dumps(document)
