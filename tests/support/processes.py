"""Processes and their children."""

from __future__ import annotations

from pathlib import Path


def family(pid: int) -> list[int]:
    """The process, its children, their children, and so on."""
    found = [pid]
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            found += family(int(child))
    return found
