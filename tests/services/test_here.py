"""Who else has a concern before them: told to its readers, for less than a minute, and of the reporter nothing."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from sqlalchemy import select

from tests.services import noting
from tests.services.changing import tick
from tests.services.people import Dana, Desk, Force
from tests.services.test_persons import keep_handler, renewed
from whistle.clock import SetClock
from whistle.domain.errors import Forbidden, Malformed, NotFound
from whistle.services import here, reviewing, ticking
from whistle.services.here import Here, There
from whistle.services.house import House
from whistle.store import tables
from whistle.store.engine import Store


def stored(house: House) -> list[tuple[object, ...]]:
    with house.store.read() as connection:
        return [tuple(row) for row in connection.execute(select(tables.presence))]


def seconds(house: House) -> int:
    return int(house.clock.now().timestamp())


def test_colleagues_see_each_other_read_and_write_and_not_themselves(house: House, concern: bytes) -> None:
    assert here.be_here(house, "amira", concern, "reading").here == []
    assert here.be_here(house, "ben", concern, "writing").here == [There("amira", "reading")]
    assert here.be_here(house, "amira", concern, "writing").here == [There("ben", "writing")]
    assert here.be_here(house, "ben", concern, "reading").here == [There("amira", "writing")]


def test_whoever_leaves_is_gone_at_once(house: House, concern: bytes) -> None:
    here.be_here(house, "amira", concern, "writing")
    here.be_here(house, "amira", concern, "left")
    assert here.be_here(house, "ben", concern, "reading").here == []
    assert {row[1] for row in stored(house)} == {"ben"}


def test_after_three_quarters_of_a_minute_nobody_is_there_and_nothing_is_left_of_it(
    house: House, clock: SetClock, concern: bytes
) -> None:
    here.be_here(house, "amira", concern, "reading")
    assert [row[3] for row in stored(house)] == [seconds(house) + 45]
    clock.advance(seconds=44)
    assert here.be_here(house, "ben", concern, "reading").here == [There("amira", "reading")]
    clock.advance(seconds=1)
    assert here.be_here(house, "ben", concern, "reading").here == []
    assert {row[1] for row in stored(house)} == {"ben"}


def test_a_tick_takes_out_what_nobody_asked_for_again(house: House, clock: SetClock, concern: bytes) -> None:
    here.be_here(house, "amira", concern, "reading")
    tick(house, clock)
    assert stored(house) == []


def test_who_reads_it_who_opened_it_and_who_has_it_in_hand_is_told(house: House, concern: bytes) -> None:
    hour = house.hour() - 1
    keep_handler(house, concern, "ben")
    told = here.be_here(house, "ben", concern, "reading")
    assert asdict(told) == {
        "count": 2,
        "journal": 0,
        "handler": "ben",
        "category": 0,
        "readers": [
            {"id": "amira", "opened": hour, "cover_until": None},
            {"id": "ben", "opened": None, "cover_until": None},
        ],
        "here": [],
    }


def test_what_a_colleague_wrote_meanwhile_counts_at_once_and_what_the_reporter_wrote_at_the_tick(
    house: House, clock: SetClock, concern: bytes, dana: Dana, amira: Desk
) -> None:
    def now() -> Here:
        return here.be_here(house, "ben", concern, "reading")

    amira.replies(concern, "And when?")
    noting.writes(amira, concern, category=3)
    told = now()
    assert (told.count, told.journal, told.category) == (3, 1, 3)
    dana.says("Yesterday.")
    dana.changes(dana.lets_in("carys"))
    assert now() == told
    tick(house, clock)
    assert now().count == 4
    assert [each.id for each in now().readers] == ["amira", "ben", "carys"]


def test_whoever_was_left_out_is_told_what_they_would_be_told_of_no_concern(
    house: House, concern: bytes, dana: Dana
) -> None:
    here.be_here(house, "amira", concern, "reading")
    other = Dana(house)
    other.raises()
    before, said = stored(house), []
    for mailbox in (concern, bytes(16), other.mailbox):
        for doing in ("reading", "writing", "left"):
            with pytest.raises(NotFound) as refusal:
                here.be_here(house, "carys", mailbox, doing)
            said.append(str(refusal.value))
    assert len(set(said)) == 1
    assert stored(house) == before


def test_whoever_stepped_back_is_not_there_any_more(
    house: House, clock: SetClock, concern: bytes, amira: Desk
) -> None:
    amira.changes(concern, amira.steps_back(concern))
    clock.advance(minutes=59, seconds=50)
    here.be_here(house, "amira", concern, "reading")
    clock.advance(seconds=10)
    ticking.tick(house)
    told = here.be_here(house, "ben", concern, "reading")
    assert (told.here, [each.id for each in told.readers]) == ([], ["ben"])


def test_whose_key_was_revoked_is_neither_there_nor_a_reader(
    force: Force, store: Store, clock: SetClock, house: House, concern: bytes
) -> None:
    here.be_here(house, "amira", concern, "reading")
    now = force.open(store, clock, force.after(house.directory(), reviewers=force.revoked("amira")))
    told = here.be_here(now, "ben", concern, "reading")
    assert (told.here, [each.id for each in told.readers]) == ([], ["ben"])
    with pytest.raises(Forbidden):
        here.be_here(now, "amira", concern, "reading")


def test_whoever_reads_with_two_keys_is_one_person(force: Force, store: Store, clock: SetClock) -> None:
    house = force.open(store, clock, force.directory(**renewed(force)))
    dana = Dana(house)
    dana.raises(readers=("amira", "ben", "ben-2"))
    ticking.tick(house)
    here.be_here(house, "ben", dana.mailbox, "reading")
    assert here.be_here(house, "ben-2", dana.mailbox, "writing").here == []
    told = here.be_here(house, "amira", dana.mailbox, "reading")
    assert told.here == [There("ben-2", "writing")]
    assert [each.id for each in told.readers] == ["amira", "ben-2"]


@pytest.mark.parametrize("doing", ["", "Reading", "reading ", "sleeping"])
def test_nothing_else_is_done_there(house: House, concern: bytes, doing: str) -> None:
    with pytest.raises(Malformed):
        here.be_here(house, "amira", concern, doing)


def test_to_be_there_changes_nothing_of_the_concern(house: House, concern: bytes, amira: Desk) -> None:
    before = reviewing.read_concern(house, "amira", concern, 0)
    here.be_here(house, "ben", concern, "writing")
    assert reviewing.read_concern(house, "amira", concern, 0) == before
    with house.store.read() as connection:
        fresh = select(tables.concerns.c.mailbox).where(tables.concerns.c.fresh.is_not(None))
        assert connection.scalars(fresh).all() == []
