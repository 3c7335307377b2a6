"""Support lines and protections: what has a day is shown, a mistake stops the start and says where it is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from whistle.domain.errors import CannotStart
from whistle.web import advice, data
from whistle.web.languages import LANGUAGES

LINE = """
[[entry]]
name = "A line"
for = "victims"
number = "0800 000 0000"
about = "anyone"
written = 2026-11-21
"""
PROTECTION = """
[[entry]]
kind = "law"
title = "A law"
text = "It protects."
source = "An Act"
address = "https://www.legislation.gov.uk/"
written = 2026-11-21
"""


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("path", ["/support", "/cy/support"])
def test_every_line_with_a_day_is_shown_with_a_number_that_a_phone_can_call(
    client: FlaskClient, path: str
) -> None:
    page = client.get(path).text
    lines = advice.support(None)
    assert lines
    for line in lines:
        assert (line.name.get("cy", line.name["en"]) if path.startswith("/cy") else line.name["en"]) in page
        assert not line.number or f'href="tel:{line.number.replace(" ", "")}">{line.number}<' in page


def test_a_number_that_nobody_has_checked_is_kept_and_not_shown(client: FlaskClient, tmp_path: Path) -> None:
    raw = tomllib.loads((data.OURS / "support.toml").read_text(encoding="utf-8"))
    unit = next(entry for entry in raw["entry"] if entry.get("number") == "020 7008 0151")
    assert unit["written"] is False
    assert "7008 0151" not in client.get("/support").text
    dated = LINE.replace("0800 000 0000", "020 7008 0151")
    assert [line.number for line in advice.support(write(tmp_path, "support.toml", dated))] == [
        "020 7008 0151"
    ]
    undated = dated.replace("2026-11-21", "false")
    assert advice.support(write(tmp_path, "support.toml", undated)) == []


@pytest.mark.parametrize("path", ["/protections", "/cy/protections"])
def test_laws_codes_and_aims_stand_apart_and_each_rule_names_its_source(
    client: FlaskClient, path: str
) -> None:
    page = client.get(path).text
    found = advice.protections(None)
    assert {each.kind for each in found} == set(advice.KINDS)
    places = [
        page.index((each.title.get("cy") if "cy" in path else None) or each.title["en"]) for each in found
    ]
    order = [advice.KINDS.index(each.kind) for each in found]
    assert [kind for _, kind in sorted(zip(places, order, strict=True))] == sorted(order)
    for each in found:
        assert each.kind == "aim" or each.address == "" or f'href="{each.address}"' in page
        assert each.kind == "aim" or f"{each.written:%-d} " in page


def test_our_own_entries_are_in_every_language() -> None:
    texts = [text for line in advice.support(None) for text in (line.about, line.hours)]
    texts += [text for each in advice.protections(None) for text in (each.title, each.text, each.source)]
    assert [text for text in texts if text and set(text) != set(LANGUAGES)] == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("support.toml", LINE.replace('name = "A line"', ""), "support.toml, entry 1: name"),
        ("support.toml", LINE.replace('"victims"', '"all"'), "support.toml, entry 1: for"),
        ("support.toml", LINE.replace("0800 000", "+44 (0)"), "support.toml, entry 1: number"),
        ("support.toml", LINE.replace('"anyone"', '{ cy = "pawb" }'), "support.toml, entry 1: about"),
        ("support.toml", LINE.replace('"anyone"', '{ en = "a", fr = "b" }'), "support.toml, entry 1: about.fr"),
        ("support.toml", LINE.replace("2026-11-21", "true"), "support.toml, entry 1: written"),
        ("support.toml", LINE + LINE + 'web = "x"', "support.toml, entry 2: web"),
        ("support.toml", "entry = [1]", "support.toml, entry 1"),
        ("support.toml", "lines = 3", "support.toml must hold"),
        ("support.toml", "not toml", "support.toml"),
        ("protections.toml", PROTECTION.replace('"law"', '"hope"'), "protections.toml, entry 1: kind"),
        ("protections.toml", PROTECTION.replace("https:", "http:"), "protections.toml, entry 1: address"),
    ],
)  # fmt: skip
def test_a_mistake_stops_the_start_and_says_where_it_is(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    read = advice.support if name == "support.toml" else advice.protections
    with pytest.raises(CannotStart) as stopped:
        read(write(tmp_path, name, text))
    assert said in str(stopped.value)


def test_a_text_in_english_alone_serves_every_language(tmp_path: Path) -> None:
    (line,) = advice.support(write(tmp_path, "support.toml", LINE))
    assert line.about == {"en": "anyone"}
    (protection,) = advice.protections(write(tmp_path, "protections.toml", PROTECTION))
    assert protection.text == {"en": "It protects."}
