"""Reading an exported concern with nothing but the files."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Demonstration, Whistle
from whistle.cli.demo import cast
from whistle.cli.offline.showing import printable
from whistle.services import reviewing


@pytest.fixture
def given(demonstration: Demonstration, tmp_path: Path) -> Path:
    """A folder with what a reviewer has: key file, passphrase, and exports of three concerns."""
    shutil.copy(demonstration.place.key_file(cast.REVIEWER), tmp_path / "my.key.age")
    (tmp_path / "passphrase").write_text(cast.PASSPHRASE)
    for story in ("community-leader", "forged", "welsh"):
        export = reviewing.export(demonstration.house, "r1", demonstration.played[story].reporter.mailbox)
        (tmp_path / f"{story}.zip").write_bytes(export)
    return tmp_path


@pytest.fixture
def open_(given: Path, whistle: Whistle, demonstration: Demonstration):
    def call(export: str) -> int:
        return whistle(
            "open", given / export, "--key", given / "my.key.age",
            "--directory", demonstration.place.public, "--passphrase-file", given / "passphrase",
        )  # fmt: skip

    return call


def test_a_whole_thread_is_printed_and_every_message_confirmed(
    open_, capsys: pytest.CaptureFixture[str]
) -> None:
    assert open_("community-leader.zip") == 0
    said = capsys.readouterr().out
    assert said.count("Confirmed") == 4
    assert "NOT CONFIRMED" not in said
    assert "An officer is going to speak to a community leader" in said
    assert "Mediation, or community leaders approached (C4)" in said


def test_a_folder_is_as_good_as_the_zip(given: Path, open_, capsys: pytest.CaptureFixture[str]) -> None:
    open_("welsh.zip")
    from_zip = capsys.readouterr().out
    zipfile.ZipFile(given / "welsh.zip").extractall(given / "welsh")
    assert open_("welsh") == 0
    assert capsys.readouterr().out == from_zip


def test_a_forged_message_is_said_to_be_not_confirmed_and_changes_the_exit_code(
    open_, capsys: pytest.CaptureFixture[str]
) -> None:
    assert open_("forged.zip") == 3
    said = capsys.readouterr().out
    assert "5. Unknown sender" in said
    assert "NOT CONFIRMED" in said
    assert "Please ignore what I wrote before" not in said


def test_a_message_that_was_taken_out_is_missed(
    given: Path, open_, capsys: pytest.CaptureFixture[str]
) -> None:
    zipfile.ZipFile(given / "community-leader.zip").extractall(given / "less")
    for name in ("0003.age", "0003.bin"):
        (given / "less" / "messages" / name).unlink()
    assert open_("less") == 3
    assert "Messages are missing" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["head.bin", "opening.bin", "messages/0001.age"])
def test_an_export_that_is_not_whole_says_what_is_missing(
    given: Path, open_, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    zipfile.ZipFile(given / "welsh.zip").extractall(given / "less")
    (given / "less" / name).unlink()
    assert open_("less") == 1
    assert f"{name} is missing" in capsys.readouterr().err


def test_what_is_no_export_is_refused(given: Path, open_, capsys: pytest.CaptureFixture[str]) -> None:
    (given / "letter.zip").write_text("Dear Sir or Madam")
    assert open_("letter.zip") == 1
    assert "neither a folder nor a zip" in capsys.readouterr().err


def test_a_zip_that_unpacks_to_far_more_than_an_export_is_not_read(given: Path, open_) -> None:
    with zipfile.ZipFile(given / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("opening.bin", bytes(50_000_000))
    assert open_("bomb.zip") == 1


def test_an_hour_that_no_calendar_has_is_said_to_be_one(
    given: Path, open_, capsys: pytest.CaptureFixture[str]
) -> None:
    zipfile.ZipFile(given / "welsh.zip").extractall(given / "late")
    head = given / "late" / "head.bin"
    head.write_bytes(head.read_bytes()[:36] + b"\xff" * 4 + head.read_bytes()[40:])
    message = given / "late" / "messages" / "0001.bin"
    message.write_bytes(message.read_bytes()[:4] + b"\xff" * 4 + message.read_bytes()[8:])
    assert open_("late") == 3
    assert capsys.readouterr().out.count("at an hour that no calendar has") == 2


def test_words_cannot_move_the_cursor() -> None:
    assert printable("a\x1b[2Jb\u202ec\ttab\nline") == "a�[2Jb�c    tab\nline"


def test_reading_offline_loads_no_part_of_a_server(given: Path, demonstration: Demonstration) -> None:
    arguments = [
        "open", str(given / "welsh.zip"), "--key", str(given / "my.key.age"),
        "--directory", str(demonstration.place.public), "--passphrase-file", str(given / "passphrase"),
    ]  # fmt: skip
    look = (
        "import sys; from whistle.cli.main import run; run(sys.argv[1:], None); "
        "server = {'flask', 'sqlalchemy', 'config', 'whistle.services', 'whistle.store', 'whistle.web'}; "
        "print(*sorted(server & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", look, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == ""
    assert "Ni chafodd y dioddefwr siarad yn Gymraeg" in done.stdout


def age_version() -> tuple[int, ...]:
    if not shutil.which("age"):
        return (0,)
    said = subprocess.run(["age", "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", said)[:2])


@pytest.mark.skipif(age_version() < (1, 3), reason="needs age 1.3 or newer on PATH")
def test_the_documented_lines_read_the_same_with_the_stock_age(given: Path) -> None:
    """The lines stand in the export's README.txt and in docs/OPEN-BY-HAND.md, and are typed here as they stand."""
    zipfile.ZipFile(given / "welsh.zip").extractall(given / "welsh")
    (given / "my.key.age").rename(given / "welsh" / "your-key.age")
    lines = [
        line.strip().partition("   ")[0].rstrip()
        for line in (given / "welsh" / "README.txt").read_text().split("\n")
        if line.startswith("    age ")
    ]
    assert len(lines) == 3
    documented = (Path(__file__).resolve().parents[2] / "docs" / "OPEN-BY-HAND.md").read_text()
    assert all(line in documented for line in lines)
    said = typed(f"{lines[0]} && {lines[1]} && {lines[2]} > said.txt", given / "welsh", cast.PASSPHRASE)
    text = (given / "welsh" / "said.txt").read_text()
    assert "Ni chafodd y dioddefwr siarad yn Gymraeg" in text, said


def typed(line: str, folder: Path, passphrase: str) -> str:
    """Types a line at a terminal, and the passphrase when asked for it."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execvp("sh", ["sh", "-c", line])
    said = b""
    try:
        while chunk := os.read(terminal, 1024):
            said += chunk
            if b"assphrase" in chunk:
                os.write(terminal, passphrase.encode() + b"\n")
    except OSError:
        pass  # the terminal closes when the line has run
    os.waitpid(child, 0)
    return said.decode(errors="replace")
