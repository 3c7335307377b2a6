"""The reporter lets someone else read: who may, when it takes effect, and what each can read then."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from tests.services.changing import resigned, rows, texts, tick
from tests.services.people import CARYS, Dana, Desk, Force
from tests.services.test_whole_thread import events
from whistle.clock import SetClock
from whistle.domain.errors import (
    BadSignature,
    CannotOpen,
    ChangeWaiting,
    Conflict,
    DirectoryReplaced,
    MalformedFrame,
    NotFound,
    OutOfStep,
    WhistleError,
)
from whistle.domain.events import EventType
from whistle.domain.hours import HandOver
from whistle.envelope.compose import share
from whistle.envelope.frame import EpochItem, ThreadHead
from whistle.envelope.opening import member_id
from whistle.services import reviewing, sharing, ticking
from whistle.services.house import House
from whistle.store import readers, tables
from whistle.store.engine import Store
from whistle.store.shuffling import shuffle_fresh


def test_whoever_is_let_in_finds_it_after_the_tick_and_reads_from_the_beginning(
    house: House, clock: SetClock, concern: bytes, dana: Dana, carys: Desk
) -> None:
    (head,) = dana.changes(dana.lets_in("carys"))
    assert isinstance(head, ThreadHead)
    assert carys.inbox().items == []
    with pytest.raises(NotFound):
        carys.reads(concern)
    tick(house, clock)
    (row,) = carys.inbox().items
    assert (row.concern, row.state, row.due_kind, row.unread) == (concern.hex(), "open", "update", 1)
    assert texts(carys, concern) == ["First.", "Who else knows?"]
    carys.replies(concern, "I am new here.")
    tick(house, clock)
    assert texts(dana, concern) == ["First.", "Who else knows?", "I am new here."]


def test_what_the_others_see_of_it_is_who_reads_now(
    house: House, clock: SetClock, concern: bytes, dana: Dana, amira: Desk, ben: Desk
) -> None:
    dana.changes(dana.lets_in("carys"))
    assert amira.reads(concern).changes == ()
    tick(house, clock)
    for view in (amira.reads(concern), ben.reads(concern), dana.reads()):
        assert view.access == ("Amira Khan", "Ben Ode", "Carys Pugh")
        assert [[each.id for each in change.added] for change in view.changes] == [["carys"]]
        assert view.state is not None
        assert (view.state.opened, view.state.readers) == (1, 3)
    assert [row.unread for row in amira.inbox().items] == [0]
    assert [row.unread for row in ben.inbox().items] == [1]


def test_it_takes_effect_behind_all_that_waited(
    house: House, clock: SetClock, concern: bytes, dana: Dana, amira: Desk, carys: Desk
) -> None:
    dana.says("Before.")
    dana.changes(dana.lets_in("carys"))
    amira.replies(concern, "While it waits.")
    dana.says("Also while it waits.")
    tick(house, clock)
    said = ["First.", "Who else knows?", "Before.", "Also while it waits.", "While it waits."]
    assert texts(carys, concern) == texts(dana, concern) == texts(amira, concern) == said
    assert [change.after for change in dana.reads().changes] == [5]
    assert carys.inbox().items[0].unread == 3
    dana.says("After.")
    tick(house, clock)
    assert texts(carys, concern)[-1] == "After."


def test_it_waits_for_the_hour_of_the_hand_over_with_all_that_was_written_since(
    force: Force, store: Store, clock: SetClock, amira: Desk, carys: Desk
) -> None:
    house = force.open(store, clock, hand_over=HandOver(7))
    dana, amira, carys = Dana(house), Desk(house, "amira"), Desk(house, "carys")
    dana.raises("First.")
    clock.moment = dt.datetime(2026, 11, 21, 6, 20, tzinfo=dt.UTC)
    dana.changes(dana.lets_in("carys"))
    ticking.tick(house)
    assert amira.inbox().items == carys.inbox().items == []
    clock.advance(hours=1)
    dana.says("After seven, before the tick.")
    ticking.tick(house)
    for reader in (amira, carys):
        assert texts(reader, dana.mailbox) == ["First.", "After seven, before the tick."]
    with house.store.read() as connection:
        assert list(connection.scalars(select(tables.concerns.c.fresh))) == [None]
        assert list(connection.scalars(select(tables.epochs.c.fresh))) == [None]


def test_a_change_that_waits_is_put_back_and_found_again(force: Force, store: Store, clock: SetClock) -> None:
    house = force.open(store, clock, hand_over=HandOver(7))
    dana = Dana(house)
    dana.raises(urgent=True)
    dana.changes(dana.lets_in("carys"))
    ticking.tick(house)
    assert [row.concern for row in Desk(house, "carys").inbox().items] == [dana.mailbox.hex()]
    other = Dana(house)
    other.raises()
    clock.moment = dt.datetime(2026, 11, 21, 7, 20, tzinfo=dt.UTC)
    ticking.tick(house)
    other.changes(other.lets_in("carys"))
    for hour in range(20, 20 + 24):
        assert len(Desk(house, "carys").inbox().items) == 1, hour
        tick(house, clock)
    assert len(Desk(house, "carys").inbox().items) == 2


def test_each_change_has_its_event_in_the_log(
    house: House, clock: SetClock, concern: bytes, dana: Dana, sam: Dana
) -> None:
    hour = house.hour()
    dana.changes(dana.lets_in("carys"))
    tick(house, clock)
    dana.changes(dana.hands_to(sam))
    tick(house, clock)
    tick(house, clock)
    assert (EventType.SHARED, hour) in events(house)
    assert (EventType.HANDED_OVER, hour + 1) in events(house)


def test_whoever_the_reporter_takes_out_finds_it_no_more(
    force: Force, store: Store, house: House, clock: SetClock, concern: bytes, dana: Dana, amira: Desk
) -> None:
    """A client leaves out whose key was revoked: here it is Amira, who had opened it."""
    later = force.open(store, clock, force.after(house.directory(), reviewers=force.revoked("amira")))
    dana = Dana(later, dana.token)
    dana.changes(dana.lets_in("carys"))
    tick(later, clock)
    with later.store.read() as connection:
        assert set(readers.all_of(connection, concern)) == {"ben", "carys"}
    view = dana.reads()
    assert view.state is not None
    assert (view.state.opened, view.state.readers) == (0, 2)
    assert Desk(later, "carys").reads(concern).access == ("Ben Ode", "Carys Pugh")


def test_the_same_bytes_again_get_the_same_answer_before_and_after(
    house: House, clock: SetClock, concern: bytes, dana: Dana, sam: Dana
) -> None:
    for change in (dana.lets_in("carys").encode(), None):
        frame = change or dana.hands_to(sam).encode()
        first = sharing.change(house, frame)
        assert sharing.change(house, frame) == first
        tick(house, clock)
        assert sharing.change(house, frame) == first


def test_a_second_change_waits_for_the_first_and_an_old_one_is_out_of_step(
    house: House, clock: SetClock, concern: bytes, dana: Dana
) -> None:
    first, second = dana.lets_in("carys"), dana.lets_in("carys")
    dana.changes(first)
    with pytest.raises(ChangeWaiting):
        dana.changes(second)
    tick(house, clock)
    with pytest.raises(OutOfStep):
        dana.changes(second)
    with pytest.raises(OutOfStep):
        sharing.change(house, resigned(dana.lets_in("carys"), dana.reporter.signing, epoch=3))


def test_a_message_of_the_epoch_before_is_out_of_step(
    house: House, clock: SetClock, concern: bytes, dana: Dana, amira: Desk
) -> None:
    late, hers = dana.writes("Late."), amira.writes(concern, "reply", "Late too.")
    dana.changes(dana.lets_in("carys"))
    tick(house, clock)
    with pytest.raises(OutOfStep):
        dana.posts(late)
    with pytest.raises(OutOfStep):
        reviewing.post(house, "amira", concern, None, hers.encode())


def test_a_thread_changes_twelve_times_at_most(
    house: House, clock: SetClock, concern: bytes, dana: Dana, carys: Desk
) -> None:
    for number in range(12):
        dana.says("x" * 30_000 if number < 3 else "More.")
        dana.changes(dana.lets_in("carys"))
        tick(house, clock)
    assert len(texts(carys, concern)) == 14
    assert len(dana.reads().changes) == 12
    with pytest.raises(Conflict, match="as often as it can"):
        dana.changes(dana.lets_in("carys"))


# What is refused, whoever signs it


def test_every_altered_byte_is_refused_and_leaves_nothing(house: House, concern: bytes, dana: Dana) -> None:
    frame = dana.lets_in("carys").encode()
    before = rows(house)
    for at in [*range(0, 720, 7), *range(720, len(frame), 331), len(frame) - 1]:
        damaged = frame[:at] + bytes((frame[at] ^ 1,)) + frame[at + 1 :]
        with pytest.raises((MalformedFrame, BadSignature)):
            sharing.change(house, damaged)
    assert rows(house) == before


def test_one_who_does_not_read_at_present_is_not_let_in(
    force: Force, store: Store, house: House, clock: SetClock, concern: bytes, dana: Dana
) -> None:
    change = dana.lets_in("carys")
    ended = [
        entry | {"until": "2026-11-01"} if entry["id"] == "carys" else entry
        for entry in force.body()["reviewers"]
    ]
    for entries in (ended, force.revoked("carys")):
        later = force.open(store, clock, force.after(house.directory(), reviewers=entries))
        with pytest.raises(DirectoryReplaced):
            sharing.change(later, change.encode())
        house = later


def test_at_least_one_reader_stays(house: House, concern: bytes, dana: Dana) -> None:
    change = dana.lets_in("carys")
    own = member_id(dana.reporter.signing.public, change.recipient)
    slots = tuple(
        (kid if kid == own else bytes([n]) * 32, grant) for n, (kid, grant) in enumerate(change.epoch.slots)
    )
    with pytest.raises(DirectoryReplaced):
        sharing.change(house, resigned(change, dana.reporter.signing, slots=slots))


def test_no_row_and_no_grant_of_the_servers_own_lets_anyone_read(
    house: House, clock: SetClock, dana: Dana, carys: Desk
) -> None:
    """Carys is left out. The server gives her a row, a grant of somebody else's, and raises the epoch."""
    dana.raises(leave_out=["carys"])
    ticking.tick(house)

    def trick(connection: Any) -> None:
        row = {"mailbox": dana.mailbox, "state": 0, "sort_hour": 1, "opened": None, "unread": 1}
        connection.execute(insert(tables.readers), {**row, "reviewer": "carys"})
        grant = connection.execute(select(tables.grants.c.sealed)).scalars().first()
        for epoch in (0, 1):
            row = {"mailbox": dana.mailbox, "epoch": epoch, "kid": CARYS.kid, "sealed": grant}
            connection.execute(insert(tables.grants), row)

    house.store.commit(trick)
    with pytest.raises((BadSignature, CannotOpen)):
        carys.reads(dana.mailbox)
    house.store.commit(lambda connection: connection.execute(update(tables.concerns).values(epoch=1)))
    with pytest.raises((BadSignature, CannotOpen)):
        carys.reads(dana.mailbox)


def test_a_change_that_lets_in_one_who_was_left_out_opens_nothing_to_them(
    house: House, clock: SetClock, dana: Dana, amira: Desk, carys: Desk
) -> None:
    """The server cannot know who was left out; every reader does, and takes no such change, not even the reporter's."""
    dana.raises(leave_out=["carys"])
    other = Dana(house)
    other.raises()
    ticking.tick(house)
    with pytest.raises(WhistleError):
        dana.lets_in("carys")
    view = dana.reads()
    blind = replace(
        view,
        messages=tuple(
            replace(m, content=replace(m.content, leave_out=())) for m in view.messages if m.content
        ),
    )
    dana.changes(share(dana.reporter, blind, house.directory(), ["carys"]))
    tick(house, clock)
    for view in (amira.reads(dana.mailbox), dana.reads()):
        assert "bad-epoch" in view.warnings
        assert view.access == ("Amira Khan", "Ben Ode")


# All or nothing


def test_a_change_that_comes_while_a_tick_shuffles_takes_effect_at_the_next(
    house: House, clock: SetClock, concern: bytes, dana: Dana, carys: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dana.says("Before.")
    change = dana.lets_in("carys")

    def change_first(store: Store) -> None:
        dana.changes(change)
        shuffle_fresh(store)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(ticking, "shuffle_fresh", change_first)
        tick(house, clock)
    assert carys.inbox().items == []
    tick(house, clock)
    assert texts(carys, concern)[-1] == "Before."


def test_the_export_has_the_changes_and_the_readers_own_grants(
    house: House, clock: SetClock, concern: bytes, dana: Dana
) -> None:
    dana.changes(dana.lets_in("carys"))
    tick(house, clock)
    with zipfile.ZipFile(io.BytesIO(reviewing.export(house, bytes(16), "carys", concern))) as archive:
        names = set(archive.namelist())
        EpochItem.parse(archive.read("epoch-1.bin"))
    assert "grant-1.age" in names
    assert "grant.age" not in names
