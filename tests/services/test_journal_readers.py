"""Who reads and writes in the journal of a concern, and who is given nothing of it."""

from __future__ import annotations

import pytest

from tests.services import noting
from tests.services.changing import tick
from tests.services.noting import granted, kept, rows
from tests.services.people import AMIRA, BEN, CARYS, Dana, Desk, Force
from tests.services.test_persons import NEW, renewed
from whistle.clock import SetClock
from whistle.domain.errors import (
    BadSignature,
    DirectoryReplaced,
    Forbidden,
    NotFound,
)
from whistle.envelope.hashing import ZEROS
from whistle.services import journal, ticking
from whistle.services.house import House
from whistle.store.engine import Store

NOBODYS = bytes(16)
"""A mailbox that nobody ever raised anything under."""


def test_whoever_was_left_out_is_told_what_they_would_be_told_of_no_concern(
    house: House, concern: bytes, amira: Desk
) -> None:
    """Whether they read or write, and what they are told is the same to the letter."""
    noting.writes(amira, concern)
    honest = noting.written(amira, concern)
    before = rows(house)
    said = []
    for mailbox in (concern, NOBODYS):
        with pytest.raises(NotFound) as refusal:
            journal.read(house, "carys", mailbox, 0)
        said.append(str(refusal.value))
        for number in (1, 2, 3):
            changed = {"mailbox": mailbox, "number": number, "previous": ZEROS if number == 1 else b"x" * 32}
            frame = noting.resigned(honest, CARYS.signing, **changed)
            with pytest.raises(NotFound) as refusal:
                journal.write(house, "carys", mailbox, frame)
            said.append(str(refusal.value))
    assert len(set(said)) == 1
    assert rows(house) == before


def test_before_its_release_a_concern_has_no_journal(
    house: House, concern: bytes, dana: Dana, amira: Desk
) -> None:
    other = Dana(house)
    other.raises()
    with pytest.raises(NotFound):
        journal.read(house, "amira", other.mailbox, 0)
    early = noting.resigned(noting.written(amira, concern), AMIRA.signing, mailbox=other.mailbox)
    with pytest.raises(NotFound):
        journal.write(house, "amira", other.mailbox, early)


def test_nobody_gets_a_grant_who_does_not_read_the_concern(
    house: House, concern: bytes, dana: Dana, amira: Desk
) -> None:
    """Whatever the writer's browser made: not one whom the reporter left out, nor the reporter."""
    honest = noting.written(amira, concern)
    theirs = {AMIRA.kid, BEN.kid}
    unused = [at for at, (kid, _) in enumerate(honest.entry.slots) if kid not in theirs]
    slots = list(honest.entry.slots)
    for at, kid in zip(unused, (CARYS.kid, dana.reporter.kid), strict=False):
        slots[at] = (kid, slots[at][1])
    journal.write(house, "amira", concern, noting.resigned(honest, AMIRA.signing, slots=tuple(slots)))
    assert granted(house, 1) == theirs


def test_whoever_is_let_in_later_reads_once_a_colleague_passes_it_on(
    house: House, clock: SetClock, concern: bytes, amira: Desk, carys: Desk
) -> None:
    noting.writes(amira, concern, "Before.")
    amira.changes(concern, amira.lets_in(concern, "carys"))
    tick(house, clock)
    view = noting.reads(carys, concern)
    assert [entry.problem for entry in view.entries] == ["cannot-open"]
    noting.writes(amira, concern, "", "passed")
    assert noting.texts(carys, concern) == ["Before.", ""]
    assert granted(house, 2) == {AMIRA.kid, BEN.kid, CARYS.kid}


def test_whoever_has_left_reads_no_more_of_it_and_is_given_nothing_that_comes_after(
    house: House, clock: SetClock, concern: bytes, amira: Desk, ben: Desk
) -> None:
    noting.writes(amira, concern)
    ben.changes(concern, ben.steps_back(concern))
    tick(house, clock)
    noting.writes(amira, concern)
    for number in (0, 1):
        with pytest.raises(NotFound):
            journal.read(house, "ben", concern, number)
    assert granted(house, 2) == {AMIRA.kid}
    amira.changes(concern, amira.lets_in(concern, "ben"))
    tick(house, clock)
    assert [entry.problem for entry in noting.reads(ben, concern).entries] == [None, "cannot-open"]


def test_only_whoever_reads_it_is_made_its_handler(
    house: House, clock: SetClock, concern: bytes, amira: Desk
) -> None:
    honest = noting.written(amira, concern)
    before = rows(house)
    for handler in (CARYS.kid, b"x" * 32):
        with pytest.raises(DirectoryReplaced, match="cannot read this concern"):
            journal.write(house, "amira", concern, noting.resigned(honest, AMIRA.signing, handler=handler))
    assert rows(house) == before


def test_a_key_that_was_revoked_handles_nothing_and_gets_no_grant(
    force: Force, store: Store, clock: SetClock, house: House, concern: bytes, amira: Desk
) -> None:
    honest = noting.written(amira, concern)
    now = force.open(store, clock, force.after(house.directory(), reviewers=force.revoked("ben")))
    with pytest.raises(DirectoryReplaced):
        journal.write(now, "amira", concern, noting.resigned(honest, AMIRA.signing, handler=BEN.kid))
    with pytest.raises(Forbidden):
        journal.read(now, "ben", concern, 0)
    journal.write(now, "amira", concern, honest.encode())
    assert granted(now, 1) == {AMIRA.kid}


def test_whoever_renews_a_key_has_the_journal_for_it_before_they_move(
    force: Force, store: Store, clock: SetClock
) -> None:
    """And can be made the handler by it: it is the same person. A key of theirs that was revoked gets nothing."""
    house = force.open(store, clock, force.directory(**renewed(force)))
    dana, ben = Dana(house), Desk(house, "ben")
    dana.raises(readers=("amira", "ben"))
    ticking.tick(house)
    noting.writes(ben, dana.mailbox, "For both.", renew=True, handler="ben-2")
    assert granted(house, 1) == {AMIRA.kid, BEN.kid, NEW.kid}
    assert kept(house, dana.mailbox).handler == "ben-2"
    dana.changes(dana.lets_in("ben-2"))
    tick(house, clock)
    with_both = noting.written(Desk(house, "amira"), dana.mailbox)
    slots = with_both.entry.slots
    unused = next(at for at, (kid, _) in enumerate(slots) if kid not in (AMIRA.kid, NEW.kid))
    slots = (*slots[:unused], (BEN.kid, slots[unused][1]), *slots[unused + 1 :])
    now = force.open(store, clock, force.after(house.directory(), **renewed(force, ["ben"])))
    journal.write(now, "amira", dana.mailbox, noting.resigned(with_both, AMIRA.signing, slots=slots))
    assert granted(now, 2) == {AMIRA.kid, NEW.kid}


def test_whoever_was_let_in_with_a_key_since_revoked_writes_nothing(
    force: Force, store: Store, clock: SetClock, house: House, concern: bytes, amira: Desk
) -> None:
    """No colleague would take it for that of a member, and every later entry would have to follow it."""
    amira.changes(concern, amira.lets_in(concern, "carys"))
    tick(house, clock)
    honest = noting.written(Desk(house, "carys"), concern)
    now = force.open(store, clock, force.after(house.directory(), reviewers=force.revoked("amira")))
    with pytest.raises(NotFound):
        journal.write(now, "carys", concern, honest.encode())
    assert kept(now, concern).journal == 0


def test_with_a_key_that_was_not_let_in_nothing_is_written_though_it_is_ones_own(
    force: Force, store: Store, clock: SetClock, house: House, concern: bytes
) -> None:
    """Nobody could write another entry upon it: to all colleagues it would not be a member's."""
    house = force.open(store, clock, force.after(house.directory(), **renewed(force)))
    amira, ben = Desk(house, "amira"), Desk(house, "ben")
    frame = noting.resigned(noting.written(ben, concern), NEW.signing)
    with pytest.raises(BadSignature, match="never let into"):
        journal.write(house, "ben", concern, frame)
    ben.changes(concern, ben.lets_in(concern, "ben-2"))
    tick(house, clock)
    # With the one that was, they still let the other one read.
    passed = noting.resigned(noting.written(amira, concern), BEN.signing)
    assert journal.write(house, "ben", concern, passed) == 1
    assert [entry.binding for entry in noting.reads(amira, concern).entries] == [True]


def test_nobody_writes_with_a_colleagues_key_or_for_another_concern(
    house: House, concern: bytes, amira: Desk
) -> None:
    frame = noting.written(amira, concern).encode()
    before = rows(house)
    with pytest.raises(BadSignature):
        journal.write(house, "ben", concern, frame)
    with pytest.raises(BadSignature):
        journal.write(house, "amira", NOBODYS, frame)
    assert rows(house) == before
