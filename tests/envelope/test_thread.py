"""Threads beyond the vectors: what is written next, and what no altered byte can do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.envelope.world import (
    AMAL,
    DIRECTORY,
    HOUR,
    LOG,
    REPORTER,
    RUTH,
    SERVICE,
    TOKEN,
    TOM,
    Mailbox,
    a_filing,
    directory,
    entry,
)
from whistle.domain.errors import CannotOpen, MalformedDirectory, TooLarge, WhistleError
from whistle.envelope.compose import compose, file_concern
from whistle.envelope.frame import build_page, parse_filing
from whistle.envelope.hashing import ZEROS
from whistle.envelope.items import sign_head
from whistle.envelope.judging import PROBLEMS, ShownMessage
from whistle.envelope.message import Message
from whistle.envelope.thread import WARNINGS, ThreadView, verify_thread

BOX = Mailbox(a_filing()).tick().say(RUTH, "acknowledgement", "Read.").say(REPORTER, "reply", "Thank you.")
PAGE = BOX.pages(REPORTER)[0]
RIGHT = BOX.read(REPORTER)


def _said(view: ThreadView) -> list[tuple[str, str | None, str | None]]:
    return [(m.author, m.kind, m.text) for m in view.confirmed]


def test_both_sides_read_the_same() -> None:
    views = [BOX.read(member) for member in (REPORTER, RUTH, AMAL)]
    assert _said(views[0]) == _said(views[1]) == _said(views[2])
    assert [m.mine for m in views[0].messages] == [True, False, True]
    assert [m.mine for m in views[1].messages] == [False, True, False]
    assert all(view.warnings == () for view in views)
    assert [reviewer.id for reviewer in views[0].readers] == ["ruth", "amal"]


def test_the_filing_that_the_receipt_is_about_is_found_again() -> None:
    assert RIGHT.filing_hash == BOX.filing.hash
    assert BOX.filing.content == REPORTER.content(BOX.filing.hash)
    assert BOX.filing.presence == REPORTER.presence


def test_who_was_left_out_cannot_read() -> None:
    with pytest.raises(CannotOpen):
        BOX.read(TOM)


def test_a_filing_travels_whole() -> None:
    filing = a_filing(urgent=True, answers={"stage": "closure", "wrong": ("K1", "D1")})
    again = parse_filing(filing.encode())
    again.verify(SERVICE)
    assert again == filing
    concern = Mailbox(again).read(RUTH).concern
    assert concern is not None
    assert concern.content is not None
    assert concern.content.answers == {"stage": "closure", "wrong": ("K1", "D1")}
    assert concern.content.leave_out == ("tom",)


def test_eight_slots_stand_in_random_order() -> None:
    orders = set()
    for number in range(12):
        slots = [kid for kid, _ in a_filing(f"text {number}").opening.slots]
        assert len(set(slots)) == 8
        orders.add((slots.index(REPORTER.kid), slots.index(RUTH.kid), slots.index(AMAL.kid)))
    assert len(orders) > 6


@pytest.mark.parametrize(
    ("route", "readers", "leave_out"),
    [(1, [], []), (2, ["ruth"], []), (1, ["nobody"], []), (1, ["ruth", "tom"], ["tom"])],
)
def test_a_concern_needs_readers_of_its_route_who_are_not_left_out(
    route: int, readers: list[str], leave_out: list[str]
) -> None:
    with pytest.raises(MalformedDirectory):
        file_concern(TOKEN, DIRECTORY, route, readers, "Text.", leave_out=leave_out)


def test_a_long_text_goes_into_the_second_size_and_a_longer_one_is_refused() -> None:
    assert a_filing("x" * 10_000).size_class == 1
    assert a_filing("x" * 20_000).size_class == 2
    with pytest.raises(TooLarge):
        a_filing("x" * 70_000)


def test_the_next_message_follows_the_newest_confirmed_one_and_counts_no_other() -> None:
    forged = replace(BOX.posted[-1], message=BOX.posted[-1].message[:-1] + b"\1", place=4)
    view = BOX.read(RUTH, [*BOX.posted, forged])
    posted = compose(RUTH, view, "reply", "Go on.")
    assert [m.confirmed for m in view.messages] == [True, True, True, False]
    assert (posted.message.seen, posted.message.follows) == (3, view.messages[2].hash)


def test_no_one_says_to_have_seen_less_than_before() -> None:
    box = Mailbox(a_filing()).tick().say(AMAL, "acknowledgement", "Read.").say(AMAL, "reply", "I ask Ruth.")
    box.say(RUTH, "reply", "When was it?")
    box.directory = directory(
        version=2, reviewers=[entry("ruth"), entry("amal", revoked="2026-11-01"), entry("tom")]
    )
    box.say(RUTH, "reply", "I have taken over.")
    assert [m.problem for m in box.read(REPORTER).messages] == [None, "revoked", "revoked", None, None]


def test_nothing_is_written_where_no_thread_is() -> None:
    denial = sign_head(LOG, SERVICE, REPORTER.mailbox, 0, ZEROS, HOUR)
    view = verify_thread([build_page(0, 1, [denial])], DIRECTORY, REPORTER, REPORTER.mailbox)
    assert not view.known
    assert view.warnings == ()
    with pytest.raises(CannotOpen):
        compose(REPORTER, view, "reply", "Hello?")


def _key(shown: ShownMessage) -> tuple[object, ...]:
    return (shown.hash, shown.author, shown.kind, shown.text, shown.reason)


CONTENT_END = len(PAGE.rstrip(b"\0"))


@given(at=st.integers(0, CONTENT_END), flip=st.integers(1, 255))
def test_no_altered_byte_puts_a_word_into_anyones_mouth(at: int, flip: int) -> None:
    page = PAGE[:at] + bytes((PAGE[at] ^ flip,)) + PAGE[at + 1 :]
    try:
        view = verify_thread([page], DIRECTORY, REPORTER, REPORTER.mailbox)
    except WhistleError:
        return
    assert {_key(m) for m in view.confirmed} <= {_key(m) for m in RIGHT.confirmed}
    assert {m.problem for m in view.messages} <= {None, *PROBLEMS}
    assert set(view.warnings) <= set(WARNINGS)


@given(st.lists(st.sampled_from(range(3)), max_size=5))
def test_no_choice_or_order_of_messages_goes_unnoticed(chosen: list[int]) -> None:
    """Whatever a server hands out under the true head, only the whole thread in its order raises no warning."""
    view = BOX.read(REPORTER, [BOX.posted[number] for number in chosen])
    assert (view.warnings == ()) == (chosen == [0, 1, 2])
    assert {_key(m) for m in view.confirmed} <= {_key(m) for m in RIGHT.confirmed}


@given(st.lists(st.sampled_from([REPORTER, RUTH, AMAL]), min_size=1, max_size=6), st.booleans())
def test_honest_people_are_always_confirmed(speakers: list[object], ticks: bool) -> None:
    """However their messages cross: each side sees its own at once, the other's at the tick."""
    box = Mailbox(BOX.filing).tick()
    for speaker in speakers:
        own = speaker is REPORTER
        member = REPORTER if own else RUTH if speaker is RUTH else AMAL
        seen = [m for m in box.posted if m.place or _is_from_reporter(m.message) == own]
        box.post(compose(member, box.read(member, seen), "reply", "Text."))
        if ticks:
            box.tick()
    box.tick()
    for member in (REPORTER, RUTH, AMAL):
        view = box.read(member)
        assert [m.problem for m in view.messages] == [None] * (len(speakers) + 1)
        assert view.warnings == ()


def _is_from_reporter(message: bytes) -> bool:
    return Message.parse(message).sender == REPORTER.signing.public
