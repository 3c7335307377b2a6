"""Reminders as the operator and the timer call them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Whistle
from tests.support.installation import Installation
from tests.support.mail import HERE, Post, serving
from whistle.app import house_for
from whistle.clock import SystemClock
from whistle.envelope.compose import file_concern
from whistle.envelope.token import Token
from whistle.services import raising

Said = pytest.CaptureFixture[str]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    installation = Installation(tmp_path / "installation")
    installation.prepare()
    for name, value in installation.environ.items():
        monkeypatch.setenv(name, value)
    return installation


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch, installed: Installation):
    post = Post()
    with serving(post) as port:
        monkeypatch.setenv("WHISTLE_MAIL_SERVER", HERE)
        monkeypatch.setenv("WHISTLE_MAIL_PORT", str(port))
        monkeypatch.setenv("WHISTLE_MAIL_FROM", "whistle@northmoor.example")
        yield post


@pytest.fixture
def urgent(installed: Installation) -> None:
    """Something urgent for Asha alone has come."""
    house = house_for(installed.settings, SystemClock())
    filing = file_concern(Token.new(), house.directory(), 1, ["r1"], "They know where she is.", urgent=True)
    raising.file_concern(house, filing.encode())
    house.store.close()


def test_a_tick_sends_reminders_after_it(whistle: Whistle, post: Post, urgent: None, capsys: Said) -> None:
    assert whistle("people", "mail", "Asha Rahman", "asha@northmoor.example") == 0
    assert "Asha Rahman is reminded at asha@northmoor.example" in capsys.readouterr().out
    assert whistle("tick") == 0
    assert "Sent 1 reminder." in capsys.readouterr().out
    assert post.recipients == ["asha@northmoor.example"]
    assert b"Sign in at http://localhost:8000/staff/." in post.mails[0][1]
    assert whistle("remind") == 0
    assert "No reminder was waiting." in capsys.readouterr().out
    assert whistle("remind", "--status") == 0
    assert "sent 2" in capsys.readouterr().out


def test_a_mail_server_that_refuses_is_shown_and_does_not_fail_the_tick(
    whistle: Whistle, post: Post, urgent: None, capsys: Said
) -> None:
    post.instead["RCPT"] = "550 No such user"
    whistle("people", "mail", "Asha Rahman", "asha@northmoor.example")
    assert whistle("tick") == 0
    assert "Could not send 1 reminder" in capsys.readouterr().out
    assert whistle("remind", "--status") == 1
    said = capsys.readouterr().out
    assert "fails since" in said
    assert "does not take mail for this address" in said
    assert "Next try: " in said


def test_somebody_is_added_with_an_address(
    whistle: Whistle, post: Post, passphrase: Path, capsys: Said
) -> None:
    add = ("people", "add", "Mo Farrell", "reviewer", "--reviewer", "r3", "--passphrase-file", passphrase)
    assert whistle(*add, "--mail", "mo farrell") == 1
    assert "not a mail address" in capsys.readouterr().err
    assert whistle(*add, "--mail", "mo@northmoor.example") == 0
    capsys.readouterr()
    whistle("remind", "--status")
    said = capsys.readouterr().out
    assert "By 127.0.0.1" in said
    assert "mo@northmoor.example" in said
    assert "nothing sent yet" in said
    assert whistle("people", "mail", "Mo Farrell") == 0
    whistle("remind", "--status")
    assert "Nobody has an address" in capsys.readouterr().out


def test_the_operator_tries_it_out(whistle: Whistle, post: Post, capsys: Said) -> None:
    assert whistle("remind", "--test", "ops@northmoor.example") == 0
    assert "took a reminder for ops@northmoor.example" in capsys.readouterr().out
    assert post.recipients == ["ops@northmoor.example"]
    post.instead["MAIL"] = "553 Not from you"
    assert whistle("remind", "--test", "ops@northmoor.example") == 1
    assert "WHISTLE_MAIL_FROM" in capsys.readouterr().err
    assert whistle("remind", "--test", "ops") == 1
    assert "not a mail address" in capsys.readouterr().err


def test_without_a_mail_server_the_command_says_so(
    installed: Installation, whistle: Whistle, capsys: Said
) -> None:
    assert whistle("remind") == 1
    assert "WHISTLE_MAIL_SERVER" in capsys.readouterr().err
    assert whistle("remind", "--status") == 0
    assert "not set up" in capsys.readouterr().out
