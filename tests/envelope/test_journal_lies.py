"""What neither a server nor a colleague can make of a journal by what they alter, withhold or spoil."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.envelope.journals import Journal, paged
from tests.envelope.test_journal import FOUR, begun, problems, texts
from tests.envelope.test_renewals import TWO
from tests.envelope.world import AMAL, REPORTER, RUTH, SIMRAN, TOM, Mailbox, a_filing, directory, entry
from tests.vectors.makers.noting import noted
from whistle.domain.errors import CannotOpen, Conflict, MalformedFrame, WhistleError
from whistle.envelope.compose import share
from whistle.envelope.frame import GrantItem, Written, build_page
from whistle.envelope.hashing import sha256
from whistle.envelope.journal.content import Note
from whistle.envelope.journal.reading import PROBLEMS, verify_journal
from whistle.envelope.journal.writing import write_entry


def test_a_key_that_leads_past_an_entry_which_colleagues_could_read_is_not_confirmed() -> None:
    journal = begun().write(RUTH, text="One.").write(RUTH, text="Two.")
    thread, view, note = journal.box.read(RUTH), journal.read(RUTH), Note("note", "Three.")
    unread = replace(view, keys={1: view.keys[1]})
    with pytest.raises(CannotOpen, match="Ask a colleague"):
        write_entry(RUTH, thread, unread, FOUR, note, handler=None, category=0)
    wrong = replace(view, keys={2: view.keys[1]})  # as whoever would cut colleagues off might write it
    journal.written.append(write_entry(RUTH, thread, wrong, FOUR, note, handler=None, category=0))
    view = journal.read(AMAL)
    assert (problems(view), texts(view)) == ([None, "cannot-open", "mismatch"], ["One.", None, "Three."])


class WithAllGrants(Journal):
    """As a server gives it that leaves nobody with the newest grant alone."""

    def grants(self, member: Any) -> list[GrantItem]:
        return [
            GrantItem(written.entry.number, kid, grant)
            for written in self.written
            for (kid, _), grant in zip(written.entry.slots, written.grants, strict=True)
            if kid == member.kid
        ]


def spoilt(written: Written, by: Any, kids: set[bytes]) -> Written:
    """With grants that open nothing for these members, signed as they are."""
    grants = tuple(
        bytes(2109) if kid in kids else grant
        for (kid, _), grant in zip(written.entry.slots, written.grants, strict=True)
    )
    slots = tuple((kid, sha256(grant)) for (kid, _), grant in zip(written.entry.slots, grants, strict=True))
    entry = replace(written.entry, slots=slots)
    return replace(written, entry=entry, grants=grants, signature=by.signing.sign(entry.encode()))


def test_nobody_ends_a_journal_by_an_entry_that_opens_for_none_of_its_readers() -> None:
    journal = WithAllGrants(begun().box).write(RUTH, text="One.").write(AMAL, text="Two.")
    journal.written[-1] = spoilt(journal.written[-1], AMAL, {RUTH.kid, AMAL.kid})
    journal.write(RUTH, text="Three.").write(AMAL, text="Four.")
    for member in (RUTH, AMAL):
        view = journal.read(member)
        assert (problems(view), texts(view)) == (
            [None, "cannot-open", None, None],
            ["One.", None, "Three.", "Four."],
        )


def test_whoever_was_granted_it_falsely_goes_on_and_is_not_confirmed_to_those_who_were_not() -> None:
    journal = WithAllGrants(begun().box).write(RUTH, text="One.").write(AMAL, text="Two.")
    journal.written[-1] = spoilt(journal.written[-1], AMAL, {RUTH.kid})
    assert problems(journal.write(RUTH, text="Three.").read(RUTH)) == [None, "cannot-open", None]
    view = journal.write(AMAL, text="Four.").read(AMAL)
    assert (problems(view), texts(view)) == (
        [None, None, "mismatch", None],
        ["One.", "Two.", "Three.", "Four."],
    )


def test_no_grant_that_the_server_gives_makes_an_entry_one_to_be_passed_over() -> None:
    journal = WithAllGrants(begun().box).write(RUTH, text="One.").write(AMAL, text="Two.")
    for instead in ([], [GrantItem(2, RUTH.kid, bytes(2109))]):
        view = journal.read(RUTH, paged([*journal.grants(RUTH)[:-1], *instead], journal.entries))
        with pytest.raises(CannotOpen, match="Ask a colleague"):
            write_entry(RUTH, journal.box.read(RUTH), view, FOUR, Note("note", "x"), handler=None, category=0)


def test_what_was_not_signed_by_a_member_changes_neither_handler_nor_category() -> None:
    journal = begun().write(RUTH, "category", "", category=1).write(AMAL, "category", "", category=2)
    altered = replace(journal.entries[1], signature=bytes(64))
    pages = paged(journal.grants(RUTH), [journal.entries[0], altered])
    assert journal.read(RUTH, pages).category == 1
    journal.box.directory = directory(
        version=3, reviewers=[entry("ruth"), entry("amal", revoked="2026-11-01"), entry("tom")]
    )
    view = journal.read(RUTH)
    assert (view.category, problems(view), texts(view)) == (1, [None, "revoked"], ["", ""])


def test_pages_that_are_missing_or_of_two_moments_are_refused() -> None:
    journal = begun()
    for _ in range(7):
        journal.write(RUTH)
    first, second = paged(journal.grants(RUTH), journal.entries)
    for pages in ([], [first], [second], [second, first]):
        with pytest.raises(MalformedFrame, match="missing"):
            journal.read(RUTH, pages)
    with pytest.raises(Conflict):
        journal.read(RUTH, [first, build_page(1, 3, [])])
    assert problems(journal.read(RUTH, [first, second])) == [None] * 7


def test_an_entry_that_is_withheld_breaks_what_follows_and_nothing_is_written_after_it() -> None:
    journal = begun().write(RUTH, text="One.").write(RUTH, text="Two.").write(RUTH, text="Three.")
    pages = paged(journal.grants(RUTH), [journal.entries[0], journal.entries[2]])
    view = journal.read(RUTH, pages)
    assert (len(view.entries), view.broken) == (1, True)
    with pytest.raises(CannotOpen, match="not whole"):
        write_entry(RUTH, journal.box.read(RUTH), view, FOUR, Note("note", "x"), handler=None, category=0)


@pytest.mark.parametrize("by", [None, SIMRAN, REPORTER], ids=["not signed", "no member", "no reviewer"])
def test_nothing_is_written_upon_an_entry_that_the_server_may_have_made_up(by: Any) -> None:
    journal = begun().write(RUTH)
    noted(journal, by or AMAL, given={} if by else {"signature": bytes(64)})
    with pytest.raises(CannotOpen, match="not whole"):
        journal.write(RUTH)


def test_what_a_revoked_colleague_wrote_last_is_written_upon() -> None:
    journal = begun().write(RUTH).write(AMAL)
    reviewers = [entry("ruth"), entry("amal", revoked="2026-11-01"), entry("tom")]
    journal.box.directory = directory(version=3, reviewers=reviewers)
    assert problems(journal.write(RUTH).read(RUTH)) == [None, "revoked", None]


@pytest.mark.parametrize("left_out", ["tom", "tom-2"])
def test_one_whom_the_concern_leaves_out_is_granted_nothing_though_the_opening_did(left_out: str) -> None:
    opened = Mailbox(a_filing(readers=["ruth", "tom"], leave_out=[])).tick().read(RUTH)
    said = Mailbox(a_filing(leave_out=[left_out])).tick().read(RUTH)
    thread = replace(opened, messages=said.messages)
    assert thread.left_out == (left_out,)
    note = Note("note", "One.")
    made = write_entry(RUTH, thread, begun().read(RUTH), TWO, note, handler=None, category=0)
    assert RUTH.kid in made.entry.kids
    assert TOM.kid not in made.entry.kids


def test_nothing_is_written_where_nobody_can_say_whom_the_concern_leaves_out() -> None:
    journal = begun()
    thread = journal.box.read(RUTH, messages=[])
    with pytest.raises(CannotOpen, match="leaves out"):
        write_entry(RUTH, thread, journal.read(RUTH), FOUR, Note("note", "x"), handler=None, category=0)
    with pytest.raises(CannotOpen, match="can be let in"):
        share(RUTH, thread, FOUR, ["simran"])


WHOLE = begun().write(RUTH, text="One.").write(AMAL, text="Two.")
THREAD = WHOLE.box.read(AMAL)
PAGE = paged(WHOLE.grants(AMAL), WHOLE.entries)[0]


@given(at=st.integers(0, len(PAGE.rstrip(b"\0"))), flip=st.integers(1, 255))
def test_no_altered_byte_of_a_journal_ends_in_anything_but_our_own_errors(at: int, flip: int) -> None:
    page = PAGE[:at] + bytes((PAGE[at] ^ flip,)) + PAGE[at + 1 :]
    try:
        view = verify_journal([page], THREAD, FOUR, AMAL)
    except WhistleError:
        return
    assert {shown.problem for shown in view.entries} <= {None, *PROBLEMS}
    assert {shown.note.text for shown in view.entries if shown.note} <= {"One.", "Two."}
