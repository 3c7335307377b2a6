"""Data that an installation may replace: each file under whistle/data gives way to one of its name in WHISTLE_DATA."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from whistle.domain.errors import CannotStart

OURS = Path(__file__).resolve().parent.parent / "data"


def read_data(name: str, theirs: Path | None) -> dict[str, Any]:
    """What ``name`` holds, in the folder ``theirs`` where it has such a file. Raises CannotStart."""
    path = theirs / name if theirs and (theirs / name).is_file() else OURS / name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotStart(f"{path} cannot be read as TOML: {error}.") from None


def places(theirs: Path | None) -> list[str]:
    """The names that the form offers for where something happened. Raises CannotStart."""
    names = read_data("places.toml", theirs).get("names")
    if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
        raise CannotStart('places.toml must say names = ["…", "…"], with the name of a place in each.')
    return names
