"""The life of a concern: its states, what a reviewer or the reporter can do, and why it may be closed.

            acknowledge          reply               close
    new ───────────────► acknowledged ─────► open ─────────► closed
     └────────────── reply ──────────────────┘ ▲               │
                                               └─ either side ─┘

A reply or a closing may come without an acknowledgement before it: both show that a person has read the
concern, and so do a question and a holding reply, which count as one. Whoever replies in a closed concern, the
reporter or a reviewer, opens it again; so does a reporter who disputes what was done, or whom it has harmed. A
reviewer who checks how the reporter has been treated since leaves it closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from whistle.domain.errors import Conflict, MalformedFrame
from whistle.domain.events import EventType


class State(IntEnum):
    """Where a concern stands. Numbers are those of PROTOCOL section 9."""

    NEW = 0
    ACKNOWLEDGED = 1
    OPEN = 2
    CLOSED = 3

    @property
    def code(self) -> str:
        """The word that the API uses: ``new``, ``acknowledged``, ``open`` or ``closed``."""
        return self.name.lower()

    @classmethod
    def from_code(cls, code: str) -> State:
        """The state of that word; raises MalformedFrame for any other."""
        for state in cls:
            if state.code == code:
                return state
        raise MalformedFrame("There is no state of that name.")


class Action(StrEnum):
    """What a reviewer's message does."""

    ACKNOWLEDGE = "acknowledge"
    REPLY = "reply"
    CLOSE = "close"
    ASK = "ask"
    HOLD = "hold"
    CHECK = "check"

    @classmethod
    def from_code(cls, code: str) -> Action:
        """The action of that word; raises MalformedFrame for any other."""
        try:
            return cls(code)
        except ValueError:
            raise MalformedFrame("There is no action of that name.") from None

    @classmethod
    def from_act(cls, act: int) -> Action:
        """The action of a message with that ``act``; raises MalformedFrame for any other."""
        for action in cls:
            if action.event == act:
                return action
        raise MalformedFrame("A reviewer's message cannot do that.")

    @property
    def kind(self) -> str:
        """The ``kind`` that the message's plaintext carries (PROTOCOL section 4)."""
        return _REVIEWER[self][0]

    @property
    def event(self) -> EventType:
        """What the log gets for it: the message's ``act``."""
        return _REVIEWER[self][1]


_REVIEWER = {
    Action.ACKNOWLEDGE: ("acknowledgement", EventType.ACKNOWLEDGED),
    Action.REPLY: ("reply", EventType.REPLIED),
    Action.CLOSE: ("closing", EventType.CLOSED),
    Action.ASK: ("question", EventType.ASKED),
    Action.HOLD: ("holding", EventType.HOLDING),
    Action.CHECK: ("check", EventType.CHECKED),
}


class ReporterAction(StrEnum):
    """What a message of the reporter does, after the concern itself."""

    REPLY = "reply"
    ANSWER = "answer"
    DISPUTE = "dispute"
    WITHDRAW = "withdraw"
    TELL_OF_DETRIMENT = "tell-of-detriment"

    @classmethod
    def from_act(cls, act: int) -> ReporterAction:
        """The action of a message with that ``act``; raises MalformedFrame for any other."""
        for action in cls:
            if action.event == act:
                return action
        raise MalformedFrame("A reporter's message cannot do that.")

    @property
    def kind(self) -> str:
        """The ``kind`` that the message's plaintext carries (PROTOCOL section 4)."""
        return _REPORTER[self][0]

    @property
    def event(self) -> EventType:
        """What the log gets for it: the message's ``act``."""
        return _REPORTER[self][1]

    @property
    def reopens(self) -> bool:
        """Whether a closed concern opens again. To answer or to withdraw asks nothing more of the reviewers."""
        return self not in (ReporterAction.ANSWER, ReporterAction.WITHDRAW)


_REPORTER = {
    ReporterAction.REPLY: ("reply", EventType.REPORTER_WROTE),
    ReporterAction.ANSWER: ("answer", EventType.ANSWERED),
    ReporterAction.DISPUTE: ("dispute", EventType.DISPUTED),
    ReporterAction.WITHDRAW: ("withdrawal", EventType.WITHDRAWN),
    ReporterAction.TELL_OF_DETRIMENT: ("detriment", EventType.DETRIMENT),
}


class ClosingReason(IntEnum):
    """Why a concern was closed. Numbers are those of PROTOCOL section 9, and what the log keeps."""

    RESOLVED = 1
    ACTION_TAKEN = 2
    NO_FURTHER_ACTION = 3
    REFERRED = 4
    NOT_FOR_US = 5
    NOT_ENOUGH_TO_ACT = 6
    WITHDRAWN = 7

    @property
    def code(self) -> str:
        """The word that messages and the API use, such as ``no-further-action``."""
        return self.name.lower().replace("_", "-")

    @property
    def words(self) -> str:
        """The reason as a person reads it."""
        return _WORDS[self]

    @classmethod
    def from_code(cls, code: str) -> ClosingReason:
        """The reason of that word; raises MalformedFrame for any other."""
        for reason in cls:
            if reason.code == code:
                return reason
        raise MalformedFrame("There is no closing reason of that name.")


_WORDS = {
    ClosingReason.RESOLVED: "What was wrong has been put right",
    ClosingReason.ACTION_TAKEN: "Action was taken",
    ClosingReason.NO_FURTHER_ACTION: "Looked into, and no further action",
    ClosingReason.REFERRED: "Passed to another body",
    ClosingReason.NOT_FOR_US: "Not something this service can deal with",
    ClosingReason.NOT_ENOUGH_TO_ACT: "Not enough to act on",
    ClosingReason.WITHDRAWN: "Withdrawn by the reporter",
}


@dataclass(frozen=True)
class Step:
    """What an action leads to: the state after it, and the events that the log gets, in order."""

    state: State
    events: tuple[EventType, ...]


def after_reviewer(state: State, action: Action, reason: ClosingReason | None = None) -> Step:
    """What follows from a reviewer's message. Raises Conflict when it makes no sense in this state.

    A closing needs a reason, and nothing else takes one: raises MalformedFrame.
    """
    if (reason is not None) != (action is Action.CLOSE):
        raise MalformedFrame(
            "Say why the concern is closing." if reason is None else "Only a closing has a reason."
        )
    if state is State.CLOSED and action in _REFUSED_ONCE_CLOSED:
        raise Conflict(_REFUSED_ONCE_CLOSED[action])
    match action:
        case Action.REPLY:
            reopened = (EventType.REOPENED,) if state is State.CLOSED else ()
            return Step(State.OPEN, (*reopened, EventType.REPLIED))
        case Action.ACKNOWLEDGE:
            if state is not State.NEW:
                raise Conflict("This concern has been acknowledged already.")
            return Step(State.ACKNOWLEDGED, (EventType.ACKNOWLEDGED,))
        case Action.ASK | Action.HOLD:
            return Step(State.ACKNOWLEDGED if state is State.NEW else state, (action.event,))
        case Action.CHECK:
            if state is not State.CLOSED:
                raise Conflict("This concern is not closed. Write a reply instead.")
            return Step(state, (EventType.CHECKED,))
        case Action.CLOSE:
            return Step(State.CLOSED, (EventType.CLOSED,))


_REFUSED_ONCE_CLOSED = {
    Action.ASK: "This concern is closed. Reply to open it again, and then ask.",
    Action.HOLD: "This concern is closed. Reply to open it again.",
    Action.CLOSE: "This concern is closed already.",
}


def after_reporter(state: State, action: ReporterAction = ReporterAction.REPLY) -> Step:
    """What follows when the reporter writes. Nothing of it is refused: it is theirs to say in any state."""
    if state is State.CLOSED and action.reopens:
        return Step(State.OPEN, (EventType.REOPENED, action.event))
    return Step(state, (action.event,))
