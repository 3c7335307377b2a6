"""A journal beyond the vectors: who can read it, who can write in it, and what nobody can make of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.envelope.journals import Journal, paged
from tests.envelope.test_renewals import TWO
from tests.envelope.world import (
    AMAL,
    AMAL_2,
    REPORTER,
    RUTH,
    SIMRAN,
    TOM,
    Mailbox,
    a_filing,
    directory,
    entry,
    seed,
    stream,
)
from tests.vectors.makers.noting import noted
from whistle.domain.errors import CannotOpen, Conflict, MalformedFrame, WhistleError
from whistle.envelope import age
from whistle.envelope.compose import file_concern, leave, share
from whistle.envelope.directory import Directory
from whistle.envelope.frame import GrantItem, Written, build_page
from whistle.envelope.hashing import sha256
from whistle.envelope.journal.content import LINK, Note
from whistle.envelope.journal.reading import PROBLEMS, JournalView, verify_journal
from whistle.envelope.journal.writing import write_entry
from whistle.envelope.opening import read_grant
from whistle.envelope.token import Token

FOUR = directory(version=2, reviewers=[entry(name) for name in ("ruth", "amal", "tom", "simran")])


def begun(known: Directory = FOUR) -> Journal:
    box = Mailbox(a_filing()).tick().say(RUTH, "acknowledgement", "I have read it.")
    box.directory = known
    return Journal(box)


def let_in(journal: Journal, *names: str, by: Any = RUTH) -> Journal:
    box = journal.box
    box.change(share(by, box.read(by), box.directory, names))
    return journal


def step_back(journal: Journal, member: Any) -> Journal:
    journal.box.change(leave(member, journal.box.read(member), journal.box.directory))
    return journal


def problems(view: JournalView) -> list[str | None]:
    return [shown.problem for shown in view.entries]


def texts(view: JournalView) -> list[str | None]:
    return [shown.note.text if shown.note else None for shown in view.entries]


def test_colleagues_read_what_each_of_them_wrote() -> None:
    journal = begun().write(RUTH, text="One.").write(AMAL, "decision", "Two.", why="Because.").write(RUTH)
    for member in (RUTH, AMAL):
        view = journal.read(member)
        assert texts(view) == ["One.", "Two.", "A note."]
        assert (problems(view), view.broken, view.readable) == ([None] * 3, False, True)
        assert [shown.mine for shown in view.entries].count(True) == (2 if member is RUTH else 1)
        assert view.without == ()
    assert view.entries[1].note is not None
    assert view.entries[1].note.why == "Because."


def test_an_empty_journal_is_read_and_written_in() -> None:
    view = begun().read(RUTH)
    assert (view.entries, view.readable, view.handler, view.category) == ((), True, None, 0)


def test_no_reporter_is_granted_an_entry_and_no_thread_key_opens_one() -> None:
    journal = begun().write(RUTH)
    written, thread = journal.written[0], journal.box.read(REPORTER)
    assert REPORTER.kid not in written.entry.kids
    assert thread.epochs is not None
    for key in (REPORTER.identity, *thread.epochs.keys.values()):
        for sealed in (written.body, *written.grants):
            with pytest.raises(WhistleError):
                age.open_sealed(key, sealed)
    with pytest.raises(CannotOpen):
        journal.write(REPORTER)


def test_two_grants_open_and_six_are_for_nobody() -> None:
    written = begun().write(RUTH).written[0]
    opened = 0
    for member in (RUTH, AMAL, REPORTER):
        for grant in written.grants:
            try:
                assert read_grant(member.identity, grant).to == member.kid
                opened += 1
            except WhistleError:
                continue
    assert (opened, len(written.entry.kids)) == (2, 8)


def test_whoever_was_let_in_reads_a_journal_once_it_was_passed_on() -> None:
    journal = let_in(begun().write(RUTH, text="One.").write(AMAL, text="Two."), "simran")
    before = journal.read(SIMRAN)
    assert (problems(before), before.readable) == (["cannot-open"] * 2, False)
    assert [reviewer.id for reviewer in journal.read(RUTH).without] == ["simran"]
    with pytest.raises(CannotOpen, match="Ask a colleague"):
        journal.write(SIMRAN)
    view = journal.write(AMAL, "passed", "").read(SIMRAN)
    assert (texts(view), problems(view), view.without) == (["One.", "Two.", ""], [None] * 3, ())
    assert journal.write(SIMRAN, text="Four.").read(RUTH).entries[-1].confirmed


def test_whoever_left_reads_nothing_that_came_after() -> None:
    journal = begun().write(RUTH, text="One.")
    view = step_back(journal, AMAL).write(RUTH, text="Two.").read(AMAL)
    assert (texts(view), problems(view)) == (["One.", None], [None, "cannot-open"])
    with pytest.raises(CannotOpen, match="no longer"):
        journal.write(AMAL)


def test_whoever_comes_back_reads_what_was_written_meanwhile() -> None:
    journal = step_back(begun().write(AMAL, text="One."), AMAL).write(RUTH, text="Two.")
    view = let_in(journal, "amal").write(RUTH, text="Three.").read(AMAL)
    assert texts(view) == ["One.", "Two.", "Three."]


def test_a_journal_goes_on_when_all_who_could_read_it_have_left() -> None:
    journal = step_back(begun().write(AMAL, text="One."), AMAL).write(RUTH, text="Two.")
    box = step_back(let_in(journal, "amal", "simran"), RUTH).box
    view = journal.write(AMAL, text="Three.").read(AMAL)
    assert (texts(view), problems(view)) == (["One.", None, "Three."], [None, "cannot-open", None])
    assert texts(journal.read(SIMRAN)) == ["One.", None, "Three."]
    assert view.handler is None
    assert box.read(SIMRAN).access == ("Amal Haddad", "Simran Gill")


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


def test_a_new_key_reads_the_journal_if_the_old_one_granted_it_before_the_move() -> None:
    journal = begun(TWO).write(AMAL, text="One.").write(AMAL, "passed", "", renew=True)
    let_in(journal, "amal-2", by=AMAL)
    assert texts(journal.read(AMAL_2)) == ["One.", ""]
    assert texts(journal.write(AMAL_2, text="Three.").read(RUTH)) == ["One.", "", "Three."]


def test_a_new_key_that_cannot_read_the_journal_is_granted_it_by_the_old_one() -> None:
    journal = let_in(step_back(begun(TWO).write(AMAL, text="One."), RUTH), "amal-2", by=AMAL)
    with pytest.raises(CannotOpen, match="Ask a colleague"):
        journal.write(AMAL_2)
    journal.write(AMAL, "passed", "")
    assert texts(journal.write(AMAL_2, text="Three.").read(AMAL_2)) == ["One.", "", "Three."]


def test_handler_and_category_hold_until_they_are_changed() -> None:
    ruth, amal = FOUR.reviewers[0], FOUR.reviewers[1]
    journal = (
        begun().write(RUTH, "handler", "", handler=amal).write(AMAL, "category", "", category=2).write(AMAL)
    )
    view = journal.read(RUTH)
    assert (view.handler, view.category) == (amal, 2)
    assert [shown.entry.category for shown in view.entries] == [0, 2, 2]
    assert journal.write(RUTH, "handler", "", handler=ruth).read(AMAL).handler == ruth
    assert journal.write(RUTH, "handler", "", handler=None).read(AMAL).handler is None


def test_whoever_cannot_read_the_journal_still_sees_who_handles_the_concern() -> None:
    amal = FOUR.reviewers[1]
    journal = let_in(begun().write(RUTH, "handler", "", handler=amal, category=3), "simran")
    view = journal.read(SIMRAN)
    assert (view.readable, view.handler, view.category) == (False, amal, 3)


def test_a_handler_is_a_person_who_reads_now() -> None:
    amal, renewed = TWO.reviewers[1], TWO.reviewers[3]
    journal = begun(TWO).write(RUTH, "handler", "", handler=amal)
    assert let_in(journal, "amal-2").read(RUTH).handler == renewed
    assert step_back(journal, AMAL_2).read(RUTH).handler is None


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


@pytest.mark.parametrize(
    "note", [Note("note"), Note("decision", "", "Why."), Note("decision", "What."), Note("order", "x")]
)
def test_nothing_is_written_that_nobody_could_read(note: Note) -> None:
    journal = begun()
    with pytest.raises(MalformedFrame):
        write_entry(RUTH, journal.box.read(RUTH), journal.read(RUTH), FOUR, note, handler=None, category=0)


def another(leave_out: list[str], token: Token | None = None, known: Directory = FOUR) -> Mailbox:
    token = token or Token(seed("another token", 16))
    filing = file_concern(
        token, known, 1, ["ruth"], "Another.", leave_out=leave_out, random=stream("another")
    )
    return Mailbox(filing, directory=known).tick()


def test_a_link_is_written_into_both_journals() -> None:
    journal, other = begun(), Journal(another(["tom"]))
    one, two = journal.box.read(RUTH), other.box.read(RUTH)
    journal.write(RUTH, LINK, "", other=two)
    other.write(RUTH, LINK, "", other=one)
    for each, there in ((journal, two), (other, one)):
        note = each.read(RUTH).entries[0].note
        assert note is not None
        assert note.concern == there.whole[0].mailbox


@pytest.mark.parametrize("leave_out", [[], ["amal"], ["tom", "amal"]])
def test_concerns_that_leave_out_others_are_not_linked(leave_out: list[str]) -> None:
    journal, other = begun(), another(leave_out).read(RUTH)
    with pytest.raises(Conflict, match="leave out the same"):
        journal.write(RUTH, LINK, "", other=other)


def test_to_leave_out_a_person_by_another_entry_is_to_leave_out_the_same() -> None:
    journal, other = begun(TWO), another(["tom-2"], known=TWO)
    assert journal.write(RUTH, LINK, "", other=other.read(RUTH)).read(RUTH).entries[0].confirmed


def test_a_concern_is_linked_neither_with_itself_nor_with_what_is_not_confirmed() -> None:
    journal = begun()
    with pytest.raises(Conflict, match="itself"):
        journal.write(RUTH, LINK, "", other=journal.box.read(RUTH))
    box = another(["tom"])
    with pytest.raises(Conflict, match="same"):
        journal.write(RUTH, LINK, "", other=box.read(RUTH, messages=[]))
    with pytest.raises(Conflict, match="same"):
        journal.write(RUTH, LINK, "")


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


@given(
    st.lists(
        st.sampled_from(["write ruth", "write amal", "write simran", "swap amal", "swap simran"]), max_size=6
    )
)
def test_whatever_honest_colleagues_do_all_who_were_granted_the_newest_read_alike(steps: list[str]) -> None:
    """Whoever has the newest entry's key reads the whole journal; nobody else reads what was not granted to them."""
    journal, members = begun(), {"ruth": RUTH, "amal": AMAL, "simran": SIMRAN}
    present = {"ruth", "amal"}
    for step in steps:
        what, name = step.split()
        member = members[name]
        if what == "write" and name in present and journal.read(member).readable:
            journal.write(member, text=f"By {name}.")
        elif what == "swap" and name in present:
            step_back(journal, member)
            present.remove(name)
        elif what == "swap":
            let_in(journal, name)
            present.add(name)
    for name in present:
        view = journal.read(members[name])
        assert not view.broken
        granted = [
            written.entry.number for written in journal.written if members[name].kid in written.entry.kids
        ]
        newest = max(granted, default=0)
        assert problems(view) == [None] * newest + ["cannot-open"] * (len(journal.written) - newest)
