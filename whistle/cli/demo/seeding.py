"""Playing the stories: everything is sealed, sent, released and read by the real code, under a clock that is set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Protocol

from whistle.cli.demo import cast
from whistle.cli.demo.noting import note
from whistle.cli.demo.reading import read_as_reporter, read_as_reviewer
from whistle.cli.demo.stories import EXPLAIN, Noted, Step, Story
from whistle.cli.demo.timing import Outage, moments, outages, ticks_between, when
from whistle.clock import SetClock, hour_of
from whistle.domain.concern import Action, ReporterAction
from whistle.domain.limits import DueKind, LateReason
from whistle.envelope.compose import compose, file_concern, hand_over, share
from whistle.envelope.reviewer_key import ReviewerKey
from whistle.envelope.token import Reporter, Token, reporter_of
from whistle.services import absences, explaining, following, measuring, raising, reviewing, sharing, ticking
from whistle.services.house import House

REPORTER = "reporter"
HOUR = 3600
ABOUT = {ReporterAction.ANSWER: Action.ASK.kind, ReporterAction.DISPUTE: Action.REPLY.kind}
"""What such a message of the reporter is about: the last of that kind."""


@dataclass(frozen=True)
class Played:
    """A story that has happened: whoever raised it, and those to whom it was handed over since."""

    story: Story
    holders: list[Reporter]

    @property
    def reporter(self) -> Reporter:
        """Who holds it now."""
        return self.holders[-1]

    @property
    def mailbox(self) -> bytes:
        """The concern's name, whoever holds it."""
        return self.holders[0].mailbox


class Forge(Protocol):
    """Spoils the signature of a message where it is stored: no service would take a message that has no valid one."""

    def __call__(self, house: House, mailbox: bytes) -> None: ...


def play(
    house: House,
    clock: SetClock,
    now: dt.datetime,
    stories: Sequence[Story],
    keys: Mapping[str, ReviewerKey],
    forge: Forge,
) -> list[Played]:
    """Let everything happen in its order, with a tick now and then and one before each moment, and end at ``now``."""
    played = {story.id: Played(story, [reporter_of(Token.new(), house.service)]) for story in stories}
    cover = cast.AWAY.last_hour(now.date())
    down = outages(stories, now)

    def happen(current: Played, step: Step | Noted | None) -> None:
        if step is None:
            _raise(house, current.story, current.reporter)
        elif isinstance(step, Noted):
            other = played[step.link].mailbox if step.link else None
            note(house, step, keys[step.by], current.mailbox, other, cover)
        elif step.by == REPORTER and step.is_message:
            _write(house, current.reporter, step)
            if step.forged:
                forge(house, current.mailbox)
        elif step.by == REPORTER:
            _change(house, current, step)
        elif step.does == EXPLAIN:
            _explain(house, step, current.mailbox)
        elif step.is_message:
            _answer(house, step, keys[step.by], current.mailbox)
        else:
            _let_in(house, step, keys[step.by], current.mailbox, cover)

    for at, together in groupby(moments(stories, now), key=when):
        _tick(house, clock, at, down)
        for moment in together:
            happen(played[moment.story.id], moment.step)
    _tick(house, clock, now, down)
    measuring.count(house)
    away = cast.AWAY
    absences.go_away(house, away.reviewer, *away.days(now.date()), away.deputy)
    return list(played.values())


def _tick(house: House, clock: SetClock, moment: dt.datetime, down: Sequence[Outage]) -> None:
    """Ticks up to then. Only what a story calls an outage counts as downtime: nobody waits here for hourly ticks."""
    for at in ticks_between(clock.moment, moment, down):
        hours = 1 if any(at == outage.over for outage in down) else hour_of(at) - hour_of(clock.moment)
        clock.moment = at
        # Two in an hour are the demonstration's alone.
        ticking.tick(replace(house, tick_seconds=hours * HOUR) if hours else house, figures=False)


def _raise(house: House, story: Story, reporter: Reporter) -> None:
    filing = file_concern(
        reporter.token,
        house.directory(),
        story.route,
        story.readers,
        story.text,
        leave_out=story.leave_out,
        answers=story.answers,
        urgent=story.urgent,
    )
    raising.file_concern(house, filing.encode())


def _write(house: House, reporter: Reporter, step: Step) -> None:
    view, does = read_as_reporter(house, reporter), ReporterAction(step.does)
    about = ABOUT.get(does)
    of = next(
        (each.hash for each in reversed(view.confirmed) if each.content and each.content.kind == about), None
    )
    posted = compose(reporter, view, does.kind, step.text, of=of, replies=step.replies)
    following.post_message(house, posted.encode())


def _change(house: House, played: Played, step: Step) -> None:
    """Lets others read as well, or hands the concern to somebody with a new token."""
    reporter, directory = played.reporter, house.directory()
    view = read_as_reporter(house, reporter)
    if step.readers:
        change = share(reporter, view, directory, step.readers)
    else:
        played.holders.append(reporter_of(Token.new(), house.service))
        change = hand_over(reporter, view, directory, played.reporter)
    sharing.change(house, change.encode())


def _explain(house: House, step: Step, mailbox: bytes) -> None:
    """A reviewer says why an answer was late."""
    kind, reason = DueKind(step.late), LateReason.from_code(step.reason or "")
    explaining.explain(house, step.by, mailbox, kind, reason)


def _let_in(house: House, step: Step, key: ReviewerKey, mailbox: bytes, cover: int) -> None:
    """A reviewer lets colleagues in, to stand in for them."""
    view = read_as_reviewer(house, step.by, key, mailbox)
    change = share(key, view, house.directory(), step.readers)
    reviewing.change(house, step.by, mailbox, change.encode(), cover)


def _answer(house: House, step: Step, key: ReviewerKey, mailbox: bytes) -> None:
    reviewing.opened(house, step.by, mailbox)
    action = Action.from_code(step.does)
    posted = compose(
        key, read_as_reviewer(house, step.by, key, mailbox), action.kind, step.text,
        reason=step.reason, questions=step.questions,
    )  # fmt: skip
    reviewing.post(house, step.by, mailbox, step.reason, posted.encode())
