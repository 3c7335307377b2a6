"""A reviewer goes on leave: who hears of the clock, how the deputy gets to read it, whether the breach is counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.services.people import CARYS, Dana, Desk
from tests.services.test_notifying import delivered, house, mail, post, until
from tests.support.standings import standings
from whistle.clock import SetClock
from whistle.domain.deadlines import Standing
from whistle.domain.errors import NotFound
from whistle.domain.limits import DueKind
from whistle.envelope.compose import share
from whistle.services import reviewing, ticking
from whistle.services.house import House

__all__ = ["house", "mail", "post"]


@pytest.mark.parametrize(
    ("day", "expected"), [(27, Standing.IN_TIME), (29, Standing.LATE), (None, Standing.OVERDUE)]
)
def test_on_day_6_the_lead_brings_in_the_deputy_and_what_came_too_late_is_counted_once(
    house: House, dana: Dana, amira: Desk, ben: Desk, carys: Desk,
    day: int | None, expected: Standing,
) -> None:  # fmt: skip
    dana.raises()
    until(house, 21, 7)
    amira.opens(dana.mailbox)
    ben.opens(dana.mailbox)
    ben.acknowledges(dana.mailbox)
    until(house, 23, 12)
    ben.holds(dana.mailbox, "I am away from tomorrow. Nothing to tell you yet.")

    # To say that there is nothing to say stops no clock: on day 6 the lead hears of it.
    assert until(house, 26, 8) == {"26 07:20": ["amira"]}
    assert not carys.inbox().items
    with pytest.raises(NotFound):
        carys.reads(dana.mailbox)
    end = house.hour() + 10 * 24
    frame = amira.lets_in(dana.mailbox, "carys").encode()
    reviewing.change(house, "amira", dana.mailbox, frame, end)

    until(house, 27, 8)
    (row,) = carys.inbox(cover=True).items
    assert (row.concern, row.unread, row.cover_until, row.due_kind) == (dana.mailbox.hex(), 1, end, "reply")
    assert carys.reads(dana.mailbox).concern
    if day:
        until(house, day, 9)
        carys.replies(dana.mailbox, "I have taken this over. The case is being looked at again.")
    until(house, 30, 12)

    ticking.tick(house, figures=False)
    found = standings(house)
    assert found[DueKind.ACKNOWLEDGEMENT, Standing.IN_TIME] == 1
    assert {standing: count for (kind, standing), count in found.items() if kind is DueKind.REPLY} == {
        expected: 1
    }


def test_nobody_lets_themselves_in_and_whoever_covers_sees_no_other(
    house: House, dana: Dana, amira: Desk, ben: Desk, carys: Desk
) -> None:
    dana.raises()
    Dana(house).raises()
    until(house, 21, 7)
    made = share(amira.key, amira.reads(dana.mailbox), house.directory(), ["carys"])
    head = replace(made.message, sender=CARYS.signing.public)
    hers = replace(made, message=head, signature=CARYS.signing.sign(head.encode()))
    with pytest.raises(NotFound):
        reviewing.change(house, "carys", dana.mailbox, hers.encode())
    amira.changes(dana.mailbox, made)
    until(house, 22, 8)
    assert [row.concern for row in carys.inbox().items] == [dana.mailbox.hex()]
    assert len(ben.inbox().items) == 2


def reminded(house: House, day: int) -> list[str]:
    """Who hears in the morning of that day in December, weeks after the last tick."""
    assert isinstance(house.clock, SetClock)
    house.clock.moment = dt.datetime(2026, 12, day, 7, 20, tzinfo=dt.UTC)
    ticking.tick(house, accept_jump=True, figures=False)
    return delivered(house)


def test_a_check_that_is_due_is_a_reason_for_the_days_reminder(
    house: House, dana: Dana, amira: Desk, ben: Desk
) -> None:
    """Closed on 21 November at noon, so due on 21 December: the lead hears of it before that, and both on the day."""
    dana.raises()
    until(house, 21, 12)
    ben.closes(dana.mailbox)
    for desk in (amira, ben):
        desk.opens(dana.mailbox)
    days = {day: reminded(house, day) for day in (15, 16, 20, 21)}
    assert days == {15: [], 16: ["amira"], 20: ["amira"], 21: ["amira", "ben"]}
    ben.checks(dana.mailbox)
    assert reminded(house, 22) == []
