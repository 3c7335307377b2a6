"""Who is away: told by themselves, to colleagues, from the first hour of a day to the last of another."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.services.changing import tick
from tests.services.people import Dana, Force
from tests.services.test_persons import renewed
from whistle.clock import SetClock, hour_of
from whistle.domain.errors import Forbidden, Malformed
from whistle.services import absences, inbox, ticking
from whistle.services.absences import Colleague
from whistle.services.house import House
from whistle.store import tables
from whistle.store.engine import Store


def day(number: int) -> dt.date:
    return dt.date(2026, 11, number)


def hour(number: int, at: int) -> int:
    """The hour of a time on the wall, in November."""
    return hour_of(dt.datetime(2026, 11, number, at, tzinfo=ZoneInfo("Europe/London")))


def told(house: House, who: str) -> Colleague:
    return next(each for each in absences.colleagues(house, "amira") if each.id == who)


def gone(house: House) -> frozenset[str]:
    with house.store.read() as connection:
        return absences.away(connection, house, house.hour())


def test_everyone_who_can_be_given_concerns_is_a_colleague(house: House) -> None:
    assert absences.colleagues(house, "ben") == [
        Colleague("amira", "Amira Khan", None, None, None),
        Colleague("ben", "Ben Ode", None, None, None),
        Colleague("carys", "Carys Pugh", None, None, None),
    ]


def test_whoever_is_away_is_so_from_the_first_hour_of_a_day_to_the_last_of_another(
    house: House, clock: SetClock
) -> None:
    """It is Friday 20 November; Ben is away on Saturday and Sunday."""
    absences.go_away(house, "ben", day(21), day(22), "carys")
    assert told(house, "ben") == Colleague("ben", "Ben Ode", hour(21, 0), hour(22, 23), "carys")
    seen = []
    for _ in range(72):
        seen += [house.hour()] if gone(house) == {"ben"} else []
        clock.advance(hours=1)
    assert seen == list(range(hour(21, 0), hour(22, 23) + 1))
    assert told(house, "ben") == Colleague("ben", "Ben Ode", None, None, None)


def test_a_day_in_summer_begins_an_hour_earlier(house: House) -> None:
    july = dt.date(2027, 7, 1)
    absences.go_away(house, "ben", july, july)
    begins = hour_of(dt.datetime(2027, 6, 30, 23, tzinfo=dt.UTC))
    found = told(house, "ben")
    assert (found.away_from, found.away_until) == (begins, begins + 23)


def test_whoever_comes_back_is_back_at_once_and_a_new_word_takes_the_place_of_the_last(
    house: House,
) -> None:
    absences.go_away(house, "ben", day(20), day(25), "carys")
    assert gone(house) == {"ben"}
    absences.go_away(house, "ben", day(23), day(24))
    assert gone(house) == frozenset()
    assert told(house, "ben") == Colleague("ben", "Ben Ode", hour(23, 0), hour(24, 23), None)
    absences.come_back(house, "ben")
    assert told(house, "ben").away_from is None


def test_a_tick_takes_out_what_is_over(house: House, clock: SetClock) -> None:
    absences.go_away(house, "ben", day(20), day(20))
    absences.go_away(house, "carys", day(20), day(21))
    clock.advance(hours=14)
    tick(house, clock)
    with house.store.read() as connection:
        assert connection.scalars(select(tables.absences.c.reviewer)).all() == ["carys"]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (day(21), day(20)),
        (day(18), day(19)),
        (day(20), dt.date(2027, 11, 22)),
        (dt.date(2027, 11, 22), dt.date(2027, 11, 23)),
        (dt.date(2025, 11, 18), day(21)),
        (dt.date.min, day(21)),
        (day(21), dt.date.max),
        (dt.date.max, dt.date.max),
    ],
)
def test_days_that_are_over_or_out_of_reach_are_refused(house: House, first: dt.date, last: dt.date) -> None:
    with pytest.raises(Malformed):
        absences.go_away(house, "ben", first, last)
    assert told(house, "ben").away_from is None


def test_today_and_a_year_are_within_reach(house: House) -> None:
    absences.go_away(house, "ben", day(10), day(20))
    absences.go_away(house, "ben", day(20), dt.date(2027, 11, 21))


def test_only_a_colleague_who_reads_at_present_stands_in(
    force: Force, store: Store, clock: SetClock, house: House
) -> None:
    entries = force.revoked("amira")
    entries[2]["until"] = "2026-11-01"
    now = force.open(store, clock, force.after(house.directory(), reviewers=entries))
    for deputy in ("ben", "amira", "carys", "nobody", ""):
        with pytest.raises(Malformed, match="somebody else"):
            absences.go_away(now, "ben", day(20), day(25), deputy)
    assert [each.id for each in absences.colleagues(now, "ben")] == ["ben"]
    absences.go_away(house, "ben", day(20), day(25), "amira")
    assert [each.deputy for each in absences.colleagues(now, "ben")] == [None]


def test_a_person_with_two_keys_is_one_colleague_by_the_newer_and_away_with_both(
    force: Force, store: Store, clock: SetClock
) -> None:
    house = force.open(store, clock, force.directory(**renewed(force)))
    absences.go_away(house, "ben", day(20), day(25), "carys")
    absences.go_away(house, "carys", day(20), day(25), "ben")
    assert [(each.id, each.deputy) for each in absences.colleagues(house, "amira")] == [
        ("amira", None), ("ben-2", "carys"), ("carys", "ben-2"),
    ]  # fmt: skip
    assert gone(house) == {"ben", "ben-2", "carys"}
    with pytest.raises(Malformed):
        absences.go_away(house, "ben", day(20), day(25), "ben-2")
    absences.come_back(house, "ben-2")
    assert gone(house) == {"carys"}


def test_somebody_who_is_no_reviewer_now_learns_of_nobody(
    force: Force, store: Store, clock: SetClock, house: House
) -> None:
    now = force.open(store, clock, force.after(house.directory(), reviewers=force.revoked("ben")))
    for who in ("ben", "nobody"):
        with pytest.raises(Forbidden):
            absences.colleagues(now, who)
        with pytest.raises(Forbidden):
            absences.go_away(now, who, day(20), day(25))
        with pytest.raises(Forbidden):
            absences.come_back(now, who)


def test_to_stand_in_for_somebody_gives_no_concern_to_anybody(house: House, clock: SetClock) -> None:
    """The server does not know whom a reporter left out: a colleague who reads a concern lets the deputy in, or not."""
    dana = Dana(house)
    dana.raises(readers=("ben",), urgent=True)
    absences.go_away(house, "ben", day(20), day(25), "carys")
    ticking.tick(house)
    assert inbox.show(house, "carys").items == []
