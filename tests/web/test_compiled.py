"""Templates are compiled once and kept beside their sources, and never a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from whistle.web.compiled import Compiled


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text("{{ 1 + 1 }} words")
    return tmp_path


def render(folder: Path, options: object = 1) -> str:
    environment = Environment(
        loader=FileSystemLoader(folder), bytecode_cache=Compiled(folder, options), autoescape=True
    )
    return environment.get_template("page.html").render()


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "__pycache__").glob("*"))


def test_what_was_compiled_once_is_read_from_then_on(folder: Path) -> None:
    assert render(folder) == "2 words"
    (path,) = kept(folder)
    before = path.stat().st_mtime_ns
    assert render(folder) == "2 words"
    assert path.stat().st_mtime_ns == before


def test_a_changed_source_or_another_way_to_compile_makes_it_anew(folder: Path) -> None:
    render(folder)
    (folder / "page.html").write_text("{{ 1 + 2 }} words")
    assert render(folder) == "3 words"
    before = kept(folder)[0].read_bytes()
    assert render(folder, options=2) == "3 words"
    assert kept(folder)[0].read_bytes() != before


@pytest.mark.parametrize("damage", [b"", b"j2", b"\0" * 200])
def test_what_is_damaged_is_made_anew(folder: Path, damage: bytes) -> None:
    render(folder)
    kept(folder)[0].write_bytes(damage)
    assert render(folder) == "2 words"


def test_where_nothing_can_be_written_pages_are_made_all_the_same(folder: Path) -> None:
    (folder / "__pycache__").write_text("a file where the folder should be")
    assert render(folder) == "2 words"
