"""Who is reminded while somebody is away: not they, unless nobody else hears of something urgent."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.services import noting
from tests.services.people import Dana, Desk, Force
from tests.services.test_notifying import PASSWORD, SEVEN, delivered, house, mail, post, until
from tests.services.test_persons import renewed
from tests.support.mail import at
from whistle.clock import SetClock
from whistle.services import absences, notifying, reviewing, signing_in, ticking
from whistle.services.house import House
from whistle.store import reminders
from whistle.store.engine import Store

__all__ = ["house", "mail", "post"]


def leaves(house: House, who: str, first: int = 20, last: int = 27) -> None:
    absences.go_away(house, who, dt.date(2026, 11, first), dt.date(2026, 11, last))


def test_whoever_is_away_is_not_reminded_until_they_are_back(house: House, dana: Dana) -> None:
    dana.raises()
    leaves(house, "ben", 20, 22)
    assert until(house, 24, 8) == {
        "21 07:20": ["amira"],
        "22 07:20": ["amira"],
        "23 07:20": ["amira", "ben"],
        "24 07:20": ["amira", "ben"],
    }


def test_whoever_comes_back_early_hears_of_the_rest_the_next_morning(house: House, dana: Dana) -> None:
    dana.raises()
    leaves(house, "ben")
    until(house, 22, 12)
    absences.come_back(house, "ben")
    assert until(house, 23, 8) == {"23 07:20": ["amira", "ben"]}


def test_something_urgent_is_told_to_those_who_are_there(house: House, dana: Dana) -> None:
    leaves(house, "ben", 20, 20)
    dana.raises(urgent=True)
    assert until(house, 20, 23) == {"20 10:20": ["amira"]}
    # And to whoever is back, once: nobody has read it yet.
    assert until(house, 21, 6) == {"21 00:20": ["ben"]}


def test_what_somebody_was_told_of_before_they_went_away_is_not_told_again(house: House, dana: Dana) -> None:
    dana.raises(urgent=True)
    assert until(house, 20, 12) == {"20 10:20": ["amira", "ben"]}
    leaves(house, "ben", 20, 21)
    assert until(house, 22, 8) == {"21 07:20": ["amira"], "22 07:20": ["amira", "ben"]}


def test_something_urgent_is_told_to_whoever_is_away_where_nobody_else_is_there_to_be_told(
    house: House, dana: Dana
) -> None:
    """Carys is there, and does not read it."""
    leaves(house, "amira")
    leaves(house, "ben")
    dana.raises(urgent=True)
    assert until(house, 23, 8) == {"20 10:20": ["amira", "ben"]}


def test_when_the_last_who_was_there_goes_away_the_others_hear_of_it(house: House, dana: Dana) -> None:
    leaves(house, "ben")
    dana.raises(urgent=True)
    assert until(house, 20, 12) == {"20 10:20": ["amira"]}
    leaves(house, "amira")
    assert until(house, 20, 16) == {"20 13:20": ["ben"]}


def test_a_colleague_whom_no_mail_reaches_is_not_there(house: House, dana: Dana) -> None:
    notifying.set_address(house, "amira", None)
    leaves(house, "ben")
    dana.raises(urgent=True)
    assert until(house, 20, 12) == {"20 10:20": ["ben"]}


def test_whoever_stands_in_hears_nothing_of_what_they_cannot_read(house: House, dana: Dana) -> None:
    absences.go_away(house, "ben", dt.date(2026, 11, 20), dt.date(2026, 11, 27), "carys")
    dana.raises(urgent=True, readers=("ben",))
    assert until(house, 27, 8) == {"20 10:20": ["ben"]}


def opened_and_acknowledged(house: House, dana: Dana, ben: Desk) -> None:
    """On Saturday at seven; the first reply is due by Friday 27 at nine."""
    dana.raises()
    until(house, 21, 7)
    for desk in (Desk(house, "amira"), ben):
        desk.opens(dana.mailbox)
    ben.acknowledges(dana.mailbox)
    noting.writes(ben, dana.mailbox, "", "handler", handler="ben")


@pytest.mark.parametrize("who", ["ben", "carys", None])
def test_a_lead_hears_of_what_its_handler_left_behind_when_half_of_its_time_is_over(
    house: House, dana: Dana, ben: Desk, who: str | None
) -> None:
    opened_and_acknowledged(house, dana, ben)
    if who:
        leaves(house, who, 21, 30)
    reminded = until(house, 28, 8)
    half = [day for day, names in reminded.items() if names == ["amira"]]
    if who == "ben":
        assert half == [f"{day} 07:20" for day in range(23, 29)]
    else:
        assert half == ["26 07:20"]
        assert reminded["27 07:20"] == ["amira", "ben"]


def test_a_lead_who_was_left_out_hears_nothing_of_what_its_handler_left_behind(
    house: House, ben: Desk
) -> None:
    dana = Dana(house)
    dana.raises(readers=("ben", "carys"))
    until(house, 21, 7)
    for desk in (ben, Desk(house, "carys")):
        desk.opens(dana.mailbox)
    ben.acknowledges(dana.mailbox)
    noting.writes(ben, dana.mailbox, "", "handler", handler="ben")
    leaves(house, "ben", 21, 30)
    assert all("amira" not in names for names in until(house, 30, 8).values())


def test_whoever_has_renewed_a_key_is_reminded_of_all_that_they_read_and_is_away_with_both(
    force: Force, store: Store, clock: SetClock
) -> None:
    house = force.open(store, clock, force.directory(**renewed(force)), hand_over=SEVEN, mail=at(25))
    ticking.tick(house, figures=False)
    signing_in.add_person(house, "ben", "reviewer", PASSWORD, "ben")
    notifying.set_address(house, "ben", "ben@northmoor.example")
    Dana(house).raises(readers=("ben-2",))
    assert _queued(house, clock) == [True]
    absences.go_away(house, "ben-2", dt.date(2026, 11, 21), dt.date(2026, 11, 27))
    assert _queued(house, clock) == [False]


def _queued(house: House, clock: SetClock) -> list[bool]:
    """Whether each person's reminder was queued in the ticks of the next day."""
    start = house.hour()
    for _ in range(24):
        clock.advance(hours=1)
        ticking.tick(house, figures=False)
    with house.store.read() as connection:
        known = reminders.everyone(connection)
    return [(each.reminder.queued or 0) > start for each in known]


def test_a_check_that_is_due_in_a_closed_concern_is_a_reason(house: House, dana: Dana, ben: Desk) -> None:
    dana.raises()
    until(house, 21, 7)
    for desk in (Desk(house, "amira"), ben):
        desk.opens(dana.mailbox)
    ben.closes(dana.mailbox)
    reminded = until(house, 30, 8)
    assert reminded == {}
    assert isinstance(house.clock, SetClock)
    house.clock.moment = dt.datetime(2026, 12, 21, 6, 20, tzinfo=dt.UTC)
    ticking.tick(house, accept_jump=True, figures=False)
    delivered(house)
    house.clock.advance(hours=1)
    ticking.tick(house, figures=False)
    assert delivered(house) == ["amira", "ben"]
    assert reviewing.read_concern(house, "ben", dana.mailbox, 0)
