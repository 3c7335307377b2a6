"""The life of a concern: every state against every action."""

from __future__ import annotations

import pytest

from whistle.domain.concern import (
    Action,
    ClosingReason,
    ReporterAction,
    State,
    Step,
    after_reporter,
    after_reviewer,
)
from whistle.domain.errors import Conflict, Malformed, MalformedFrame
from whistle.domain.events import EventType as E
from whistle.domain.roles import Role

WHY = ClosingReason.ACTION_TAKEN


@pytest.mark.parametrize(
    ("state", "action", "expected"),
    [
        (State.NEW, Action.ACKNOWLEDGE, Step(State.ACKNOWLEDGED, (E.ACKNOWLEDGED,))),
        (State.ACKNOWLEDGED, Action.ACKNOWLEDGE, None),
        (State.OPEN, Action.ACKNOWLEDGE, None),
        (State.CLOSED, Action.ACKNOWLEDGE, None),
        (State.NEW, Action.REPLY, Step(State.OPEN, (E.REPLIED,))),
        (State.ACKNOWLEDGED, Action.REPLY, Step(State.OPEN, (E.REPLIED,))),
        (State.OPEN, Action.REPLY, Step(State.OPEN, (E.REPLIED,))),
        (State.CLOSED, Action.REPLY, Step(State.OPEN, (E.REOPENED, E.REPLIED))),
        (State.NEW, Action.CLOSE, Step(State.CLOSED, (E.CLOSED,))),
        (State.ACKNOWLEDGED, Action.CLOSE, Step(State.CLOSED, (E.CLOSED,))),
        (State.OPEN, Action.CLOSE, Step(State.CLOSED, (E.CLOSED,))),
        (State.CLOSED, Action.CLOSE, None),
        (State.NEW, Action.ASK, Step(State.ACKNOWLEDGED, (E.ASKED,))),
        (State.ACKNOWLEDGED, Action.ASK, Step(State.ACKNOWLEDGED, (E.ASKED,))),
        (State.OPEN, Action.ASK, Step(State.OPEN, (E.ASKED,))),
        (State.CLOSED, Action.ASK, None),
        (State.NEW, Action.HOLD, Step(State.ACKNOWLEDGED, (E.HOLDING,))),
        (State.ACKNOWLEDGED, Action.HOLD, Step(State.ACKNOWLEDGED, (E.HOLDING,))),
        (State.OPEN, Action.HOLD, Step(State.OPEN, (E.HOLDING,))),
        (State.CLOSED, Action.HOLD, None),
        (State.NEW, Action.CHECK, None),
        (State.ACKNOWLEDGED, Action.CHECK, None),
        (State.OPEN, Action.CHECK, None),
        (State.CLOSED, Action.CHECK, Step(State.CLOSED, (E.CHECKED,))),
    ],
)
def test_a_reviewers_action_leads_where_it_should(
    state: State, action: Action, expected: Step | None
) -> None:
    reason = WHY if action is Action.CLOSE else None
    if expected is None:
        with pytest.raises(Conflict):
            after_reviewer(state, action, reason)
    else:
        assert after_reviewer(state, action, reason) == expected


@pytest.mark.parametrize(
    ("action", "event", "reopens"),
    [
        (ReporterAction.REPLY, E.REPORTER_WROTE, True),
        (ReporterAction.ANSWER, E.ANSWERED, False),
        (ReporterAction.DISPUTE, E.DISPUTED, True),
        (ReporterAction.WITHDRAW, E.WITHDRAWN, False),
        (ReporterAction.TELL_OF_DETRIMENT, E.DETRIMENT, True),
    ],
)
def test_the_reporter_can_always_write_and_some_of_it_reopens_what_is_closed(
    action: ReporterAction, event: E, reopens: bool
) -> None:
    closed = Step(State.OPEN, (E.REOPENED, event)) if reopens else Step(State.CLOSED, (event,))
    assert after_reporter(State.CLOSED, action) == closed
    for state in (State.NEW, State.ACKNOWLEDGED, State.OPEN):
        assert after_reporter(state, action) == Step(state, (event,))


def test_a_reporter_who_only_writes_replies() -> None:
    assert after_reporter(State.CLOSED) == after_reporter(State.CLOSED, ReporterAction.REPLY)


@pytest.mark.parametrize("state", State)
def test_no_concern_closes_without_a_reason_and_nothing_else_takes_one(state: State) -> None:
    with pytest.raises(MalformedFrame):
        after_reviewer(state, Action.CLOSE)
    for action in set(Action) - {Action.CLOSE}:
        with pytest.raises(MalformedFrame):
            after_reviewer(state, action, WHY)


def test_codes_and_numbers_are_those_of_the_protocol() -> None:
    assert [(reason.value, reason.code) for reason in ClosingReason] == [
        (1, "resolved"),
        (2, "action-taken"),
        (3, "no-further-action"),
        (4, "referred"),
        (5, "not-for-us"),
        (6, "not-enough-to-act"),
        (7, "withdrawn"),
    ]
    assert [(state.value, state.code) for state in State] == [
        (0, "new"),
        (1, "acknowledged"),
        (2, "open"),
        (3, "closed"),
    ]
    assert [(action.value, action.kind, action.event) for action in Action] == [
        ("acknowledge", "acknowledgement", 4),
        ("reply", "reply", 5),
        ("close", "closing", 6),
        ("ask", "question", 9),
        ("hold", "holding", 19),
        ("check", "check", 20),
    ]
    assert [(action.kind, action.event) for action in ReporterAction] == [
        ("reply", 8),
        ("answer", 10),
        ("dispute", 11),
        ("withdrawal", 15),
        ("detriment", 16),
    ]


def test_an_act_is_of_one_side_only() -> None:
    for side in (Action, ReporterAction):
        assert all(side.from_act(action.event) is action for action in side)
        others = set(range(256)) - {int(action.event) for action in side}
        for act in others:
            with pytest.raises(MalformedFrame):
                side.from_act(act)


def test_every_code_reads_back_and_no_other_does() -> None:
    assert all(ClosingReason.from_code(reason.code) is reason for reason in ClosingReason)
    assert all(State.from_code(state.code) is state for state in State)
    assert all(Action.from_code(action.value) is action for action in Action)
    for read in (ClosingReason.from_code, State.from_code, Action.from_code):
        for code in ("", "Resolved", "NEW", "closing", "no_further_action"):
            with pytest.raises(MalformedFrame):
                read(code)


def test_every_closing_reason_has_words() -> None:
    assert len({reason.words for reason in ClosingReason}) == len(ClosingReason)


def test_whoever_reads_concerns_does_not_audit_them() -> None:
    assert all(role.reviews is not role.audits for role in Role)
    assert Role.parse("auditor").home == "/staff/audit/"
    assert Role.parse("lead").home == Role.REVIEWER.home == "/staff/review/"
    with pytest.raises(Malformed):
        Role.parse("root")
