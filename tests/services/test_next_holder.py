"""Handing a concern over: who may, when it takes effect, and what the first and the next holder can do then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.services.changing import resigned, rows, texts, tick
from tests.services.people import CARYS, Dana, Desk
from whistle.clock import SetClock
from whistle.domain.errors import (
    BadSignature,
    CannotOpen,
    Conflict,
    NotFound,
    OutOfStep,
    WhistleError,
)
from whistle.domain.events import EventType
from whistle.envelope.frame import Posted, ThreadHead, parse_page
from whistle.envelope.hashing import ZEROS
from whistle.services import following, raising, sharing, ticking
from whistle.services.house import House


def test_the_new_holder_reads_and_writes_by_their_own_token(
    house: House, clock: SetClock, concern: bytes, dana: Dana, sam: Dana, amira: Desk
) -> None:
    dana.says("Before.")
    dana.changes(dana.hands_to(sam))
    assert not sam.reads().known
    tick(house, clock)
    before = ["First.", "Who else knows?", "Before."]
    assert texts(sam, concern) == before
    sam.says("I take over.")
    tick(house, clock)
    amira.replies(concern, "Welcome.")
    tick(house, clock)
    assert texts(sam, concern) == texts(amira, concern) == [*before, "I take over.", "Welcome."]
    assert [change.handed_over for change in amira.reads(concern).changes] == [True]
    view = sam.reads()
    assert view.opening is not None
    assert view.opening.mailbox == concern != sam.mailbox
    assert amira.inbox().items[0].concern == concern.hex()


def test_the_first_holder_reads_what_was_said_before_and_writes_no_more(
    house: House, clock: SetClock, concern: bytes, dana: Dana, sam: Dana
) -> None:
    late, again = dana.writes("Late."), dana.lets_in("carys")
    sent = dana.writes("Sent in time.")
    answer = dana.posts(sent)
    dana.changes(dana.hands_to(sam))
    tick(house, clock)
    sam.says("Mine now.")
    tick(house, clock)
    view = dana.reads()
    assert view.handed_over
    assert [m.text for m in view.messages] == ["First.", "Who else knows?", "Sent in time."]
    with pytest.raises(CannotOpen):
        dana.writes("More.")
    with pytest.raises(CannotOpen):
        dana.lets_in("carys")
    with pytest.raises(OutOfStep):
        dana.posts(late)
    current = replace(late.message, epoch=1)
    forged = Posted(current, dana.reporter.signing.sign(current.encode()), late.body)
    with pytest.raises(OutOfStep):
        dana.posts(forged)
    for epoch in (1, 2):
        with pytest.raises(OutOfStep):
            sharing.change(house, resigned(again, dana.reporter.signing, epoch=epoch))
    assert dana.posts(sent) == answer


def test_the_new_holder_can_let_in_and_hand_over_again(
    house: House, clock: SetClock, concern: bytes, dana: Dana, sam: Dana, carys: Desk
) -> None:
    third = Dana(house)
    dana.changes(dana.hands_to(sam))
    tick(house, clock)
    sam.changes(sam.lets_in("carys"))
    tick(house, clock)
    sam.changes(sam.hands_to(third))
    tick(house, clock)
    third.says("The third of us.")
    tick(house, clock)
    assert texts(carys, concern)[-1] == texts(third, concern)[-1] == "The third of us."
    assert dana.reads().handed_over
    assert sam.reads().handed_over


def test_nobody_takes_a_concern_over_by_themselves(
    house: House, clock: SetClock, concern: bytes, dana: Dana, sam: Dana, amira: Desk
) -> None:
    """Neither a stranger nor a reviewer, and what is said to them is what is said of no concern at all."""
    mine = dana.hands_to(sam)
    before = rows(house)
    said = []
    for key in (sam.reporter.signing, amira.key.signing, CARYS.signing):
        for mailbox in (concern, bytes(16)):
            s = replace(mine.epoch, mailbox=mailbox)
            message = replace(mine.message, mailbox=mailbox, sender=key.public, body_hash=s.hash)
            frame = replace(mine, epoch=s, message=message, signature=key.sign(message.encode())).encode()
            with pytest.raises(NotFound) as refusal:
                sharing.change(house, frame)
            said.append(str(refusal.value))
    assert len(set(said)) == 1
    assert rows(house) == before


def test_before_it_takes_effect_the_next_holder_can_do_nothing(
    house: House, clock: SetClock, concern: bytes, dana: Dana, sam: Dana
) -> None:
    """And a page that they ask for is that of a stranger, byte for byte but for its signature."""
    dana.changes(dana.hands_to(sam))
    ours, theirs = (parse_page(following.read_thread(house, each.asks())) for each in (sam, Dana(house)))
    (head,), (other,) = ours.items, theirs.items
    assert isinstance(head, ThreadHead)
    assert isinstance(other, ThreadHead)
    assert (
        (head.count, head.head, head.hour)
        == (other.count, other.head, other.hour)
        == (0, ZEROS, house.hour())
    )
    posted = dana.writes("As if.")
    for epoch in (0, 1):
        message = replace(posted.message, sender=sam.reporter.signing.public, epoch=epoch)
        frame = Posted(message, sam.reporter.signing.sign(message.encode()), posted.body).encode()
        with pytest.raises(OutOfStep):
            following.post_message(house, frame)


def test_a_message_signed_by_a_stranger_is_refused_alike_for_every_mailbox(
    house: House, concern: bytes, dana: Dana, sam: Dana
) -> None:
    posted = dana.writes("As if.")
    for mailbox in (concern, bytes(16)):
        message = replace(posted.message, sender=sam.reporter.signing.public, mailbox=mailbox)
        frame = Posted(message, sam.reporter.signing.sign(message.encode()), posted.body).encode()
        with pytest.raises(BadSignature, match="reporter"):
            following.post_message(house, frame)


def test_a_token_that_is_in_use_takes_no_second_concern(
    house: House, clock: SetClock, concern: bytes, dana: Dana, sam: Dana
) -> None:
    other, taken = Dana(house), Dana(house)
    other.raises()
    taken.raises()
    ticking.tick(house)
    for to in (taken, other, dana):
        with pytest.raises(WhistleError) as refusal:
            dana.changes(dana.hands_to(to))
        assert isinstance(refusal.value, (Conflict, BadSignature))
    dana.changes(dana.hands_to(sam))
    with pytest.raises(Conflict, match="in use"):
        other.changes(other.hands_to(sam))
    with pytest.raises(Conflict, match="already"):
        raising.file_concern(house, sam.seals().encode())


def test_a_hand_over_sent_again_later_gives_nothing_back(
    house: House, clock: SetClock, concern: bytes, dana: Dana, sam: Dana
) -> None:
    """Neither its own bytes nor the same S signed anew bring the side back to where it was given."""
    third = Dana(house)
    to_sam = dana.hands_to(sam)
    dana.changes(to_sam)
    tick(house, clock)
    sam.changes(sam.hands_to(third))
    tick(house, clock)
    before = rows(house)
    dana.changes(to_sam)
    for by, epoch in ((dana, 2), (dana, 3), (sam, 1), (sam, 2), (sam, 3)):
        with pytest.raises(OutOfStep):
            sharing.change(house, resigned(to_sam, by.reporter.signing, epoch=epoch))
    assert rows(house) == before
    third.says("Still mine.")


def test_the_reporters_side_does_not_change_unless_it_is_handed_over(
    house: House, concern: bytes, dana: Dana, sam: Dana
) -> None:
    """The act says what is done: a sharing that names another reporter, and a hand-over that names the same."""
    for change, act in (
        (dana.hands_to(sam), EventType.SHARED),
        (dana.lets_in("carys"), EventType.HANDED_OVER),
    ):
        message = replace(change.message, act=act)
        signed = replace(change, message=message, signature=dana.reporter.signing.sign(message.encode()))
        with pytest.raises(BadSignature):
            dana.changes(signed)
    recused = replace(dana.lets_in("carys").message, act=EventType.RECUSED)
    change = replace(
        dana.lets_in("carys"), message=recused, signature=dana.reporter.signing.sign(recused.encode())
    )
    with pytest.raises(BadSignature):
        dana.changes(change)


def test_a_tick_that_dies_while_a_change_takes_effect_has_not_happened(
    house: House, clock: SetClock, concern: bytes, dana: Dana, sam: Dana, monkeypatch: pytest.MonkeyPatch
) -> None:
    dana.says("Before.")
    dana.changes(dana.hands_to(sam))
    clock.advance(hours=1)
    before = rows(house)
    for step in ("readers.let_out", "concerns.change", "recording.leaves"):
        with monkeypatch.context() as broken:
            broken.setattr(f"whistle.services.sharing.{step}", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                ticking.tick(house)
        assert rows(house) == before, step
    ticking.tick(house)
    assert texts(sam, concern)[-1] == "Before."


def test_a_change_that_dies_half_way_leaves_nothing(
    house: House, concern: bytes, dana: Dana, sam: Dana, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = dana.hands_to(sam)
    before = rows(house)
    for step in ("epochs.add", "epochs.hand", "concerns.change"):
        with monkeypatch.context() as broken:
            broken.setattr(f"whistle.services.sharing.{step}", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                dana.changes(change)
        assert rows(house) == before, step
    dana.changes(change)
