"""When everything happens: counted back from now, and by day, whatever the hour at which the demonstration starts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from whistle.cli.demo.stories import Noted, Step, Story
from whistle.domain.hours import LONDON

MORNING, EVENING = dt.time(8), dt.time(20)
"""Between these, by the clock on the wall, people write."""


QUIET = dt.timedelta(days=6)
"""Between two ticks while nothing happens. Hourly ones would be ten thousand."""


@dataclass(frozen=True)
class Outage:
    """From when to when the service was down."""

    begun: dt.datetime
    over: dt.datetime


@dataclass(frozen=True)
class Moment:
    """What happens then in a story; None is that it is raised."""

    when: dt.datetime
    story: Story
    step: Step | Noted | None


def moments(stories: Iterable[Story], now: dt.datetime) -> list[Moment]:
    """All of them in their order. What happens at once keeps the order of its story."""
    return sorted((moment for story in stories for moment in _of(story, now)), key=when)


def when(moment: Moment) -> dt.datetime:
    """What they are sorted by."""
    return moment.when


def outages(stories: Iterable[Story], now: dt.datetime) -> list[Outage]:
    """When the service was down, as the stories tell."""
    return [Outage(*(now - story.ago + end for end in story.down)) for story in stories if story.down]


def ticks_between(last: dt.datetime, moment: dt.datetime, outages: Iterable[Outage]) -> Iterator[dt.datetime]:
    """When there is a tick after ``last``: around each outage, at the moment itself, and now and then before it."""
    due = {end for outage in outages for end in (outage.begun, outage.over) if last < end < moment}
    while (last := last + QUIET) < moment:
        due.add(last)
    yield from sorted(due)
    yield moment


def _of(story: Story, now: dt.datetime) -> Iterator[Moment]:
    raised = now - story.ago
    yield Moment(raised, story, None)
    steps: list[Step | Noted] = [*story.then, *story.noted]
    for step in sorted(steps, key=lambda step: step.after):
        happens = raised + step.after
        yield Moment(happens if story.urgent else _by_day(happens, raised, now), story, step)


def _by_day(moment: dt.datetime, first: dt.datetime, last: dt.datetime) -> dt.datetime:
    """At night, the nearest time at which people are awake, between the two."""
    there = moment.astimezone(ZoneInfo(LONDON))
    if MORNING <= there.time() < EVENING:
        return moment
    begun = there.date() - dt.timedelta(days=there.time() < MORNING)
    evening = dt.datetime.combine(begun, EVENING, there.tzinfo) - dt.timedelta(minutes=1)
    morning = dt.datetime.combine(begun + dt.timedelta(days=1), MORNING, there.tzinfo)
    nearest = sorted((evening, morning), key=lambda end: abs(end - moment))
    return next((end.astimezone(dt.UTC) for end in nearest if first <= end <= last), moment)
