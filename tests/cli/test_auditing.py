"""Checking a downloaded record on another computer."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Demonstration, Whistle
from tests.ledger.records import LOG, ORIGIN, ticked, written
from tests.ledger.test_earlier import FOUR, OTHER, THREE
from tests.support.daily_record import daily
from whistle import cli, ledger
from whistle.cli import comparing
from whistle.cli.auditing import verify
from whistle.domain.published import as_csv, as_json
from whistle.domain.stated import Statement
from whistle.ledger.checkpoint import Checkpoint, make_checkpoint
from whistle.ledger.quarterly import Return, make_return, return_of
from whistle.ledger.record import Reader
from whistle.services import record as records

KEY = str(LOG.verifier)
Refused = Callable[..., str]


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record of thirteen months."""
    return kept(tmp_path / "record.txt", daily())


def kept(file: Path, lines: tuple[bytes, ...] | list[bytes]) -> Path:
    file.write_bytes(b"".join(lines))
    return file


def stated(days: int = 400) -> Statement:
    """What the record gives after so many days."""
    return verify(daily(days), LOG.verifier).statement


@pytest.fixture
def refused(whistle: Whistle, capsys: pytest.CaptureFixture[str]) -> Refused:
    """What the command says where it refuses."""

    def call(record: Path, *more: object) -> str:
        assert whistle("audit", "verify", record, "--key", KEY, *more) == 1
        return capsys.readouterr().err

    return call


def test_the_record_of_the_demonstration_is_found_whole(
    demonstration: Demonstration, tmp_path: Path, whistle: Whistle, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "record.txt"
    record.write_text("".join(records.lines(demonstration.house)))
    assert whistle("audit", "verify", record, "--key", demonstration.house.log.verifier) == 0
    assert capsys.readouterr().out.startswith("Whole: all ")


def test_every_figure_is_printed(record: Path, whistle: Whistle, capsys: pytest.CaptureFixture[str]) -> None:
    assert whistle("audit", "verify", record, "--key", KEY) == 0
    said = capsys.readouterr().out
    assert "Whole: all 6480 entries are as northmoor.example/whistle signed them" in said
    statement = stated()
    assert all(answers.sentence in said for answers in statement.answers)
    assert all(f"  {period}: {figure}: {value}\n" in said for period, figure, value in statement.rows())
    for counted in (statement.reasons, statement.backlog, statement.now, statement.totals, statement.service):
        assert all(f": {each.name}: {each.shown.words}\n" in said for each in counted)


def test_a_record_with_one_digit_changed_is_refused_and_the_entry_named(
    record: Path, refused: Refused
) -> None:
    text = record.read_text()
    at = text.index("event ") + len("event ")
    record.write_text(text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :])
    said = refused(record)
    entry = text[:at].count("\nblank ") + 1
    assert f"Entry {entry} was edited" in said
    assert "download the record again" in said


def test_a_record_signed_by_another_log_is_refused(record: Path, whistle: Whistle) -> None:
    other = "other.example/log+dd6d3055+AZrk2HcjjsCGr0TYcd95q2cHTnfOaSjaPLZQx4HSA7aO"
    assert whistle("audit", "verify", record, "--key", other) == 1


def test_a_record_begins_with_everything_that_was_kept(
    record: Path, tmp_path: Path, whistle: Whistle, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = kept(tmp_path / "earlier.txt", daily(200))
    *_, before = Reader(daily(200), LOG.verifier)
    *_, tick = Reader(daily(300), LOG.verifier)
    note = tmp_path / "checkpoint.txt"
    note.write_text(make_checkpoint(tick.checkpoint, LOG))
    assert whistle("audit", "verify", record, "--key", KEY, "--kept", earlier, "--kept", note) == 0
    said = capsys.readouterr().out
    assert f"It begins with the {before.checkpoint.size} entries of {earlier}." in said
    assert f"It begins with the {tick.checkpoint.size} entries of {note}." in said


def test_of_two_records_that_part_the_entry_is_named(tmp_path: Path, refused: Refused) -> None:
    mine = kept(tmp_path / "mine.txt", written(ticked(OTHER)))
    theirs = kept(tmp_path / "theirs.txt", written(ticked(FOUR)))
    said = refused(mine, "--kept", theirs)
    assert f"Forked: this record and {theirs} part at one of the entries 1 to 64" in said
    assert "The first entry that differs is 3" in said


def test_a_record_that_is_cut_short_and_forked_is_told_as_both(tmp_path: Path, refused: Refused) -> None:
    mine = kept(tmp_path / "mine.txt", written(ticked(OTHER[:3])))
    said = refused(mine, "--kept", kept(tmp_path / "theirs.txt", written(ticked(FOUR))))
    assert "Cut short: this record ends with entry 48" in said
    assert "The first entry that differs is 3" in said
    cut = kept(tmp_path / "cut.txt", written(ticked(THREE)))
    assert "first entry that differs" not in refused(cut, "--kept", tmp_path / "theirs.txt")


def published(folder: Path, days: int = 400) -> dict[str, Path]:
    """The three kinds of files, as they left the desk on that day."""
    statement = stated(days)
    *_, tick = Reader(daily(days), LOG.verifier)
    said = return_of(statement, statement.spans[-1], tick.checkpoint)
    texts = {
        "json": as_json(statement.document()),
        "csv": as_csv(statement.rows()),
        "return": make_return(said, LOG),
    }
    files = {}
    for kind, text in texts.items():
        files[kind] = folder / f"{days}.{kind}"
        files[kind].write_bytes(text.encode())
    return files


@pytest.mark.parametrize("days", [400, 300, 150])
def test_figures_of_today_and_of_earlier_quarters_come_out_of_the_record_again(
    record: Path, tmp_path: Path, whistle: Whistle, capsys: pytest.CaptureFixture[str], days: int
) -> None:
    files = published(tmp_path, days)
    against = [word for file in files.values() for word in ("--against", file)]
    assert whistle("audit", "verify", record, "--key", KEY, *against) == 0
    said = capsys.readouterr().out
    assert all(f"{file} says what this record gives." in said for file in files.values())


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("json", '"received": 28', '"received": 29'),
        ("csv", "January to March 2025,Concerns received,28", "January to March 2025,Concerns received,29"),
        ("csv", "January to March 2025,First reply: in time,23\r\n", ""),
        (
            "csv",
            "2025,Route 1: outcome in time,90 % or more",
            "2025,Route 1: outcome in time,75 to 89 %",
        ),
    ],
)
def test_of_figures_that_were_edited_the_line_is_named(
    record: Path, tmp_path: Path, refused: Refused, kind: str, old: str, new: str
) -> None:
    file = published(tmp_path)[kind]
    text = file.read_bytes().decode()
    assert old in text
    file.write_bytes(text.replace(old, new).encode())
    said = refused(record, "--against", file)
    line = text[: text.index(old)].count("\n") + 1
    assert f"The first line that differs is {line}:" in said
    assert "Download the figures and the record again" in said


def test_a_quarter_left_out_between_others_is_missed(record: Path, tmp_path: Path, refused: Refused) -> None:
    file = published(tmp_path)["csv"]
    lines = file.read_bytes().decode().splitlines(keepends=True)
    file.write_bytes("".join(line for line in lines if not line.startswith("April to June 2025")).encode())
    assert "the record gives “April to June 2025: Concerns received: 42”" in refused(
        record, "--against", file
    )


def test_a_file_that_a_spreadsheet_saved_again_says_the_same(
    record: Path, tmp_path: Path, whistle: Whistle
) -> None:
    file = published(tmp_path)["csv"]
    lines = file.read_bytes().decode().splitlines()
    file.write_bytes(("\ufeff" + "\n".join(lines)).encode())
    assert whistle("audit", "verify", record, "--key", KEY, "--against", file) == 0


def test_a_return_with_another_figure_is_refused(record: Path, tmp_path: Path, refused: Refused) -> None:
    file = published(tmp_path)["return"]
    text = file.read_text()
    file.write_text(text.replace("Concerns received: 31", "Concerns received: 32"))
    assert "does not match" in refused(record, "--against", file)
    _, _, _, hour, size, _, *lines = text.partition("\n\n")[0].split("\n")
    *_, tick = Reader(daily(), LOG.verifier)
    lines[1] = "Concerns received: 32"
    signed = Return(
        ORIGIN, "October to December 2025", int(hour), int(size), tick.checkpoint.root, tuple(lines)
    )
    file.write_text(make_return(signed, LOG))
    assert "The first line that differs is 2:" in refused(record, "--against", file)


def test_a_return_of_another_history_is_a_fork(record: Path, tmp_path: Path, refused: Refused) -> None:
    statement = stated()
    file = tmp_path / "return.txt"
    other = Checkpoint(ORIGIN, 6480, b"r" * 32, 1)
    file.write_text(make_return(return_of(statement, statement.spans[-1], other), LOG))
    for option in ("--against", "--kept"):
        assert "Forked" in refused(record, option, file)


def test_figures_of_after_the_record_are_not_its_own(tmp_path: Path, refused: Refused) -> None:
    early = kept(tmp_path / "early.txt", daily(200))
    files = published(tmp_path)
    assert "stated after this record ends" in refused(early, "--against", files["json"])
    assert "Cut short" in refused(early, "--against", files["return"])
    assert "does not say what this record gives" in refused(early, "--against", files["csv"])


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff", b"{", b"[]", b'{"format":"whistle/v1/figures"}', b"figures", b"whistle/v1/return\n\n"],
)
def test_a_file_of_another_kind_is_told(record: Path, tmp_path: Path, refused: Refused, raw: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(raw)
    for option in ("--against", "--kept"):
        assert refused(record, option, file).startswith("whistle: ")


def test_figures_without_end_do_not_fill_the_memory(
    record: Path, tmp_path: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "MOST", 1000)
    endless = kept(tmp_path / "figures.json", [b"{" * 2000])
    assert "is too long for a file of figures" in refused(record, "--against", endless)


def test_what_was_kept_is_a_file_and_no_pipe(record: Path, refused: Refused) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading), os.fdopen(writing, "wb") as pipe:
        pipe.write(b"whistle/v1/record\n")
        pipe.flush()
        assert "Cannot read" in refused(record, "--kept", f"/dev/fd/{reading}")


def test_whoever_has_read_enough_gets_no_error(record: Path) -> None:
    """As with ``| head``."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "whistle", "audit", "verify", str(record), "--key", KEY]
    with os.fdopen(writing, "wb") as nobody:
        done = subprocess.run(command, stdout=nobody, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("as_at", ["null", "true", "-1", "1e3", '"x"', "99999999999"])
def test_figures_as_at_no_hour_are_refused(
    record: Path, tmp_path: Path, refused: Refused, as_at: str
) -> None:
    file = tmp_path / "figures.json"
    file.write_text(f'{{"format":"whistle/v1/figures","as_at":{as_at}}}')
    assert refused(record, "--against", file).startswith("whistle: ")


def test_the_commands_of_the_auditors_guide_do_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whistle: Whistle, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs" / "AUDITORS.md").read_text()
    commands = [shlex.split(line) for line in re.findall(r"^whistle (audit .*)$", guide, re.MULTILINE)]
    assert len(commands) == 2
    files = published(tmp_path, 300)
    files["json"].rename(tmp_path / "figures.json")
    files["return"].rename(tmp_path / "return.txt")
    kept(tmp_path / "record.txt", daily())
    kept(tmp_path / "record-of-last-quarter.txt", daily(300))
    *_, tick = Reader(daily(200), LOG.verifier)
    (tmp_path / "checkpoint-of-may.txt").write_text(make_checkpoint(tick.checkpoint, LOG))
    monkeypatch.chdir(tmp_path)
    for words in commands:
        words[words.index("--key") + 1] = KEY
        assert whistle(*words) == 0
        assert capsys.readouterr().out.startswith("Whole:")


def test_what_the_guide_quotes_of_refusals_is_what_is_said() -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs" / "AUDITORS.md").read_text()
    quoted = re.findall(r"`([^`]+)`", "".join(re.findall(r"^\| `.*?\| ", guide, re.MULTILINE)))
    sources = [*Path(ledger.__file__).parent.glob("*.py"), *Path(cli.__file__).parent.glob("*.py")]
    said = re.sub(r'"\s*f?"', "", "".join(path.read_text() for path in sources))
    parts = [part.strip() for words in quoted for part in re.split(r"…|\d+", words)]
    assert len(parts) > 20
    assert [part for part in parts if part not in said] == []
