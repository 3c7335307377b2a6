"""When there is a reason to remind somebody, and when to try again."""

from __future__ import annotations

import datetime as dt

import pytest

from whistle.clock import hour_of
from whistle.domain.deadlines import DAY, DueKind
from whistle.domain.errors import Malformed
from whistle.domain.hours import EVERY_TICK, HandOver
from whistle.domain.reminders import PAUSES, Day, Failure, pause, read_address
from whistle.domain.roles import Role
from whistle.domain.rules import USUAL


def hour(day: int, at: int, month: int = 11) -> int:
    return hour_of(dt.datetime(2026, month, day, at, tzinfo=dt.UTC))


def test_a_day_of_reminders_begins_at_the_hour_of_the_hand_over() -> None:
    five = HandOver(5)
    assert Day.of(hour(20, 4), five) == Day(hour(19, 5), hour(20, 5))
    assert Day.of(hour(20, 5), five) == Day(hour(20, 5), hour(21, 5))


def test_where_things_are_handed_over_at_every_tick_it_begins_at_seven() -> None:
    assert Day.of(hour(20, 12), EVERY_TICK) == Day(hour(20, 7), hour(21, 7))


def test_it_keeps_to_the_clock_on_the_wall() -> None:
    assert Day.of(hour(1, 12, month=7), HandOver(7)).begun == hour(1, 6, month=7)


def test_everyone_hears_of_what_runs_out_before_the_next_reminder() -> None:
    day = Day(hour(20, 7), hour(21, 7))
    assert set(day.due_before(Role.REVIEWER, USUAL).values()) == {day.next}


def test_a_lead_hears_of_it_a_seventh_of_its_time_before() -> None:
    day = Day(hour(20, 7), hour(21, 7))
    ahead = {kind: limit - day.next for kind, limit in day.due_before(Role.LEAD, USUAL).items()}
    assert ahead[DueKind.ACKNOWLEDGEMENT] == 3
    assert ahead[DueKind.REPLY] == DAY
    assert ahead[DueKind.UPDATE] == 4 * DAY
    assert ahead[DueKind.OUTCOME] // DAY == 13
    assert ahead[DueKind.CHECK] // DAY == 4


def test_a_lead_hears_of_what_nobody_is_at_when_half_of_its_time_is_left() -> None:
    day = Day(hour(20, 7), hour(21, 7))
    ahead = {
        kind: limit - day.next for kind, limit in day.due_before(Role.LEAD, USUAL, nobody_at_it=True).items()
    }
    assert ahead[DueKind.ACKNOWLEDGEMENT] == 12
    assert ahead[DueKind.REPLY] == 84
    others = day.due_before(Role.REVIEWER, USUAL, nobody_at_it=True)
    assert set(others.values()) == {day.next}


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.LEAD])
def test_every_clock_there_is_can_be_a_reason(role: Role) -> None:
    assert set(Day(hour(20, 7), hour(21, 7)).due_before(role, USUAL)) == set(DueKind)


def test_pauses_grow_and_then_stay() -> None:
    assert [pause(tries) for tries in range(1, 8)] == [*PAUSES, PAUSES[-1], PAUSES[-1]]
    assert list(PAUSES) == sorted(PAUSES)


def test_every_failure_says_something_to_the_operator() -> None:
    assert len({reason.words for reason in Failure}) == len(Failure)


@pytest.mark.parametrize(
    "address", ["r.okafor@example.org", " ruth+whistle@northmoor.police.uk ", "r@localhost"]
)
def test_an_address_is_read(address: str) -> None:
    assert read_address(address) == address.strip()


@pytest.mark.parametrize(
    "address",
    [
        "", "ruth", "@example.org", "ruth@", "ruth@example.org, tom@example.org", "Ruth <ruth@example.org>",
        "ruth@example.org\r\nBcc: tom@example.org", "ruth@example.org\nX: y",
        "ruth@exam\u00adple.org", "r\u00fcth@example.org",
        "ruth..o@example.org", "ruth@-example.org", "ruth@[127.0.0.1]",
        "r" * 250 + "@example.org", '"ruth o"@example.org',
    ],
)  # fmt: skip
def test_nothing_else_is_an_address(address: str) -> None:
    with pytest.raises(Malformed):
        read_address(address)
