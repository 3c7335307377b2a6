"""Figures as files."""

from __future__ import annotations

import csv
import io
import json

import pytest

from whistle.domain.published import as_csv, as_json


def test_a_row_is_a_line_and_what_it_says_comes_back() -> None:
    rows = [("Jul to Sep 2026", "Concerns received", "19"), ("2026", 'Route 1, "urgent"', "10 to 14, or so")]
    text = as_csv(rows)
    assert text.splitlines()[0] == "period,figure,value"
    assert [tuple(row) for row in csv.reader(text.splitlines())][1:] == rows


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula_to_a_spreadsheet(cell: str) -> None:
    text = as_csv([(cell, cell, cell)])
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == [f"'{cell}"] * 3


def test_a_document_keeps_its_order_and_its_letters() -> None:
    text = as_json({"format": "whistle/v1/figures", "é": [1, None]})
    assert text.startswith('{\n "format"')
    assert "é" in text
    assert json.loads(text) == {"format": "whistle/v1/figures", "é": [1, None]}
