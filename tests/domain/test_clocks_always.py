"""What holds of the clocks whatever happened, in whatever order it is told."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.told import DAY, NOWS, RECEIVED, ROUTES, RULES, TOLD, received_and
from whistle.domain.cases import Cases
from whistle.domain.dates import days_later
from whistle.domain.deadlines import Duty, Standing, clocks, next_due
from whistle.domain.events import EventType, Filed, Happening
from whistle.domain.rules import USUAL, Rules

SETTLED = (Standing.IN_TIME, Standing.LATE)
BROKEN = (Standing.LATE, Standing.OVERDUE)
Which = tuple[object, int, int]


def which(duty: Duty) -> Which:
    return (duty.kind, duty.stretch, duty.number)


@given(TOLD, RULES, NOWS, ROUTES, st.booleans())
def test_no_order_of_events_gives_a_negative_time(
    told: list[Happening], rules: Rules, now: int, route: int, urgent: bool
) -> None:
    found = clocks(told, rules, now, route=route, urgent=urgent)
    for duty in found.duties:
        until = now if duty.done is None else duty.done
        assert duty.start <= until <= now
        assert 0 <= duty.paused <= until - duty.start
        assert duty.taken >= 0
        assert duty.allowed > 0
        assert duty.minutes is None or duty.minutes >= 0
    for pause in found.pauses:
        assert pause.start <= (now if pause.end is None else pause.end)
    for before, after in pairwise(found.pauses):
        assert before.end is not None
        assert before.end <= after.start


@given(TOLD, RULES, NOWS, ROUTES, st.booleans(), st.randoms(use_true_random=False))
def test_shuffled_events_give_the_same_clocks(
    told: list[Happening], rules: Rules, now: int, route: int, urgent: bool, random: Random
) -> None:
    shuffled = list(told)
    random.shuffle(shuffled)
    assert clocks(shuffled, rules, now, route=route, urgent=urgent) == clocks(
        told, rules, now, route=route, urgent=urgent
    )
    assert next_due(shuffled, rules, route=route, urgent=urgent) == next_due(
        told, rules, route=route, urgent=urgent
    )


@given(TOLD, RULES, NOWS, st.integers(1, 3_000), st.booleans())
def test_what_is_settled_never_changes_and_what_is_overdue_is_never_in_time(
    told: list[Happening], rules: Rules, now: int, wait: int, urgent: bool
) -> None:
    later = {which(duty): duty for duty in clocks(told, rules, now + wait, urgent=urgent).duties}
    for duty in clocks(told, rules, now, urgent=urgent).duties:
        if duty.standing in SETTLED:
            then = later[which(duty)]
            assert (duty.start, duty.due, duty.done, duty.paused, duty.minutes, duty.standing) == (
                then.start,
                then.due,
                then.done,
                then.paused,
                then.minutes,
                then.standing,
            )
        if duty.standing is Standing.OVERDUE:
            assert later[which(duty)].standing in BROKEN


@given(TOLD, RULES, NOWS, st.lists(st.integers(0, 2_000), max_size=4), st.integers(0, 5_000), st.booleans())
def test_a_pause_never_hides_a_breach(
    told: list[Happening], rules: Rules, now: int, asked: list[int], wait: int, urgent: bool
) -> None:
    """Whatever is asked from an hour on, what was overdue in that hour stays late."""
    told = [each for each in told if each.hour <= now]
    overdue = [
        duty for duty in clocks(told, rules, now, urgent=urgent).duties if duty.standing is Standing.OVERDUE
    ]
    questions = [Happening(EventType.ASKED, now + hours) for hours in asked]
    later = {
        which(duty): duty for duty in clocks([*told, *questions], rules, now + wait, urgent=urgent).duties
    }
    assert all(later[which(duty)].standing in BROKEN for duty in overdue)


@given(TOLD, RULES, NOWS)
def test_a_question_never_stops_a_clock_for_longer_than_the_limits_say(
    told: list[Happening], rules: Rules, now: int
) -> None:
    for pause in clocks(told, rules, now).pauses:
        assert (now if pause.end is None else pause.end) <= days_later(pause.start, rules.pause_days)


@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=40), RULES, st.integers(0, 5_000))
def test_however_often_a_reporter_who_does_not_answer_is_asked_the_clocks_stop_once(
    asked: list[int], rules: Rules, now: int
) -> None:
    told = received_and(*((EventType.ASKED, hours) for hours in asked))
    found = clocks(told, rules, RECEIVED + now)
    assert len(found.pauses) <= 1
    assert all(duty.paused <= rules.pause_days * DAY + 1 for duty in found.duties)


@given(TOLD, RULES, NOWS)
def test_only_a_question_stops_a_clock_and_never_that_of_an_acknowledgement(
    told: list[Happening], rules: Rules, now: int
) -> None:
    quiet = [each for each in told if each.type is not EventType.ASKED]
    assert all(duty.paused == 0 for duty in clocks(quiet, rules, now).duties)
    for duty in clocks(told, rules, now, urgent=True).duties:
        if duty.kind not in ("reply", "update", "outcome"):
            assert (duty.paused, duty.resumes) == (0, None)


@given(TOLD, RULES, st.integers(0, 9_000), ROUTES, st.booleans())
def test_nothing_is_overdue_until_what_is_due_next_is(
    told: list[Happening], rules: Rules, wait: int, route: int, urgent: bool
) -> None:
    now = max(each.hour for each in told) + wait
    due = next_due(told, rules, route=route, urgent=urgent)
    duties = clocks(told, rules, now, route=route, urgent=urgent).duties
    open_duties = [duty for duty in duties if duty.done is None]
    if due is None:
        assert not open_duties
        return
    named = next(duty for duty in open_duties if duty.kind is due.kind)
    if now > due.hour:
        assert named.standing is Standing.OVERDUE
    else:
        assert all(duty.standing is not Standing.OVERDUE for duty in open_duties)
    if due.resumes is None or now >= due.resumes:
        assert (named.due, named.resumes) == (due.hour, None)
    else:
        assert named.due <= due.hour
        assert named.standing in (Standing.PAUSED, Standing.RUNNING)


@dataclass(frozen=True)
class Entry:
    """A line of the log."""

    case: bytes
    happening: Happening
    filed: Filed
    directory_version: int = 0

    @property
    def type(self) -> EventType:
        return self.happening.type

    @property
    def hour(self) -> int:
        return self.happening.hour


@settings(max_examples=40)
@given(TOLD, TOLD, RULES, NOWS, st.randoms(use_true_random=False))
def test_linking_two_concerns_never_hides_one(
    one: list[Happening], other: list[Happening], rules: Rules, now: int, random: Random
) -> None:
    """However their events stand among each other, the clocks of each are its own."""
    entries = [
        Entry(case, each, Filed(1, False, 1))
        for case, told in ((b"one", one), (b"other", other))
        for each in told
    ]
    random.shuffle(entries)
    log = Cases()
    for entry in entries:
        log.add(entry)
    for case, told in ((b"one", one), (b"other", other)):
        assert clocks(log.happened(case, now), rules, now) == clocks(told, rules, now)


def test_what_happened_to_one_concern_would_hide_what_did_not_to_the_other() -> None:
    """Why the clocks of linked concerns are never those of one list."""
    answered, forgotten = received_and((EventType.REPLIED, 5)), received_and()
    now = RECEIVED + 10 * DAY

    def overdue(told: list[Happening]) -> int:
        return sum(duty.standing is Standing.OVERDUE for duty in clocks(told, USUAL, now).duties)

    assert overdue(answered) + overdue(forgotten) == 2
    assert overdue(answered + forgotten) == 0


@given(TOLD.map(lambda told: [each for each in told if each.type is not EventType.RECEIVED]), NOWS)
def test_events_without_a_receipt_owe_nothing(told: list[Happening], now: int) -> None:
    found = clocks(told, USUAL, now, urgent=True)
    assert (found.duties, found.pauses, found.start, found.stretches) == ((), (), None, 0)
    assert next_due(told, USUAL, urgent=True) is None


@given(TOLD, NOWS)
def test_every_closing_that_was_reopened_owes_a_reply_and_an_outcome_anew(
    told: list[Happening], now: int
) -> None:
    found = clocks(told, USUAL, now)
    for kind in ("reply", "outcome"):
        owed = [duty for duty in found.duties if duty.kind == kind]
        assert [duty.stretch for duty in owed] == list(range(found.stretches))
        assert all(before.start <= after.start for before, after in pairwise(owed))
    assert found.open == (owed[-1].done is None)
    reopened = sum(each.type is EventType.REOPENED and each.hour <= now for each in told)
    assert found.stretches <= reopened + 1
