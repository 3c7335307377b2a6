"""Accounts: who may sign in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from config import settings
from tests.cli.conftest import Whistle
from tests.support.installation import PASSWORD, Installation
from whistle.__main__ import open_house
from whistle.app import house_for
from whistle.clock import SetClock, SystemClock
from whistle.domain.errors import NotSignedIn
from whistle.services import signing_in, ticking


@pytest.fixture
def days_ago() -> int:
    """When the service was first started."""
    return 0


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days_ago: int) -> Installation:
    begun = SetClock(SystemClock().now() - dt.timedelta(days=days_ago))
    installation = Installation(tmp_path / "installation", clock=begun)
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


def test_a_new_password_takes_the_place_of_the_forgotten_one(
    installed: Installation, whistle: Whistle, passphrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house = open_house(settings(), SystemClock())
    session = signing_in.sign_in(house, "Asha Rahman", PASSWORD)
    assert whistle("people", "password", "Asha Rahman", "--passphrase-file", passphrase) == 0
    assert "Asha Rahman has a new password" in capsys.readouterr().out
    assert signing_in.session(house, session) is None
    assert signing_in.sign_in(house, "Asha Rahman", passphrase.read_text().strip())
    with pytest.raises(NotSignedIn):
        signing_in.sign_in(house, "Asha Rahman", PASSWORD)


def test_a_new_password_for_nobody_is_refused(
    installed: Installation, whistle: Whistle, passphrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert whistle("people", "password", "Nobody Here", "--passphrase-file", passphrase) == 1
    assert "no account of that name" in capsys.readouterr().err


def test_a_tick_says_what_it_did(
    installed: Installation, whistle: Whistle, capsys: pytest.CaptureFixture[str]
) -> None:
    assert whistle("tick") == 0
    assert capsys.readouterr().out.strip()
    assert whistle("tick", "--if-due") == 0
    assert "Nothing is due" in capsys.readouterr().out


def test_a_timer_under_a_clock_that_went_back_hears_of_it(
    installed: Installation, whistle: Whistle, capsys: pytest.CaptureFixture[str]
) -> None:
    ticking.tick(house_for(installed.settings, SetClock(SystemClock().now() + dt.timedelta(hours=2))))
    assert whistle("tick", "--if-due") == 1
    assert "clock stands before the last tick" in capsys.readouterr().err


@pytest.mark.parametrize("days_ago", [8])
def test_weeks_without_a_tick_ask_whether_the_clock_is_right(
    installed: Installation, whistle: Whistle, capsys: pytest.CaptureFixture[str]
) -> None:
    ticking.tick(house_for(installed.settings, installed.clock))
    assert whistle("tick", "--if-due") == 1
    assert "--accept-jump" in capsys.readouterr().err
    assert whistle("tick", "--if-due", "--accept-jump") == 0


def test_a_setting_that_is_missing_is_named(
    whistle: Whistle, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("WHISTLE_STATE", raising=False)
    assert whistle("people", "list") == 1
    assert "WHISTLE_STATE is not set" in capsys.readouterr().err
