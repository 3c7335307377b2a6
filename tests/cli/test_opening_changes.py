"""Reading an exported concern in which who may read was changed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.conftest import Whistle
from tests.cli.test_opening import age_version, typed
from tests.envelope.test_membership import FOUR, NAMES, SECOND, begun, sharing
from tests.envelope.world import (
    AMAL,
    AUTHORITY,
    REPORTER,
    RUTH,
    SIMRAN,
    Mailbox,
    directory_body,
    entry,
)
from whistle.envelope import age
from whistle.envelope.compose import compose, hand_over, leave
from whistle.envelope.content import Question
from whistle.envelope.directory import sign_directory
from whistle.envelope.items import GrantItem, OpeningItem
from whistle.envelope.keys import Identity
from whistle.envelope.message import MESSAGE
from whistle.envelope.reviewer_key import ReviewerKey, seal_key

PASSPHRASE = "a quiet kettle on a stove"


def exported(box: Mailbox, key: ReviewerKey, place: Path) -> Path:
    """The folder that the reviewer has, beside their key file and the directory."""
    folder = place / "export"
    (folder / "messages").mkdir(parents=True)
    (folder / "head.bin").write_bytes(box.head().encode())
    for item in box.fixed(key):
        if isinstance(item, OpeningItem):
            (folder / "opening.bin").write_bytes(item.encode())
        if isinstance(item, GrantItem):
            name = f"grant-{item.epoch}.age" if item.epoch else "grant.age"
            (folder / name).write_bytes(item.grant)
    for number, change in enumerate(box.changes, 1):
        (folder / f"epoch-{number}.bin").write_bytes(change.encode())
    for number, message in enumerate(box.posted, 1):
        signed = 8 + MESSAGE + 64
        (folder / "messages" / f"{number:04}.bin").write_bytes(message.encode()[:signed])
        (folder / "messages" / f"{number:04}.age").write_bytes(message.body)
    list_sums(folder)
    (place / "your-key.age").write_bytes(seal_key(key, PASSPHRASE, log_n=10))
    (place / "passphrase").write_text(PASSPHRASE)
    people = [entry(name) for name in NAMES]
    (place / "directory.json").write_bytes(
        sign_directory(directory_body(version=2, reviewers=people), AUTHORITY)
    )
    (place / "authority.pub").write_text(AUTHORITY.public.hex() + "\n")
    return folder


def list_sums(folder: Path) -> None:
    """SHA256SUMS of what is in the folder."""
    listed = [path.relative_to(folder) for path in sorted(folder.rglob("*.*"))]
    sums = [f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in listed]
    (folder / "SHA256SUMS").write_text("".join(sums))


@pytest.fixture
def said(tmp_path: Path, whistle: Whistle, capsys: pytest.CaptureFixture[str]):
    def read(box: Mailbox, key: ReviewerKey, spoil: Sequence[str] = ()) -> tuple[int, str]:
        folder = exported(box, key, tmp_path)
        for name in spoil:
            data = (folder / name).read_bytes()
            (folder / name).write_bytes(data[:-1] + bytes((data[-1] ^ 1,)))
        code = whistle(
            "open", folder, "--key", tmp_path / "your-key.age", "--directory", tmp_path,
            "--passphrase-file", tmp_path / "passphrase",
        )  # fmt: skip
        return code, capsys.readouterr().out

    return read


def changed() -> Mailbox:
    box = begun()
    return box.change(sharing(box, "simran")).say(SIMRAN, "reply", "I was let in.")


def test_one_who_was_let_in_reads_what_was_said_before(said) -> None:
    code, text = said(changed(), SIMRAN)
    assert code == 0
    assert "The case was closed without a risk assessment." in text
    assert "The reporter let in Simran Gill." in text
    assert text.index("I have read it.") < text.index("let in Simran") < text.index("I was let in.")
    assert "Can be read by Ruth Adeyemi, Amal Haddad, Simran Gill" in text


def test_one_who_left_is_told_that_there_is_more(said) -> None:
    box = begun()
    box.change(leave(AMAL, box.read(AMAL), FOUR)).say(RUTH, "reply", "Not for Amal.")
    code, text = said(box, AMAL)
    assert code == 0
    assert "Amal Haddad left." in text
    assert "What was written since is not for your key, and not here." in text
    assert "Not for Amal." not in text


def test_a_hand_over_is_said_where_it_happened(said) -> None:
    box = begun()
    box.change(hand_over(REPORTER, box.read(REPORTER), FOUR, SECOND)).say(SECOND, "reply", "I go on.")
    code, text = said(box, RUTH)
    assert code == 0
    assert text.index("The reporter handed this over.") < text.index("I go on.")
    assert "3. The reporter" in text


def test_a_change_that_was_altered_is_ignored_and_changes_the_exit_code(said) -> None:
    code, text = said(changed(), RUTH, ["epoch-1.bin"])
    assert code == 3
    assert "Someone tried to change who can read this without the right to." in text
    assert "let in Simran" not in text


@pytest.fixture
def handed(tmp_path: Path, whistle: Whistle, capsys: pytest.CaptureFixture[str]):
    """An investigator, who was handed what is inside these grants of the reviewer's, and reads the export."""

    def read(box: Mailbox, key: ReviewerKey, *grants: str, spoil: str = "") -> tuple[int, str]:
        folder = exported(box, key, tmp_path)
        threads = []
        for grant in grants:
            threads.append(tmp_path / f"{grant}.txt")
            threads[-1].write_bytes(age.open_sealed(key.identity, (folder / grant).read_bytes()))
        for own in folder.glob("grant*"):
            own.unlink()
        if spoil:
            (folder / spoil).write_bytes((folder / spoil).read_bytes()[:-1] + b"\0")
        list_sums(folder)
        code = whistle("open", folder, "--thread", *threads, "--directory", tmp_path)
        said = capsys.readouterr()
        return code, said.out + said.err

    return read


def test_an_investigator_who_was_handed_the_newest_key_reads_and_checks_all_of_it(handed) -> None:
    code, text = handed(changed(), SIMRAN, "grant-1.age")
    assert code == 0
    assert text.count(" Confirmed") == 3
    assert "The case was closed without a risk assessment." in text
    assert "I was let in." in text


def test_an_older_key_opens_nothing_that_was_written_since(handed) -> None:
    code, text = handed(changed(), RUTH, "grant.age")
    assert code == 0
    assert "The case was closed without a risk assessment." in text
    assert "I was let in." not in text
    assert "What was written since is not for your key, and not here." in text


def test_an_investigator_is_told_what_is_not_confirmed(handed) -> None:
    code, text = handed(changed(), SIMRAN, "grant-1.age", spoil="messages/0003.bin")
    assert code == 3
    assert "NOT CONFIRMED" in text


def test_the_key_to_another_concern_opens_nothing(
    tmp_path: Path, whistle: Whistle, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = exported(changed(), SIMRAN, tmp_path)
    (tmp_path / "thread.txt").write_text(f"# whistle/v1/grant\n{Identity.generate()}\n")
    assert whistle("open", folder, "--thread", tmp_path / "thread.txt", "--directory", tmp_path) == 1
    assert "There is no key to this concern for you." in capsys.readouterr().err


def test_questions_answers_and_what_is_disputed_are_printed_with_what_they_are_about(said) -> None:
    box = begun()
    questions = (Question("When was it?"), Question("May we tell the officer?", "consent", identifies=True))
    box.post(compose(RUTH, box.read(RUTH), "question", "", questions=questions)).tick()
    asked = box.read(REPORTER).messages[-1].hash
    for kind, more in (
        ("answer", {"of": asked, "replies": ["In March.", ""]}),
        ("dispute", {"of": asked}),
        ("withdrawal", {}),
        ("detriment", {}),
    ):
        box.post(compose(REPORTER, box.read(REPORTER), kind, f"Text of a {kind}.", **more)).tick()
    for kind in ("holding", "check"):
        box.post(compose(RUTH, box.read(RUTH), kind, f"Text of a {kind}.")).tick()
    _, text = said(box, RUTH)
    for line in (
        "Says that it was received, and nothing of the matter yet.",
        "Asks, after the closing, how the reporter has been treated since.",
        "Asks the reporter:",
        "1. When was it?\n",
        "2. May we tell the officer? (yes or no)\n      The answer may tell who the reporter is.",
        "Answers message 3:\n   1. In March.\n   2. No answer.",
        "Disputes message 3.",
        "Withdraws the concern.",
        "Tells of what has been done to the reporter since:",
        "Text of a detriment.",
    ):
        assert line in text


DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "OPEN-BY-HAND.md"


@pytest.mark.skipif(age_version() < (1, 3), reason="needs age 1.3 or newer on PATH")
def test_the_documented_lines_lead_back_to_what_was_said_before(tmp_path: Path) -> None:
    folder = exported(changed(), SIMRAN, tmp_path)
    shutil.copy(tmp_path / "your-key.age", folder)
    lines = [line for line in DOCUMENT.read_text().split("\n") if line.startswith(("age -d", "tail -c"))]
    key, _, read, granted, linked, *_ = lines
    typed(key, folder, PASSPHRASE)
    for line in (granted, linked, f"{read} > first.txt", f"{read} > last.txt"):
        line = (
            line.replace("thread.txt messages/0001.age", "thread-1.txt messages/0003.age")
            if "last" in line
            else line
        )
        subprocess.run(["sh", "-c", line], cwd=folder, check=True)
    assert "The case was closed without a risk assessment." in (folder / "first.txt").read_text()
    assert "I was let in." in (folder / "last.txt").read_text()
