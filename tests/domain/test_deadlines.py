"""What is owed to a reporter, by when, and whether it came: what settles which clock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.domain.told import DAY, RECEIVED, clocks_after, duty_of, received_and
from whistle.domain.dates import days_later, months_later
from whistle.domain.deadlines import Due, Standing, clocks, next_due, require_check
from whistle.domain.errors import Conflict
from whistle.domain.events import EventType, Happening
from whistle.domain.limits import KINDS, DueKind, LateReason, Length
from whistle.domain.rules import USUAL

Told = tuple[EventType, int]
WEEK = 7 * DAY
MONTHS = [months_later(RECEIVED, months) - RECEIVED for months in range(14)]


def standing(kind: DueKind, after: int, *later: Told, stretch: int = 0, number: int = 0) -> Standing:
    return duty_of(clocks_after(after, *later), kind, stretch, number).standing


def numbers(kind: DueKind, after: int, *later: Told) -> list[tuple[int, int]]:
    return [(duty.stretch, duty.number) for duty in clocks_after(after, *later).duties if duty.kind is kind]


def due(*later: Told) -> tuple[DueKind, int] | None:
    found = next_due(received_and(*later), USUAL)
    return (found.kind, found.hour - RECEIVED) if found else None


def test_a_new_concern_is_to_be_acknowledged_within_24_hours() -> None:
    assert due() == (DueKind.ACKNOWLEDGEMENT, 24)


def test_an_acknowledged_one_is_to_be_answered_within_7_days_of_its_receipt() -> None:
    assert due((EventType.ACKNOWLEDGED, 3)) == (DueKind.REPLY, WEEK)


def test_an_answered_one_is_to_hear_every_28_days() -> None:
    replied = 3 * DAY
    assert due((EventType.REPLIED, replied)) == (DueKind.UPDATE, replied + 28 * DAY)
    holding = (EventType.HOLDING, 20 * DAY)
    assert due((EventType.REPLIED, replied), holding) == (DueKind.UPDATE, 48 * DAY)


def test_the_outcome_is_due_after_three_months_however_recent_the_last_update() -> None:
    assert due((EventType.REPLIED, 5), (EventType.HOLDING, 80 * DAY)) == (DueKind.OUTCOME, MONTHS[3])


@pytest.mark.parametrize(
    ("after", "expected"), [(0, Standing.IN_TIME), (24, Standing.IN_TIME), (25, Standing.LATE)]
)
def test_an_acknowledgement_is_in_time_up_to_its_last_hour(after: int, expected: Standing) -> None:
    assert standing(DueKind.ACKNOWLEDGEMENT, 100, (EventType.ACKNOWLEDGED, after)) is expected


@pytest.mark.parametrize(("after", "expected"), [(24, Standing.RUNNING), (25, Standing.OVERDUE)])
def test_without_one_the_clock_runs_out_after_the_same_hour(after: int, expected: Standing) -> None:
    assert standing(DueKind.ACKNOWLEDGEMENT, after) is expected


@pytest.mark.parametrize(
    "act",
    [EventType.ACKNOWLEDGED, EventType.ASKED, EventType.HOLDING, EventType.REPLIED, EventType.CLOSED],
)
def test_whatever_shows_that_a_person_has_read_it_acknowledges_a_concern(act: EventType) -> None:
    assert standing(DueKind.ACKNOWLEDGEMENT, 30, (act, 5)) is Standing.IN_TIME


@pytest.mark.parametrize("kind", [EventType.OPENED, EventType.RELEASED, EventType.CHECKED, EventType.SHARED])
def test_nothing_else_does(kind: EventType) -> None:
    assert standing(DueKind.ACKNOWLEDGEMENT, 30, (kind, 5)) is Standing.OVERDUE


def test_a_late_acknowledgement_stays_late_when_a_reply_follows_in_time() -> None:
    told = ((EventType.ACKNOWLEDGED, 30), (EventType.REPLIED, 40))
    assert standing(DueKind.ACKNOWLEDGEMENT, 50, *told) is Standing.LATE
    assert standing(DueKind.REPLY, 50, *told) is Standing.IN_TIME


@pytest.mark.parametrize("act", [EventType.ACKNOWLEDGED, EventType.HOLDING, EventType.CHECKED])
def test_only_a_reply_or_a_closing_is_the_first_reply(act: EventType) -> None:
    assert standing(DueKind.REPLY, WEEK + 1, (act, 5)) is Standing.OVERDUE
    assert standing(DueKind.REPLY, WEEK + 1, (act, 5), (EventType.REPLIED, 6)) is Standing.IN_TIME
    assert standing(DueKind.REPLY, WEEK + 1, (act, 5), (EventType.CLOSED, WEEK + 1)) is Standing.LATE


def test_each_time_from_word_to_word_is_a_clock_of_its_own() -> None:
    told = ((EventType.REPLIED, 10), (EventType.HOLDING, 10 + 20 * DAY), (EventType.REPLIED, 10 + 50 * DAY))
    assert numbers(DueKind.UPDATE, 51 * DAY, *told) == [(0, 0), (0, 1), (0, 2)]
    assert standing(DueKind.UPDATE, 51 * DAY, *told, number=0) is Standing.IN_TIME
    assert standing(DueKind.UPDATE, 51 * DAY, *told, number=1) is Standing.LATE
    assert standing(DueKind.UPDATE, 51 * DAY, *told, number=2) is Standing.RUNNING
    assert standing(DueKind.UPDATE, 80 * DAY, *told, number=2) is Standing.OVERDUE


def test_two_words_within_an_hour_are_one() -> None:
    assert numbers(DueKind.UPDATE, 50, (EventType.REPLIED, 10), (EventType.HOLDING, 10)) == [(0, 0)]


def test_a_word_in_the_hour_of_the_closing_came_before_it() -> None:
    assert numbers(
        DueKind.UPDATE, 90, (EventType.REPLIED, 10), (EventType.HOLDING, 50), (EventType.CLOSED, 50)
    ) == [(0, 0)]


def test_before_the_first_reply_no_update_is_owed() -> None:
    assert numbers(DueKind.UPDATE, 60 * DAY, (EventType.HOLDING, 10), (EventType.HOLDING, 20)) == []


def test_a_closing_before_an_update_is_due_leaves_none_owed_and_a_later_one_leaves_it_late() -> None:
    replied = (EventType.REPLIED, 10)
    assert numbers(DueKind.UPDATE, 90 * DAY, replied, (EventType.CLOSED, 10 + 28 * DAY)) == []
    assert standing(DueKind.UPDATE, 90 * DAY, replied, (EventType.CLOSED, 11 + 28 * DAY)) is Standing.LATE


def test_the_outcome_is_the_closing() -> None:
    assert standing(DueKind.OUTCOME, MONTHS[3]) is Standing.RUNNING
    assert standing(DueKind.OUTCOME, MONTHS[3] + 1) is Standing.OVERDUE
    assert standing(DueKind.OUTCOME, 9_000, (EventType.CLOSED, MONTHS[3])) is Standing.IN_TIME
    assert standing(DueKind.OUTCOME, 9_000, (EventType.CLOSED, MONTHS[3] + 1)) is Standing.LATE


class TestOpenForAYear:
    """A written reason is owed why."""

    SAID = KINDS.index(DueKind.REASON)

    def reason(self, after: int, said: int | None = None, closed: int | None = None) -> list[Standing]:
        told = received_and()
        if said is not None:
            told.append(Happening(EventType.EXPLAINED, RECEIVED + said, self.SAID, LateReason.PROCEEDINGS))
        if closed is not None:
            told.append(Happening(EventType.CLOSED, RECEIVED + closed))
        duties = clocks(told, USUAL, RECEIVED + after).duties
        return [duty.standing for duty in duties if duty.kind is DueKind.REASON]

    def test_it_is_owed_when_a_year_is_over(self) -> None:
        assert self.reason(MONTHS[12]) == [Standing.RUNNING]
        assert self.reason(MONTHS[12] + 1) == [Standing.OVERDUE]

    def test_one_that_is_given_in_the_last_fortnight_or_later_settles_it(self) -> None:
        assert self.reason(9_999, said=MONTHS[12] - 14 * DAY) == [Standing.IN_TIME]
        assert self.reason(9_999, said=MONTHS[12] + 1) == [Standing.LATE]

    def test_one_that_was_given_long_before_is_no_reason_why_it_is_open_now(self) -> None:
        assert self.reason(9_999, said=MONTHS[12] - 14 * DAY - 1) == [Standing.OVERDUE]

    def test_a_concern_that_closes_within_the_year_owes_none(self) -> None:
        assert self.reason(9_999, closed=MONTHS[12]) == []
        assert self.reason(9_999, closed=MONTHS[12] + 1) == [Standing.LATE]

    def test_the_reason_that_was_given_is_told(self) -> None:
        told = Happening(EventType.EXPLAINED, RECEIVED + MONTHS[12], self.SAID, LateReason.PROCEEDINGS)
        found = clocks([*received_and(), told], USUAL, RECEIVED + 9_999)
        assert duty_of(found, DueKind.REASON).reason is LateReason.PROCEEDINGS

    def test_of_two_that_were_given_the_first_settles_it(self) -> None:
        two = [
            Happening(EventType.EXPLAINED, RECEIVED + MONTHS[12] - after, self.SAID, LateReason.PROCEEDINGS)
            for after in (0, 9)
        ]
        for told in (two, two[::-1]):
            duty = duty_of(clocks([*received_and(), *told], USUAL, RECEIVED + 9_999), DueKind.REASON)
            assert duty.done == RECEIVED + MONTHS[12] - 9

    def test_one_that_is_given_after_the_closing_says_why_and_settles_nothing(self) -> None:
        told = Happening(EventType.EXPLAINED, RECEIVED + MONTHS[13], self.SAID, LateReason.SAFETY)
        closed = (EventType.CLOSED, MONTHS[12] + 5)
        duty = duty_of(clocks([*received_and(closed), told], USUAL, RECEIVED + MONTHS[13]), DueKind.REASON)
        assert (duty.done, duty.reason) == (RECEIVED + MONTHS[12] + 5, LateReason.SAFETY)

    def test_explaining_another_answer_is_none(self) -> None:
        other = KINDS.index(DueKind.OUTCOME)
        told = [*received_and(), Happening(EventType.EXPLAINED, RECEIVED + MONTHS[12], other, 1)]
        found = clocks(told, USUAL, RECEIVED + 9_999)
        assert duty_of(found, DueKind.REASON).standing is Standing.OVERDUE


class TestReopened:
    """A reopening starts new clocks."""

    def test_a_reopened_concern_is_to_be_answered_within_7_days_of_its_reopening(self) -> None:
        told = ((EventType.REPLIED, 1), (EventType.CLOSED, 5), (EventType.REOPENED, 500))
        assert due(*told) == (DueKind.REPLY, 500 + WEEK)
        assert standing(DueKind.REPLY, 501 + WEEK, *told, stretch=1) is Standing.OVERDUE

    def test_closing_at_once_and_being_reopened_is_no_answer(self) -> None:
        told = ((EventType.CLOSED, 1), (EventType.REOPENED, 2))
        assert standing(DueKind.REPLY, 900, *told) is Standing.IN_TIME
        assert standing(DueKind.REPLY, 900, *told, stretch=1) is Standing.OVERDUE
        assert standing(DueKind.OUTCOME, MONTHS[4], *told, stretch=1) is Standing.OVERDUE

    def test_nor_is_to_reply_to_close_and_to_be_reopened_within_one_hour(self) -> None:
        told = ((EventType.REPLIED, 4), (EventType.CLOSED, 4), (EventType.REOPENED, 4))
        assert standing(DueKind.REPLY, 900, *told, stretch=1) is Standing.OVERDUE

    def test_the_reply_that_opens_a_concern_again_answers_it(self) -> None:
        told = ((EventType.CLOSED, 4), (EventType.REOPENED, 90), (EventType.REPLIED, 90))
        assert standing(DueKind.REPLY, 900, *told, stretch=1) is Standing.IN_TIME
        assert numbers(DueKind.UPDATE, 900, *told) == [(1, 0)]

    def test_what_was_owed_before_the_closing_stays_as_it_was(self) -> None:
        told = ((EventType.CLOSED, WEEK + 1), (EventType.REOPENED, 900), (EventType.REPLIED, 901))
        assert standing(DueKind.REPLY, 950, *told) is Standing.LATE
        assert standing(DueKind.REPLY, 950, *told, stretch=1) is Standing.IN_TIME

    def test_it_is_acknowledged_once(self) -> None:
        assert numbers(DueKind.ACKNOWLEDGEMENT, 900, (EventType.CLOSED, 1), (EventType.REOPENED, 2)) == [
            (0, 0)
        ]

    @pytest.mark.parametrize(("turns", "is_open"), [(0, True), (1, False), (2, True), (3, False), (4, True)])
    def test_closings_and_reopenings_alternate_also_within_an_hour(self, turns: int, is_open: bool) -> None:
        told = [(EventType.REOPENED if turn % 2 else EventType.CLOSED, 50) for turn in range(turns)]
        found = clocks_after(60, *reversed(told))
        assert found.open is is_open
        assert found.stretches == 1 + turns // 2
        assert found.closed == (RECEIVED + 50 if turns else None)
        assert found.start == RECEIVED + (50 if turns > 1 else 0)

    def test_what_a_reporter_wrote_before_a_closing_and_was_handed_over_after_it_opens_it_again(self) -> None:
        """The reopening bears the hour in which they wrote, and counts from the closing."""
        told = ((EventType.REPORTER_WROTE, 15), (EventType.CLOSED, 20), (EventType.REOPENED, 15))
        found = clocks_after(30, *told)
        assert found.open
        assert found.start == RECEIVED + 20
        assert duty_of(found, DueKind.REPLY, stretch=1).due == days_later(RECEIVED + 20, 7)

    def test_a_reopening_of_what_is_open_means_nothing(self) -> None:
        found = clocks_after(30, (EventType.REOPENED, 15))
        assert (found.open, found.stretches, found.start) == (True, 1, RECEIVED)


class TestChecks:
    """Once closed, the reporter is asked how they are treated: after 1, 3, 6 and 12 months."""

    CLOSED = (EventType.CLOSED, 0)

    def test_the_next_is_due_each_time_until_all_are_over(self) -> None:
        made: list[Told] = []
        for months in (1, 3, 6, 12):
            assert due(self.CLOSED, *made) == (DueKind.CHECK, MONTHS[months])
            made.append((EventType.CHECKED, MONTHS[months]))
        assert due(self.CLOSED, *made) is None

    def test_one_stands_for_all_that_could_be_made_then(self) -> None:
        told = (self.CLOSED, (EventType.CHECKED, MONTHS[4]))
        assert standing(DueKind.CHECK, MONTHS[5], *told, number=0) is Standing.LATE
        assert standing(DueKind.CHECK, MONTHS[5], *told, number=1) is Standing.LATE
        assert standing(DueKind.CHECK, MONTHS[5], *told, number=2) is Standing.RUNNING

    def test_one_counts_from_14_days_before_it_is_due(self) -> None:
        early = MONTHS[3] - 14 * DAY
        told = (self.CLOSED, (EventType.CHECKED, MONTHS[1]), (EventType.CHECKED, early))
        assert standing(DueKind.CHECK, MONTHS[4], *told, number=1) is Standing.IN_TIME
        too_early = (self.CLOSED, (EventType.CHECKED, MONTHS[1]), (EventType.CHECKED, early - 1))
        assert standing(DueKind.CHECK, MONTHS[4], *too_early, number=1) is Standing.OVERDUE

    def test_earlier_is_refused_and_so_is_one_more_than_there_are(self) -> None:
        told = received_and(self.CLOSED)
        early = RECEIVED + MONTHS[1] - 14 * DAY
        require_check(told, USUAL, early)
        with pytest.raises(Conflict, match="early"):
            require_check(told, USUAL, early - 1)
        told.append(Happening(EventType.CHECKED, RECEIVED + MONTHS[12]))
        with pytest.raises(Conflict, match="made"):
            require_check(told, USUAL, RECEIVED + MONTHS[13])

    def test_after_a_check_the_next_is_never_one_that_could_be_made_now(self) -> None:
        told = received_and(self.CLOSED)
        for after in range(MONTHS[1] - 14 * DAY, MONTHS[12], DAY):
            checked = [*told, Happening(EventType.CHECKED, RECEIVED + after)]
            with pytest.raises(Conflict):
                require_check(checked, USUAL, RECEIVED + after)

    def test_what_was_missed_before_a_reopening_stays_late_and_what_was_not_due_is_not_owed(self) -> None:
        told = (self.CLOSED, (EventType.REOPENED, MONTHS[2]))
        assert numbers(DueKind.CHECK, MONTHS[13], *told) == [(0, 0)]
        assert standing(DueKind.CHECK, MONTHS[13], *told) is Standing.LATE

    def test_one_that_is_made_after_the_next_closing_is_none_of_the_first(self) -> None:
        told = (self.CLOSED, (EventType.REOPENED, MONTHS[2]), (EventType.CLOSED, MONTHS[2] + DAY))
        found = clocks_after(MONTHS[13], *told, (EventType.CHECKED, MONTHS[3]))
        assert duty_of(found, DueKind.CHECK).done == RECEIVED + MONTHS[2]
        assert duty_of(found, DueKind.CHECK, stretch=1).done == RECEIVED + MONTHS[3]
        assert (0, 1) not in numbers(DueKind.CHECK, MONTHS[13], *told, (EventType.CHECKED, MONTHS[3]))

    def test_one_that_was_made_before_a_closing_is_none_of_it_however_soon_it_was_due(self) -> None:
        soon = replace(USUAL, checks=(replace(USUAL.checks[0], length=Length(days=7)),))
        told = (
            self.CLOSED,
            (EventType.CHECKED, 5 * DAY),
            (EventType.REOPENED, 6 * DAY),
            (EventType.CLOSED, 8 * DAY),
        )
        found = clocks_after(20 * DAY, *told, rules=soon)
        assert duty_of(found, DueKind.CHECK).standing is Standing.IN_TIME
        assert duty_of(found, DueKind.CHECK, stretch=1).standing is Standing.OVERDUE

    def test_they_start_anew_with_the_next_closing(self) -> None:
        told = (self.CLOSED, (EventType.REOPENED, 50), (EventType.CLOSED, 90))
        found = clocks_after(100, *told)
        assert [duty.stretch for duty in found.duties if duty.kind is DueKind.CHECK] == [1] * 4
        assert next_due(received_and(*told), USUAL) == Due(DueKind.CHECK, months_later(RECEIVED + 90, 1))


def test_on_some_routes_an_acknowledgement_is_counted_in_working_days() -> None:
    saturday = [Happening(EventType.RECEIVED, RECEIVED + 5 * DAY)]
    rules = replace(USUAL, working_routes=frozenset({7}))
    for route, due in ((7, RECEIVED + 8 * DAY), (1, RECEIVED + 6 * DAY)):
        found = clocks(saturday, rules, RECEIVED + 5 * DAY, route=route)
        assert duty_of(found, DueKind.ACKNOWLEDGEMENT).due == due
        assert next_due(saturday, rules, route=route) == Due(DueKind.ACKNOWLEDGEMENT, due)


class TestTriage:
    """Somebody acts on what is urgent, within an hour in which somebody is there, timed to the minute."""

    def triage(self, released: int, act: int, minutes: int | None) -> Standing:
        told = received_and((EventType.RELEASED, released))
        told.append(Happening(EventType.HOLDING, RECEIVED + act, minutes=minutes))
        found = clocks(told, USUAL, RECEIVED + 500, urgent=True)
        return duty_of(found, DueKind.TRIAGE).standing

    def test_it_is_owed_for_what_is_urgent_alone_and_from_its_release(self) -> None:
        assert DueKind.TRIAGE not in {duty.kind for duty in clocks_after(5, (EventType.RELEASED, 1)).duties}
        assert next_due(received_and(), USUAL, urgent=True) == Due(DueKind.ACKNOWLEDGEMENT, RECEIVED + 24)
        told = received_and((EventType.RELEASED, 1))
        assert next_due(told, USUAL, urgent=True) == Due(DueKind.TRIAGE, RECEIVED + 2)

    @pytest.mark.parametrize(("minutes", "expected"), [(60, Standing.IN_TIME), (61, Standing.LATE)])
    def test_the_minutes_decide(self, minutes: int, expected: Standing) -> None:
        assert self.triage(1, 2, minutes) is expected

    @pytest.mark.parametrize(("act", "expected"), [(2, Standing.IN_TIME), (3, Standing.LATE)])
    def test_without_them_the_hours_do(self, act: int, expected: Standing) -> None:
        assert self.triage(1, act, None) is expected

    def test_fewer_minutes_than_the_hours_allow_are_not_believed(self) -> None:
        """Whoever writes the log writes the minutes too, but the hours are in it."""
        assert self.triage(1, 3, 5) is Standing.LATE

    def test_those_of_a_later_act_are_none_of_the_first(self) -> None:
        told = received_and((EventType.RELEASED, 1))
        acts = [
            Happening(EventType.HOLDING, RECEIVED + 2, minutes=70),
            Happening(EventType.REPLIED, RECEIVED + 3, minutes=9),
        ]
        found = clocks([*told, *acts], USUAL, RECEIVED + 500, urgent=True)
        assert duty_of(found, DueKind.TRIAGE).minutes == 70

    def test_a_night_in_which_nobody_is_there_does_not_count(self) -> None:
        assert self.triage(9, 24, 12) is Standing.IN_TIME
        assert self.triage(9, 24 + 2, 60) is Standing.LATE

    def test_nobody_there_and_no_act_it_runs_out_when_an_hour_of_the_morning_is_over(self) -> None:
        told = received_and((EventType.RELEASED, 9))
        for after, expected in ((25, Standing.RUNNING), (26, Standing.OVERDUE)):
            found = clocks(told, USUAL, RECEIVED + after, urgent=True)
            assert duty_of(found, DueKind.TRIAGE).standing is expected


class TestDisputed:
    """A reporter may say that an answer was none."""

    def disputed(self, kind: DueKind, *later: Told) -> bool:
        return duty_of(clocks_after(900, *later), kind).disputed

    def test_the_latest_answer_is_meant(self) -> None:
        told = ((EventType.REPLIED, 5), (EventType.REPLIED, 50), (EventType.DISPUTED, 80))
        assert not self.disputed(DueKind.REPLY, *told)
        assert self.disputed(DueKind.UPDATE, *told[:1], (EventType.REPLIED, 50), (EventType.DISPUTED, 80))
        assert self.disputed(DueKind.REPLY, (EventType.REPLIED, 5), (EventType.DISPUTED, 80))

    def test_the_first_of_several_may_be_meant_in_its_own_hour(self) -> None:
        told = (
            (EventType.REPLIED, 5),
            (EventType.DISPUTED, 5),
            (EventType.REPLIED, 50),
            (EventType.REPLIED, 60),
        )
        assert self.disputed(DueKind.REPLY, *told)
        assert not self.disputed(DueKind.UPDATE, *told[:3])

    def test_in_the_hour_of_an_answer_it_or_the_one_before_may_be_meant(self) -> None:
        told = ((EventType.REPLIED, 5), (EventType.REPLIED, 50), (EventType.DISPUTED, 50))
        assert self.disputed(DueKind.REPLY, *told)
        assert self.disputed(DueKind.UPDATE, *told)

    def test_a_closing_is_an_answer(self) -> None:
        told = ((EventType.CLOSED, 5), (EventType.DISPUTED, 9), (EventType.REOPENED, 9))
        assert self.disputed(DueKind.OUTCOME, *told)
        assert self.disputed(DueKind.REPLY, *told)
        assert not self.disputed(DueKind.ACKNOWLEDGEMENT, *told)

    def test_what_was_never_answered_is_not_disputed(self) -> None:
        found = clocks_after(900, (EventType.ACKNOWLEDGED, 2), (EventType.DISPUTED, 9))
        assert not any(duty.disputed for duty in found.duties)
        assert found.disputes == 1


class TestExplained:
    """Somebody says why an answer is late."""

    def reasons(
        self, *said: tuple[int, DueKind, int], told: tuple[Told, ...] = ()
    ) -> list[LateReason | None]:
        happened = received_and(*told)
        for after, kind, number in said:
            happened.append(Happening(EventType.EXPLAINED, RECEIVED + after, KINDS.index(kind), number))
        kinds = {kind for _, kind, _ in said}
        return [
            duty.reason for duty in clocks(happened, USUAL, RECEIVED + 2_000).duties if duty.kind in kinds
        ]

    def test_a_late_answer_gets_the_reason_that_was_given_last(self) -> None:
        reply = DueKind.REPLY
        assert self.reasons((WEEK + 1, reply, 1), (WEEK + 9, reply, 8)) == [LateReason.OVERLOOKED]
        assert self.reasons((WEEK + 9, reply, 1), (WEEK + 1, reply, 8)) == [LateReason.WAITED_FOR_OTHERS]

    def test_the_reason_may_be_given_on_the_day_on_which_it_is_due_and_not_before(self) -> None:
        assert self.reasons((WEEK - 24, DueKind.REPLY, 2)) == [LateReason.SAFETY]
        assert self.reasons((WEEK - 25, DueKind.REPLY, 2)) == [None]

    def test_an_answer_in_time_has_none(self) -> None:
        assert self.reasons((WEEK - 5, DueKind.REPLY, 2), told=((EventType.REPLIED, WEEK),)) == [None]

    def test_of_two_updates_the_one_that_is_late_is_meant(self) -> None:
        told = ((EventType.REPLIED, 0), (EventType.REPLIED, 30 * DAY), (EventType.REPLIED, 40 * DAY))
        assert self.reasons((41 * DAY, DueKind.UPDATE, 3), told=told) == [
            LateReason.PROCEEDINGS,
            None,
            None,
        ]

    def test_one_that_came_in_time_takes_no_reason_from_the_one_before(self) -> None:
        told = ((EventType.REPLIED, 0), (EventType.REPLIED, 30 * DAY), (EventType.REPLIED, 40 * DAY))
        said = self.reasons((57 * DAY + 12, DueKind.UPDATE, 3), told=told)
        assert said == [LateReason.PROCEEDINGS, None, None]

    def test_a_number_that_means_nothing_is_no_reason(self) -> None:
        assert self.reasons((WEEK + 1, DueKind.REPLY, 99)) == [None]
        told = [*received_and(), Happening(EventType.EXPLAINED, RECEIVED + 900, 99, 1)]
        assert not any(duty.reason for duty in clocks(told, USUAL, RECEIVED + 900).duties)


def test_what_happens_later_than_now_does_not_count() -> None:
    assert standing(DueKind.ACKNOWLEDGEMENT, 30, (EventType.ACKNOWLEDGED, 31)) is Standing.OVERDUE
    assert clocks(received_and(), USUAL, RECEIVED - 1).duties == ()


def test_the_clocks_of_one_hour_before_the_receipt_count_from_the_receipt() -> None:
    """A service whose clock was set back wrote them."""
    found = clocks_after(30, (EventType.ACKNOWLEDGED, -5), (EventType.CLOSED, -2))
    assert duty_of(found, DueKind.ACKNOWLEDGEMENT).taken == 0
    assert found.closed == RECEIVED
