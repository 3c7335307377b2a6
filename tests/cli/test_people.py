"""Accounts: who may sign in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Whistle
from tests.support.installation import Installation


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    installation = Installation(tmp_path / "installation")
    installation.prepare()
    for name, value in installation.environ.items():
        monkeypatch.setenv(name, value)
    return installation


def test_someone_is_added_listed_and_disabled(
    installed: Installation, whistle: Whistle, passphrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert whistle("people", "add", "Mo Farrell", "auditor", "--passphrase-file", passphrase) == 0
    whistle("people", "list")
    assert "Mo Farrell" in capsys.readouterr().out
    assert whistle("people", "disable", "Mo Farrell") == 0
    capsys.readouterr()
    whistle("people", "list")
    assert "Mo Farrell" not in capsys.readouterr().out


def test_two_people_cannot_have_one_name(
    installed: Installation, whistle: Whistle, passphrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add = ("people", "add", "Mo Farrell", "auditor", "--passphrase-file", passphrase)
    assert whistle(*add) == 0
    assert whistle(*add) == 1
    assert capsys.readouterr().err.startswith("whistle: ")


def test_a_tick_says_what_it_did(
    installed: Installation, whistle: Whistle, capsys: pytest.CaptureFixture[str]
) -> None:
    assert whistle("tick") == 0
    assert capsys.readouterr().out.strip()
    assert whistle("tick", "--if-due") == 0
    assert "Nothing is due" in capsys.readouterr().out


def test_a_setting_that_is_missing_is_named(
    whistle: Whistle, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("WHISTLE_STATE", raising=False)
    assert whistle("people", "list") == 1
    assert "WHISTLE_STATE is not set" in capsys.readouterr().err
