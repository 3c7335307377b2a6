"""The quarterly return."""

from __future__ import annotations

import pytest

from tests.support.records import BOOKS, FIRST, cases_of, in_quarter, log_of
from whistle.domain.errors import NotFound
from whistle.domain.quarterly import lines
from whistle.domain.quarters import available, settled_at, start_of
from whistle.domain.statement import Statement, statement


def stated(quarters: int) -> Statement:
    cases = cases_of(log_of(in_quarter(0, 24) + in_quarter(1, 7)))
    return statement(cases, BOOKS, available(settled_at(FIRST + quarters - 1)))


def test_every_figure_of_the_quarter_has_a_line() -> None:
    found = stated(2)
    said = lines(found, found.spans[0])
    assert said[:2] == ["Period: January to March 2023", "Concerns received: 24"]
    assert "Acknowledgement: in time: 24" in said
    assert "Acknowledgement: median (hours): 5" in said
    assert "Withdrawn by the reporter: 0" in said
    assert "Hours without a tick: 0" in said
    figures = [line for line in said[1:] if not line.startswith("Note: ")]
    assert figures == [
        f"{name}: {value}" for period, name, value in found.rows() if period == found.spans[0].name
    ]


def test_a_line_is_one_line_with_a_name_and_a_value() -> None:
    found = stated(2)
    for line in lines(found, found.spans[1]):
        name, value = line.split(": ", 1)
        assert name
        assert value
        assert line.isprintable()


def test_a_quarter_that_is_not_settled_has_no_return() -> None:
    found = statement(cases_of(log_of(in_quarter(0, 24) + in_quarter(1, 7))), BOOKS, start_of(FIRST + 2))
    assert found.running is not None
    with pytest.raises(NotFound):
        lines(found, found.running)


def test_a_later_return_of_a_quarter_adds_only_what_was_not_settled() -> None:
    before, after = stated(1), stated(2)
    then = [line for line in lines(before, before.spans[0]) if not line.startswith(("Updates", "Outcome"))]
    now = [line for line in lines(after, after.spans[0]) if not line.startswith(("Updates", "Outcome"))]
    assert then == now
    assert "Outcome: in time: not settled yet" not in lines(after, after.spans[0])
