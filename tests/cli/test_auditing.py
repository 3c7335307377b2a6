"""Checking a downloaded record on another computer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Demonstration, Whistle
from whistle.services import measuring
from whistle.services import record as records


@pytest.fixture
def record(demonstration: Demonstration, tmp_path: Path) -> Path:
    file = tmp_path / "record.txt"
    file.write_text("".join(records.lines(demonstration.house)))
    return file


@pytest.fixture
def key(demonstration: Demonstration) -> str:
    return str(demonstration.house.log.verifier)


def test_a_record_is_found_whole_and_counted_again(
    record: Path, key: str, whistle: Whistle, demonstration: Demonstration, capsys: pytest.CaptureFixture[str]
) -> None:
    assert whistle("audit", "verify", record, "--key", key) == 0
    said = capsys.readouterr().out
    assert said.startswith("Whole: all ")
    page = measuring.audit(demonstration.house)
    assert page.figures.sentence in said
    assert page.held.sentence in said


def test_a_record_with_one_digit_changed_is_refused(
    record: Path, key: str, whistle: Whistle, capsys: pytest.CaptureFixture[str]
) -> None:
    text = record.read_text()
    at = text.index("event ") + len("event ")
    record.write_text(text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :])
    assert whistle("audit", "verify", record, "--key", key) == 1
    assert "was edited" in capsys.readouterr().err


def test_a_record_with_an_entry_left_out_is_refused(record: Path, key: str, whistle: Whistle) -> None:
    lines = record.read_text().split("\n")
    record.write_text("\n".join(lines[:5] + lines[6:]))
    assert whistle("audit", "verify", record, "--key", key) == 1


def test_a_record_signed_by_another_log_is_refused(record: Path, whistle: Whistle) -> None:
    other = "other.example/log+dd6d3055+AZrk2HcjjsCGr0TYcd95q2cHTnfOaSjaPLZQx4HSA7aO"
    assert whistle("audit", "verify", record, "--key", other) == 1
