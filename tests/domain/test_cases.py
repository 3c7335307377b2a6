"""What the log tells, concern by concern."""

from __future__ import annotations

import random
import tracemalloc

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.records import Story, cases_of, events, happened, invented, log_of
from whistle.domain.cases import Cases
from whistle.domain.events import Copy, EventType, Filed, Happening
from whistle.ledger.event import Event, content_of, content_of_release

CASE = bytes(15) + b"\1"
NEVER = 1 << 31


def test_what_went_in_comes_out_in_the_order_of_hours() -> None:
    story = Story(1000, route=7, category=3, urgent=True)
    cases = cases_of(reversed(events(1, story)))
    assert list(cases.receipts(NEVER)) == [(CASE, 1000, Filed(7, True, 1))]
    assert cases.happened(CASE, NEVER) == [each.happening for each in events(1, story)]


def test_small_numbers_and_minutes_are_kept() -> None:
    said = Happening(EventType.EXPLAINED, 5, 255, 7)
    timed = Happening(EventType.ACKNOWLEDGED, 4, minutes=0)
    cases = cases_of(Event(each.type, each.hour, CASE, content=content_of(each)) for each in (said, timed))
    assert cases.happened(CASE, NEVER) == [timed, said]


def test_what_happens_later_is_not_known_yet() -> None:
    cases = cases_of(events(1, Story(1000)))
    assert not list(cases.receipts(999))
    assert list(cases.receipts(1000)) == [(CASE, 1000, None)]
    assert [each.hour for each in cases.happened(CASE, 1005)] == [1000, 1001, 1002, 1005]


def test_the_first_receipt_and_the_first_release_count() -> None:
    again = [
        Event(EventType.RECEIVED, 1200, CASE),
        Event(EventType.RELEASED, 1100, CASE, content=content_of_release(Filed(9, False, 2))),
    ]
    for log in ([*events(1, Story(1000)), *again], [*again, *events(1, Story(1000))]):
        assert list(cases_of(log).receipts(NEVER)) == [(CASE, 1000, Filed(1, False, 1))]


def test_the_largest_numbers_of_a_release_fit() -> None:
    filed = Filed((1 << 16) - 1, True, (1 << 32) - 1)
    release = Event(EventType.RELEASED, 2, CASE, content=content_of_release(filed))
    cases = cases_of([Event(EventType.RECEIVED, 1, CASE), release])
    assert list(cases.receipts(NEVER)) == [(CASE, 1, filed)]


def test_what_happens_to_the_service_stands_apart() -> None:
    down = Happening(EventType.DOWN, 7, minutes=30)
    copy = Happening(EventType.EXPORTED, 8, Copy.RECORD)
    cases = cases_of([*(Event(each.type, each.hour, content=content_of(each)) for each in (copy, down))])
    assert cases.service(NEVER) == [down, copy]
    assert cases.service(7) == [down]
    assert not list(cases.receipts(NEVER))


def test_a_copy_of_one_concern_happens_to_it() -> None:
    cases = cases_of([*events(1, Story(1000)), happened(CASE, EventType.EXPORTED, 1300, Copy.CONCERN)])
    assert not cases.service(NEVER)
    assert cases.happened(CASE, NEVER)[2:][-1].type is EventType.CLOSED
    assert any(each.type is EventType.EXPORTED for each in cases.happened(CASE, NEVER))


def test_the_limits_in_force_are_those_last_logged() -> None:
    cases = cases_of(
        Event(EventType.RULES, hour, directory_version=n) for hour, n in ((50, 2), (10, 1), (50, 3))
    )
    assert [cases.in_force(hour) for hour in (9, 10, 49, 50)] == [None, 1, 1, 3]


@given(st.randoms(), st.integers(0, 99))
@settings(max_examples=10, deadline=None)
def test_the_order_of_events_is_forgotten(shuffle: random.Random, seed: int) -> None:
    log = log_of(invented(seed)[0])
    cases = cases_of(log)
    shuffle.shuffle(log)
    other = cases_of(log)
    assert sorted(cases.receipts(NEVER)) == sorted(other.receipts(NEVER))
    for case, _, _ in cases.receipts(NEVER):
        assert cases.happened(case, NEVER) == other.happened(case, NEVER)


def test_an_event_takes_little_room() -> None:
    """Ten events each of two thousand concerns: a million take under 100 MB."""
    log = [
        each
        for n in range(2000)
        for each in events(n, Story(1000, asked=True, withdrawn=True, disputed=True))
    ]
    tracemalloc.start()
    cases = Cases()
    for each in log:
        cases.add(each)
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert taken / len(log) < 100
