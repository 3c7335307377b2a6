"""Opening the house: only under a directory that is signed, and follows the one before."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, select

from tests.services.people import Force
from whistle.clock import SetClock
from whistle.domain.errors import CannotStart
from whistle.domain.hours import HandOver
from whistle.envelope.ed25519 import SigningKey
from whistle.ledger.event import Event, EventType
from whistle.services import holidays, service_info
from whistle.services.house import House
from whistle.store import tables
from whistle.store.engine import Store


def logged(house: House) -> list[int]:
    """The directory versions that the log knows of."""
    with house.store.read() as connection:
        waiting = [Event.parse(raw) for raw in connection.scalars(select(tables.pending_leaves.c.event))]
    return sorted(event.directory_version for event in waiting if event.type is EventType.DIRECTORY)


def test_each_version_is_logged_once(force: Force, store: Store, clock: SetClock) -> None:
    file = force.directory()
    house = force.open(store, clock, file)
    force.open(store, clock, file)
    assert logged(house) == [1]
    second = force.open(store, clock, force.after(house.directory()))
    assert logged(second) == [1, 2]
    assert [known.version for known in second.directories] == [2, 1]


def test_after_a_restart_the_directory_before_is_still_known(
    force: Force, house: House, store: Store, clock: SetClock
) -> None:
    file = force.after(house.directory())
    force.open(store, clock, file)
    again = force.open(store, clock, file)
    assert [known.version for known in again.directories] == [2, 1]


def test_a_directory_that_is_not_there_or_is_not_one_stops_the_start(
    force: Force, store: Store, clock: SetClock
) -> None:
    for file in (b"{}", b"not json", b"\xff"):
        with pytest.raises(CannotStart, match="directory cannot be used"):
            force.open(store, clock, file)


def test_a_directory_that_the_authority_did_not_sign_stops_the_start(
    force: Force, store: Store, clock: SetClock
) -> None:
    unsigned = json.loads(force.directory())
    unsigned["signatures"] = []
    for file in (json.dumps(unsigned).encode(), Force().directory()):
        with pytest.raises(CannotStart, match="not signed"):
            force.open(store, clock, file)


def test_a_rolled_back_directory_stops_the_start(force: Force, store: Store, clock: SetClock) -> None:
    first = force.directory()
    house = force.open(store, clock, first)
    force.open(store, clock, force.after(house.directory()))
    with pytest.raises(CannotStart, match="rolled back"):
        force.open(store, clock, first)


def test_two_directories_of_one_version_stop_the_start(
    force: Force, house: House, store: Store, clock: SetClock
) -> None:
    with pytest.raises(CannotStart, match="two directories"):
        force.open(store, clock, force.directory(service="Northmoor Constabulary"))


def test_two_that_start_at_once_cannot_both_register_a_version(
    force: Force, house: House, store: Store, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one registers at the last moment before this one does."""
    mine, other = (force.after(house.directory(), service=f"Northmoor {name}") for name in ("East", "West"))
    commit = store.commit

    def late(write: Callable[[Connection], object]) -> object:
        monkeypatch.setattr(store, "commit", commit)
        force.open(store, clock, other)
        return commit(write)

    monkeypatch.setattr(store, "commit", late)
    with pytest.raises(CannotStart, match="two directories"):
        force.open(store, clock, mine)
    assert logged(house) == [1, 2]


def test_a_directory_that_names_another_predecessor_stops_the_start(
    force: Force, house: House, store: Store, clock: SetClock
) -> None:
    with pytest.raises(CannotStart, match="does not name version 1"):
        force.open(store, clock, force.directory(version=2, previous="00" * 32))
    assert logged(house) == [1]


def test_a_directory_that_silently_drops_a_reviewer_stops_the_start(
    force: Force, house: House, store: Store, clock: SetClock
) -> None:
    fewer = force.body()["reviewers"][:2]
    routes = [{"id": 1, "name": "Forced marriage", "about": "", "readers": ["amira"]}]
    with pytest.raises(CannotStart, match="leaves out a reviewer"):
        force.open(store, clock, force.after(house.directory(), reviewers=fewer, routes=routes))
    assert logged(house) == [1]


@pytest.mark.parametrize("which", ["log_key", "promise_key"])
def test_a_key_that_the_directory_does_not_name_stops_the_start(
    force: Force, store: Store, clock: SetClock, which: str
) -> None:
    file = force.directory()
    setattr(force, which, SigningKey.generate())
    with pytest.raises(CannotStart, match="not the one that the directory names"):
        force.open(store, clock, file)


def test_a_retired_authority_key_does_not_stop_the_start(force: Force, store: Store, clock: SetClock) -> None:
    """The directory before was signed by a key that is no longer in authority.pub: its form is refused, no more."""
    house = force.open(store, clock)
    file = force.after(house.directory())
    force.authority = SigningKey.generate()
    resigned = force.after(house.directory())
    assert resigned != file
    assert [known.version for known in force.open(store, clock, resigned).directories] == [2]


def test_opening_leaves_no_connection_to_be_carried_over_a_fork(house: House) -> None:
    assert house.store._reader.pool.checkedin() == 0  # type: ignore[attr-defined]
    assert house.store._writer.pool.checkedin() == 0  # type: ignore[attr-defined]


def test_everyone_is_told_the_same_within_five_minutes(house: House, clock: SetClock) -> None:
    first = service_info.describe(house)
    assert first["accepting"] is True
    assert "why" not in first
    assert first["next_tick"] % house.tick_seconds == 0
    clock.advance(minutes=4, seconds=59)
    assert service_info.describe(house) == first


def test_past_its_expiry_the_service_says_why_it_takes_nothing(house: House, clock: SetClock) -> None:
    clock.advance(days=60)
    info = service_info.describe(house)
    assert info["accepting"] is False
    assert "out of date" in info["why"]


def test_everyone_is_told_when_what_they_write_is_handed_over(
    force: Force, store: Store, clock: SetClock
) -> None:
    """The clock stands at 09:20 on a Friday."""
    every_tick = service_info.describe(force.open(store, clock))
    assert every_tick["next_release"] == every_tick["next_tick"]
    daily = force.open(store, clock, hand_over=HandOver(7), tick_seconds=2 * 3600)
    next_morning = dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC)
    assert service_info.describe(daily)["next_release"] == next_morning.timestamp()


@pytest.mark.parametrize(
    ("region", "day", "there"),
    [
        ("England", (2026, 4, 6), False), ("Scotland", (2026, 4, 6), True), ("Scotland", (2026, 11, 30), False),
        ("Wales", (2026, 12, 28), False), ("Northern Ireland", (2026, 3, 17), False), ("none", (2026, 12, 25), True),
    ],
)  # fmt: skip
def test_nobody_is_there_on_the_bank_holidays_of_the_place(
    force: Force, store: Store, region: str, day: tuple[int, int, int], there: bool
) -> None:
    noon = SetClock(dt.datetime(*day, 12, tzinfo=dt.UTC))
    told = service_info.describe(force.open(store, noon, bank_holidays=region))
    assert told["staffed"] is there
    assert (told["next_staffed"] == noon.now().timestamp()) is there


def test_outside_its_hours_the_service_says_when_somebody_is_there_next(
    house: House, clock: SetClock
) -> None:
    """From Friday evening to Monday morning."""
    assert service_info.describe(house)["staffed"] is True
    clock.moment = dt.datetime(2026, 11, 20, 17, 3, tzinfo=dt.UTC)
    told = service_info.describe(house)
    assert told["staffed"] is False
    assert told["next_staffed"] == dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC).timestamp()


def test_the_days_of_every_country_are_not_kept_in_memory() -> None:
    code = (
        "import datetime, sys, whistle.app\n"
        "from whistle.services import holidays\n"
        "christmas = holidays.of('Wales')(datetime.date(2026, 12, 25))\n"
        "sys.exit(not christmas or 'holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_where_no_other_process_can_be_begun_the_days_are_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert holidays.of("Scotland")(dt.date(2031, 12, 1))
    assert not holidays.of("Scotland")(dt.date(2031, 12, 2))
