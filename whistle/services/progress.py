"""How a concern moves on: each function takes the concern as it stands and gives it as it stands afterwards.

Pure: what is written, and what the log gets of it, is for the callers. ``rules`` are always those that the concern was
received under.
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
from whistle.domain.deadlines import next_due, require_check
from whistle.domain.events import EventType, Happening
from whistle.domain.rules import Rules
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


def release(concern: Concern, rules: Rules, minute: int) -> Moved:
    """Lets the reviewers have a new concern, at that minute; its first message gets its place apart."""
    if concern.released is not None:
        return Moved(concern)
    hour = minute // 60
    concern = replace(concern, released=hour, alarm=minute if concern.urgent else None)
    return _due_after(note(concern, Happening(EventType.RELEASED, hour)), rules)


def place(concern: Concern, message_hash: bytes) -> Concern:
    """Gives the next place to a message."""
    return replace(concern, count=concern.count + 1, head=chain_next(concern.head, message_hash))


def heard(concern: Concern, rules: Rules, action: ReporterAction, hour: int) -> Moved:
    """What a reporter's message does, once it has its place; ``hour`` is the one in which it was written."""
    step = after_reporter(State(concern.state), action)
    # What was held back since before the question is no answer to it.
    asked = concern.asked if concern.asked is not None and concern.asked > hour else None
    concern = replace(concern, state=step.state, asked=asked)
    return _due_after(note(concern, *(Happening(event, hour) for event in step.events)), rules)


def act(concern: Concern, rules: Rules, action: Action, reason: ClosingReason | None, minute: int) -> Moved:
    """What a reviewer's message does, from the minute it is written. Raises Conflict or MalformedFrame."""
    step, hour = after_reviewer(State(concern.state), action, reason), minute // 60
    if action is Action.CHECK:
        require_check(unpack(concern.happened), rules, hour)
    waited = None if concern.alarm is None else _told(rules.staffed_minutes(concern.alarm, minute))
    happened = [
        Happening(event, hour, reason or 0 if event is EventType.CLOSED else 0, minutes=waited)
        for event in step.events
    ]
    asked = hour if action is Action.ASK else None if action is Action.CLOSE else concern.asked
    return _due_after(note(replace(concern, state=step.state, asked=asked, alarm=None), *happened), rules)


def _told(minutes: int) -> int:
    """Reckoned to the minute, told in begun hours: beside the hours of release and act, the minutes would tell when the
    reporter wrote. Limits are whole hours, so that nothing else is in time for it, or late.
    """
    return -(-minutes // 60) * 60


def explain(concern: Concern, rules: Rules, explained: Happening) -> Moved:
    """Says why an answer is late; after a year, why the concern is still open."""
    return _due_after(note(concern, explained), rules)


def tell(concern: Concern) -> Concern:
    """Lets the reporter know how the concern stands, together with the messages that say so.

    Once it is closed nothing is due that they wait for: the hour of a check is for the reviewers.
    """
    due = None if concern.state == State.CLOSED else concern.due
    return replace(concern, told_state=concern.state, told_due=due)


def sort_hour(concern: Concern) -> int | None:
    """Where the concern stands in an inbox: by what is due, and behind that the latest closing first; None before
    release.
    """
    if concern.released is None:
        return None
    if concern.due is not None:
        return concern.due
    closed = max(each.hour for each in unpack(concern.happened) if each.type is EventType.CLOSED)
    return DONE + (DONE - closed)


def shown(concern: Concern, more_unread: int) -> readers.Change:
    """What the inboxes get to know of it, with so many more messages to read."""
    return readers.Change(concern.mailbox, concern.state, sort_hour(concern), more_unread)


def with_due(concern: Concern, rules: Rules) -> Concern:
    """The concern with what is due next, reckoned from what happened to it."""
    due = next_due(unpack(concern.happened), rules, route=concern.route, urgent=concern.urgent)
    if due is None:
        return replace(concern, due=None, due_kind=None, paused=None)
    return replace(concern, due=due.hour, due_kind=due.kind.value, paused=due.resumes)


def _due_after(moved: Moved, rules: Rules) -> Moved:
    return replace(moved, concern=with_due(moved.concern, rules))
