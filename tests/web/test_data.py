"""Files under whistle/data, and those that an installation puts in their place."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.installation import Installation
from whistle.app import app_for
from whistle.domain.errors import CannotStart
from whistle.services.house import House
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


def test_what_an_installation_writes_stays_words_on_every_page(
    installation: Installation, house: House, tmp_path: Path
) -> None:
    signs = "</template><script>x</script>\"'><b>"
    said = json.dumps(signs)  # a string in TOML too
    (tmp_path / "places.toml").write_text(f"names = [{said}]")
    line = f'name = {said}\nabout = {said}\nfor = "victims"\nwritten = 2026-11-21\n'
    (tmp_path / "support.toml").write_text(f"[[entry]]\n{line}")
    client = app_for(replace(installation.settings, data=tmp_path), house).test_client()
    for path in ("/raise", "/support", "/cy/raise", "/cy/support"):
        page = client.get(path).text
        assert "script&gt;x&lt;" in page
        assert "<script>x" not in page
