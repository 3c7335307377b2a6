"""The reviewers' journal: what an entry does to the concern, and that no reporter sees any of it."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Integer, func, select

from tests.services import noting
from tests.services.changing import tick
from tests.services.noting import kept, rows
from tests.services.people import AMIRA, BEN, Dana, Desk
from tests.services.test_reviewing import waiting
from whistle.clock import SetClock
from whistle.domain.errors import (
    BadSignature,
    ClockWentBack,
    MalformedFrame,
    NotFound,
    OutOfStep,
    TooMany,
    WhistleError,
)
from whistle.domain.events import EventType
from whistle.envelope.frame import GrantItem, JournalItem, parse_journal_page
from whistle.envelope.journal.content import Note
from whistle.envelope.journal.writing import write_entry
from whistle.envelope.keys import Identity
from whistle.services import following, inbox, journal, ticking
from whistle.services.house import House
from whistle.store import tables


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


def test_of_eight_who_write_at_the_same_moment_one_is_kept_and_none_is_half_kept(
    house: House, concern: bytes, amira: Desk, ben: Desk
) -> None:
    turn = threading.Barrier(8)
    frames = [
        (desk.reviewer, noting.written(desk, concern, f"{number}", category=number + 1).encode())
        for number, desk in enumerate((amira, ben) * 4)
    ]

    def send(one: tuple[str, bytes]) -> int:
        turn.wait()
        try:
            return journal.write(house, one[0], concern, one[1])
        except OutOfStep:
            return 0

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(send, frames)) == [0] * 7 + [1]
    assert len(noting.texts(ben, concern)) == 1
    assert len(categories(house)) == 1


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
    monkeypatch.setattr(journal, "KEPT_FOR_OTHERS", 0)
    monkeypatch.setattr(journal, "KEPT_IN_AN_HOUR", 0)
    noting.writes(amira, concern)
    noting.writes(amira, concern)
    with pytest.raises(TooMany, match="in an hour"):
        noting.writes(amira, concern)
    clock.advance(hours=1)
    noting.writes(amira, concern)
    with pytest.raises(TooMany, match="full"):
        noting.writes(amira, concern)


def test_nobody_fills_a_journal_so_that_their_colleagues_have_no_room_in_it(
    house: House, clock: SetClock, concern: bytes, amira: Desk, ben: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (journal.KEPT_FOR_OTHERS, journal.KEPT_IN_AN_HOUR) == (100, 10)
    for name, most in (("MOST", 5), ("KEPT_FOR_OTHERS", 1), ("MOST_IN_AN_HOUR", 4), ("KEPT_IN_AN_HOUR", 2)):
        monkeypatch.setattr(journal, name, most)
    for _ in range(2):
        noting.writes(ben, concern)
        noting.writes(ben, concern)
        with pytest.raises(TooMany):
            noting.writes(ben, concern)
        clock.advance(hours=1)
    with pytest.raises(TooMany, match="as one person can"):
        noting.writes(ben, concern)
    assert noting.writes(amira, concern, handler="amira") == 5


@pytest.mark.parametrize("written_since", [0, 1])
def test_nobody_takes_from_their_colleagues_what_these_have_noted(
    concern: bytes, amira: Desk, ben: Desk, written_since: int
) -> None:
    """One entry that leads to nothing, as only a browser of one's own writes it, would hide all before it."""
    for text in ("One.", "Two."):
        noting.writes(amira, concern, text)
    false = replace(noting.reads(ben, concern), keys={2: Identity(bytes(range(32)))})
    directory, note = ben.house.directory(), Note("note", "Three.")
    frame = write_entry(ben.key, ben.reads(concern), false, directory, note, handler=None, category=0)
    journal.write(ben.house, "ben", concern, frame.encode())
    for _ in range(written_since):
        noting.writes(amira, concern, "Four.")
    entries = noting.reads(amira, concern).entries
    assert [entry.note and entry.note.text for entry in entries][:3] == ["One.", "Two.", "Three."]
    assert [entry.problem for entry in entries] == [None, None, "mismatch", None][: len(entries)]


def test_nobody_ends_a_journal_by_an_entry_that_opens_for_none_of_its_readers(
    house: House, concern: bytes, amira: Desk, ben: Desk
) -> None:
    """Its grants say that they are from another than the one who signed it."""
    noting.writes(amira, concern, "One.")
    journal.write(house, "ben", concern, noting.resigned(noting.written(amira, concern), BEN.signing))
    noting.writes(amira, concern, "Three.")
    noting.writes(ben, concern, "Four.")
    for desk in (amira, ben):
        entries = noting.reads(desk, concern).entries
        assert [entry.problem for entry in entries] == [None, "cannot-open", None, None]
        assert [entry.note and entry.note.text for entry in entries] == ["One.", None, "Three.", "Four."]


def test_a_page_has_room_for_grants_and_the_longest_entry(
    clock: SetClock, concern: bytes, amira: Desk, ben: Desk
) -> None:
    for number in range(40):
        noting.writes((amira, ben)[number % 2], concern, "x" * (20_000 if number == 0 else 1))
        if number % 20 == 0:
            clock.advance(hours=1)
    first = parse_journal_page(noting.pages(ben, concern)[0]).items
    numbers = [item.epoch for item in first if isinstance(item, GrantItem)]
    assert numbers == list(range(40, 12, -1))
    assert sum(isinstance(item, JournalItem) for item in first) == 1
    assert len(noting.texts(amira, concern)) == 40


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
