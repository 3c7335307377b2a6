"""The record as it leaves the database."""

from __future__ import annotations

import pytest

from tests.services.changing import tick
from tests.services.people import Dana, Desk
from tests.store.arrivals import wal_of
from tests.support import long_log
from whistle.clock import SetClock
from whistle.domain.errors import NotFound
from whistle.domain.events import EventType
from whistle.ledger.record import Reader
from whistle.services import record, ticking
from whistle.services.house import House


def test_the_record_of_a_real_service_is_whole_and_tells_what_happened(
    house: House, clock: SetClock, concern: bytes, dana: Dana, amira: Desk
) -> None:
    dana.says("Another thing.")
    amira.closes(concern)
    tick(house, clock)
    ticks = list(record.reader(house))
    told = {event.type for each in ticks for _, event in each.events}
    assert told >= {
        EventType.DIRECTORY,
        EventType.RECEIVED,
        EventType.RELEASED,
        EventType.OPENED,
        EventType.REPLIED,
        EventType.REPORTER_WROTE,
        EventType.CLOSED,
    }
    assert len(ticks) == 3


def test_a_piece_of_the_record_has_whole_ticks_however_many_there_are(
    house: House, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        tick(house, clock)
    whole = "".join(record.lines(house))
    for ticks in (1, 2, 5):
        monkeypatch.setattr(record, "TICKS", ticks)
        assert "".join(record.lines(house)) == whole


def test_a_slow_download_of_the_record_keeps_nothing_beside_the_database(
    house: House, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The write-ahead log has everything in the order of its arrival: the tick must be able to empty it."""
    monkeypatch.setattr(record, "TICKS", 1)
    tick(house, clock)
    tick(house, clock)
    download = record.lines(house)
    begun = [next(download), next(download)]
    clock.advance(hours=1)
    Dana(house).raises()
    ticking.tick(house)
    assert wal_of(house.store).stat().st_size == 0
    text = "".join([*begun, *download])
    reader = Reader(text.encode().splitlines(keepends=True), house.log.verifier)
    assert [each.checkpoint.size for each in reader] == [16, 32]


def test_before_the_first_tick_there_is_no_record_to_export(house: House) -> None:
    with pytest.raises(NotFound):
        list(record.lines(house))


def test_a_log_made_for_benches_is_one_that_every_check_takes(house: House) -> None:
    made = long_log.fill(house.store, house.log, 600, until=house.hour() - 1, years=0.02)
    ticks = list(record.reader(house))
    assert (len(ticks), ticks[-1].checkpoint.size, ticks[-1].checkpoint.hour) == (
        made.ticks,
        made.size,
        made.hour,
    )
    assert sum(len(each.events) for each in ticks) == made.events >= 600
    assert ticking.tick(house).ran
    assert list(record.reader(house))[-1].checkpoint.size == made.size + 16
