"""Who opened a concern again decides from when its outcome counts: nobody gains time by closing."""

from __future__ import annotations

from whistle.domain.deadlines import DueKind, Standing, clocks, next_due
from whistle.domain.events import EventType, Happening
from whistle.domain.rules import USUAL

RECEIVED = 490_000
DAY = 24


def at(day: int, *types: EventType) -> list[Happening]:
    return [Happening(each, RECEIVED + day * DAY) for each in types]


def standings(happened: list[Happening], kind: DueKind, days: int) -> list[Standing]:
    found = clocks(happened, USUAL, RECEIVED + days * DAY)
    return [duty.standing for duty in found.duties if duty.kind is kind]


RECEIPT = at(0, EventType.RECEIVED, EventType.RELEASED)
BY_REVIEWERS = (EventType.REOPENED, EventType.REPLIED)
BY_THE_REPORTER = (EventType.REOPENED, EventType.DISPUTED)


def test_reviewers_who_close_and_open_again_for_ever_are_late_with_the_outcome_and_owe_a_reason() -> None:
    happened = list(RECEIPT)
    for month in range(1, 16):
        happened += at(30 * month, EventType.CLOSED) + at(30 * month + 1, *BY_REVIEWERS)
    outcomes = standings(happened, DueKind.OUTCOME, 470)
    assert outcomes[:3] == [Standing.IN_TIME] * 3
    assert set(outcomes[3:-1]) == {Standing.LATE}
    assert outcomes[-1] is Standing.OVERDUE
    assert Standing.OVERDUE in standings(happened, DueKind.REASON, 470)


def test_a_reopening_by_the_reporter_gives_the_reviewers_three_months_anew() -> None:
    happened = RECEIPT + at(80, EventType.CLOSED) + at(85, *BY_THE_REPORTER)
    assert standings(happened, DueKind.OUTCOME, 150) == [Standing.IN_TIME, Standing.RUNNING]
    happened = RECEIPT + at(80, EventType.CLOSED) + at(85, *BY_REVIEWERS)
    assert standings(happened, DueKind.OUTCOME, 150) == [Standing.IN_TIME, Standing.OVERDUE]


def test_after_the_reporter_opened_it_a_reopening_by_reviewers_counts_on_from_theirs() -> None:
    happened = RECEIPT + at(80, EventType.CLOSED) + at(85, *BY_THE_REPORTER)
    happened += at(100, EventType.CLOSED) + at(101, *BY_REVIEWERS)
    due = next_due(happened + at(120, EventType.REPLIED) + at(145, EventType.REPLIED), USUAL)
    assert due is not None
    assert (due.kind, due.hour // DAY) == (DueKind.UPDATE, RECEIVED // DAY + 173)
    outcomes = [each for each in clocks(happened, USUAL, due.hour).duties if each.kind is DueKind.OUTCOME]
    assert [each.start for each in outcomes] == [RECEIVED, RECEIVED + 85 * DAY, RECEIVED + 85 * DAY]
