"""Figures as files: what leaves the auditors' desk, in the same bytes wherever they are counted.

``figures.json`` is the statement's document, ``figures.csv`` its rows. Both hold closed quarters alone, so two of them
from different days can be laid side by side and nothing of a single concern follows (`whistle.domain.statement`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping

HEADINGS = ("period", "figure", "value")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(document: Mapping[str, object]) -> str:
    """The text of figures.json, in the document's own order."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def as_csv(rows: Iterable[tuple[str, str, str]]) -> str:
    """The text of figures.csv (RFC 4180), of a period, a figure and its value each."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue()


def _plain(cell: str) -> str:
    """The cell, so written that no spreadsheet takes it for a formula and runs it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
