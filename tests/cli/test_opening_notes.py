"""Reading, in an exported concern, what reviewers noted and decided among themselves."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Whistle
from tests.cli.test_opening import age_version, typed
from tests.cli.test_opening_changes import PASSPHRASE, exported, list_sums
from tests.envelope.journals import Journal
from tests.envelope.test_membership import FOUR, begun, sharing
from tests.envelope.world import AMAL, HOUR, RUTH, SIMRAN
from whistle.envelope.journal.entry import JOURNAL
from whistle.envelope.reviewer_key import ReviewerKey

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "OPEN-BY-HAND.md"
Spoil = Callable[[Path], object]


@pytest.fixture
def journal() -> Journal:
    box = begun()
    box.directory = FOUR
    journal = Journal(box).write(RUTH, text="She rang twice.\x1b[2J")
    journal.write(AMAL, "decision", "Ask the unit.", why="It has the file.")
    box.change(sharing(box, "simran"))
    return journal.write(RUTH, "access", "On leave.", until=HOUR, handler=FOUR.reviewer("amal"), category=2)


def with_notes(journal: Journal, key: ReviewerKey, place: Path) -> Path:
    """The folder as the service would pack it."""
    folder = exported(journal.box, key, place)
    (folder / "journal").mkdir()
    for item, written in zip(journal.entries, journal.written, strict=True):
        number, raw = written.entry.number, item.encode()
        (folder / "journal" / f"{number:04}.bin").write_bytes(raw[: 4 + JOURNAL + 64])
        (folder / "journal" / f"{number:04}.age").write_bytes(item.body)
        for (kid, _), grant in zip(written.entry.slots, written.grants, strict=True):
            if kid == key.kid:
                (folder / "journal" / f"grant-{number:04}.age").write_bytes(grant)
    list_sums(folder)
    return folder


@pytest.fixture
def said(journal: Journal, tmp_path: Path, whistle: Whistle, capsys: pytest.CaptureFixture[str]):
    def read(key: ReviewerKey = RUTH, *more: str, spoil: Spoil = lambda _: None) -> tuple[int, str]:
        folder = with_notes(journal, key, tmp_path)
        spoil(folder / "journal")
        list_sums(folder)
        code = whistle(
            "open", folder, "--key", tmp_path / "your-key.age", "--directory", tmp_path,
            "--passphrase-file", tmp_path / "passphrase", *more,
        )  # fmt: skip
        return code, capsys.readouterr().out

    return read


def test_notes_stand_after_the_thread_each_confirmed_or_not(said) -> None:
    code, text = said()
    assert code == 0
    thread, _, notes = text.partition("Notes and decisions. The reporter has never been shown them.")
    assert "The case was closed without a risk assessment." in thread
    assert "She rang twice" not in thread
    for line in (
        "1. Ruth Adeyemi, ",
        "She rang twice.\N{REPLACEMENT CHARACTER}[2J",
        "2. Amal Haddad, ",
        "Decided: Ask the unit.\nWhy: It has the file.",
        "About who was let in, to cover until",
    ):
        assert line in notes
    assert notes.count("Confirmed") == 3
    assert "\x1b" not in text


def test_notes_are_left_out_of_what_is_shown_to_somebody_else(said) -> None:
    code, text = said(RUTH, "--without-notes")
    assert code == 0
    assert "The case was closed without a risk assessment." in text
    for words in ("Notes and decisions", "She rang twice", "Ask the unit"):
        assert words not in text


def test_one_who_was_let_in_later_reads_the_notes_from_the_beginning(said) -> None:
    code, text = said(SIMRAN)
    assert code == 0
    assert "She rang twice" in text


def test_one_without_a_grant_is_told_that_the_notes_are_not_for_their_key(said) -> None:
    code, text = said(spoil=lambda notes: [grant.unlink() for grant in notes.glob("grant-*")])
    assert code == 0
    assert text.count("Not for your key") == 3
    assert "She rang twice" not in text


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda notes: flip(notes / "0002.bin", -1),
        lambda notes: flip(notes / "0002.age", -1),
        lambda notes: flip(notes / "0002.bin", 4 + 200),
        lambda notes: [each.unlink() for each in notes.glob("0002.*")],
        lambda notes: [each.rename(notes / f"0009{each.suffix}") for each in notes.glob("0001.*")],
    ],
    ids=["signature", "text", "signed", "missing", "moved"],
)
def test_a_note_that_was_altered_taken_out_or_moved_changes_the_exit_code(said, spoil: Spoil) -> None:
    code, text = said(spoil=spoil)
    assert code == 3
    assert "NOT CONFIRMED" in text or "What comes after this does not follow it" in text
    assert "Ask the unit." not in text.split("Notes and decisions")[1]


def test_half_an_entry_is_no_export(said) -> None:
    assert said(spoil=lambda notes: (notes / "0002.age").unlink())[0] == 1


@pytest.mark.skipif(age_version() < (1, 3), reason="needs age 1.3 or newer on PATH")
def test_the_documented_lines_read_a_note_with_the_stock_age(journal: Journal, tmp_path: Path) -> None:
    folder = with_notes(journal, RUTH, tmp_path)
    (tmp_path / "your-key.age").rename(folder / "your-key.age")
    lines = [line for line in DOCUMENT.read_text().split("\n") if line.startswith("age -d")]
    granted, read = (line for line in lines if "journal/" in line)
    typed(lines[0], folder, PASSPHRASE)
    subprocess.run(["sh", "-c", f"{granted} && {read} > said.txt"], cwd=folder, check=True)
    assert "She rang twice." in (folder / "said.txt").read_text()
