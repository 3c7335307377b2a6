"""The hour at which reviewers are given what reporters wrote: nothing of it earlier, nothing later, in order."""

from __future__ import annotations

import datetime as dt
import secrets

import pytest
from sqlalchemy import select

from tests.services.people import Dana, Desk, Force
from whistle.clock import SetClock, hour_of
from whistle.domain.hours import HandOver
from whistle.ledger.event import Event, EventType
from whistle.services import ticking
from whistle.services.house import House
from whistle.store import log, tables
from whistle.store.concerns import FRESH, HELD, WAITS
from whistle.store.engine import Store

SEVEN = HandOver(7)


@pytest.fixture
def house(force: Force, store: Store, clock: SetClock) -> House:
    """It is 09:20 on a Friday, and every tick has run."""
    house = force.open(store, clock, hand_over=SEVEN)
    ticking.tick(house, figures=False)
    return house


def until(house: House, clock: SetClock, day: int, hour: int, minute: int = 20) -> None:
    """Lets the hours go by, with a tick in each."""
    end = dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)
    while clock.now() < end:
        clock.advance(hours=1)
        ticking.tick(house, figures=False)


def marks(house: House) -> list[int | None]:
    with house.store.read() as connection:
        return list(connection.scalars(select(tables.concerns.c.fresh)))


def logged(house: House) -> dict[EventType, int]:
    with house.store.read() as connection:
        found = [Event.parse(leaf.event) for leaf in log.all_leaves(connection) if leaf.event]
    return {event.type: event.hour for event in found}


def test_a_concern_is_handed_over_at_the_first_tick_from_seven_on(
    house: House, clock: SetClock, dana: Dana, amira: Desk
) -> None:
    dana.raises()
    start = house.hour()
    until(house, clock, 21, 6)
    assert amira.inbox().items == []
    assert marks(house) == [WAITS]
    until(house, clock, 21, 7)
    (row,) = amira.inbox().items
    assert row.unread == 1
    assert marks(house) == [None]
    assert (row.received_hour, row.due_hour) == (start, start + 24)
    assert amira.reads(dana.mailbox).warnings == ()


def test_the_receipt_is_in_the_log_after_the_hour_whenever_the_hand_over_is(
    house: House, clock: SetClock, dana: Dana
) -> None:
    dana.raises()
    start = house.hour()
    until(house, clock, 20, 10)
    assert dana.reads().inclusion is not None
    assert logged(house).get(EventType.RELEASED) is None
    until(house, clock, 21, 8)
    assert logged(house)[EventType.RECEIVED] == start
    assert logged(house)[EventType.RELEASED] == hour_of(dt.datetime(2026, 11, 21, 7, tzinfo=dt.UTC))


def test_an_urgent_concern_passes_at_once_and_more_words_of_it_at_the_tick(
    house: House, clock: SetClock, dana: Dana, amira: Desk
) -> None:
    dana.raises(urgent=True)
    assert len(amira.inbox().items) == 1
    dana.says("He has bought a ticket.")
    assert len(amira.reads(dana.mailbox).messages) == 1
    until(house, clock, 20, 10)
    assert len(amira.reads(dana.mailbox).messages) == 2


def test_replies_pass_at_every_tick_and_what_waits_comes_after_them(
    house: House, clock: SetClock, dana: Dana, amira: Desk
) -> None:
    dana.raises("First.")
    until(house, clock, 21, 7)
    dana.says("Something I forgot.")
    amira.replies(dana.mailbox, "Who else knows?")
    dana.says("And another thing.")
    until(house, clock, 21, 8)
    assert [(m.text, m.place) for m in dana.reads().messages] == [
        ("First.", 1), ("Who else knows?", 2), ("Something I forgot.", 0), ("And another thing.", 0),
    ]  # fmt: skip
    assert amira.inbox().items[0].unread == 1
    dana.says("Nobody.")
    amira.replies(dana.mailbox, "Thank you.")
    until(house, clock, 22, 7)
    for seen in (dana.reads(), amira.reads(dana.mailbox)):
        assert [m.text for m in seen.messages] == [
            "First.", "Who else knows?", "Thank you.", "Something I forgot.", "And another thing.", "Nobody.",
        ]  # fmt: skip
        assert [m.place for m in seen.messages] == list(range(1, 7))
        assert all(m.confirmed for m in seen.messages)
        assert seen.warnings == ()
    assert amira.inbox().items[0].unread == 4


def test_every_word_is_handed_over_at_its_own_hour(
    house: House, clock: SetClock, dana: Dana, amira: Desk
) -> None:
    """Three days in which Dana and Amira write whenever they like."""
    dana.raises("0")
    written = {"0": house.hour()}
    given: dict[str, int] = {}
    chance = secrets.SystemRandom()
    for _ in range(72):
        clock.advance(hours=1)
        ticking.tick(house, figures=False)
        if amira.inbox().items:
            for message in amira.reads(dana.mailbox).messages:
                assert message.confirmed
                given.setdefault(str(message.text), house.hour())
            if chance.random() < 0.2:
                amira.replies(dana.mailbox, "Thank you.")
        if chance.random() < 0.2:
            dana.says(str(len(written)))
            written[str(len(written))] = house.hour()
    for text, hour in written.items():
        assert given.get(text) == (SEVEN.next(hour) if SEVEN.next(hour) <= house.hour() else None), text


def test_the_order_in_which_the_waiting_was_written_is_forgotten_by_the_next_tick(
    house: House, clock: SetClock, dana: Dana, amira: Desk
) -> None:
    """Of one side's message and the other's: numbers say who follows whom on one side, and no more."""
    dana.raises()
    until(house, clock, 21, 7)
    dana.says("More.")
    amira.replies(dana.mailbox, "Thank you.")
    dana.says("And more.")
    until(house, clock, 21, 8)
    with house.store.read() as connection:
        columns = (tables.messages.c.seq, tables.messages.c.place, tables.messages.c.direction)
        rows = connection.execute(select(*columns).order_by(tables.messages.c.seq)).all()
    assert [tuple(row) for row in rows] == [(1, 1, 1), (2, 2, 2), (3, None, 1), (4, None, 1)]


def test_a_tick_that_dies_before_it_put_back_what_waits_is_finished_by_the_next(
    house: House, clock: SetClock, dana: Dana, amira: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dana.raises()
    clock.advance(hours=1)
    with monkeypatch.context() as broken:
        broken.setattr(ticking, "shuffle_fresh", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ticking.tick(house, figures=False)
    assert marks(house) == [HELD]
    ticking.tick(house, figures=False)
    assert marks(house) == [WAITS]
    dana.says("More.")
    assert marks(house) == [FRESH]
    until(house, clock, 21, 7)
    assert len(amira.reads(dana.mailbox).messages) == 2


def test_a_service_that_was_down_at_seven_hands_over_at_its_next_tick(
    house: House, clock: SetClock, dana: Dana, amira: Desk
) -> None:
    dana.raises("Before seven.")
    clock.advance(hours=24)
    dana.says("Before the tick, after seven.")
    ticking.tick(house, figures=False)
    assert [m.text for m in amira.reads(dana.mailbox).messages] == ["Before seven."]
    until(house, clock, 22, 7)
    assert len(amira.reads(dana.mailbox).messages) == 2
