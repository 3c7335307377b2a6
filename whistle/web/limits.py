"""How long people may wait: ``limits.toml``, which an installation may replace. A mistake stops the start."""

from __future__ import annotations

from pathlib import Path

from whistle.domain.errors import CannotStart, Malformed
from whistle.domain.hours import Staffed
from whistle.domain.rules import Rules
from whistle.domain.rules_text import FORM
from whistle.web.data import read_data

NAME = "limits.toml"
_SAID_ELSEWHERE = {
    "staffed": "WHISTLE_STAFFED says that",
    "holidays": "WHISTLE_HOLIDAYS says whose",
    "version": "the service counts that",
}


def limits(folder: Path | None, staffed: Staffed) -> Rules:
    """What the file says, with the hours in which somebody is there, and without bank holidays. Raises CannotStart."""
    content = read_data(NAME, folder)
    for key, where in _SAID_ELSEWHERE.items():
        if key in content:
            raise CannotStart(f"{NAME} cannot say {key}: {where}.")
    try:
        return Rules.of({**content, "staffed": staffed.text, "holidays": [], "version": FORM})
    except Malformed as error:
        raise CannotStart(f"{NAME}: {error}") from None
