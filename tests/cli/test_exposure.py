"""What a stolen key could read, asked for on the server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Whistle
from tests.support.installation import Installation
from whistle.envelope.compose import file_concern
from whistle.envelope.token import Token
from whistle.services import raising, ticking


def test_the_operator_reads_what_was_ever_given_and_what_is_given_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whistle: Whistle, capsys: pytest.CaptureFixture[str]
) -> None:
    installation = Installation(tmp_path / "w")
    for name, value in installation.environ.items():
        monkeypatch.setenv(name, value)
    installation.prepare()
    house = installation.house()
    for readers in (("r1",), ("r1", "r2")):
        filing = file_concern(Token.new(), installation.directory, 1, readers, "It was closed.")
        raising.file_concern(house, filing.encode())
    ticking.tick(house)
    house.store.close()
    assert whistle("exposure", "r1") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Asha Rahman (r1)" in said
    assert "ever given 2 Concerns it is given now 2, 2 of them not closed" in said
    assert "write in that name" in said
    assert whistle("exposure", "r9") == 1
    assert "no reviewer r9" in capsys.readouterr().err
