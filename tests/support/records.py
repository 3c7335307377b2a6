"""Invented records: concerns over some years, as events of the log, from a seed or by hand."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass

from whistle.domain.cases import Cases
from whistle.domain.events import EventType, Filed, Happening
from whistle.domain.quarters import quarter_of, start_of
from whistle.domain.rules import USUAL
from whistle.ledger.event import Event, content_of, content_of_release

BOOKS = {1: USUAL}
FIRST = quarter_of(int(dt.datetime(2023, 2, 1, tzinfo=dt.UTC).timestamp()) // 3600)
DAY = 24


@dataclass(frozen=True)
class Story:
    """One concern: when it came, and after how many hours what happened. None is never."""

    received: int
    route: int = 1
    category: int = 1
    acknowledged: int | None = 5
    replied: int | None = 50
    closed: int | None = 500
    disputed: bool = False
    reopened: bool = False
    asked: bool = False
    withdrawn: bool = False
    urgent: bool = False


def events(number: int, story: Story) -> list[Event]:
    """As the log has them."""
    case = number.to_bytes(16, "big")
    start = story.received
    filed = Filed(story.route, story.urgent, 1)
    found = [
        Event(EventType.RECEIVED, start, case),
        Event(EventType.RELEASED, start + 1, case, content=content_of_release(filed)),
    ]
    if story.category:
        found.append(happened(case, EventType.CATEGORISED, start + 2, story.category))
    later = [
        (EventType.ACKNOWLEDGED, story.acknowledged),
        (EventType.REPLIED, story.replied),
        (EventType.CLOSED, story.closed),
        (EventType.ASKED, 60 if story.asked else None),
        (EventType.ANSWERED, 300 if story.asked else None),
        (EventType.WITHDRAWN, 70 if story.withdrawn else None),
    ]
    if story.disputed and story.replied is not None:
        later.append((EventType.DISPUTED, story.replied + 30))
    if story.reopened and story.closed is not None:
        later.append((EventType.REOPENED, story.closed + 40))
    return found + [happened(case, kind, start + after) for kind, after in later if after is not None]


def happened(case: bytes, kind: EventType, hour: int, detail: int = 0) -> Event:
    """An event that says nothing else."""
    return Event(kind, hour, case, content=content_of(Happening(kind, hour, detail)))


def begun() -> Event:
    """The first event of every record here."""
    return Event(EventType.DIRECTORY, start_of(FIRST))


def cases_of(log: Iterable[Event]) -> Cases:
    """The events, taken one by one."""
    cases = Cases()
    for each in log:
        cases.add(each)
    return cases


def log_of(stories: Iterable[Story]) -> list[Event]:
    """All events of these concerns, after the record has begun."""
    return [begun(), *(each for number, story in enumerate(stories, 1) for each in events(number, story))]


def in_quarter(later: int, count: int, **told: object) -> list[Story]:
    """So many concerns in the quarter that comes so much later than the first, spread over its months."""
    start, end = start_of(FIRST + later), start_of(FIRST + later + 1)
    step = (end - start) // (count + 1)
    return [Story(start + step * (number + 1), **told) for number in range(count)]  # type: ignore[arg-type]


def invented(seed: int) -> tuple[list[Story], int]:
    """Some concerns, and an hour as at which they may be looked at. Small numbers are frequent, and so is what is all
    of one kind.
    """
    dice = random.Random(seed)
    quarters = dice.randrange(1, 10)
    routes = dice.choice([[1], [1, 2], [1, 1, 1, 2], [1, 2, 3, 4]])
    slow = dice.choice([0.0, 0.05, 0.2, 0.5, 1.0])
    often = dice.choice([0.0, 0.05, 0.3])
    stories = []
    for later in range(quarters):
        count = dice.choice([0, 1, 2, 4, 5, 6, 8, 11, 21, 40])
        start, end = start_of(FIRST + later), start_of(FIRST + later + 1)
        slowly = slow if dice.random() < 0.7 else dice.choice([0.0, 1.0])
        for _ in range(count):
            late = dice.random() < slowly
            replied = dice.randrange(200, 900) if late else dice.randrange(30, 160)
            stories.append(
                Story(
                    dice.randrange(start, end),
                    dice.choice(routes),
                    dice.choice([0, 1, 2]),
                    dice.choice([30, 100]) if dice.random() < slowly else dice.randrange(1, 24),
                    replied,
                    dice.choice([None, replied + dice.randrange(40, 4000)]),
                    dice.random() < often,
                    dice.random() < often,
                    dice.random() < often,
                    dice.random() < often,
                    dice.random() < often,
                )
            )
    return stories, start_of(FIRST + quarters) + dice.randrange(-60, 60) * DAY
