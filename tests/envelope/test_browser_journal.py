"""The journal at a browser's desk and in this room, each reading what the other wrote."""

from __future__ import annotations

from typing import Any

from tests.envelope.journals import Journal, paged
from tests.envelope.test_browser_agrees import BEGIN, as_bytes, browser, of_bytes, pages, pytestmark
from tests.envelope.test_journal import FOUR, another
from tests.envelope.test_membership import begun as begun_of_four
from tests.envelope.test_renewals import TWO, begun
from tests.envelope.world import AMAL, AMAL_2, AUTHORITY, REPORTER, RUTH, SERVICE, directory_body, entry
from tests.vectors.makers.renewals import TWO as TWO_FILE
from whistle.envelope.directory import sign_directory
from whistle.envelope.frame import Written, parse_entry, parse_epoch
from whistle.envelope.journal.content import LINK
from whistle.envelope.reviewer_key import ReviewerKey, seal_key

__all__ = ["pytestmark"]

_NAMES = ("ruth", "amal", "tom", "simran")
_FOUR_FILE = sign_directory(
    directory_body(version=2, reviewers=[entry(name) for name in _NAMES]), AUTHORITY
).decode()
CONCERN = REPORTER.mailbox.hex()


def desk(directory: str, key: ReviewerKey, *calls: tuple[str, Any]) -> list[Any]:
    """The desk's answers, after this key was unlocked."""
    file = as_bytes(seal_key(key, "correct horse battery", log_n=10))
    unlock = ("unlockKey", {"file": file, "passphrase": "correct horse battery"})
    return browser("desk", unlock, *calls, begin={**BEGIN, "directory": directory})[1:]


def opened(journal: Journal, key: ReviewerKey) -> list[tuple[str, Any]]:
    concern = journal.box.filing.opening.mailbox.hex()
    return [
        ("openPages", {"pages": pages(journal.box, key), "concern": concern}),
        ("openJournal", {"concern": concern, "pages": journal_pages(journal, key)}),
    ]


def journal_pages(journal: Journal, key: ReviewerKey) -> list[Any]:
    return [as_bytes(page) for page in paged(journal.grants(key), journal.entries)]


def taken(sealed: Any) -> Written:
    written = parse_entry(of_bytes(sealed["frame"]))
    written.verify(SERVICE)
    assert (written.entry.hash.hex(), written.entry.number) == (sealed["hash"], sealed["number"])
    return written


def test_a_browser_reads_here_what_was_written_there_and_the_other_way_round() -> None:
    journal = Journal(begun_of_four()).write(AMAL, "decision", "What.", why="Why.", category=2)
    deeds: list[dict[str, Any]] = [
        {"kind": "note", "text": "From there."},
        {"kind": "decision", "text": "That.", "why": "Because."},
        {"kind": "handler", "text": "", "handler": "amal"},
        {"kind": "category", "text": "", "category": 5},
        {"kind": "access", "text": "Cover.", "until": 490_100},
        {"kind": "passed", "text": ""},
    ]
    for deed in deeds:
        sealing = ("sealEntry", {"concern": CONCERN, **deed})
        *_, sealed = desk(_FOUR_FILE, RUTH, *opened(journal, RUTH), sealing)
        journal.written.append(taken(sealed))
    view = journal.write(AMAL, text="From here.").read(AMAL)
    assert [shown.problem for shown in view.entries] == [None] * 8
    for deed, shown in zip(deeds, view.entries[1:], strict=False):
        assert shown.note is not None
        assert (shown.note.kind, shown.note.text) == (deed["kind"], deed["text"])
        assert (shown.note.why, shown.note.until) == (deed.get("why", ""), deed.get("until", 0))
    assert (view.handler, view.category) == (FOUR.reviewer("amal"), 5)
    _, there = desk(_FOUR_FILE, RUTH, *opened(journal, RUTH))
    assert (there["broken"], there["readable"], there["without"]) == (False, True, [])
    assert (there["handler"], there["category"]) == ("amal", 5)
    assert [shown["confirmed"] for shown in there["entries"]] == [True] * 8
    assert [shown["text"] for shown in there["entries"]] == [
        shown.note.text for shown in view.entries if shown.note
    ]


def test_a_link_made_in_a_browser_is_read_here() -> None:
    journal, other = Journal(begun_of_four()), Journal(another(["tom"]))
    there = other.box.filing.opening.mailbox
    sealing = ("sealEntry", {"concern": CONCERN, "kind": LINK, "text": "", "link": there.hex()})
    *_, sealed = desk(_FOUR_FILE, RUTH, *opened(journal, RUTH), *opened(other, RUTH), sealing)
    journal.written.append(taken(sealed))
    note = journal.read(AMAL).entries[0].note
    assert note is not None
    assert note.concern == there


def test_a_reader_moves_to_a_new_key_in_a_browser_and_takes_the_journal_along() -> None:
    journal = Journal(begun()).write(AMAL, text="One.")
    passing = ("sealEntry", {"concern": CONCERN, "kind": "passed", "text": "", "renew": True})
    moving = ("sealChange", {"concern": CONCERN, "letIn": [], "renew": True})
    *_, passed, moved = desk(TWO_FILE, AMAL, *opened(journal, AMAL), passing, moving)
    journal.written.append(taken(passed))
    change = parse_epoch(of_bytes(moved["frame"]))
    change.verify(SERVICE)
    view = journal.box.change(change).read(RUTH)
    assert (view.warnings, view.readers) == ((), (TWO.reviewers[0], TWO.reviewers[3]))
    assert [shown.problem for shown in journal.read(AMAL_2).entries] == [None, None]
    *_, there = desk(TWO_FILE, AMAL_2, *opened(journal, AMAL_2))
    assert [shown["text"] for shown in there["entries"]] == ["One.", ""]
