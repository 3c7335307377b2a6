"""Beginning a service."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from config import SECRETS
from tests.cli.conftest import Whistle


def test_a_new_service_has_private_keys_and_a_database(tmp_path: Path, whistle: Whistle) -> None:
    assert whistle("init", tmp_path / "state", "--host", "concerns.example") == 0
    secrets = [tmp_path / "state" / f"{name}.key" for name in SECRETS]
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets} == {0o600}
    assert len({path.read_text() for path in secrets}) == len(SECRETS)
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    assert (tmp_path / "state" / "whistle.db").stat().st_size > 0


def test_keys_that_are_there_are_never_made_anew(
    tmp_path: Path, whistle: Whistle, capsys: pytest.CaptureFixture[str]
) -> None:
    whistle("init", tmp_path, "--host", "concerns.example")
    before = {name: (tmp_path / f"{name}.key").read_text() for name in SECRETS}
    assert whistle("init", tmp_path, "--host", "concerns.example") == 1
    assert "exists already" in capsys.readouterr().err
    assert {name: (tmp_path / f"{name}.key").read_text() for name in SECRETS} == before


def test_no_service_is_named_like_the_demonstration(tmp_path: Path, whistle: Whistle) -> None:
    assert whistle("init", tmp_path / "state", "--host", "demonstration.example") == 1
    assert not (tmp_path / "state").exists()
