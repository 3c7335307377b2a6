"""Somebody collects every figure that any page, file or return shows, and subtracts.

What they can know is worked out in `tests.support.subtracting`: sets of concerns by what they are called, an interval
for each that is shown, and whatever follows from sums and differences. Each measure is then switched off, one at a
time, to show that the attack succeeds without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.records import FIRST, Story, in_quarter, invented
from tests.support.subtracting import Figure, Reader
from tests.support.views import Views
from whistle.domain import small_numbers, spans, statement
from whistle.domain.quarters import available, months_of, settled_at
from whistle.domain.small_numbers import Shown

SEEDS = st.integers(0, 1 << 32)


def later(quarters: int) -> int:
    """An hour at which so many quarters are settled."""
    return available(settled_at(FIRST + quarters - 1))


def by_month(later: int, *counts: int) -> list[Story]:
    """So many concerns in each month of a quarter."""
    starts = [hour for _, hour in months_of(FIRST + later)]
    return [
        Story(start + 24 * day) for start, count in zip(starts, counts, strict=True) for day in range(count)
    ]


LATE = {"acknowledged": 60, "replied": 400, "closed": 4000}
WORST = {
    "a month of three": by_month(0, 9, 3, 7),
    "two months of four": by_month(0, 4, 4, 9),
    "two small months and a large one": by_month(0, 2, 2, 30),
    "a quarter of four, then one of six": in_quarter(0, 4) + in_quarter(1, 6),
    "three quarters of one": in_quarter(0, 1) + in_quarter(1, 1) + in_quarter(2, 1) + in_quarter(3, 5),
    "all of five late after four of eight": in_quarter(0, 4)
    + in_quarter(0, 4, **LATE)
    + in_quarter(1, 5, **LATE),
    "one late": in_quarter(0, 19) + in_quarter(0, 1, **LATE) + in_quarter(1, 20),
    "one in time": in_quarter(0, 1) + in_quarter(0, 19, **LATE) + in_quarter(1, 20, **LATE),
    "late ones of two routes": in_quarter(0, 17, route=1)
    + in_quarter(0, 3, route=1, **LATE)
    + in_quarter(0, 22, route=2)
    + in_quarter(0, 3, route=2, **LATE),
    "a route of two": in_quarter(0, 38, route=1) + in_quarter(0, 2, route=2),
    "one opened again of six": in_quarter(0, 5) + in_quarter(0, 1, reopened=True),
    "the only one closed opened again": in_quarter(0, 9, closed=None) + in_quarter(0, 1, reopened=True),
    "one withdrawn each quarter": [
        each for n in range(4) for each in in_quarter(n, 6) + in_quarter(n, 1, withdrawn=True)
    ],
    "the only answer disputed": in_quarter(0, 6, replied=None, closed=None) + in_quarter(0, 1, disputed=True),
}


@pytest.mark.parametrize("name", WORST)
@pytest.mark.parametrize("page", [False, True], ids=["files", "files and page"])
def test_not_even_the_worst_records_tell_a_count_from_one_to_four(name: str, page: bool) -> None:
    assert Views(WORST[name], later(5), page).known() == []


@given(SEEDS)
@settings(max_examples=5, deadline=None)
def test_all_files_of_all_days_together_tell_no_count_from_one_to_four(seed: int) -> None:
    stories, as_at = invented(seed)
    assert Views(stories, as_at, page=False).known() == []


@given(SEEDS)
@settings(max_examples=5, deadline=None)
def test_with_the_page_they_tell_how_answers_stood_and_nothing_else(seed: int) -> None:
    stories, as_at = invented(seed)
    assert Views(stories, as_at).known() == []


def test_what_is_exempt_is_on_the_page_and_in_no_file() -> None:
    stories = WORST["one late"]
    with_page = [found for reader in Views(stories, later(3)).readers() for found in reader.subtract()]
    without = [
        found for reader in Views(stories, later(3), page=False).readers() for found in reader.subtract()
    ]
    assert any(found.count == 1 and {each[1] for each in found.attributes} == {"late"} for found in with_page)
    assert not without


def exactly(count: int, among: int | None = None) -> Shown:
    return Shown.of(count)


def each_alone(counts: Sequence[int]) -> list[Shown]:
    return [small_numbers.alone(count) for count in counts]


def everybody(_: object) -> bool:
    return True


def never(*_: object) -> bool:
    return False


@pytest.mark.parametrize(
    ("module", "name", "instead", "record", "page"),
    [
        (statement, "protect", each_alone, "a month of three", True),
        (statement, "protect", each_alone, "a route of two", True),
        (small_numbers, "_tells", never, "late ones of two routes", True),
        (spans, "is_small", never, "a quarter of four, then one of six", True),
        (statement, "in_fives", exactly, "one withdrawn each quarter", True),
        (statement, "part_of", exactly, "one late", False),
    ],
    ids=["months withheld", "routes withheld", "bands", "quarters together", "fives", "parts and rests"],
)
def test_without_any_one_measure_the_attack_succeeds(
    module: object,
    name: str,
    instead: Callable[..., object],
    record: str,
    page: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, name, instead)
    assert Views(WORST[record], later(5), page).known()


def test_fives_without_regard_to_how_many_there_were_would_tell_of_the_only_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fives = small_numbers.in_fives
    monkeypatch.setattr(statement, "in_fives", lambda count, *_: fives(count))
    for record in ("the only one closed opened again", "the only answer disputed"):
        assert Views(WORST[record], later(5)).known()


def test_a_quarter_that_has_not_closed_would_be_told_by_two_files_of_it() -> None:
    """What leaves the desk is settled: here somebody has the running quarter of two days."""
    stories = in_quarter(0, 9)
    days = [stories[6].received + 30, stories[8].received + 30]
    running = [Views(stories, day).now.running for day in days]
    counts = [span.received for span in running if span]
    assert counts == [7, 9]
    figures = [
        Figure(lambda each: each[0] == 1, counts[0], counts[0], "the earlier day"),
        Figure(everybody, counts[1], counts[1], "the later day"),
    ]
    assert [found.count for found in Reader([(1,), (2,)], figures).subtract()] == [2, 2]


def test_exact_totals_of_two_returns_would_tell_what_a_quarter_hides() -> None:
    """Why no total over spans leaves the desk."""
    hidden = Figure(lambda each: each[0] == 2, 1, 4, "late in the second quarter: fewer than 5")
    totals = [
        Figure(lambda each: each[0] == 1, 6, 6, "late up to the first return"),
        Figure(everybody, 9, 9, "late up to the second return"),
    ]
    assert not Reader([(1,), (2,)], [hidden, totals[0]]).subtract()
    assert {found.count for found in Reader([(1,), (2,)], [hidden, *totals]).subtract()} == {3}


@given(SEEDS)
@settings(max_examples=5, deadline=None)
def test_a_file_says_the_same_of_a_span_for_ever(seed: int) -> None:
    stories, as_at = invented(seed)
    files = Views(stories, as_at).files
    for earlier, following in pairwise(files):
        assert len(following.spans) >= len(earlier.spans)
        for old, new in zip(earlier.spans, following.spans, strict=False):
            assert (old.name, old.received, old.months, old.happened, old.service) == (
                new.name,
                new.received,
                new.months,
                new.happened,
                new.service,
            )
            for then, now in zip(old.answers, new.answers, strict=True):
                assert then.in_time is None or then == now
        assert following.years[: len(earlier.years)] == earlier.years
