"""The reviewers' journal: who writes and reads it, what it does to the concern, and that no reporter sees any of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Integer, func, select

from tests.services import noting
from tests.services.changing import rows as concern_rows
from tests.services.changing import tick
from tests.services.people import AMIRA, BEN, CARYS, Dana, Desk, Force
from tests.services.test_persons import NEW, renewed
from tests.services.test_reviewing import waiting
from whistle.clock import SetClock
from whistle.domain.errors import (
    BadSignature,
    ClockWentBack,
    DirectoryReplaced,
    Forbidden,
    MalformedFrame,
    NotFound,
    OutOfStep,
    TooMany,
    WhistleError,
)
from whistle.domain.events import EventType
from whistle.envelope.frame import GrantItem, JournalItem, parse_journal_page
from whistle.envelope.hashing import ZEROS
from whistle.services import following, inbox, journal, ticking
from whistle.services.house import House
from whistle.store import concerns, tables
from whistle.store.engine import Store

NOBODYS = bytes(16)
"""A mailbox that nobody ever raised anything under."""


def rows(house: House) -> list[list[tuple[Any, ...]]]:
    """All that is stored of concerns and their journals."""
    with house.store.read() as connection:
        own = [
            [tuple(row) for row in connection.execute(select(table))]
            for table in (tables.journal, tables.journal_grants)
        ]
    return concern_rows(house) + own


def kept(house: House, mailbox: bytes) -> concerns.Concern:
    with house.store.read() as connection:
        found = concerns.find(connection, mailbox)
    assert found
    return found


def granted(house: House, number: int) -> set[bytes]:
    with house.store.read() as connection:
        found = select(tables.journal_grants.c.kid).where(tables.journal_grants.c.number == number)
        return set(connection.scalars(found))


def categories(house: House) -> list[tuple[int, int]]:
    """What waits for the log of it: hour and number of each."""
    found = [each for each in waiting(house) if each.type is EventType.CATEGORISED]
    assert all(each.content[1:] == bytes(31) for each in found)
    return [(each.hour, each.content[0]) for each in found]


def test_what_one_writes_the_others_who_read_the_concern_read_at_once(
    concern: bytes, amira: Desk, ben: Desk
) -> None:
    assert noting.writes(amira, concern, "He was here before.") == 1
    assert noting.writes(ben, concern, "Then we ask the other force.") == 2
    for desk in (amira, ben):
        assert noting.texts(desk, concern) == ["He was here before.", "Then we ask the other force."]


def test_no_byte_of_what_the_reporter_is_given_changes_by_it(
    house: House, clock: SetClock, concern: bytes, dana: Dana, amira: Desk, ben: Desk
) -> None:
    asked = dana.asks()
    before = following.read_thread(house, asked)
    noting.writes(amira, concern, "x" * 30_000, category=3, handler="ben")
    noting.writes(ben, concern, "Mine.", category=4)
    assert following.read_thread(house, asked) == before
    view = dana.reads()
    tick(house, clock)
    after = dana.reads()
    assert (after.state, after.messages, after.access) == (view.state, view.messages, view.access)
    assert after.warnings == ()


def test_a_concern_stands_in_the_list_with_its_handler_and_its_category(
    house: House, clock: SetClock, concern: bytes, amira: Desk
) -> None:
    noting.writes(amira, concern, "", "handler", handler="ben")
    noting.writes(amira, concern, "", "category", category=5)
    now = kept(house, concern)
    assert (now.handler, now.category, now.journal) == ("ben", 5, 2)
    (row,) = inbox.show(house, "amira").items
    assert (row.handler, row.category) == ("ben", 5)
    noting.writes(amira, concern, "", "handler", handler=None)
    assert kept(house, concern).handler is None
    assert noting.reads(amira, concern).handler is None


def test_the_log_gets_a_category_when_it_changes_to_one_and_nothing_else(
    house: House, clock: SetClock, concern: bytes, amira: Desk
) -> None:
    noting.writes(amira, concern)
    assert categories(house) == []
    first = house.hour()
    noting.writes(amira, concern, "", "category", category=5)
    noting.writes(amira, concern)
    clock.advance(minutes=60)
    noting.writes(amira, concern, "", "category", category=2)
    noting.writes(amira, concern, "", "category", category=0)
    assert sorted(categories(house)) == [(first, 5), (first + 1, 2)]
    assert {each.type for each in waiting(house)} == {EventType.CATEGORISED}


def test_the_same_entry_again_gets_the_same_number_and_is_kept_once(
    house: House, clock: SetClock, concern: bytes, amira: Desk, ben: Desk
) -> None:
    frame = noting.written(amira, concern, category=3).encode()
    assert journal.write(house, "amira", concern, frame) == 1
    before = rows(house)
    assert journal.write(house, "amira", concern, frame) == 1
    assert rows(house) == before
    noting.writes(ben, concern)
    clock.advance(hours=3)
    assert journal.write(house, "amira", concern, frame) == 1
    assert len(categories(house)) == 1


def test_of_two_who_write_at_once_the_second_is_out_of_step_and_writes_again(
    house: House, concern: bytes, amira: Desk, ben: Desk
) -> None:
    hers, his = noting.written(amira, concern, "Hers."), noting.written(ben, concern, "His.")
    journal.write(house, "amira", concern, hers.encode())
    before = rows(house)
    key = BEN.signing
    for late in (
        his.encode(),
        noting.resigned(his, key, number=2, previous=b"x" * 32),
        noting.resigned(his, key, number=3, previous=hers.entry.hash),
    ):
        with pytest.raises(OutOfStep, match="Load it again"):
            journal.write(house, "ben", concern, late)
    assert rows(house) == before
    noting.writes(ben, concern, "His.")
    assert noting.texts(amira, concern) == ["Hers.", "His."]


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


def test_there_are_nine_categories(house: House, concern: bytes, amira: Desk) -> None:
    honest = noting.written(amira, concern)
    for category in (10, 255):
        with pytest.raises(MalformedFrame):
            journal.write(house, "amira", concern, noting.resigned(honest, AMIRA.signing, category=category))
    noting.writes(amira, concern, category=9)


def test_every_altered_byte_is_refused_and_leaves_nothing(house: House, concern: bytes, amira: Desk) -> None:
    frame = noting.written(amira, concern).encode()
    before = rows(house)
    for at in [*range(0, 820, 7), *range(820, len(frame), 997), len(frame) - 1]:
        damaged = frame[:at] + bytes((frame[at] ^ 1,)) + frame[at + 1 :]
        with pytest.raises((MalformedFrame, BadSignature)):
            journal.write(house, "amira", concern, damaged)
    for wrong in (frame[:-1], frame + b"\0", b""):
        with pytest.raises(MalformedFrame):
            journal.write(house, "amira", concern, wrong)
    assert rows(house) == before


def test_a_journal_takes_forty_entries_an_hour_and_five_hundred_ever(
    house: House, clock: SetClock, concern: bytes, amira: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (journal.MOST, journal.MOST_IN_AN_HOUR) == (500, 40)
    monkeypatch.setattr(journal, "MOST_IN_AN_HOUR", 2)
    monkeypatch.setattr(journal, "MOST", 3)
    noting.writes(amira, concern)
    noting.writes(amira, concern)
    with pytest.raises(TooMany, match="in an hour"):
        noting.writes(amira, concern)
    clock.advance(hours=1)
    noting.writes(amira, concern)
    with pytest.raises(TooMany, match="full"):
        noting.writes(amira, concern)


def test_it_comes_in_pages_of_one_size_the_first_with_the_readers_own_grant(
    house: House, concern: bytes, amira: Desk, ben: Desk
) -> None:
    empty = noting.pages(ben, concern)
    assert [parse_journal_page(page).items for page in empty] == [()]
    for number in range(1, 9):
        assert noting.writes(amira, concern, "x" * 20_000 if number == 3 else f"{number}") == number
    pages = noting.pages(ben, concern)
    assert {len(page) for page in (*empty, *pages)} == {131_072}
    items = [parse_journal_page(page).items for page in pages]
    assert len(items) == 2
    grants = [[item for item in page if isinstance(item, GrantItem)] for page in items]
    assert [[(grant.epoch, grant.kid) for grant in page] for page in grants] == [[(8, BEN.kid)], []]
    assert sum(isinstance(item, JournalItem) for page in items for item in page) == 8
    assert {item.hour for page in items for item in page if isinstance(item, JournalItem)} == {house.hour()}
    assert len(noting.texts(ben, concern)) == 8
    with pytest.raises(NotFound):
        journal.read(house, "ben", concern, 2)


def test_nothing_finer_than_the_hour_is_kept_of_it(house: House, concern: bytes, amira: Desk) -> None:
    noting.writes(amira, concern, category=3, handler="ben")
    with house.store.read() as connection:
        for table in (tables.journal, tables.journal_grants, tables.concerns):
            for column in (each for each in table.c if isinstance(each.type, Integer)):
                highest = connection.scalar(select(func.max(column)))
                assert highest is None or highest < 1_000_000, column


def test_while_the_clock_is_wrong_nothing_is_kept(
    house: House, clock: SetClock, concern: bytes, amira: Desk
) -> None:
    frame = noting.written(amira, concern).encode()
    clock.moment -= dt.timedelta(days=1)
    with pytest.raises(ClockWentBack):
        journal.write(house, "amira", concern, frame)


def test_an_entry_that_dies_half_way_leaves_nothing(
    house: House, concern: bytes, amira: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = noting.written(amira, concern, category=3).encode()
    before = rows(house)
    for step in ("journal.add", "log.wait", "concerns.change"):
        with monkeypatch.context() as broken:
            broken.setattr(f"whistle.services.journal.{step}", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                journal.write(house, "amira", concern, frame)
        assert rows(house) == before, step
    journal.write(house, "amira", concern, frame)


def test_a_tick_changes_nothing_of_it(
    house: House, clock: SetClock, concern: bytes, amira: Desk, ben: Desk
) -> None:
    for number in range(9):
        noting.writes(amira, concern, f"{number}")
    before = noting.pages(ben, concern)
    tick(house, clock)
    assert noting.pages(ben, concern) == before
    with house.store.read() as connection:
        fresh = select(tables.journal.c.number).where(tables.journal.c.fresh.is_not(None))
        assert connection.scalars(fresh).all() == []


def test_what_reporters_send_is_never_taken_for_an_entry(house: House, concern: bytes, dana: Dana) -> None:
    for frame in (dana.writes("Hello.").encode(), dana.lets_in("carys").encode(), dana.asks()):
        with pytest.raises(WhistleError):
            journal.write(house, "amira", concern, frame)
    ticking.tick(house)
