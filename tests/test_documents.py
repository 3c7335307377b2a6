"""The documents keep up with the code: what they name is there, and what they must name is named."""

from __future__ import annotations

import ast
import re
import shlex
from functools import cache
from pathlib import Path

import pytest

from whistle.cli.main import parser

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("keys/*.md")])
THREATS = (ROOT / "docs" / "THREATS.md").read_text()
OPERATIONS = (ROOT / "docs" / "OPERATIONS.md").read_text()


@cache
def names_in(path: str) -> set[str]:
    module = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`(tests/[\w/]+\.py::\w+)`", THREATS))))
def test_a_test_that_keeps_a_promise_exists(named: str) -> None:
    path, _, name = named.partition("::")
    assert name in names_in(path)


def test_every_promise_has_tests_and_says_what_it_does_not_cover() -> None:
    promises = re.findall(r"^### (\d)\. .*?(?=^##)", THREATS, re.MULTILINE | re.DOTALL)
    assert promises == [str(number) for number in range(1, 9)]
    for promise in re.split(r"^##+ ", THREATS, flags=re.MULTILINE):
        if re.match(r"\d\. ", promise):
            assert "::test_" in promise
            assert "*Not covered:*" in promise


def test_every_setting_is_documented() -> None:
    settings = set(re.findall(r'"(WHISTLE_[A-Z_]+)"', (ROOT / "config.py").read_text()))
    documented = set(re.findall(r"^\| `(WHISTLE_[A-Z_]+)`", OPERATIONS, re.MULTILINE))
    assert documented == settings


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)|(?:src|href)=\"([^\"#]+)\"", document.read_text())
    for link in (either or other for either, other in links):
        if not link.startswith(("https://", "http://localhost")):
            assert (document.parent / link).exists(), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_are_as_they_are_typed(document: Path) -> None:
    typed = re.findall(r"^whistle .*$", document.read_text(), re.MULTILINE)
    for line in typed:
        parser().parse_args(shlex.split(line.partition("   ")[0])[1:])
