"""A reviewer's inbox: what stands in it, in which order, and how it is gone through."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, update

from tests.services.changing import later
from tests.services.people import Dana, Desk
from whistle.clock import SetClock
from whistle.domain.concern import State
from whistle.domain.dates import months_later
from whistle.domain.deadlines import DAY
from whistle.domain.errors import MalformedFrame
from whistle.envelope.content import Question
from whistle.services import inbox, ticking
from whistle.services.house import House
from whistle.services.inbox import AHEAD, InboxRow, Which
from whistle.store import tables

Raise = Callable[..., bytes]


@pytest.fixture
def raised(house: House) -> Raise:
    """Raises a concern and releases it."""

    def released(**how: Any) -> bytes:
        dana = Dana(house)
        dana.raises(**how)
        assert isinstance(house.clock, SetClock)
        house.clock.advance(hours=1)
        ticking.tick(house)
        return dana.mailbox

    return released


def kept(house: House, mailbox: bytes, **values: Any) -> None:
    """Sets columns of a concern that other services keep."""
    change = update(tables.concerns).where(tables.concerns.c.mailbox == mailbox).values(**values)
    house.store.commit(lambda connection: connection.execute(change))


def shown(desk: Desk, **which: Any) -> list[str]:
    return [row.concern for row in desk.inbox(**which).items]


def test_the_inbox_shows_what_is_due_next_first(house: House, clock: SetClock, amira: Desk) -> None:
    first, second = Dana(house), Dana(house)
    first.raises()
    clock.advance(hours=1)
    second.raises()
    ticking.tick(house)
    start = house.hour()
    rows = amira.inbox().items
    assert [(row.concern, row.due_hour, row.due_kind, row.state, row.unread) for row in rows] == [
        (first.mailbox.hex(), start + 23, "acknowledgement", "new", 1),
        (second.mailbox.hex(), start + 24, "acknowledgement", "new", 1),
    ]
    amira.acknowledges(first.mailbox)
    assert [(row.concern, row.due_kind) for row in amira.inbox().items] == [
        (second.mailbox.hex(), "acknowledgement"),
        (first.mailbox.hex(), "reply"),
    ]


def test_the_inbox_comes_in_pages_that_miss_and_repeat_nothing(
    house: House, clock: SetClock, amira: Desk
) -> None:
    raised = []
    for _ in range(11):
        raised.append(Dana(house))
        raised[-1].raises()
        if len(raised) % 3 == 0:
            clock.advance(hours=1)
    ticking.tick(house)
    for each in raised[:4]:
        amira.acknowledges(each.mailbox)

    seen, place = [], None
    while True:
        page = amira.inbox(after=place, limit=2)
        assert len(page.items) <= 2
        seen += page.items
        place = page.next
        if place is None:
            break
    assert sorted(row.concern for row in seen) == sorted(each.mailbox.hex() for each in raised)
    due = [row.due_hour for row in seen]
    assert due == sorted(due, key=lambda hour: hour or 0)


def test_a_page_is_one_statement_that_reads_as_many_rows_as_it_shows(house: House, amira: Desk) -> None:
    """By its index alone: no sorting, no walking through what is not shown."""
    said: list[str] = []
    with house.store.read() as connection:
        driver: Any = connection.connection.driver_connection
    driver.set_trace_callback(said.append)
    amira.inbox(after="500000." + "00" * 16)
    amira.inbox(state="closed", after="500000." + "00" * 16)
    driver.set_trace_callback(None)
    pages = [statement for statement in said if "sort_hour" in statement]
    assert len(pages) == 2
    plans = [[row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {page}")] for page in pages]
    for plan, ranges in zip(plans, (4, 1), strict=True):
        assert not any("TEMP B-TREE" in step for step in plan)
        walks = [step for step in plan if " readers " in step]
        assert len(walks) == ranges
        for walk in walks:
            assert "INDEX ix_readers_inbox (reviewer=? AND state=? AND (sort_hour,mailbox)>" in walk, walk


def test_closed_concerns_are_listed_apart_by_their_next_check(
    house: House, clock: SetClock, amira: Desk, raised: Raise
) -> None:
    concerns = [raised(), raised()]
    for each in concerns:
        amira.closes(each)
        clock.advance(hours=1)
    assert amira.inbox().items == []
    rows = amira.inbox(state="closed").items
    assert [(row.concern, row.due_kind) for row in rows] == [(each.hex(), "check") for each in concerns]
    assert rows[0].due_hour == months_later(house.hour() - 2, 1)


def test_behind_them_stand_those_of_which_every_check_was_made_the_latest_closing_first(
    house: House, clock: SetClock, amira: Desk, raised: Raise
) -> None:
    first, second, third = (raised() for _ in range(3))
    for each in (first, second, third):
        amira.closes(each)
        clock.advance(hours=30)
    later(house, clock, 400 * DAY)
    for each in (first, second):
        amira.checks(each)
    rows = amira.inbox(state="closed").items
    assert [row.concern for row in rows] == [third.hex(), second.hex(), first.hex()]
    assert [row.due_hour is None for row in rows] == [False, True, True]


def test_a_closed_concern_comes_among_the_others_7_days_before_its_check(
    house: House, clock: SetClock, amira: Desk, raised: Raise
) -> None:
    closed = raised()
    amira.closes(closed)
    due = months_later(house.hour(), 1)
    later(house, clock, due - house.hour() - AHEAD - 1)
    assert shown(amira) == []
    clock.advance(hours=1)
    (row,) = amira.inbox().items
    assert (row.concern, row.state, row.due_kind, row.due_hour) == (closed.hex(), "closed", "check", due)
    amira.checks(closed)
    assert shown(amira) == []


def test_a_concern_waits_from_a_question_until_the_reporter_writes(
    house: House, clock: SetClock, amira: Desk
) -> None:
    dana = Dana(house)
    dana.raises()
    ticking.tick(house)
    amira.asks(dana.mailbox, Question("Was she alone?"))
    assert shown(amira, waiting=True) == [dana.mailbox.hex()]
    clock.advance(hours=1)
    ticking.tick(house)
    dana.says("She was.")
    assert amira.inbox().items[0].waiting  # until the tick, nobody learns that something was written
    clock.advance(hours=1)
    ticking.tick(house)
    assert not amira.inbox().items[0].waiting
    assert shown(amira, waiting=True) == []


def test_every_filter_lets_through_what_it_says_and_they_combine(
    house: House, amira: Desk, raised: Raise
) -> None:
    urgent, mine, plain = raised(urgent=True), raised(), raised()
    kept(house, mine, handler="amira", category=3)
    kept(house, plain, handler="ben")
    cover = house.hour() + 48
    covering = update(tables.readers).where(tables.readers.c.mailbox == plain).values(cover=cover)
    house.store.commit(lambda connection: connection.execute(covering))
    assert shown(amira, urgent=True) == [urgent.hex()]
    assert shown(amira, mine=True) == [mine.hex()]
    assert shown(amira, cover=True) == [plain.hex()]
    assert shown(amira, route=1) == shown(amira)
    assert shown(amira, route=2) == shown(amira, mine=True, cover=True) == []
    by_concern = {row.concern: row for row in amira.inbox().items}
    assert (by_concern[mine.hex()].handler, by_concern[mine.hex()].category) == ("amira", 3)
    assert by_concern[plain.hex()].cover_until == cover


def test_a_filter_walks_no_further_than_so_many_places_in_one_request(
    house: House, amira: Desk, raised: Raise
) -> None:
    concerns = [raised() for _ in range(7)]
    kept(house, concerns[-1], handler="amira")
    with patch.object(inbox, "MOST_PLACES", 3):
        pages = list(walked(amira, limit=1, mine=True))
    assert [[row.concern for row in page] for page in pages] == [[], [], [concerns[-1].hex()]]


def walked(desk: Desk, **which: Any) -> Iterator[list[InboxRow]]:
    """The pages, one after the other."""
    place = None
    for _ in range(200):
        page = desk.inbox(after=place, **which)
        yield page.items
        place = page.next
        if place is None:
            return
    pytest.fail("The list has no end.")


STORED = st.lists(
    st.fixed_dictionaries(
        {
            "state": st.sampled_from(State),
            "after": st.integers(-3, 3),
            "route": st.integers(1, 2),
            "urgent": st.booleans(),
            "handler": st.sampled_from([None, "amira", "ben"]),
            "asked": st.sampled_from([None, 5]),
            "cover": st.sampled_from([None, 7]),
        }
    ),
    max_size=25,
)
ASKED = st.builds(
    Which,
    state=st.sampled_from([None, *(state.code for state in State)]),
    route=st.sampled_from([None, 1, 2]),
    mine=st.booleans(),
    urgent=st.booleans(),
    waiting=st.booleans(),
    cover=st.booleans(),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(STORED, ASKED, st.integers(1, 4), st.integers(1, 9))
def test_whatever_is_asked_for_the_pages_hold_every_row_once_and_in_order(
    house: House, amira: Desk, stored: list[dict[str, Any]], which: Which, limit: int, most: int
) -> None:
    now = house.hour()
    rows = [
        {**row, "mailbox": secrets.token_bytes(16), "sort_hour": now + AHEAD + row["after"]} for row in stored
    ]
    house.store.commit(lambda connection: fill(connection, rows))
    expected = [
        row
        for row in sorted(rows, key=lambda row: (row["sort_hour"], row["mailbox"]))
        if asked_for(row, which, now)
    ]
    with patch.object(inbox, "MOST_PLACES", most):
        pages = list(walked(amira, limit=limit, **vars(which)))
    assert all(len(page) <= limit for page in pages)
    assert [row.concern for row in itertools.chain(*pages)] == [row["mailbox"].hex() for row in expected]


def asked_for(row: dict[str, Any], which: Which, now: int) -> bool:
    soon = row["state"] is not State.CLOSED or row["sort_hour"] <= now + AHEAD
    return (
        (row["state"].code == which.state if which.state else soon)
        and which.route in (None, row["route"])
        and (row["handler"] == "amira" or not which.mine)
        and (row["urgent"] or not which.urgent)
        and (row["asked"] is not None or not which.waiting)
        and (row["cover"] is not None or not which.cover)
    )


def fill(connection: Any, rows: list[dict[str, Any]]) -> None:
    """These concerns and no others, as far as an inbox looks at them."""
    plain = dict.fromkeys(
        ("size_class", "readers", "opened", "received", "told_state", "written", "count", "epoch",
         "category", "journal", "rules"), 0
    )  # fmt: skip
    wide = dict.fromkeys(
        ("filing_hash", "case_id", "head", "leaf", "happened", "opening", "receipt"), bytes(32)
    )
    connection.execute(delete(tables.readers))
    connection.execute(delete(tables.concerns))
    for row in rows:
        own = {name: row[name] for name in ("mailbox", "state", "route", "urgent", "handler", "asked")}
        connection.execute(insert(tables.concerns), {**plain, **wide, **own})
        place = {name: row[name] for name in ("mailbox", "state", "sort_hour", "cover")}
        connection.execute(insert(tables.readers), {**place, "reviewer": "amira", "unread": 0})


@pytest.mark.parametrize(
    "which", [{"state": "odd"}, {"after": "x"}, {"after": "1.zz"}, {"after": "1." + "g" * 32}]
)
def test_a_state_or_place_that_does_not_exist_is_refused(amira: Desk, which: dict[str, Any]) -> None:
    with pytest.raises(MalformedFrame):
        amira.inbox(**which)
