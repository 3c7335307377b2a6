"""One row a figure, printed as a table and written as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """A figure of ours beside the floor of the same run, the goal and the best peer (empty where there is none)."""

    what: str
    ours: str
    floor: str
    goal: str
    met: bool | None
    peer: str = ""

    @property
    def verdict(self) -> str:
        return {True: "met", False: "missed", None: ""}[self.met]


def table(rows: list[Row]) -> str:
    """The rows in columns."""
    cells = [("what", "ours", "floor, same run", "goal", "", "best peer")]
    cells += [(row.what, row.ours, row.floor, row.goal, row.verdict, row.peer) for row in rows]
    widths = [max(len(line[i]) for line in cells) for i in range(len(cells[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def write(rows: list[Row], path: Path) -> None:
    """The same as JSON."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False) + "\n")
