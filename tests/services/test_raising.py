"""Raising a concern: kept once, for whom the reporter chose, or refused with nothing kept."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Integer, func, select

from tests.services.people import AMIRA, BEN, CARYS, Dana, Desk, Force
from whistle.clock import SetClock
from whistle.domain.errors import (
    BadSignature,
    ClockWentBack,
    Conflict,
    DirectoryReplaced,
    MalformedFrame,
    Paused,
)
from whistle.envelope.directory import Directory
from whistle.envelope.frame import ReceiptItem, parse_answer
from whistle.envelope.token import Token
from whistle.ledger.event import Event
from whistle.ledger.promise import read_promise
from whistle.services import raising, ticking
from whistle.services.house import House
from whistle.store import tables
from whistle.store.engine import Store


def count(house: House, table: str) -> int:
    with house.store.read() as connection:
        return connection.execute(
            select(func.count()).select_from(tables.metadata.tables[table])
        ).scalar_one()


def test_the_same_bytes_again_get_the_same_answer_and_make_no_second_concern(
    house: House, clock: SetClock, dana: Dana
) -> None:
    frame = dana.seals().encode()
    first = raising.file_concern(house, frame)
    clock.advance(hours=3)
    assert raising.file_concern(house, frame) == first
    assert count(house, "concerns") == count(house, "messages") == 1


def test_sixteen_who_send_the_same_bytes_at_once_all_get_the_one_answer(house: House, dana: Dana) -> None:
    frame, turn = dana.seals().encode(), threading.Barrier(16)

    def send(_: int) -> bytes:
        turn.wait()
        return raising.file_concern(house, frame)

    with ThreadPoolExecutor(16) as threads:
        answers = set(threads.map(send, range(16)))
    assert len(answers) == 1
    assert count(house, "concerns") == 1


def test_other_bytes_under_the_same_token_are_refused_and_the_first_stays(house: House, dana: Dana) -> None:
    (receipt,) = dana.raises("The case was closed.")
    with pytest.raises(Conflict):
        dana.raises("Something else.")
    assert dana.reads().receipt == receipt
    assert count(house, "messages") == 1


def test_a_bad_signature_is_found_before_anything_is_looked_up(house: House, dana: Dana) -> None:
    dana.raises()
    filing = dana.seals("Something else.")
    forged = replace(filing, opening_signature=bytes(64))
    with pytest.raises(BadSignature):
        raising.file_concern(house, forged.encode())
    with pytest.raises(BadSignature):
        raising.file_concern(replace(house, store=None), forged.encode())  # type: ignore[arg-type]


def test_a_concern_sealed_for_another_service_is_refused(house: House, dana: Dana, force: Force) -> None:
    other = Force()
    elsewhere = Directory.parse(other.directory(), (other.authority.public,))
    frame = replace(dana.house, directories=(elsewhere,))
    with pytest.raises(BadSignature):
        raising.file_concern(house, Dana(frame).seals().encode())


@pytest.mark.parametrize("length", [0, 9, 10, 37_252, 37_254, 200_000])
def test_a_frame_of_another_length_is_refused(house: House, dana: Dana, length: int) -> None:
    frame = dana.seals().encode().ljust(length, b"\0")[:length]
    with pytest.raises(MalformedFrame):
        raising.file_concern(house, frame)


def test_whoever_was_left_out_has_no_grant_and_no_row(house: House, dana: Dana, carys: Desk) -> None:
    dana.raises(readers=("amira", "ben"), leave_out=("carys",))
    ticking.tick(house)
    with house.store.read() as connection:
        kids = set(connection.scalars(select(tables.grants.c.kid)))
        who = set(connection.scalars(select(tables.readers.c.reviewer)))
        told = connection.execute(select(tables.concerns.c.readers)).scalar_one()
    assert kids == {dana.reporter.kid, AMIRA.kid, BEN.kid}
    assert CARYS.kid not in kids
    assert who == {"amira", "ben"}
    assert told == 2
    assert carys.inbox().items == []


def test_a_filing_leaves_its_leaf_in_the_same_commit(house: House, dana: Dana) -> None:
    (receipt,) = dana.raises()
    assert isinstance(receipt, ReceiptItem)
    with house.store.read() as connection:
        waiting = set(connection.scalars(select(tables.pending_leaves.c.event)))
    assert receipt.event in waiting


def test_the_promise_says_no_more_of_the_time_than_the_hour(
    house: House, clock: SetClock, dana: Dana
) -> None:
    def promised(item: object) -> int:
        assert isinstance(item, ReceiptItem)
        return read_promise(item.promise, house.directory().origin, house.promise.verifier).by_hour

    (early,) = dana.raises()
    clock.advance(minutes=39, seconds=59)
    (late,) = Dana(house).raises()
    assert promised(early) == promised(late)


def test_no_row_that_tells_of_a_reporter_holds_a_time_finer_than_the_hour(house: House, dana: Dana) -> None:
    dana.raises()
    ticking.tick(house)
    dana.says("More.")
    with house.store.read() as connection:
        for name in ("concerns", "readers", "grants", "messages"):
            table = tables.metadata.tables[name]
            for column in (column for column in table.c if isinstance(column.type, Integer)):
                highest = connection.execute(select(func.max(column))).scalar()
                assert highest is None or highest < 1_000_000, column


def test_of_something_urgent_the_minute_is_kept_until_somebody_acts_on_it(
    house: House, dana: Dana, amira: Desk
) -> None:
    """Reviewers have it at once, so they know; and how soon they acted is counted from it, to the minute."""
    dana.raises(urgent=True)

    def minutes() -> list[int | None]:
        with house.store.read() as connection:
            return list(connection.scalars(select(tables.concerns.c.alarm)))

    assert minutes() == [int(house.clock.now().timestamp()) // 60]
    amira.acknowledges(dana.mailbox)
    assert minutes() == [None]
    test_no_row_that_tells_of_a_reporter_holds_a_time_finer_than_the_hour(house, Dana(house))


def test_an_expired_directory_pauses_new_concerns_and_keeps_its_word_on_old_ones(
    house: House, clock: SetClock, dana: Dana
) -> None:
    frame = dana.seals().encode()
    answer = raising.file_concern(house, frame)
    late = Dana(house)
    clock.advance(days=60)
    with pytest.raises(Paused, match="out of date"):
        late.raises()
    assert raising.file_concern(house, frame) == answer
    assert dana.reads().known


def test_a_form_opened_under_the_directory_before_is_still_taken(
    force: Force, house: House, store: Store, clock: SetClock, dana: Dana
) -> None:
    before = dana.seals()
    now = force.open(store, clock, force.after(house.directory()))
    assert now.directory().version == 2
    assert parse_answer(raising.file_concern(now, before.encode()))


def test_one_opened_two_directories_ago_is_not(
    force: Force, house: House, store: Store, clock: SetClock, dana: Dana
) -> None:
    before = dana.seals()
    second = force.open(store, clock, force.after(house.directory()))
    third = force.open(store, clock, force.after(second.directory()))
    with pytest.raises(DirectoryReplaced, match="has changed"):
        raising.file_concern(third, before.encode())


def test_a_reviewer_revoked_since_the_form_was_opened_gets_nothing(
    force: Force, house: House, store: Store, clock: SetClock, dana: Dana
) -> None:
    before = dana.seals(readers=("amira", "ben"))
    only_amira = Dana(house).seals(readers=("amira",))
    now = force.open(store, clock, force.after(house.directory(), reviewers=force.revoked("amira")))
    raising.file_concern(now, before.encode())
    with now.store.read() as connection:
        assert set(connection.scalars(select(tables.readers.c.reviewer))) == {"ben"}
        assert AMIRA.kid not in set(connection.scalars(select(tables.grants.c.kid)))
    with pytest.raises(DirectoryReplaced, match="has changed"):
        raising.file_concern(now, only_amira.encode())


def test_a_grant_to_someone_who_does_not_read_on_that_route_is_dropped(house: House, dana: Dana) -> None:
    """Amira reads route 1; the reporter's browser gave her a grant on route 2 all the same."""
    lenient = house.directory()
    route = replace(lenient.routes[1], readers=("ben", "amira"))
    wider = replace(lenient, routes=(lenient.routes[0], route))
    raising.file_concern(house, dana.seals(route=2, readers=("ben", "amira"), directory=wider).encode())
    with house.store.read() as connection:
        assert set(connection.scalars(select(tables.readers.c.reviewer))) == {"ben"}


def test_a_concern_that_nobody_could_read_is_refused(house: House, dana: Dana) -> None:
    lenient = house.directory()
    wider = replace(lenient, routes=(lenient.routes[0], replace(lenient.routes[1], readers=("amira",))))
    with pytest.raises(DirectoryReplaced):
        dana.raises(route=2, readers=("amira",), directory=wider)
    assert count(house, "concerns") == 0


def test_under_a_clock_that_went_back_nothing_is_taken(house: House, clock: SetClock, dana: Dana) -> None:
    ticking.tick(house)
    clock.advance(hours=-2)
    with pytest.raises(ClockWentBack, match="clock"):
        dana.raises()
    assert count(house, "concerns") == 0


def test_a_tick_between_reading_the_clock_and_writing_does_no_harm(
    house: House, clock: SetClock, dana: Dana
) -> None:
    clock.advance(hours=1)
    ticking.tick(house)
    clock.advance(minutes=-30)
    assert dana.raises()


def test_an_urgent_concern_is_there_at_once(house: House, dana: Dana, amira: Desk) -> None:
    dana.raises("She is flown out tomorrow.", urgent=True)
    (row,) = amira.inbox().items
    assert row.urgent
    assert row.unread == 1
    assert amira.reads(dana.mailbox).messages[0].place == 1


def test_the_event_links_neither_mailbox_nor_token(house: House, dana: Dana) -> None:
    (receipt,) = dana.raises()
    assert isinstance(receipt, ReceiptItem)
    event = Event.parse(receipt.event)
    assert dana.mailbox not in receipt.event
    assert event.case != dana.mailbox
    assert event.content == dana.reporter.content(dana_hash(house))


def dana_hash(house: House) -> bytes:
    with house.store.read() as connection:
        return bytes(connection.execute(select(tables.concerns.c.filing_hash)).scalar_one())


def test_two_tokens_two_concerns(house: House) -> None:
    for _ in range(2):
        Dana(house, Token.new()).raises()
    assert count(house, "concerns") == 2
