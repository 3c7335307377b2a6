"""How a concern moves on: each function takes the concern as it stands and gives it as it stands afterwards.

Pure: what is written, and what the log gets of it, is for the callers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from whistle.domain.concern import (
    Action,
    ClosingReason,
    ReporterAction,
    State,
    after_reporter,
    after_reviewer,
)
from whistle.domain.deadlines import checks_after, next_due
from whistle.domain.events import EventType, Happening
from whistle.envelope.items import chain_next
from whistle.ledger.happened import pack, unpack
from whistle.store import readers
from whistle.store.concerns import Concern

DONE = 1 << 30
"""Behind every hour that there will be: in an inbox, what nothing is due in any more stands behind all else."""


@dataclass(frozen=True)
class Moved:
    """The concern afterwards, and what happened, in order: of each the log gets a leaf in the same transaction."""

    concern: Concern
    happened: tuple[Happening, ...] = ()


def note(concern: Concern, *happened: Happening) -> Moved:
    """Keeps in the concern's own row what happened to it, as the log does."""
    return Moved(replace(concern, happened=pack((*unpack(concern.happened), *happened))), happened)


def release(concern: Concern, hour: int) -> Moved:
    """Lets the reviewers have a new concern; its first message gets its place apart."""
    if concern.released is not None:
        return Moved(concern)
    return note(replace(concern, released=hour), Happening(EventType.RELEASED, hour))


def place(concern: Concern, message_hash: bytes) -> Concern:
    """Gives the next place to a message."""
    return replace(concern, count=concern.count + 1, head=chain_next(concern.head, message_hash))


def heard(concern: Concern, action: ReporterAction, hour: int) -> Moved:
    """What a reporter's message does, once it has its place; ``hour`` is the one in which it was written."""
    step = after_reporter(State(concern.state), action)
    if (
        concern.asked is not None and concern.asked <= hour
    ):  # what was held back since before the question is no answer
        concern = replace(concern, asked=None)
    if EventType.REOPENED in step.events:
        concern = replace(concern, started=hour, replied=None)
    moved = note(concern, *(Happening(event, hour) for event in step.events))
    return replace(moved, concern=with_due(replace(moved.concern, state=step.state)))


def act(concern: Concern, action: Action, reason: ClosingReason | None, hour: int) -> Moved:
    """What a reviewer's message does, from the hour it is written. Raises Conflict or MalformedFrame."""
    step = after_reviewer(State(concern.state), action, reason)
    if EventType.REOPENED in step.events:
        concern = replace(concern, started=hour)
    match action:
        case Action.REPLY:
            concern = replace(concern, replied=hour)
        case Action.HOLD if concern.replied is not None:  # an update at most: the first reply is still due
            concern = replace(concern, replied=hour)
        case Action.ASK:
            concern = replace(concern, asked=hour)
        case Action.CLOSE:
            concern = replace(concern, replied=hour, checks=0, asked=None)
        case Action.CHECK:
            concern = replace(concern, checks=checks_after(_last_word(concern), concern.checks, hour))
    happened = [Happening(event, hour, _detail(event, reason)) for event in step.events]
    moved = note(concern, *happened)
    return replace(moved, concern=with_due(replace(moved.concern, state=step.state)))


def tell(concern: Concern) -> Concern:
    """Lets the reporter know how the concern stands, together with the messages that say so."""
    return replace(concern, told_state=concern.state, told_due=concern.due)


def sort_hour(concern: Concern) -> int | None:
    """Where the concern stands in an inbox: by what is due, and behind that the latest closing first; None before
    release.
    """
    if concern.released is None:
        return None
    return concern.due if concern.due is not None else DONE + (DONE - _last_word(concern))


def shown(concern: Concern, more_unread: int) -> readers.Change:
    """What the inboxes get to know of it, with so many more messages to read."""
    return readers.Change(concern.mailbox, concern.state, sort_hour(concern), more_unread)


def with_due(concern: Concern) -> Concern:
    """The concern with what is due next, reckoned from its state and hours."""
    due = next_due(State(concern.state), concern.started, concern.replied, concern.checks)
    if due is None:
        return replace(concern, due=None, due_kind=None)
    return replace(concern, due=due.hour, due_kind=due.kind.value)


def _detail(event: EventType, reason: ClosingReason | None) -> int:
    return reason or 0 if event is EventType.CLOSED else 0


def _last_word(concern: Concern) -> int:
    """The hour of the reviewers' latest word, which in a closed concern is the closing: to check is not to reply."""
    return concern.started if concern.replied is None else concern.replied
