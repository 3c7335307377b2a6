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
from whistle.cli.keys.showing import in_groups
from whistle.cli.offline.showing import printable
from whistle.services import reviewing, service_info


@pytest.fixture(scope="module")
def exports(demonstration: Demonstration) -> dict[str, bytes]:
    """Taken once, for of one concern there are only so many copies an hour."""
    return {
        story: reviewing.export(
            demonstration.house, bytes(16), "r1", demonstration.played[story].reporter.mailbox
        )
        for story in ("community-leader", "forged", "welsh")
    }


@pytest.fixture
def given(demonstration: Demonstration, exports: dict[str, bytes], tmp_path: Path) -> Path:
    """A folder with what a reviewer has: key file, passphrase, and exports of three concerns."""
    shutil.copy(demonstration.place.key_file(cast.REVIEWER), tmp_path / "my.key.age")
    (tmp_path / "passphrase").write_text(cast.PASSPHRASE)
    for story, export in exports.items():
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


def test_a_whole_thread_is_printed_with_its_notes_and_all_of_it_confirmed(
    open_, capsys: pytest.CaptureFixture[str]
) -> None:
    assert open_("community-leader.zip") == 0
    said = capsys.readouterr().out
    messages, notes = 4, 3
    assert said.count("Confirmed") == messages + notes
    assert "NOT CONFIRMED" not in said
    assert "An officer is going to speak to a community leader" in said
    assert "The meeting is stopped by the duty superintendent" in said
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


def test_a_zip_that_unpacks_to_far_more_than_an_export_is_not_read(
    given: Path, open_, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(given / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("opening.bin", bytes(50_000_000))
    assert open_("bomb.zip") == 1
    assert "far larger than any export" in capsys.readouterr().err


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


@pytest.fixture
def folder(given: Path) -> Path:
    """An export, unpacked."""
    zipfile.ZipFile(given / "community-leader.zip").extractall(given / "unpacked")
    return given / "unpacked"


def test_what_was_altered_lost_or_added_since_the_export_is_named(
    folder: Path, open_, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "README.txt").write_text("Dear Sir or Madam")
    (folder / "authority.pub").unlink()
    (folder / "epoch-7.age").write_bytes(b"no name of an export")
    (folder / "messages" / "0009.age").write_bytes(b"nobody's")
    assert open_("unpacked") == 3
    said = capsys.readouterr().out
    assert "WARNING        README.txt is not as it was exported." in said
    assert "WARNING        authority.pub was exported, and is missing." in said
    assert "WARNING        messages/0009.age is not on the list of what was exported." in said
    assert "all as they were exported" not in said
    assert "epoch-7" not in said


@pytest.mark.parametrize("sums", [None, b"", b"\xff", b"Dear Sir or Madam"])
def test_an_export_without_its_list_of_sums_is_not_called_whole(
    folder: Path, open_, sums: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "SHA256SUMS").unlink()
    if sums is not None:
        (folder / "SHA256SUMS").write_bytes(sums)
    assert open_("unpacked") == 3
    assert "SHA256SUMS" in capsys.readouterr().out or sums == b""


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="needs sha256sum on PATH")
def test_the_sums_are_those_that_the_usual_command_checks(folder: Path) -> None:
    def check() -> int:
        return subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True).returncode

    assert check() == 0
    (folder / "head.bin").write_bytes(bytes(104))
    assert check() != 0


def test_the_records_size_is_told_only_if_the_logs_key_signed_it(
    folder: Path, open_, demonstration: Demonstration, capsys: pytest.CaptureFixture[str]
) -> None:
    assert open_("unpacked") == 0
    size = service_info.checkpoint(demonstration.house).split("\n")[1]
    assert f"Record         {size} entries by then" in capsys.readouterr().out
    note = (folder / "checkpoint.txt").read_text().split("\n")
    (folder / "checkpoint.txt").write_text("\n".join([note[0], str(int(size) + 16), *note[2:]]))
    assert open_("unpacked") == 3
    said = capsys.readouterr().out
    assert "The record's checkpoint is not signed with the log's key." in said
    assert "entries by then" not in said


def test_the_directory_that_came_with_it_counts_once_its_fingerprint_was_compared(
    given: Path, whistle: Whistle, demonstration: Demonstration, capsys: pytest.CaptureFixture[str]
) -> None:
    def read(*more: object) -> tuple[int, str]:
        code = whistle(
            "open", given / "welsh.zip", "--key", given / "my.key.age",
            "--passphrase-file", given / "passphrase", *more,
        )  # fmt: skip
        said = capsys.readouterr()
        return code, said.out + said.err

    mark = in_groups(demonstration.house.directory().authority)
    code, said = read()
    assert code == 3
    assert f"Service        {mark}" in said
    assert "The names and keys came with the export itself" in said
    assert read("--fingerprint", mark)[0] == 0
    assert read("--fingerprint", mark.upper().replace(" ", ""))[0] == 0
    code, said = read("--fingerprint", "0" + mark[1:] if mark[0] != "0" else "1" + mark[1:])
    assert code == 1
    assert "Nothing of the export can be trusted." in said
    assert "Ni chafodd y dioddefwr" not in said


@pytest.mark.parametrize(
    ("name", "mode"),
    [("../head.bin", 0), ("/head.bin", 0), ("a\\..\\b", 0), ("C:b", 0), ("messages/x", 0o120777)],
)
def test_a_zip_that_would_write_outside_its_folder_is_refused(
    given: Path, open_, name: str, mode: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(given / "welsh.zip", "a") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        archive.writestr(info, b"/etc/passwd")
    assert open_("welsh.zip") == 1
    assert "Do not unpack it." in capsys.readouterr().err


def test_a_zip_with_two_files_of_one_name_is_refused(
    given: Path, open_, capsys: pytest.CaptureFixture[str]
) -> None:
    with (
        zipfile.ZipFile(given / "welsh.zip", "a") as archive,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        archive.writestr("head.bin", bytes(104))
    assert open_("welsh.zip") == 1
    assert "two files of one name" in capsys.readouterr().err


def test_a_link_in_a_folder_is_not_followed(folder: Path, open_, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "head.bin").rename(folder / "kept")
    (folder / "head.bin").symlink_to(folder / "kept")
    assert open_("unpacked") == 1
    assert "head.bin is a link" in capsys.readouterr().err


def test_a_link_in_place_of_a_folder_is_not_followed(folder: Path, open_) -> None:
    (folder / "messages").rename(folder / "kept")
    (folder / "messages").symlink_to(folder / "kept")
    assert open_("unpacked") == 1


def test_a_zip_that_lies_about_a_size_is_not_unpacked(given: Path, open_) -> None:
    with zipfile.ZipFile(given / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("opening.bin", bytes(50_000_000))
    data = (given / "bomb.zip").read_bytes()
    (given / "bomb.zip").write_bytes(
        data.replace((50_000_000).to_bytes(4, "little"), (714).to_bytes(4, "little"))
    )
    assert open_("bomb.zip") == 1


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
    assert len(lines) == 6
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
