"""A concern's journal over the wire: one size, one number, and nothing at all for whoever was left out."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from tests.support.installation import Installation
from tests.web.conftest import Desk, Raised, problem
from whistle.envelope.frame import Written
from whistle.envelope.journal.content import Note
from whistle.envelope.journal.reading import JournalView, verify_journal
from whistle.envelope.journal.writing import write_entry
from whistle.envelope.thread import ThreadView, verify_thread


@pytest.fixture
def where(raised: Raised) -> str:
    return f"concerns/{raised.reporter.mailbox.hex()}"


@pytest.fixture
def thread(asha: Desk, where: str, raised: Raised, installation: Installation) -> ThreadView:
    page = asha.get(f"{where}/pages/0").get_data()
    key = installation.reviewers["r1"]
    return verify_thread([page], installation.directory, key, raised.reporter.mailbox)


@pytest.fixture
def entry(asha: Desk, where: str, thread: ThreadView, installation: Installation) -> Written:
    """Asha's first: she takes the concern."""
    directory = installation.directory
    note = Note("handler", "I know the station.")
    handler = directory.reviewer("r1")
    return write_entry(
        installation.reviewers["r1"], thread, seen(asha, where, thread, installation), directory, note,
        handler=handler, category=3,
    )  # fmt: skip


def seen(asha: Desk, where: str, thread: ThreadView, installation: Installation) -> JournalView:
    page = asha.get(f"{where}/journal/pages/0")
    assert page.content_type == "application/octet-stream"
    assert len(page.get_data()) == 131_072
    return verify_journal([page.get_data()], thread, installation.directory, installation.reviewers["r1"])


def test_an_entry_is_kept_and_given_back_and_stands_in_the_list(
    asha: Desk, where: str, thread: ThreadView, installation: Installation, entry: Written
) -> None:
    for _ in range(2):
        answer = asha.post(f"{where}/journal", entry.encode())
        assert (answer.status_code, answer.get_json()) == (200, {"number": 1})
    (shown,) = seen(asha, where, thread, installation).entries
    assert shown.note
    assert (shown.confirmed, shown.note.text) == (True, "I know the station.")
    (row,) = asha.get("concerns").get_json()["items"]
    assert (row["handler"], row["category"]) == ("r1", 3)
    assert problem(asha.get(f"{where}/journal/pages/1")) == (404, "not-found")
    assert problem(asha.get(f"{where}/journal/pages/{1 << 32}")) == (404, "not-found")


def test_another_in_its_place_is_out_of_step(
    asha: Desk, where: str, installation: Installation, entry: Written
) -> None:
    asha.post(f"{where}/journal", entry.encode())
    other = replace(entry.entry, category=4)
    frame = replace(entry, entry=other, signature=installation.reviewers["r1"].signing.sign(other.encode()))
    assert problem(asha.post(f"{where}/journal", frame.encode())) == (409, "out-of-step")


def test_an_entry_needs_the_token_against_forged_requests_and_its_own_length(
    asha: Desk, where: str, entry: Written
) -> None:
    frame = entry.encode()
    assert problem(asha.post(f"{where}/journal", frame, csrf="guess")) == (403, "forbidden")
    assert problem(asha.post(f"{where}/journal", frame[:-1])) == (400, "malformed")
    assert problem(asha.post(f"{where}/journal", frame + bytes(84_885))) == (413, "too-large")
    assert problem(asha.post(f"{where}/journal", frame, content_type="text/plain")) == (415, "wrong-type")
    assert asha.get("concerns").get_json()["items"][0]["handler"] is None


def test_whoever_was_left_out_gets_the_same_bytes_as_for_no_concern(
    asha: Desk, carol: Desk, where: str, installation: Installation, entry: Written
) -> None:
    asha.post(f"{where}/journal", entry.encode())
    key = installation.reviewers["r3"].signing
    answers = set()
    for mailbox in (entry.entry.mailbox, bytes(16)):
        own = replace(entry.entry, mailbox=mailbox, sender=key.public)
        frame = replace(entry, entry=own, signature=key.sign(own.encode())).encode()
        there = f"concerns/{mailbox.hex()}/journal"
        for answer in (carol.get(f"{there}/pages/0"), carol.post(there, frame)):
            assert problem(answer) == (404, "not-found")
            answers.add((answer.get_data(), tuple(sorted(answer.headers))))
    assert len(answers) == 1


def test_the_export_has_the_journal_unless_it_is_asked_for_without(
    asha: Desk, where: str, entry: Written
) -> None:
    asha.post(f"{where}/journal", entry.encode())

    def names(**query: str) -> set[str]:
        with zipfile.ZipFile(io.BytesIO(asha.get(f"{where}/export", **query).get_data())) as archive:
            return set(archive.namelist())

    kept = {"journal/0001.age", "journal/0001.bin", "journal/grant-0001.age"}
    assert names() - names(notes="no") == kept
