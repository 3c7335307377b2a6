"""The desk's worker and this room, each reading in the journal what the other wrote. The worker is the real one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.envelope.journals import Journal, paged
from tests.envelope.test_browser_agrees import BEGIN, TEXT, as_bytes, browser, of_bytes, pages, pytestmark
from tests.envelope.test_renewals import RENEWED, TWO, begun
from tests.envelope.world import (
    AMAL,
    AMAL_2,
    AUTHORITY,
    HOUR,
    REPORTER,
    RUTH,
    SERVICE,
    TOM,
    Mailbox,
    a_filing,
    directory_body,
    entry,
)
from whistle.domain.events import EventType
from whistle.envelope.directory import sign_directory
from whistle.envelope.frame import parse_epoch
from whistle.envelope.journal.frame import parse_entry
from whistle.envelope.reviewer_key import ReviewerKey, seal_key

CONCERN = REPORTER.mailbox.hex()
OLD = ("ruth", "amal", "tom")

__all__ = ["pytestmark"]


def a_journal() -> Journal:
    return Journal(Mailbox(a_filing()).tick())


def at_the_desk(
    journal: Journal, member: ReviewerKey, *calls: tuple[str, Any], begin: dict[str, Any] = BEGIN
) -> list[Any]:
    """The worker's answers after the member has unlocked and opened the thread; the first is the journal."""
    key = seal_key(member, "correct horse battery", log_n=10)
    given = [as_bytes(page) for page in paged(journal.grants(member), journal.entries)]
    _, _, *answers = browser(
        "desk",
        ("unlockKey", {"file": as_bytes(key), "passphrase": "correct horse battery"}),
        ("openPages", {"pages": pages(journal.box, member), "concern": CONCERN}),
        ("openJournal", {"concern": CONCERN, "pages": given}),
        *calls,
        begin=begin,
    )
    return answers


def test_one_who_moves_to_a_new_key_at_the_desk_reads_on_here_thread_and_journal() -> None:
    journal = Journal(begun(TWO)).write(RUTH, "handler", "Over to you.", handler=TWO.reviewer("amal"))
    said = sign_directory(directory_body(version=2, reviewers=[*map(entry, OLD), *RENEWED]), AUTHORITY)
    _, passed, moved = at_the_desk(
        journal,
        AMAL,
        ("sealEntry", {"concern": CONCERN, "kind": "passed", "text": "", "renew": True}),
        ("sealChange", {"concern": CONCERN, "letIn": [], "renew": True}),
        begin={**BEGIN, "directory": said.decode()},
    )
    journal.written.append(parse_entry(of_bytes(passed["frame"])))
    change = parse_epoch(of_bytes(moved["frame"]))
    change.verify(SERVICE)
    assert change.message.act == EventType.SHARED
    journal.box.change(change)
    assert journal.box.read(RUTH).warnings == journal.box.read(AMAL_2).warnings == ()
    assert [reader.id for reader in journal.box.read(RUTH).readers] == ["ruth", "amal-2"]
    view = journal.read(AMAL_2)
    assert [shown.confirmed for shown in view.entries] == [True, True]
    assert view.handler == TWO.reviewer("amal-2")
    assert view.without == ()


def test_what_is_written_here_is_read_at_the_desk() -> None:
    journal = a_journal()
    amal = journal.box.directory.reviewer("amal")
    journal.write(RUTH, text=TEXT)
    journal.write(AMAL, "decision", "We look again.", why="The risk was not assessed.")
    journal.write(RUTH, "handler", "", handler=amal, category=4)
    journal.write(AMAL, "access", "Until Ruth is back.", until=HOUR + 48)
    for number in range(4):
        journal.write(RUTH, text=f"Number {number}.")
    for member in (RUTH, AMAL):
        (view,) = at_the_desk(journal, member)
        assert (view["readable"], view["broken"], view["without"]) == (True, False, [])
        assert (view["handler"], view["category"], view["pagesTotal"]) == ("amal", 4, 2)
        assert all(entry["confirmed"] for entry in view["entries"])
        here = journal.read(member).entries
        assert [(e["number"], e["kind"], e["text"]) for e in view["entries"]] == [
            (shown.entry.number, shown.note.kind, shown.note.text) for shown in here if shown.note
        ]
        assert view["entries"][1]["why"] == "The risk was not assessed."
        assert view["entries"][3]["until"] == HOUR + 48
        assert [e["from"] == "you" for e in view["entries"]] == [shown.mine for shown in here]


@pytest.mark.parametrize(
    ("inside", "length"),
    [
        ({"kind": "note", "text": TEXT}, 35_733),
        ({"kind": "decision", "text": TEXT * 300, "why": TEXT, "category": 2, "handler": "amal"}, 84_885),
        ({"kind": "access", "text": "", "until": HOUR}, 35_733),
        ({"kind": "passed", "text": ""}, 35_733),
    ],
)
def test_what_is_written_at_the_desk_is_read_here(inside: dict[str, Any], length: int) -> None:
    journal = a_journal().write(AMAL, "category", "One.", category=1)
    _, sealed = at_the_desk(journal, RUTH, ("sealEntry", {"concern": CONCERN, **inside}))
    frame = of_bytes(sealed["frame"])
    assert len(frame) == length
    written = parse_entry(frame)
    written.verify(SERVICE)
    assert written.encode() == frame
    assert (written.entry.hash.hex(), written.entry.number) == (sealed["hash"], sealed["number"])
    journal.written.append(written)
    for member in (RUTH, AMAL):
        view = journal.read(member)
        shown = view.entries[-1]
        assert shown.confirmed
        assert shown.reviewer
        assert shown.reviewer.id == "ruth"
        assert shown.note
        assert (shown.note.kind, shown.note.text) == (inside["kind"], inside["text"])
        assert (shown.note.why, shown.note.until) == (inside.get("why", ""), inside.get("until", 0))
        assert (view.handler.id if view.handler else None) == inside.get("handler")
        assert view.category == inside.get("category", 1)
    assert TOM.kid not in written.entry.kids
    assert REPORTER.kid not in written.entry.kids
