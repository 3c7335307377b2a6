"""Reviewers change who may read: they let a colleague in, or step back, and learn nothing of the reporter by it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.services.changing import resigned, rows, texts, tick
from tests.services.people import CARYS, Dana, Desk, Force
from tests.services.test_whole_thread import events
from whistle.clock import SetClock
from whistle.domain.errors import (
    BadSignature,
    ChangeWaiting,
    Conflict,
    DirectoryReplaced,
    Forbidden,
    MalformedDirectory,
    NotFound,
    OutOfStep,
)
from whistle.domain.events import EventType
from whistle.domain.hours import HandOver
from whistle.envelope.compose import share
from whistle.envelope.frame import ThreadHead
from whistle.services import reviewing, sharing, ticking
from whistle.services.house import House
from whistle.store import tables
from whistle.store.engine import Store


def test_a_colleague_who_was_let_in_reads_from_the_beginning_and_answers(
    house: House,
    clock: SetClock,
    concern: bytes,
    dana: Dana,
    amira: Desk,
    carys: Desk,
) -> None:
    hour = house.hour()
    (head,) = amira.changes(concern, amira.lets_in(concern, "carys"))
    assert isinstance(head, ThreadHead)
    with pytest.raises(NotFound):
        carys.reads(concern)
    assert amira.reads(concern).changes == dana.reads().changes == ()
    tick(house, clock)
    (row,) = carys.inbox().items
    assert (row.concern, row.unread) == (concern.hex(), 1)
    assert texts(carys, concern) == ["First.", "Who else knows?"]
    carys.replies(concern, "I am new here.")
    dana.says("Welcome.")
    tick(house, clock)
    expected = ["First.", "Who else knows?", "Welcome.", "I am new here."]
    assert texts(dana, concern) == texts(amira, concern) == expected
    assert dana.reads().access == ("Amira Khan", "Ben Ode", "Carys Pugh")
    assert (EventType.SHARED, hour) in events(house)


def test_whoever_stepped_back_loses_the_concern_and_keeps_what_they_had(
    house: House,
    clock: SetClock,
    concern: bytes,
    dana: Dana,
    amira: Desk,
    ben: Desk,
) -> None:
    hour = house.hour()
    dana.says("Said before.")
    amira.changes(concern, amira.steps_back(concern))
    assert texts(amira, concern) == ["First.", "Who else knows?"]
    tick(house, clock)
    assert amira.inbox().items == []
    for asks in (amira.reads, amira.opens, amira.lets_in):
        with pytest.raises(NotFound):
            asks(concern)
    with pytest.raises(NotFound):
        reviewing.export(house, bytes(16), "amira", concern)
    dana.says("Said after.")
    tick(house, clock)
    assert texts(ben, concern) == ["First.", "Who else knows?", "Said before.", "Said after."]
    view = dana.reads()
    assert view.access == ("Ben Ode",)
    assert [[each.id for each in change.removed] for change in view.changes] == [["amira"]]
    assert view.state is not None
    assert (view.state.opened, view.state.readers) == (0, 1)
    assert (EventType.RECUSED, hour) in events(house)


def test_nothing_that_is_stored_after_a_reviewer_left_opens_with_their_key(
    house: House,
    clock: SetClock,
    concern: bytes,
    amira: Desk,
    ben: Desk,
) -> None:
    amira.changes(concern, amira.steps_back(concern))
    tick(house, clock)
    with house.store.read() as connection:
        grants = tables.grants
        kids = select(grants.c.kid).where(grants.c.mailbox == concern, grants.c.epoch == 1)
        assert amira.key.kid not in set(connection.scalars(kids))
    kept = zipfile.ZipFile(io.BytesIO(reviewing.export(house, bytes(16), "ben", concern)))
    assert kept.namelist()


def test_the_only_reader_cannot_step_back_before_somebody_else_is_in(
    house: House, clock: SetClock, dana: Dana, amira: Desk, carys: Desk
) -> None:
    dana.raises("For one.", readers=("amira",))
    ticking.tick(house)
    with pytest.raises(Conflict, match="Let a colleague in first"):
        amira.changes(dana.mailbox, amira.steps_back(dana.mailbox))
    amira.changes(dana.mailbox, amira.lets_in(dana.mailbox, "carys"))
    tick(house, clock)
    amira.changes(dana.mailbox, amira.steps_back(dana.mailbox))
    tick(house, clock)
    assert texts(carys, dana.mailbox) == ["For one."]
    assert dana.reads().access == ("Carys Pugh",)


def test_whom_the_reporter_left_out_is_refused_by_the_client_and_by_every_reader(
    house: House, clock: SetClock, dana: Dana, amira: Desk, ben: Desk, carys: Desk
) -> None:
    dana.raises("Not Carys.", leave_out=("carys",))
    ticking.tick(house)
    with pytest.raises(MalformedDirectory):
        amira.lets_in(dana.mailbox, "carys")
    view = amira.reads(dana.mailbox)
    assert view.concern is not None
    assert view.concern.content is not None
    forgetful = replace(view.concern, content=replace(view.concern.content, leave_out=()))
    forged = replace(view, messages=(forgetful, *view.messages[1:]))
    amira.changes(dana.mailbox, share(amira.key, forged, house.directory(), ["carys"]))
    tick(house, clock)
    for reader in (dana.reads(), ben.reads(dana.mailbox)):
        assert "bad-epoch" in [str(each) for each in reader.warnings]
        assert reader.access == ("Amira Khan", "Ben Ode")


def test_a_reviewer_is_answered_alike_whether_or_not_a_change_of_the_reporters_waits(
    house: House,
    clock: SetClock,
    concern: bytes,
    dana: Dana,
    amira: Desk,
    ben: Desk,
) -> None:
    """Else the answer would tell in which minute the reporter was here."""
    asked = amira.lets_in(concern, "carys")
    dana.changes(dana.lets_in("carys"))
    before = rows(house)
    frame = asked.encode()
    answer = reviewing.change(house, "amira", concern, frame)
    assert reviewing.change(house, "amira", concern, frame) == answer
    assert rows(house) == before
    assert ben.changes(concern, ben.steps_back(concern))
    tick(house, clock)
    assert _makers(amira, concern) == [dana.reporter.signing.public]
    with pytest.raises(OutOfStep):
        reviewing.change(house, "amira", concern, frame)


def test_of_two_reviewers_the_first_is_kept_and_the_reporter_waits_for_it(
    house: House,
    clock: SetClock,
    concern: bytes,
    dana: Dana,
    amira: Desk,
    ben: Desk,
) -> None:
    first, second = amira.lets_in(concern, "carys"), ben.steps_back(concern)
    amira.changes(concern, first)
    ben.changes(concern, second)
    with pytest.raises(ChangeWaiting):
        dana.changes(dana.lets_in("carys"))
    tick(house, clock)
    assert dana.reads().access == ("Amira Khan", "Ben Ode", "Carys Pugh")
    amira.changes(concern, first)


def test_it_waits_for_the_hand_over_and_makes_nothing_of_the_reporters_come_sooner(
    force: Force, store: Store, clock: SetClock
) -> None:
    house = force.open(store, clock, hand_over=HandOver(7))
    dana, amira = Dana(house), Desk(house, "amira")
    dana.raises("First.")
    clock.advance(hours=22)
    ticking.tick(house)
    dana.says("Later in the day.")
    amira.changes(dana.mailbox, amira.lets_in(dana.mailbox, "carys"))
    for _ in range(23):
        tick(house, clock)
        assert len(texts(amira, dana.mailbox)) == 1
        assert Desk(house, "carys").inbox().items == []
    tick(house, clock)
    assert texts(Desk(house, "carys"), dana.mailbox) == ["First.", "Later in the day."]


def test_whoever_has_no_grant_is_told_what_they_would_be_told_of_no_concern(
    house: House,
    concern: bytes,
    dana: Dana,
    amira: Desk,
    carys: Desk,
) -> None:
    asked = amira.lets_in(concern, "carys")
    before = rows(house)
    said = []
    for mailbox in (concern, bytes(16)):
        s = replace(asked.epoch, mailbox=mailbox)
        message = replace(asked.message, mailbox=mailbox, sender=CARYS.signing.public, body_hash=s.hash)
        signature = CARYS.signing.sign(message.encode())
        frame = replace(asked, epoch=s, message=message, signature=signature).encode()
        with pytest.raises(NotFound) as refusal:
            reviewing.change(house, "carys", mailbox, frame)
        said.append(str(refusal.value))
    assert len(set(said)) == 1
    assert rows(house) == before


def test_nobody_changes_it_by_a_colleagues_key_at_another_address_or_at_the_reporters(
    house: House,
    concern: bytes,
    amira: Desk,
) -> None:
    frame = amira.lets_in(concern, "carys").encode()
    with pytest.raises(BadSignature, match="your key"):
        reviewing.change(house, "ben", concern, frame)
    with pytest.raises(BadSignature, match="another concern"):
        reviewing.change(house, "amira", bytes(16), frame)
    with pytest.raises(NotFound):
        sharing.change(house, frame)


def test_a_reviewer_puts_out_no_colleague_and_takes_nothing_of_the_reporters(
    house: House,
    concern: bytes,
    dana: Dana,
    amira: Desk,
    ben: Desk,
) -> None:
    honest = amira.lets_in(concern, "carys")
    before = rows(house)
    without_ben = tuple(
        (bytes(32), grant) if kid == ben.key.kid else (kid, grant) for kid, grant in honest.epoch.slots
    )
    left = ben.steps_back(concern)
    for frame in (
        resigned(honest, amira.key.signing, slots=without_ben),
        replace(honest, message=replace(honest.message, act=EventType.RECUSED)).encode(),
        resigned(left, amira.key.signing),
        resigned(honest, amira.key.signing, reporter=Dana(house).reporter.signing.public),
    ):
        with pytest.raises((BadSignature, Conflict)):
            reviewing.change(house, "amira", concern, frame)
    assert rows(house) == before


def test_what_changes_nothing_is_refused_and_the_last_changes_are_the_reporters(
    house: House,
    clock: SetClock,
    concern: bytes,
    dana: Dana,
    amira: Desk,
    ben: Desk,
    carys: Desk,
) -> None:
    with pytest.raises(Conflict, match="nothing"):
        amira.changes(concern, amira.lets_in(concern, "ben"))
    for _ in range(4):
        amira.changes(concern, amira.lets_in(concern, "carys"))
        tick(house, clock)
        carys.changes(concern, carys.steps_back(concern))
        tick(house, clock)
    with pytest.raises(Conflict, match="as often as it can"):
        amira.changes(concern, amira.lets_in(concern, "carys"))
    dana.changes(dana.lets_in("carys"))
    tick(house, clock)
    assert len(dana.reads().changes) == 9


def test_nobody_is_let_in_whose_key_is_not_good_today(
    force: Force,
    store: Store,
    clock: SetClock,
    house: House,
    concern: bytes,
    amira: Desk,
) -> None:
    asked = amira.lets_in(concern, "carys")
    over = [
        entry | ({"until": "2026-11-01"} if entry["id"] == "carys" else {})
        for entry in force.body()["reviewers"]
    ]
    later = force.open(store, clock, force.after(house.directory(), reviewers=over))
    with pytest.raises(DirectoryReplaced):
        reviewing.change(later, "amira", concern, asked.encode())
    gone = force.open(store, clock, force.after(later.directory(), reviewers=force.revoked("amira")))
    with pytest.raises(Forbidden):
        reviewing.change(gone, "amira", concern, asked.encode())


def test_whose_time_has_ended_reads_on_when_a_colleague_is_let_in(
    force: Force, store: Store, clock: SetClock, house: House, concern: bytes
) -> None:
    over = [
        entry | ({"until": "2026-11-01"} if entry["id"] == "ben" else {})
        for entry in force.body()["reviewers"]
    ]
    later = force.open(store, clock, force.after(house.directory(), reviewers=over))
    amira, ben = Desk(later, "amira"), Desk(later, "ben")
    amira.changes(concern, amira.lets_in(concern, "carys"))
    tick(later, clock)
    assert ben.reads(concern).access == ("Amira Khan", "Ben Ode", "Carys Pugh")


# A key is revoked after it has made a change


def test_a_change_whose_maker_is_revoked_while_it_waits_is_forgotten(
    force: Force,
    store: Store,
    clock: SetClock,
    house: House,
    concern: bytes,
    dana: Dana,
    amira: Desk,
) -> None:
    amira.changes(concern, amira.lets_in(concern, "carys"))
    later = force.open(store, clock, force.after(house.directory(), reviewers=force.revoked("amira")))
    tick(later, clock)
    assert Desk(later, "carys").inbox().items == []
    dana = Dana(later, dana.token)
    assert (dana.reads().changes, dana.reads().warnings) == ((), ())
    with later.store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.epochs)) == 0


def test_after_a_revocation_everyone_goes_on_in_the_epoch_before_what_that_key_made(
    force: Force,
    store: Store,
    clock: SetClock,
    house: House,
    concern: bytes,
    dana: Dana,
    amira: Desk,
) -> None:
    amira.changes(concern, amira.lets_in(concern, "carys"))
    tick(house, clock)
    dana.changes(dana.hands_to(Dana(house)))
    tick(house, clock)
    later = force.open(store, clock, force.after(house.directory(), reviewers=force.revoked("amira")))
    dana, ben, carys = Dana(later, dana.token), Desk(later, "ben"), Desk(later, "carys")
    assert "bad-epoch" in [str(each) for each in dana.reads().warnings]
    dana.says("I am still here.")
    tick(later, clock)
    assert ben.reads(concern).confirmed[-1].text == "I am still here."
    assert carys.inbox().items == []
    assert [str(each) for each in dana.reads().warnings] == []
    ben.changes(concern, ben.lets_in(concern, "carys"))
    tick(later, clock)
    assert carys.reads(concern).confirmed[-1].text == "I am still here."
    assert dana.reads().access == ("Ben Ode", "Carys Pugh")
    dana.changes(dana.hands_to(Dana(later)))


def _makers(desk: Desk, mailbox: bytes) -> list[bytes]:
    found = desk.reads(mailbox).epochs
    assert found is not None
    return [each.maker for each in found.memberships[1:]]
