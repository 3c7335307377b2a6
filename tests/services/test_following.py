"""Following a concern by its token: what is read, what is written, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.services.people import AMIRA, Dana, Desk
from whistle.clock import SetClock
from whistle.domain.errors import (
    BadSignature,
    MalformedFrame,
    NotFound,
    OutOfStep,
    StaleChallenge,
    TooMany,
)
from whistle.envelope.frame import Posted, ThreadHead, parse_page
from whistle.envelope.hashing import ZEROS, sha256
from whistle.envelope.message import Message
from whistle.services import challenge, following, raising, ticking, writing
from whistle.services.house import House


def test_the_present_and_the_previous_challenge_are_taken_and_older_ones_are_not(
    house: House, clock: SetClock, dana: Dana
) -> None:
    dana.raises()
    asked = dana.asks()
    clock.advance(minutes=5)
    following.read_thread(house, asked)
    clock.advance(minutes=5)
    with pytest.raises(StaleChallenge, match="try again"):
        following.read_thread(house, asked)


def test_a_challenge_of_the_future_is_not_taken(house: House, clock: SetClock, dana: Dana) -> None:
    clock.advance(minutes=5)
    asked = dana.asks()
    clock.advance(minutes=-5)
    with pytest.raises(StaleChallenge):
        following.read_thread(house, asked)


def test_someone_else_cannot_ask(house: House, dana: Dana) -> None:
    dana.raises()
    asked = bytearray(dana.asks())
    asked[-1] ^= 1
    with pytest.raises(BadSignature):
        following.read_thread(replace(house, store=None), bytes(asked))  # type: ignore[arg-type]


def test_a_mailbox_that_is_not_there_gets_a_signed_denial_of_the_same_size(house: House, dana: Dana) -> None:
    known = Dana(house)
    known.raises()
    page = following.read_thread(house, dana.asks())
    assert len(page) == len(following.read_thread(house, known.asks()))
    (head,) = parse_page(page).items
    assert isinstance(head, ThreadHead)
    assert (head.count, head.head) == (0, ZEROS)
    head.verify(house.log_key.public, house.service, dana.mailbox)
    assert not dana.reads().known


def test_reading_writes_nothing(house: House, dana: Dana) -> None:
    dana.raises()
    ticking.tick(house)
    files = [Path(f"{house.store.url.database}{end}") for end in ("", "-wal")]
    before = [file.read_bytes() for file in files]
    dana.reads()
    Dana(house).reads()
    assert [file.read_bytes() for file in files] == before


def test_a_page_past_the_last_is_not_found(house: House, dana: Dana) -> None:
    dana.raises()
    with pytest.raises(NotFound):
        following.read_thread(house, dana.asks(page=1))


def test_a_reporter_sees_their_own_message_at_once_and_the_reviewer_after_the_tick(
    house: House, dana: Dana, amira: Desk
) -> None:
    dana.raises("First.")
    dana.says("Second.")
    assert [(m.text, m.place) for m in dana.reads().messages] == [("First.", 0), ("Second.", 0)]
    ticking.tick(house)
    dana.says("Third.")
    assert [(m.text, m.place) for m in dana.reads().messages][1:] == [("Second.", 2), ("Third.", 0)]
    assert [m.text for m in amira.reads(dana.mailbox).messages] == ["First.", "Second."]


def test_a_reply_reaches_the_reporter_at_the_tick_and_colleagues_at_once(
    house: House, clock: SetClock, dana: Dana, amira: Desk, ben: Desk
) -> None:
    dana.raises("First.")
    ticking.tick(house)
    amira.replies(dana.mailbox, "Who else knows?")
    assert [m.text for m in ben.reads(dana.mailbox).messages] == ["First.", "Who else knows?"]
    seen = dana.reads()
    assert [m.text for m in seen.messages] == ["First."]
    assert seen.state is not None
    assert seen.state.state == 0
    clock.advance(hours=1)
    ticking.tick(house)
    seen = dana.reads()
    assert [m.text for m in seen.messages] == ["First.", "Who else knows?"]
    assert seen.state is not None
    assert seen.state.state == 2


def test_messages_that_crossed_keep_their_order_and_are_all_confirmed(
    house: House, clock: SetClock, dana: Dana, amira: Desk
) -> None:
    dana.raises("First.")
    ticking.tick(house)
    dana.says("Something I forgot.")
    amira.replies(dana.mailbox, "Who else knows?")
    dana.says("And another thing.")
    clock.advance(hours=1)
    ticking.tick(house)
    for seen in (dana.reads(), amira.reads(dana.mailbox)):
        assert [(m.place, m.text) for m in seen.messages] == [
            (1, "First."),
            (2, "Something I forgot."),
            (3, "Who else knows?"),
            (4, "And another thing."),
        ]
        assert all(m.confirmed for m in seen.messages)
        assert seen.warnings == ()


def test_a_long_thread_comes_in_pages(house: House, clock: SetClock, dana: Dana) -> None:
    texts = ["The case was closed."]
    dana.raises(texts[0])
    for number in range(9):
        texts.append(f"Part {number}. " + "x" * (30_000 if number % 4 == 0 else 10))
        dana.says(texts[-1])
    pages = dana.pages()
    assert len(pages) > 2
    assert {len(page) for page in pages} == {131_072}
    assert [m.text for m in dana.reads().messages] == texts


def test_the_same_message_again_gets_the_same_answer_and_is_kept_once(
    house: House, clock: SetClock, dana: Dana
) -> None:
    dana.raises()
    frame = dana.writes("Again.").encode()
    first = following.post_message(house, frame)
    clock.advance(hours=2)
    ticking.tick(house)
    assert following.post_message(house, frame) == first
    assert len(dana.reads().messages) == 2


def test_the_concern_sent_again_as_a_message_is_not_kept_twice(house: House, dana: Dana) -> None:
    filing = dana.seals()
    raising.file_concern(house, filing.encode())
    posted = Posted(filing.message, filing.message_signature, filing.body)
    following.post_message(house, posted.encode())
    assert len(dana.reads().messages) == 1


def test_a_message_for_a_mailbox_that_is_not_there_is_not_found(house: House, dana: Dana) -> None:
    body = bytes(18_043)
    head = Message(
        house.service,
        dana.mailbox,
        dana.reporter.signing.public,
        1,
        0,
        0,
        follows=bytes(32),
        body_hash=sha256(body),
    )
    with pytest.raises(NotFound):
        following.post_message(house, signed(dana, head, body))


def test_a_message_that_follows_nothing_in_the_thread_is_out_of_step(house: House, dana: Dana) -> None:
    dana.raises()
    posted = dana.writes("Hello.")
    for message in (replace(posted.message, follows=bytes(32)), replace(posted.message, seen=9)):
        with pytest.raises(OutOfStep, match="again"):
            following.post_message(house, signed(dana, message, posted.body))


def test_a_message_of_another_epoch_or_with_files_is_refused(house: House, dana: Dana) -> None:
    dana.raises()
    posted = dana.writes("Hello.")
    for message in (replace(posted.message, epoch=1), replace(posted.message, files=1, files_hash=bytes(32))):
        with pytest.raises(MalformedFrame):
            following.post_message(house, signed(dana, message, posted.body))


def signed(dana: Dana, message: Message, body: bytes) -> bytes:
    return Posted(message, dana.reporter.signing.sign(message.encode()), body).encode()


def test_a_reviewers_message_does_not_come_in_by_the_reporters_door(
    house: House, dana: Dana, amira: Desk
) -> None:
    dana.raises()
    ticking.tick(house)
    posted = amira.writes(dana.mailbox, "reply", "Hello.")
    assert posted.message.sender == AMIRA.signing.public
    with pytest.raises(BadSignature):
        following.post_message(house, posted.encode())


def test_a_flood_in_one_thread_is_slowed_and_nobody_else_is(
    house: House, dana: Dana, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_WAITING", 3)
    dana.raises()
    for number in range(2):
        dana.says(f"{number}")
    with pytest.raises(TooMany):
        dana.says("too many")
    assert Dana(house).raises()
    ticking.tick(house)
    assert dana.says("after the tick")


def test_writing_in_a_closed_concern_opens_it_again_at_the_tick(
    house: House, clock: SetClock, dana: Dana, amira: Desk
) -> None:
    dana.raises()
    ticking.tick(house)
    amira.closes(dana.mailbox)
    clock.advance(hours=1)
    ticking.tick(house)
    assert amira.inbox().items == []
    dana.says("They moved me off the unit.")
    assert amira.inbox(state="closed").items
    clock.advance(hours=1)
    ticking.tick(house)
    (row,) = amira.inbox().items
    assert (row.state, row.due_kind, row.unread) == ("open", "reply", 2)


def test_the_challenge_is_the_same_within_five_minutes(clock: SetClock) -> None:
    key = b"k" * 32
    first = challenge.present(key, clock.now())
    clock.advance(minutes=4, seconds=59)
    assert challenge.present(key, clock.now()) == first
    clock.advance(seconds=1)
    assert challenge.present(key, clock.now()) != first
