"""How long people may wait is data: an installation may set others, and a mistake stops the start."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.installation import Installation
from whistle.app import house_for
from whistle.domain.errors import CannotStart
from whistle.domain.hours import NINE_TO_FIVE, Staffed
from whistle.domain.rules import USUAL
from whistle.services.house import House
from whistle.web.data import OURS
from whistle.web.limits import limits

TEXT = (OURS / "limits.toml").read_text()


def test_ours_are_the_usual_ones() -> None:
    assert limits(None, NINE_TO_FIVE) == USUAL


def test_an_installation_sets_others_and_they_are_in_force(
    installation: Installation, house: House, tmp_path: Path
) -> None:
    (tmp_path / "limits.toml").write_text(
        TEXT.replace("days = 7", "days = 5").replace("working_routes = []", "working_routes = [2]")
    )
    settings = replace(
        installation.settings, data=tmp_path, staffed=Staffed.parse("Mon-Sat 08:00-18:00"), holidays="Wales"
    )
    rules = house_for(settings, installation.clock).rules
    assert (rules.reply.words, rules.working_routes) == ("5 days", frozenset({2}))
    assert rules.staffed.text == "Mon-Sat 08:00-18:00"
    assert rules.holidays


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("hours = 24", "hours = 0", r"limits\.toml: In the limit for acknowledgement"),
        ("days = 7", "days = 7\nhours = 3", r"limits\.toml: In the limit for reply"),
        ("months = 3\n", "months = 3\nsoon = true\n", r"limits\.toml: .*soon"),
        ("pause_days = 28\n", "", r"limits\.toml: .*pause_days"),
        ("pause_days = 28\n", "pause_days = 28\nstaffed = 'Mon-Fri 09:00-17:00'\n", "WHISTLE_STAFFED"),
        ("pause_days = 28\n", "pause_days = 28\nholidays = []\n", "WHISTLE_HOLIDAYS"),
        ("pause_days = 28\n", "pause_days = 28\nversion = 7\n", r"limits\.toml cannot say version"),
        ("[reply]", "[reply", r"limits\.toml cannot be read as TOML"),
        ('basis = "aim"', 'basis = "whim"', r"limits\.toml: .*basis"),
    ],
)
def test_a_mistake_is_said_before_the_service_starts(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in TEXT
    (tmp_path / "limits.toml").write_text(TEXT.replace(old, new, 1))
    with pytest.raises(CannotStart, match=said):
        limits(tmp_path, NINE_TO_FIVE)
