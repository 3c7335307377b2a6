"""Small counts, read by someone who subtracts."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from whistle.domain.small_numbers import Shown, protect, protect_parts

COUNTS = st.lists(st.integers(0, 12), min_size=1, max_size=4)


def words(shown: list[Shown] | None) -> list[str] | None:
    return None if shown is None else [cell.words for cell in shown]


def possible(shown: list[Shown], total: int) -> list[set[int]]:
    """Every value that each row can have, by trying all tables that agree with what is shown."""
    found: list[set[int]] = [set() for _ in shown]
    for table in product(*(range(cell.low, min(cell.high, total) + 1) for cell in shown)):
        if sum(table) == total:
            for row, value in enumerate(table):
                found[row].add(value)
    return found


def test_small_counts_are_fewer_than_five_and_others_are_themselves() -> None:
    assert words(protect([2, 6, 4, 0])) == ["fewer than 5", "6", "fewer than 5", "0"]


def test_a_lone_small_count_takes_the_smallest_other_with_it() -> None:
    assert words(protect([9, 3, 7])) == ["9", "fewer than 5", "not shown"]


def test_more_is_withheld_when_the_rest_still_leaves_one_value() -> None:
    """4 + 4 are the only two counts below 5 that make 8, so the nine goes too."""
    assert words(protect([4, 4, 9])) == ["fewer than 5", "fewer than 5", "not shown"]
    assert words(protect([1, 5, 20])) == ["fewer than 5", "not shown", "not shown"]


def test_a_table_that_gives_itself_away_is_not_shown_at_all() -> None:
    for counts in ([1, 1, 1, 1, 1], [4, 4], [3], [0, 2, 0]):
        assert protect(counts) is None


def test_a_table_without_small_counts_is_shown_whole() -> None:
    assert words(protect([0, 5, 12])) == ["0", "5", "12"]
    assert words(protect([0, 0])) == ["0", "0"]


def test_a_part_shows_neither_itself_nor_its_rest_when_small() -> None:
    counts = [12, 14, 11, 9, 8, 2, 3]
    wholes = protect(counts)
    assert wholes is not None
    shown = protect_parts([12, 12, 3, 7, 0, 2, 0], counts, wholes)
    expected = ["12", "at least 10", "fewer than 5", "not all", "0", "not shown", "not shown"]
    assert words(shown) == expected


@given(COUNTS)
def test_no_hidden_count_can_be_told_from_the_total(counts: list[int]) -> None:
    shown = protect(counts)
    if shown is None:
        return
    for cell, count, values in zip(shown, counts, possible(shown, sum(counts)), strict=True):
        assert count in values
        assert cell.exact or len(values) > 1
        assert not (cell.exact and 0 < count < 5)


@given(COUNTS, st.data())
def test_no_hidden_part_can_be_told_either(counts: list[int], data: st.DataObject) -> None:
    wholes = protect(counts)
    parts = [data.draw(st.integers(0, count)) for count in counts]
    shown = wholes and protect_parts(parts, counts, wholes)
    if not wholes or not shown:
        return
    for cell, part, whole, values in zip(shown, parts, wholes, possible(shown, sum(parts)), strict=True):
        assert part in values
        assert cell.exact or len(values) > 1
        assert whole.exact or not cell.exact
        if cell.exact:
            assert not 0 < part < 5
            assert not 0 < whole.low - part < 5


@given(COUNTS)
def test_what_is_shown_is_true(counts: list[int]) -> None:
    for cell, count in zip(protect(counts) or [], counts, strict=False):
        assert cell.low <= count <= cell.high
