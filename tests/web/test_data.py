"""Files under whistle/data, and those that an installation puts in their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from whistle.domain.errors import CannotStart
from whistle.web.data import places


def test_there_are_32_boroughs_until_an_installation_names_other_places(tmp_path: Path) -> None:
    assert len(set(places(None))) == 32
    assert places(tmp_path) == places(None)
    (tmp_path / "places.toml").write_text('names = ["Northmoor East", "Northmoor West"]')
    assert places(tmp_path) == ["Northmoor East", "Northmoor West"]


@pytest.mark.parametrize("text", ["names = 3", 'names = ["", "x"]', "names = [", "", "names = [3]"])
def test_a_list_that_cannot_be_shown_is_said_before_the_service_starts(tmp_path: Path, text: str) -> None:
    (tmp_path / "places.toml").write_text(text)
    with pytest.raises(CannotStart, match=r"places\.toml"):
        places(tmp_path)
