"""A journal beyond the vectors: who can read it, who can write in it, and what can be written there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.envelope.journals import Journal
from tests.envelope.test_renewals import TWO
from tests.envelope.world import (
    AMAL,
    AMAL_2,
    REPORTER,
    RUTH,
    SIMRAN,
    Mailbox,
    a_filing,
    directory,
    entry,
    seed,
    stream,
)
from whistle.domain.errors import CannotOpen, Conflict, MalformedFrame, WhistleError
from whistle.envelope import age
from whistle.envelope.compose import file_concern, leave, share
from whistle.envelope.directory import Directory
from whistle.envelope.journal.content import LINK, Note
from whistle.envelope.journal.reading import JournalView
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
