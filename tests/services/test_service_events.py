"""What the log says of the service itself: keys that come and end, hours without a tick, and copies taken."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from tests.services.agreeing import log
from tests.services.people import Dana, Desk, Force
from whistle.clock import SetClock
from whistle.domain.errors import ClockWentBack, NotFound, TooMany
from whistle.domain.events import Copy, EventType
from whistle.envelope.content import Question
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.reviewer_key import ReviewerKey
from whistle.ledger.event import Event
from whistle.services import recording, reviewing, ticking
from whistle.services.house import House
from whistle.store.engine import Store

ACCOUNT = bytes(range(16))


def told(house: House, *types: EventType) -> list[Event]:
    return sorted(
        (each for each in log(house) if each.type in types), key=lambda each: (each.hour, each.type)
    )


def keys(house: House, version: int) -> Iterator[tuple[EventType, bytes]]:
    for each in told(house, EventType.KEY_LISTED, EventType.KEY_ENDED):
        if each.directory_version == version:
            yield each.type, each.content


def kids(house: House) -> dict[str, bytes]:
    return {each.id: each.kid for each in house.directory().reviewers}


def test_the_first_directory_lists_every_key(house: House) -> None:
    assert dict(keys(house, 1)).keys() == {EventType.KEY_LISTED}
    assert {kid for _, kid in keys(house, 1)} == set(kids(house).values())
    assert {each.directory_hash for each in told(house, EventType.KEY_LISTED)} == {house.directory().hash}


def test_a_later_one_tells_only_of_keys_that_come_or_end(
    force: Force, store: Store, clock: SetClock, house: House
) -> None:
    new = ReviewerKey.generate("Amira Khan")
    entries = force.revoked("carys")
    entries.append(
        {**entries[0], "id": "amira2", "recipient": str(new.identity.recipient),
         "verify": new.signing.public.hex(), "renews": "amira"}
    )  # fmt: skip
    later = force.open(store, clock, force.after(house.directory(), reviewers=entries))
    assert sorted(keys(later, 2)) == [
        (EventType.KEY_LISTED, kids(later)["amira2"]),
        (EventType.KEY_ENDED, kids(later)["carys"]),
    ]
    last = force.open(store, clock, force.after(later.directory(), reviewers=entries))
    assert list(keys(last, 3)) == []


def test_whose_authority_key_was_replaced_lists_no_key_twice(
    force: Force, store: Store, clock: SetClock, house: House
) -> None:
    force.authority = SigningKey.generate()
    later = force.open(store, clock, force.after(house.directory()))
    assert later.directory().version == 2
    assert list(keys(later, 2)) == []


def test_hours_without_a_tick_are_said_by_the_next_one(house: House, clock: SetClock) -> None:
    ticking.tick(house)
    for hours in (1, 4, 1):
        clock.advance(hours=hours)
        ticking.tick(house)
    (down,) = told(house, EventType.DOWN)
    assert (down.hour, down.happening.minutes) == (house.hour() - 1, 3)


def test_where_ticks_come_every_other_hour_two_hours_are_none_too_many(
    force: Force, store: Store, clock: SetClock
) -> None:
    house = force.open(store, clock, tick_seconds=7200)
    for hours in (0, 2, 2, 3):
        clock.advance(hours=hours)
        ticking.tick(house)
    (down,) = told(house, EventType.DOWN)
    assert (down.hour, down.happening.minutes) == (house.hour(), 1)


@pytest.fixture
def concern(house: House, dana: Dana) -> bytes:
    """Dana's concern, released."""
    dana.raises()
    ticking.tick(house)
    return dana.mailbox


def test_a_copy_of_a_concern_is_logged_under_a_pseudonym(house: House, concern: bytes) -> None:
    reviewing.export(house, ACCOUNT, "amira", concern)
    (said,) = told(house, EventType.EXPORTED)
    (received,) = told(house, EventType.RECEIVED)
    assert (said.case, said.hour, said.happening.detail) == (received.case, house.hour(), Copy.CONCERN)
    name = hashlib.sha256(b"whistle/v1/account\0" + ACCOUNT).digest()[:16]
    assert said.content == bytes([Copy.CONCERN]) + bytes(5) + name + bytes(10)


def test_a_copy_of_something_else_names_no_concern() -> None:
    said = Event.parse(recording.exported(Copy.RECORD, 5, ACCOUNT).event)
    assert (said.case, said.happening.detail, said.hour) == (bytes(16), Copy.RECORD, 5)


def test_whoever_gets_no_copy_leaves_no_trace(house: House, concern: bytes) -> None:
    with pytest.raises(NotFound):
        reviewing.export(house, ACCOUNT, "carys", concern)
    assert told(house, EventType.EXPORTED) == []


def test_nobody_fills_the_log_by_taking_copies(house: House, clock: SetClock, concern: bytes) -> None:
    for _ in range(reviewing.MOST_COPIES):
        reviewing.export(house, ACCOUNT, "amira", concern)
    with pytest.raises(TooMany):
        reviewing.export(house, ACCOUNT, "ben", concern)
    assert len(told(house, EventType.EXPORTED)) == reviewing.MOST_COPIES
    clock.advance(hours=1)
    reviewing.export(house, ACCOUNT, "ben", concern)


def test_under_a_clock_that_went_back_no_copy_is_taken(house: House, clock: SetClock, concern: bytes) -> None:
    clock.advance(hours=-3)
    with pytest.raises(ClockWentBack):
        reviewing.export(house, ACCOUNT, "amira", concern)


def test_the_first_act_on_something_urgent_says_in_how_many_begun_hours_while_somebody_was_there(
    house: House, clock: SetClock, dana: Dana, amira: Desk
) -> None:
    """Raised on a Friday at 16:40; the desk is there until five, and again on Monday from nine. That makes 30 minutes,
    which beside the hours of both would tell when the reporter wrote.
    """
    clock.advance(hours=7)
    clock.advance(minutes=20)
    dana.raises(urgent=True)
    amira.opens(dana.mailbox)
    clock.advance(hours=64)
    clock.advance(minutes=30)
    amira.acknowledges(dana.mailbox)
    amira.replies(dana.mailbox, "We are on our way.")
    assert [each.happening.minutes for each in told(house, EventType.ACKNOWLEDGED, EventType.REPLIED)] == [
        60,
        None,
    ]
    assert {each.happening.minutes for each in told(house, EventType.RELEASED, EventType.OPENED)} == {None}


def test_what_is_urgent_is_due_within_the_hour_while_somebody_is_there(
    house: House, dana: Dana, amira: Desk
) -> None:
    dana.raises(urgent=True)
    (row,) = amira.inbox().items
    assert (row.due_kind, row.due_hour) == ("triage", house.hour() + 1)
    amira.asks(dana.mailbox, Question("Where is she now?"))
    assert amira.inbox().items[0].due_kind == "reply"
