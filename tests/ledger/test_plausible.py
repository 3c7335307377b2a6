"""What no true log says, even one that is signed: the attacker of these tests holds the log's key."""

from __future__ import annotations

import pytest

from tests.ledger.records import (
    LEE,
    LOG,
    NINE,
    RULES,
    SAM,
    event,
    find,
    limits,
    read,
    received,
    released,
    story,
    ticked,
    written,
)
from whistle.domain.errors import BadProof
from whistle.domain.events import EventType
from whistle.ledger.event import Event
from whistle.ledger.plausible import HELD, LATEST
from whistle.ledger.record import Reader

Story = list[tuple[int, list[Event]]]


def logged(*ticks: tuple[int, list[Event]]) -> list[bytes]:
    """The record of the story with these ticks after it, signed with the log's own key."""
    return written(ticked([*story(), *ticks]))


def refused(lines: list[bytes]) -> str:
    with pytest.raises(BadProof) as refusal:
        read(lines)
    assert "tell whoever oversees the service" in str(refusal.value)
    return str(refusal.value)


def test_an_hour_after_the_tick_is_refused() -> None:
    lines = logged((NINE + 3, [event(EventType.REPLIED, NINE + 4)]))
    entry = find(lines, EventType.REPLIED, 1).entry
    assert refused(lines).startswith(f"Entry {entry} (replied) is dated")


@pytest.mark.parametrize(
    "kind", [EventType.REPLIED, EventType.RELEASED, EventType.EXPLAINED, EventType.CHECKED]
)
def test_what_the_service_logs_is_not_older_than_the_tick_before_by_more_than_an_hour(
    kind: EventType,
) -> None:
    def at(hour: int) -> list[bytes]:
        made = released(hour, LEE) if kind is EventType.RELEASED else event(kind, hour, LEE)
        return logged((NINE + 10, [received(NINE + 8, LEE)]), (NINE + 11, [made]))

    read(at(NINE + 9))
    assert "is back-dated" in refused(at(NINE + 8))


@pytest.mark.parametrize(
    "kind", [EventType.REPORTER_WROTE, EventType.ANSWERED, EventType.DISPUTED, EventType.SHARED]
)
def test_what_reporters_write_may_have_waited_a_day(kind: EventType) -> None:
    def at(hour: int) -> list[bytes]:
        return logged((NINE + 50, []), (NINE + 51, [event(kind, hour)]))

    read(at(NINE + 50 - HELD))
    lines = at(NINE + 49 - HELD)
    assert refused(lines).startswith(f"Entry {find(lines, kind).entry} (")


def test_a_concern_is_received_once() -> None:
    lines = logged((NINE + 3, [received(NINE + 3)]))
    second = max(find(lines, EventType.RECEIVED, nth).entry for nth in range(3))
    said = refused(lines)
    assert said.startswith(f"Entry {second} receives the concern that entry ")
    assert said.split()[7] in {str(find(lines, EventType.RECEIVED, nth).entry) for nth in range(2)}


def test_a_concern_is_not_received_twice_in_one_tick() -> None:
    assert "received already" in refused(
        logged((NINE + 3, [received(NINE + 3, LEE), received(NINE + 2, LEE)]))
    )


def test_a_concern_is_released_once() -> None:
    assert "released already" in refused(logged((NINE + 3, [released(NINE + 3)])))


def test_nothing_happens_to_a_concern_that_was_never_received() -> None:
    lines = logged((NINE + 3, [event(EventType.REPLIED, NINE + 3, LEE)]))
    assert refused(lines).startswith(
        f"Entry {find(lines, EventType.REPLIED, 1).entry} (replied) is of a concern that was never received"
    )


def test_nothing_happens_to_a_concern_before_it_was_received() -> None:
    late = [received(NINE + 3, LEE), event(EventType.ACKNOWLEDGED, NINE + 2, LEE)]
    assert "before its concern was received in entry" in refused(logged((NINE + 3, late)))


@pytest.mark.parametrize(
    "ticks",
    [
        [[EventType.CLOSED], [EventType.CLOSED]],
        [[EventType.REOPENED]],
        [[EventType.CLOSED, EventType.CLOSED]],
        [[EventType.CLOSED], [EventType.REOPENED, EventType.REOPENED]],
        [[EventType.CLOSED, EventType.REOPENED], [EventType.REOPENED]],
    ],
)
def test_closings_and_reopenings_take_turns(ticks: list[list[EventType]]) -> None:
    hours = range(NINE + 3, NINE + 3 + len(ticks))
    lines = logged(
        *(
            (hour, [event(kind, hour, SAM) for kind in kinds])
            for hour, kinds in zip(hours, ticks, strict=True)
        )
    )
    assert "a concern that was" in refused(lines)


def test_a_closing_and_a_reopening_may_come_in_one_tick_in_either_order() -> None:
    turns = [event(EventType.CLOSED, NINE + 3), event(EventType.REOPENED, NINE + 3)]
    read(logged((NINE + 3, turns), (NINE + 4, [event(EventType.CLOSED, NINE + 4)])))


@pytest.mark.parametrize("kind", [EventType.REPLIED, EventType.CLOSED, EventType.WITHDRAWN])
def test_what_happens_to_a_concern_says_to_which(kind: EventType) -> None:
    assert "belongs to no concern" in refused(logged((NINE + 3, [event(kind, NINE + 3, bytes(16))])))
    assert "belongs to no concern" in refused(logged((NINE + 3, [received(NINE + 3, bytes(16))])))


def test_a_copy_of_the_figures_belongs_to_no_concern() -> None:
    read(logged((NINE + 3, [event(EventType.EXPORTED, NINE + 3, bytes(16))])))


def test_edited_limits_are_found_and_the_entry_that_logged_them_named() -> None:
    lines = written(ticked(story()), rules={1: RULES.replace("made", "mode")})
    entry = find(lines, EventType.RULES).entry
    assert refused(lines).startswith(
        f"The text of version 1 of the limits is not the one that entry {entry} logged"
    )


def test_limits_without_a_text_are_named() -> None:
    lines = logged((NINE + 3, [limits(NINE + 3, 2, "{}")]))
    assert refused(lines).startswith(f"Entry {find(lines, EventType.RULES, 1).entry} says that version 2")


def test_one_version_has_one_text() -> None:
    ticks = ticked([*story(), (NINE + 3, [limits(NINE + 3, 1, "{}")])])
    for text in (RULES, "{}"):
        assert "is not the one that entry" in refused(written(ticks, rules={1: text}))


def test_a_release_keeps_limits_that_were_logged_by_then() -> None:
    ticks = [*story(), (NINE + 3, [received(NINE + 3, LEE), released(NINE + 3, LEE, rules=2)])]
    both = {1: RULES, 2: "{}"}
    assert "counts a concern by version 2" in refused(written(ticked(ticks), rules=both))
    ticks[-1][1].append(limits(NINE + 3, 2, "{}"))
    read(written(ticked(ticks), rules=both))


def test_no_concern_is_counted_by_limits_that_came_after_it() -> None:
    """Or else an answer that is late would be in time once the limits are longer."""
    both = {1: RULES, 2: RULES}
    held = released(NINE + 4, LEE, rules=2)
    same_tick = [*story(), (NINE + 3, [received(NINE + 3, LEE), limits(NINE + 3, 2)]), (NINE + 4, [held])]
    read(written(ticked(same_tick), rules=both))
    after = [*story(), (NINE + 3, [received(NINE + 3, LEE)]), (NINE + 4, [limits(NINE + 4, 2), held])]
    lines = written(ticked(after), rules=both)
    entry = find(lines, EventType.RELEASED, 2).entry
    assert refused(lines).startswith(
        f"Entry {entry} counts a concern by version 2 of the limits, which was not logged"
    )


def test_limits_that_are_not_logged_yet_may_stand_in_the_record() -> None:
    """They came into force after the last tick."""
    assert read(written(ticked(story()), rules={1: RULES, 2: "{}"}))


@pytest.mark.parametrize("hour", [LATEST + 1, 2**32 - 1])
def test_hours_that_no_log_reaches_are_refused_in_words(hour: int) -> None:
    assert "after the year 2198" in refused(logged((hour, [])))
    assert f"hour {hour}" in refused(logged((NINE + 3, [event(EventType.REPLIED, hour)])))


def test_nothing_of_a_tick_comes_out_before_it_was_looked_at() -> None:
    ticks = iter(Reader(logged((NINE + 3, [event(EventType.REPLIED, NINE + 4)])), LOG.verifier))
    assert [next(ticks).first for _ in range(3)] == [1, 17, 33]
    with pytest.raises(BadProof):
        next(ticks)
