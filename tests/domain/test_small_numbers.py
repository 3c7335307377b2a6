"""Small counts, read by someone who subtracts."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whistle.domain.small_numbers import (
    BANDS,
    NO_BAND,
    NOT_SHOWN,
    Shown,
    in_fives,
    part_of,
    protect,
    shares,
    some_in_fives,
    total_of,
)

COUNTS = st.lists(st.integers(0, 12), min_size=1, max_size=4)


def words(shown: list[Shown] | None) -> list[str] | None:
    return None if shown is None else [cell.words for cell in shown]


def seen(total: int, rows: int) -> dict[tuple[Shown, ...] | None, list[tuple[int, ...]]]:
    """By what is shown of them, all tables with this total."""
    found: defaultdict[tuple[Shown, ...] | None, list[tuple[int, ...]]] = defaultdict(list)
    for first in product(range(total + 1), repeat=rows - 1):
        if sum(first) <= total:
            table = (*first, total - sum(first))
            shown = protect(table)
            found[None if shown is None else tuple(shown)].append(table)
    return found


def test_a_small_count_takes_the_least_of_the_others_with_it() -> None:
    assert words(protect([9, 3, 7])) == ["9", "not shown", "not shown"]
    assert words(protect([2, 6, 4, 0])) == ["not shown", "not shown", "not shown", "0"]
    assert words(protect([1, 3, 7])) == ["not shown"] * 3


def test_of_several_that_are_the_least_none_stays() -> None:
    """Or the one that was chosen would tell where the small one is."""
    assert words(protect([7, 3, 7, 9])) == ["not shown", "not shown", "not shown", "9"]


def test_several_small_counts_look_like_any_others() -> None:
    assert words(protect([4, 4, 4])) == ["not shown"] * 3
    assert words(protect([4, 4, 0])) == ["not shown", "not shown", "0"]


@pytest.mark.parametrize("rows", [3, 4])
@pytest.mark.parametrize("total", range(5, 22))
def test_whoever_knows_the_rule_and_the_total_can_tell_no_small_count(rows: int, total: int) -> None:
    """Not even by going through all tables, and also not where no table is shown."""
    for shown, tables in seen(total, rows).items():
        for row in range(rows):
            values = {table[row] for table in tables}
            assert len(values) > 1 or not 0 < min(values) < 5, (shown, tables)


def test_a_table_that_gives_itself_away_is_not_shown_at_all() -> None:
    for counts in ([1, 1, 1, 1, 1], [1, 1, 0], [3], [0, 2, 0]):
        assert protect(counts) is None


def test_a_table_without_small_counts_is_shown_whole() -> None:
    assert words(protect([0, 5, 12])) == ["0", "5", "12"]
    assert words(protect([0, 0])) == ["0", "0"]


def test_a_part_shows_neither_itself_nor_its_rest_when_small() -> None:
    cases = [(12, 12), (12, 14), (3, 11), (7, 9), (0, 8), (6, 11)]
    found = [part_of(part, count).words for part, count in cases]
    assert found == ["12", "at least 10", "fewer than 5", "not all", "0", "6"]


def test_in_fives_a_lone_one_may_be_five() -> None:
    found = [in_fives(count).words for count in (0, 1, 5, 6, 10, 11)]
    assert found == ["0", "5 or fewer", "5 or fewer", "6 to 10", "6 to 10", "11 to 15"]


def test_of_a_part_in_fives_neither_it_nor_its_rest_is_told_to_be_small() -> None:
    assert some_in_fives(11, 12).words == "some or all"
    for count in range(6, 30):
        by_words: defaultdict[str, set[int]] = defaultdict(set)
        for part in range(count + 1):
            by_words[some_in_fives(part, count).words].add(part)
        for parts in by_words.values():
            assert parts == {0} or len(parts) > 4


@given(st.integers(0, 5), st.integers(0, 5))
def test_among_five_or_fewer_nothing_is_said_not_even_none(count: int, among: int) -> None:
    assert in_fives(count, among) == NOT_SHOWN


def test_a_total_says_what_its_parts_say() -> None:
    assert total_of([]).words == "0"
    assert total_of([in_fives(3), in_fives(0), in_fives(8)]).words == "7 to 15"
    assert total_of([in_fives(3), in_fives(0)]).words == "5 or fewer"
    assert total_of([in_fives(8), NOT_SHOWN]).words == "6 or more"
    assert total_of([NOT_SHOWN]) == NOT_SHOWN


def test_shares_are_bands_from_twenty_on() -> None:
    parts, counts = [19, 18, 18, 15, 20, 19], [19, 20, 21, 20, 40, 40]
    wholes = [Shown.of(count) for count in counts]
    found = [band.words for band in shares(parts, counts, wholes)]
    assert found == ["not shown", "90 % or more", "75 to 89 %", "75 to 89 %", "50 to 74 %", "under half"]


def test_of_none_nothing_is_the_rest_whatever_the_band() -> None:
    assert {band.rest_of(0) for band in (*BANDS, NO_BAND)} == {(0, 0)}


def test_a_row_whose_count_is_hidden_has_no_share() -> None:
    assert [band.words for band in shares([20], [25], [NOT_SHOWN])] == ["not shown"]


def test_where_bands_leave_one_possibility_there_are_none() -> None:
    """Of 20 and 25, from 3 and from 3 on were late, and 6 were together: 3 and 3."""
    found = shares([17, 22], [20, 25], [Shown.of(20), Shown.of(25)])
    assert [band.words for band in found] == ["not shown", "not shown"]


@pytest.mark.parametrize("counts", [(20, 20), (20, 25), (40, 22), (24, 6), (21, 8, 9), (20, 21, 22)])
@pytest.mark.parametrize("total", [True, False], ids=["with the total", "without it"])
def test_whoever_knows_how_bands_are_withheld_can_tell_no_small_part_or_rest(
    counts: tuple[int, ...], total: bool
) -> None:
    seen: defaultdict[object, list[set[int]]] = defaultdict(lambda: [set() for _ in counts])
    for parts in product(*(range(count + 1) for count in counts)):
        shown = tuple(shares(parts, counts, [Shown.of(count) for count in counts]))
        for values, part in zip(seen[shown, sum(parts) if total else None], parts, strict=True):
            values.add(part)
    for rows in seen.values():
        for count, values in zip(counts, rows, strict=True):
            (part, *others) = values
            assert others or not (0 < part < 5 or 0 < count - part < 5)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=3))
@settings(max_examples=50, deadline=None)
def test_no_band_beside_the_total_tells_a_small_part_or_rest(rows: list[tuple[int, int]]) -> None:
    counts, parts = [part + rest for part, rest in rows], [part for part, _ in rows]
    bands = shares(parts, counts, [Shown.of(count) for count in counts])
    bounds = [band.rest_of(count) for band, count in zip(bands, counts, strict=True)]
    total = sum(counts) - sum(parts)
    options = [range(low, high + 1) for low, high in bounds]
    tables = [table for table in product(*options[:-1]) if total - sum(table) in options[-1]]
    for place, (part, rest) in enumerate(rows[:-1]):
        values = {table[place] for table in tables}
        assert rest in values
        if bands[place].words != "not shown" and len(values) == 1:
            assert not 0 < rest < 5
            assert not 0 < part < 5


@given(COUNTS)
def test_what_is_shown_is_true(counts: list[int]) -> None:
    for cell, count in zip(protect(counts) or [], counts, strict=False):
        assert cell.low <= count <= cell.high
