"""A reporter's word that someone tried to find out who they are: in the record, and nowhere else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.services.people import Dana, Desk
from tests.services.test_whole_thread import events
from whistle.clock import SetClock
from whistle.domain.errors import BadSignature, MalformedFrame, StaleChallenge
from whistle.domain.events import EventType
from whistle.envelope.frame import ThreadHead, parse_answer
from whistle.envelope.hashing import ZEROS
from whistle.services import following, reviewing, ticking
from whistle.services.house import House
from whistle.store import tables


@pytest.fixture
def concern(house: House, dana: Dana, amira: Desk) -> bytes:
    dana.raises()
    ticking.tick(house)
    amira.opens(dana.mailbox)
    return dana.mailbox


def told(house: House, clock: SetClock) -> int:
    """How often the record says so, after a tick."""
    clock.advance(hours=1)
    ticking.tick(house)
    return [kind for kind, _ in events(house)].count(EventType.UNMASKING)


def test_it_is_logged_once_an_hour_whatever_is_sent(
    house: House, clock: SetClock, concern: bytes, dana: Dana
) -> None:
    answers = {following.notice(house, dana.warns()) for _ in range(3)}
    assert len(answers) == 1
    assert len(answers.pop()) == 1024
    assert told(house, clock) == 1
    following.notice(house, dana.warns())
    assert told(house, clock) == 2


def test_no_reviewer_sees_anything_of_it(
    house: House, clock: SetClock, concern: bytes, dana: Dana, amira: Desk
) -> None:
    def seen() -> list[object]:
        page = reviewing.read_concern(house, "amira", concern, 0)
        with house.store.read() as connection:
            rows = connection.execute(select(tables.readers)).all()
        return [
            amira.inbox(),
            page,
            [tuple(row) for row in rows],
            reviewing.export(house, bytes(16), "amira", concern),
        ]

    before = seen()
    following.notice(house, dana.warns())
    assert seen() == before
    with house.store.read() as connection:
        size = connection.scalars(select(tables.log_head.c.size)).one()
    clock.advance(hours=1)
    assert ticking.tick(house).size == size + 16
    assert [row.unread for row in amira.inbox().items] == [0]


def test_a_mailbox_that_is_not_there_gets_a_signed_denial_of_the_same_size(
    house: House, clock: SetClock, dana: Dana
) -> None:
    answer = following.notice(house, dana.warns())
    assert len(answer) == 1024
    (head,) = parse_answer(answer)
    assert isinstance(head, ThreadHead)
    assert (head.count, head.head) == (0, ZEROS)
    head.verify(house.log_key.public, house.service, dana.mailbox)
    assert told(house, clock) == 0


def test_only_its_reporter_can_say_it_and_only_now(
    house: House, clock: SetClock, concern: bytes, dana: Dana
) -> None:
    frame = dana.warns()
    for at in range(0, len(frame), 3):
        with pytest.raises((BadSignature, MalformedFrame)):
            following.notice(house, frame[:at] + bytes((frame[at] ^ 1,)) + frame[at + 1 :])
    clock.advance(minutes=10)
    with pytest.raises(StaleChallenge):
        following.notice(house, frame)
    assert told(house, clock) == 0


def test_either_holder_can_say_it_after_a_hand_over(
    house: House, clock: SetClock, concern: bytes, dana: Dana
) -> None:
    sam = Dana(house)
    dana.changes(dana.hands_to(sam))
    assert parse_answer(following.notice(house, sam.warns()))[0].count == 0  # type: ignore[union-attr]
    assert told(house, clock) == 0
    for who in (dana, sam):
        (head,) = parse_answer(following.notice(house, who.warns()))
        assert isinstance(head, ThreadHead)
        head.verify(house.log_key.public, house.service, concern)
    assert told(house, clock) == 1
