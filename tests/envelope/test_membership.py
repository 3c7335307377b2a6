"""Changes of who may read beyond the vectors: what the composer makes, and what no one else can make of it."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.envelope.world import (
    AMAL,
    REPORTER,
    RUTH,
    SERVICE,
    SIMRAN,
    TOM,
    Mailbox,
    a_filing,
    directory,
    entry,
    reviewer_key,
)
from tests.vectors.makers.changing import Someone, changed
from whistle.domain.errors import BadSignature, CannotOpen, MalformedDirectory, MalformedFrame, WhistleError
from whistle.envelope import age
from whistle.envelope.compose import compose, hand_over, leave, share
from whistle.envelope.content import Question
from whistle.envelope.directory import Directory
from whistle.envelope.epochs import Member
from whistle.envelope.frame import Change, parse_epoch, parse_message
from whistle.envelope.items import EpochItem
from whistle.envelope.judging import PROBLEMS
from whistle.envelope.membership import walk
from whistle.envelope.thread import WARNINGS, verify_thread
from whistle.envelope.token import Reporter, Token

NAMES = ("ruth", "amal", "tom", "simran")
FOUR = directory(version=2, reviewers=[entry(name) for name in NAMES])
SECOND = Reporter(Token.new(), SERVICE)


def begun(known: Directory = FOUR) -> Mailbox:
    box = Mailbox(a_filing()).tick().say(RUTH, "acknowledgement", "I have read it.")
    box.directory = known
    return box


def sharing(box: Mailbox, *readers: str) -> Change:
    return share(REPORTER, box.read(REPORTER), box.directory, readers)


def test_a_change_travels_whole() -> None:
    change = sharing(begun(), "simran")
    frame = change.encode()
    again = parse_epoch(frame)
    again.verify(SERVICE)
    assert (len(frame), again) == (21_186, change)
    assert len(change.item.encode()) == 4304


def test_eight_slots_stand_in_random_order_and_an_unused_one_opens_for_nobody() -> None:
    orders = set()
    for _ in range(12):
        change = sharing(begun(), "simran")
        slots = [kid for kid, _ in change.epoch.slots]
        assert len(set(slots)) == 8
        orders.add(tuple(slots.index(member.kid) for member in (REPORTER, RUTH, AMAL, SIMRAN)))
    assert len(orders) > 6


def test_every_epoch_has_a_key_of_its_own() -> None:
    box = begun()
    view = box.change(sharing(box, "simran")).read(REPORTER)
    box.change(leave(AMAL, box.read(AMAL), FOUR))
    view = box.read(REPORTER)
    assert view.epochs is not None
    assert len({key.seed for key in view.epochs.keys.values()}) == 3


def test_whoever_has_left_cannot_open_what_comes_and_whoever_came_opens_what_was() -> None:
    box = begun()
    box.change(leave(AMAL, box.read(AMAL), FOUR)).change(sharing(box, "simran"))
    box.say(RUTH, "reply", "Only for those who are in.")
    left, came = box.read(AMAL).epochs, box.read(SIMRAN).epochs
    assert left is not None
    assert came is not None
    assert (sorted(left.keys), left.key) == ([0], None)
    assert sorted(came.keys) == [0, 1, 2]
    for key in left.keys.values():
        with pytest.raises(CannotOpen):
            age.open_sealed(key, box.posted[-1].body)


@pytest.mark.parametrize("readers", [(), ("nobody",), ("tom",), ("simran", "tom"), ("simran", "nobody")])
def test_nobody_is_let_in_who_is_unknown_or_left_out(readers: tuple[str, ...]) -> None:
    with pytest.raises(MalformedDirectory):
        sharing(begun(), *readers)


def test_a_revoked_key_is_given_nothing_more() -> None:
    revoked = [entry("ruth"), entry("amal", revoked="2026-11-01"), entry("tom"), entry("simran")]
    box = begun(directory(version=2, reviewers=revoked))
    assert box.change(sharing(box, "simran")).read(REPORTER).access == ("Ruth Adeyemi", "Simran Gill")
    with pytest.raises(MalformedDirectory):
        sharing(box, "amal")


def test_seven_can_read_and_not_one_more() -> None:
    more = [
        {
            **entry("ruth"),
            "id": name,
            "verify": key.signing.public.hex(),
            "recipient": str(key.identity.recipient),
        }
        for name, key in ((f"r{n}", reviewer_key(f"r{n}")) for n in range(6))
    ]
    box = begun(directory(version=2, reviewers=[*map(entry, NAMES), *more]))
    assert len(box.change(sharing(box, *(f"r{n}" for n in range(5)))).read(REPORTER).readers) == 7
    with pytest.raises(MalformedDirectory):
        sharing(box, "r5")


def test_one_who_has_left_or_handed_over_neither_writes_nor_changes_anything() -> None:
    left, handed = begun(), begun()
    left.change(leave(AMAL, left.read(AMAL), FOUR))
    handed.change(hand_over(REPORTER, handed.read(REPORTER), FOUR, SECOND))
    assert handed.read(REPORTER).handed_over
    for box, member in ((left, AMAL), (handed, REPORTER)):
        with pytest.raises(CannotOpen):
            compose(member, box.read(member), "reply", "I am still here.")
    with pytest.raises(CannotOpen):
        leave(AMAL, left.read(AMAL), FOUR)
    with pytest.raises(CannotOpen):
        share(REPORTER, handed.read(REPORTER), FOUR, ["simran"])


def test_no_other_thread_can_be_handed_to_a_token_that_has_its_own() -> None:
    elsewhere = SECOND.within(bytes(16))
    for known in (SECOND, elsewhere):
        # What anyone knows of it who reads the concern that it raised, or the one that it was given.
        them, box = Someone(known.signing, known.identity), begun()
        view = box.read(REPORTER)
        assert view.epochs is not None
        changed(box, REPORTER, [them, RUTH, AMAL], act=17, reporter=them, before=view.epochs.keys[0])
        assert box.read(RUTH).warnings == ()
        with pytest.raises(CannotOpen):
            verify_thread(box.pages(them), FOUR, SECOND, SECOND.mailbox)


def test_the_server_walks_as_members_do_and_without_a_key() -> None:
    box = begun()
    given = box.opening_item
    for make in (
        lambda: sharing(box, "simran"),
        lambda: leave(AMAL, box.read(AMAL), FOUR),
        lambda: hand_over(REPORTER, box.read(REPORTER), FOUR, SECOND),
    ):
        box.change(make())
    epochs = walk(box.filing.opening, given.recipient, box.changes, FOUR)
    assert [epoch.reporter for epoch in epochs] == [REPORTER.signing.public] * 3 + [SECOND.signing.public]
    assert [[reader.id for reader in epoch.readers(FOUR)] for epoch in epochs] == [
        ["ruth", "amal"],
        ["ruth", "amal", "simran"],
        ["ruth", "simran"],
        ["ruth", "simran"],
    ]


def test_questions_are_answered_skipped_and_disputed() -> None:
    box = begun()
    questions = (Question("When was it?"), Question("May we tell the officer?", "consent", identifies=True))
    box.post(compose(RUTH, box.read(RUTH), "question", "", questions=questions)).tick()
    asked = box.read(REPORTER).messages[-1]
    assert asked.content is not None
    assert (asked.content.questions, asked.message and asked.message.act) == (questions, 9)
    answer = compose(REPORTER, box.read(REPORTER), "answer", "", of=asked.hash, replies=["", "no"])
    box.post(answer).tick()
    box.post(compose(REPORTER, box.read(REPORTER), "dispute", "Nobody asked me.", of=asked.hash)).tick()
    said = [message.content for message in box.read(RUTH).messages[-2:]]
    assert [(each.kind, each.of, each.replies) for each in said if each] == [
        ("answer", asked.hash, ("", "no")),
        ("dispute", asked.hash, ()),
    ]


@pytest.mark.parametrize(
    ("member", "kind"),
    [(REPORTER, "closing"), (REPORTER, "question"), (RUTH, "withdrawal"), (RUTH, "answer"), (RUTH, "order")],
)
def test_nobody_writes_what_is_the_other_sides_to_write(member: Member, kind: str) -> None:
    with pytest.raises(MalformedFrame):
        compose(member, begun().read(member), kind, "Text.")


def test_a_message_of_the_new_holder_holds_before_any_look_up() -> None:
    box = begun()
    box.change(hand_over(REPORTER, box.read(REPORTER), FOUR, SECOND))
    posted = parse_message(compose(SECOND, box.read(SECOND), "reply", "I go on.").encode())
    posted.verify(SERVICE)
    assert posted.message.mailbox == REPORTER.mailbox != SECOND.mailbox
    with pytest.raises(BadSignature):
        replace(posted, message=replace(posted.message, sender=REPORTER.signing.public)).verify(SERVICE)


BOX = begun()
ITEM = BOX.change(sharing(BOX, "simran")).changes[0]
PAGE = BOX.say(SIMRAN, "reply", "I was let in.").pages(REPORTER)[0]
AT = PAGE.index(ITEM.encode())


@given(at=st.integers(0, 4303), flip=st.integers(1, 255), member=st.sampled_from([REPORTER, RUTH, SIMRAN]))
def test_a_byte_of_a_change_altered_lets_nobody_in(at: int, flip: int, member: Member) -> None:
    data = bytearray(ITEM.encode())
    data[at] ^= flip
    box = copy(BOX)
    box.changes = [EpochItem.parse(bytes(data))]
    if member is SIMRAN:
        with pytest.raises(CannotOpen):
            box.read(member)
        return
    view = box.read(member)
    assert view.warnings == ("bad-epoch",)
    assert [reader.id for reader in view.readers] == ["ruth", "amal"]
    assert [shown.problem for shown in view.messages] == [None, None, "not-a-member"]


step = st.tuples(st.sampled_from(["share", "leave", "hand over", "write"]), st.integers(0, 3))


@given(st.lists(step, max_size=5))
def test_whatever_honest_people_change_every_member_reads_alike(steps: list[tuple[str, int]]) -> None:
    """Whoever is in reads everything; whoever has left reads up to then; and nothing is ever out of place."""
    box, holder, count = Mailbox(BOX.filing, directory=FOUR).tick(), REPORTER, 0
    reviewers: dict[str, Member] = dict(zip(NAMES, (RUTH, AMAL, TOM, SIMRAN), strict=True))
    present = {"ruth", "amal"}
    for what, which in steps:
        name = NAMES[which]
        view = box.read(holder)
        if what == "share" and name != "tom":
            box.change(share(holder, view, FOUR, [name]))
            present.add(name)
        elif what == "leave" and name in present and len(present) > 1:
            box.change(leave(reviewers[name], box.read(reviewers[name]), FOUR))
            present.remove(name)
        elif what == "hand over":
            count += 1
            new = Reporter(Token(bytes([count]) * 16), SERVICE)
            box.change(hand_over(holder, view, FOUR, new))
            holder = new
        elif what == "write" and name in present:
            box.say(reviewers[name], "reply", "From a reviewer.").say(holder, "reply", "From the reporter.")
    for member in [holder, *(reviewers[name] for name in present)]:
        view = box.read(member)
        assert view.warnings == ()
        assert [shown.problem for shown in view.messages] == [None] * len(box.posted)
        assert {reader.id for reader in view.readers} == present
        assert len(view.changes) == len(box.changes)
        assert view.handed_over is False
    if count:
        assert box.read(REPORTER).handed_over
        assert all(shown.confirmed for shown in box.read(REPORTER).messages)


CONTENT_END = len(PAGE.rstrip(b"\0"))


@given(at=st.integers(0, CONTENT_END), flip=st.integers(1, 255))
def test_no_altered_byte_of_a_page_with_changes_ends_in_anything_but_our_own_errors(
    at: int, flip: int
) -> None:
    page = PAGE[:at] + bytes((PAGE[at] ^ flip,)) + PAGE[at + 1 :]
    try:
        view = verify_thread([page], FOUR, REPORTER, REPORTER.mailbox)
    except WhistleError:
        return
    assert {m.problem for m in view.messages} <= {None, *PROBLEMS}
    assert set(view.warnings) <= set(WARNINGS)
    assert view.access in (("Ruth Adeyemi", "Amal Haddad"), ("Ruth Adeyemi", "Amal Haddad", "Simran Gill"))
