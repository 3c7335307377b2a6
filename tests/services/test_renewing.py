"""A reviewer moves to the entry that renews their key: nothing of what they had opened is lost, and they count once."""

from __future__ import annotations

import pytest

from tests.services.changing import resigned, texts, tick
from tests.services.people import BEN, Dana, Desk, Force
from tests.services.test_persons import NEW, keep_handler, renewed
from whistle.clock import SetClock
from whistle.domain.errors import Conflict, MalformedFrame
from whistle.envelope.reviewer_key import ReviewerKey
from whistle.services import inbox, readership, reviewing
from whistle.services.house import House
from whistle.store import readers
from whistle.store.engine import Store
from whistle.store.readers import Reader


@pytest.fixture
def house(force: Force, store: Store, clock: SetClock) -> House:
    return force.open(store, clock, force.directory(**renewed(force)))


class NewBen(Desk):
    """Ben at work with his new key."""

    @property
    def key(self) -> ReviewerKey:
        return NEW


@pytest.fixture
def moved(house: House, clock: SetClock, concern: bytes, ben: Desk) -> bytes:
    """The concern, which Ben had opened before he moved it to his new key."""
    ben.opens(concern)
    ben.changes(concern, ben.lets_in(concern, "ben-2"))
    tick(house, clock)
    return concern


def rows_of(house: House, mailbox: bytes) -> dict[str, Reader]:
    with house.store.read() as connection:
        return readers.all_of(connection, mailbox)


def test_whoever_moved_reads_with_the_new_key_and_what_they_opened_stays_opened(
    house: House, clock: SetClock, concern: bytes, ben: Desk
) -> None:
    ben.opens(concern)
    before = rows_of(house, concern)
    assert before["ben"].opened is not None
    ben.changes(concern, ben.lets_in(concern, "ben-2"))
    assert rows_of(house, concern) == before
    tick(house, clock)
    assert rows_of(house, concern) == {"amira": before["amira"], "ben-2": before["ben"]}
    assert texts(NewBen(house, "ben"), concern) == ["First.", "Who else knows?"]


def test_they_count_as_the_one_reader_that_they_are(house: House, moved: bytes, dana: Dana) -> None:
    view = dana.reads()
    assert view.access == ("Amira Khan", "Ben Ode")
    assert view.state is not None
    assert (view.state.opened, view.state.readers) == (2, 2)


def test_whoever_reads_with_two_keys_counts_once_too(
    house: House, clock: SetClock, dana: Dana, amira: Desk
) -> None:
    dana.raises(readers=("amira", "ben", "ben-2"))
    tick(house, clock)
    amira.opens(dana.mailbox)
    reviewing.opened(house, "ben", dana.mailbox)
    for name in ("raised", "shared"):
        view = dana.reads()
        assert view.state is not None, name
        assert (view.state.opened, view.state.readers) == (2, 2 if name == "raised" else 3), name
        dana.changes(dana.lets_in("carys"))
        tick(house, clock)


def test_a_colleague_or_the_reporter_can_move_them_as_well(
    house: House, clock: SetClock, concern: bytes, amira: Desk, dana: Dana, ben: Desk
) -> None:
    amira.changes(concern, amira.lets_in(concern, "ben-2"))
    tick(house, clock)
    assert set(rows_of(house, concern)) == {"amira", "ben-2"}
    other = Dana(house)
    other.raises(readers=("ben",))
    tick(house, clock)
    other.changes(other.lets_in("ben-2"))
    tick(house, clock)
    assert set(rows_of(house, other.mailbox)) == {"ben-2"}


def test_nobody_uses_up_the_changes_of_a_concern_by_moving_to_and_fro_between_two_keys(
    house: House, clock: SetClock, moved: bytes, amira: Desk
) -> None:
    new = NewBen(house, "ben")
    for desk in (amira, new):
        with pytest.raises(Conflict, match="newer key"):
            desk.changes(moved, desk.lets_in(moved, "ben"))
    assert set(rows_of(house, moved)) == {"amira", "ben-2"}


def test_of_two_keys_the_older_can_be_let_go_and_the_newer_cannot(
    house: House, clock: SetClock, dana: Dana
) -> None:
    dana.raises(readers=("amira", "ben", "ben-2"))
    tick(house, clock)
    for desk, kept in ((Desk(house, "ben"), BEN), (NewBen(house, "ben"), NEW)):
        view = desk.reads(dana.mailbox)
        gone = {BEN.kid, NEW.kid} - {kept.kid}
        change = desk.lets_in(dana.mailbox, "carys")
        slots = tuple((b"x" * 32 if kid in gone else kid, digest) for kid, digest in change.epoch.slots)
        frame = resigned(change, kept.signing, slots=slots)
        assert view.concern
        if kept is BEN:
            with pytest.raises(Conflict, match="newer key"):
                reviewing.change(house, "ben", dana.mailbox, frame)
        else:
            reviewing.change(house, "ben", dana.mailbox, frame)
    tick(house, clock)
    assert set(rows_of(house, dana.mailbox)) == {"amira", "ben-2", "carys"}


def test_what_they_have_in_hand_and_whom_they_cover_for_go_with_them(
    house: House, clock: SetClock, dana: Dana, amira: Desk, ben: Desk
) -> None:
    dana.raises(readers=("amira",))
    tick(house, clock)
    until = house.hour() + 48
    frame = amira.lets_in(dana.mailbox, "ben").encode()
    reviewing.change(house, "amira", dana.mailbox, frame, until)
    tick(house, clock)
    assert rows_of(house, dana.mailbox)["ben"].cover == until
    assert rows_of(house, dana.mailbox)["amira"].cover is None
    keep_handler(house, dana.mailbox, "ben")
    ben.changes(dana.mailbox, ben.lets_in(dana.mailbox, "ben-2"))
    tick(house, clock)
    assert rows_of(house, dana.mailbox)["ben-2"].cover == until
    assert [row.handler for row in inbox.show(house, "ben").items] == ["ben-2"]


def test_nobody_handles_what_they_have_stepped_back_from(
    house: House, clock: SetClock, concern: bytes, amira: Desk
) -> None:
    keep_handler(house, concern, "amira")
    assert [row.handler for row in inbox.show(house, "ben").items] == ["amira"]
    amira.changes(concern, amira.steps_back(concern))
    tick(house, clock)
    assert [row.handler for row in inbox.show(house, "ben").items] == [None]


def test_a_key_that_is_revoked_takes_the_move_that_it_made_with_it(
    force: Force, store: Store, clock: SetClock, house: House, moved: bytes, ben: Desk
) -> None:
    """The price of revoking instead of letting a key end: a colleague lets the new one in again."""
    after = force.after(house.directory(), **renewed(force, ["ben"]))
    now = force.open(store, clock, after)
    amira = Desk(now, "amira")
    amira.replies(moved, "Is anybody there?")
    assert set(rows_of(now, moved)) == {"amira", "ben"}
    with now.store.read() as connection:
        assert set(readership.reading(now, connection, moved)) == {"amira"}
    tick(now, clock)
    amira.changes(moved, amira.lets_in(moved, "ben-2"))
    tick(now, clock)
    assert texts(NewBen(now, "ben"), moved)[-1] == "Is anybody there?"


@pytest.mark.parametrize("away", [0, -1, 366 * 24 + 1])
def test_nobody_covers_until_an_hour_that_is_past_or_more_than_a_year_away(
    house: House, concern: bytes, amira: Desk, away: int
) -> None:
    frame = amira.lets_in(concern, "carys").encode()
    with pytest.raises(MalformedFrame):
        reviewing.change(house, "amira", concern, frame, house.hour() + away)
    reviewing.change(house, "amira", concern, frame)


def test_the_same_change_again_keeps_the_end_that_was_said_first(
    house: House, clock: SetClock, concern: bytes, amira: Desk
) -> None:
    frame, until = amira.lets_in(concern, "carys").encode(), house.hour() + 24
    first = reviewing.change(house, "amira", concern, frame, until)
    assert reviewing.change(house, "amira", concern, frame, until + 24) == first
    tick(house, clock)
    assert rows_of(house, concern)["carys"].cover == until
    clock.advance(hours=48)
    reviewing.change(house, "amira", concern, frame, until)


def test_when_cover_has_ended_whoever_covers_still_reads_and_can_step_back(
    house: House, clock: SetClock, concern: bytes, amira: Desk, carys: Desk
) -> None:
    frame, until = amira.lets_in(concern, "carys").encode(), house.hour() + 3
    reviewing.change(house, "amira", concern, frame, until)
    for _ in range(4):
        tick(house, clock)
    assert texts(carys, concern) == ["First.", "Who else knows?"]
    assert [row.cover_until for row in inbox.show(house, "carys").items] == [until]
    carys.changes(concern, carys.steps_back(concern))
    tick(house, clock)
    assert inbox.show(house, "carys").items == []
