"""Following a concern by its token: what is read, what is written, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.services.people import AMIRA, Dana, Desk
from whistle.clock import SetClock
from whistle.domain.errors import (
    BadSignature,
    ClockWentBack,
    MalformedFrame,
    NotFound,
    OutOfStep,
    StaleChallenge,
    TooMany,
)
from whistle.envelope.frame import Posted, ThreadHead, parse_page
from whistle.envelope.hashing import ZEROS, sha256
from whistle.envelope.message import Message
from whistle.services import challenge, following, raising, reviewing, ticking, writing
from whistle.services.house import House
from whistle.store import messages


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


def test_messages_that_crossed_keep_each_sides_order_and_are_all_confirmed(
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
            (3, "And another thing."),
            (4, "Who else knows?"),
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
        8,
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
    with pytest.raises(OutOfStep):
        following.post_message(house, signed(dana, replace(posted.message, epoch=1), posted.body))
    files = replace(posted.message, files=1, files_hash=bytes(32))
    with pytest.raises(MalformedFrame):
        following.post_message(house, signed(dana, files, posted.body))


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


@pytest.mark.parametrize("urgent", [False, True])
def test_a_flood_in_one_thread_is_slowed_and_nobody_else_is(
    house: House, clock: SetClock, dana: Dana, monkeypatch: pytest.MonkeyPatch, urgent: bool
) -> None:
    monkeypatch.setattr(writing, "MOST_IN_AN_HOUR", 3)
    dana.raises(urgent=urgent)
    for number in range(2):
        dana.says(f"{number}")
    with pytest.raises(TooMany):
        dana.says("too many")
    assert Dana(house).raises()
    clock.advance(hours=1)
    assert dana.says("an hour later")


def test_a_reviewer_is_slowed_in_an_urgent_thread_too(
    house: House, dana: Dana, amira: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_IN_AN_HOUR", 2)
    dana.raises(urgent=True)
    for number in range(2):
        amira.replies(dana.mailbox, f"{number}")
    with pytest.raises(TooMany, match="an hour"):
        amira.replies(dana.mailbox, "too many")
    assert dana.says("The other side is not slowed.")


def test_no_thread_is_without_end_and_neither_side_can_silence_the_other(
    house: House, clock: SetClock, dana: Dana, amira: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_IN_A_THREAD", 3)
    dana.raises()
    for _ in range(2):
        clock.advance(hours=1)
        dana.says("More.")
    clock.advance(hours=1)
    ticking.tick(house)
    with pytest.raises(TooMany, match="full"):
        dana.says("And more.")
    assert amira.closes(dana.mailbox)


def test_under_a_clock_that_went_back_nothing_is_written_or_opened(
    house: House, clock: SetClock, dana: Dana, amira: Desk
) -> None:
    dana.raises()
    clock.advance(hours=1)
    ticking.tick(house)
    by_dana, by_amira = dana.writes("More."), amira.writes(dana.mailbox, "closing", "Done.", "resolved")
    clock.advance(hours=-2)
    for attempt in (
        lambda: dana.posts(by_dana),
        lambda: reviewing.post(house, "amira", dana.mailbox, "resolved", by_amira.encode()),
        lambda: amira.opens(dana.mailbox),
    ):
        with pytest.raises(ClockWentBack, match="clock"):
            attempt()
    clock.advance(hours=1)
    assert dana.posts(by_dana)
    amira.opens(dana.mailbox)


def test_between_two_replies_nobody_reads_from_the_order_when_the_reporter_wrote(
    house: House, clock: SetClock, amira: Desk
) -> None:
    """The reviewer knows the minutes of their own words: whatever the order of writing, the same order is left."""
    for turns in ("vrv", "rvv", "vvr"):
        dana = Dana(house)
        dana.raises("First.")
        clock.advance(hours=1)
        ticking.tick(house)
        clock.advance(hours=1)
        ours = iter(("Who knows?", "Since when?"))
        for turn in turns:
            if turn == "r":
                dana.says("From me.")
            else:
                amira.replies(dana.mailbox, next(ours))
            clock.advance(minutes=5)
        clock.advance(minutes=25)
        ticking.tick(house)
        for seen in (dana.reads(), amira.reads(dana.mailbox)):
            assert [(m.place, m.text) for m in seen.messages] == [
                (1, "First."),
                (2, "From me."),
                (3, "Who knows?"),
                (4, "Since when?"),
            ]
            assert all(m.confirmed for m in seen.messages)
            assert seen.warnings == ()
        with house.store.read() as connection:
            kept = messages.headers(connection, dana.mailbox)
        assert [(header.seq, header.direction) for header in kept] == [(1, 1), (2, 1), (3, 2), (4, 2)]


def test_in_an_urgent_thread_a_follow_up_waits_and_a_reply_does_not(
    house: House, clock: SetClock, dana: Dana, amira: Desk
) -> None:
    dana.raises("She is flown out tomorrow.", urgent=True)
    dana.says("It is the 6 am flight.")
    amira.replies(dana.mailbox, "From which airport?")
    assert [m.text for m in amira.reads(dana.mailbox).messages] == [
        "She is flown out tomorrow.",
        "From which airport?",
    ]
    assert [(m.place, m.text) for m in dana.reads().messages][1:] == [
        (2, "From which airport?"),
        (0, "It is the 6 am flight."),
    ]
    dana.says("Stansted.")
    clock.advance(hours=1)
    ticking.tick(house)
    for seen in (dana.reads(), amira.reads(dana.mailbox)):
        assert [m.text for m in seen.messages][1:] == [
            "From which airport?",
            "It is the 6 am flight.",
            "Stansted.",
        ]
        assert all(m.confirmed for m in seen.messages)
        assert seen.warnings == ()
    with house.store.read() as connection:
        assert [header.seq for header in messages.headers(connection, dana.mailbox)] == [1, 2, 3, 4]


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
