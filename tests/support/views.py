"""Every number that is shown of a record, as a figure over the concerns that it counts.

A concern's attributes are when it came (a slot of the calendar), how one kind of answer to it stands, and one thing
more: its route, its category, or in which span something happened to it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from tests.support.records import BOOKS, FIRST, Story, cases_of, events, log_of
from tests.support.subtracting import Figure, Found, Reader, all_of
from whistle.domain.deadlines import Duty, Standing, clocks
from whistle.domain.events import EventType
from whistle.domain.limits import DueKind
from whistle.domain.quarters import available, last_settled, months_of, quarter_of, settled_at, start_of
from whistle.domain.small_numbers import BANDS, MOST, Shown
from whistle.domain.statement import Span, Year, statement
from whistle.domain.tally import AGES

Attributes = tuple[Hashable, ...]
KINDS = (DueKind.ACKNOWLEDGEMENT, DueKind.REPLY, DueKind.OUTCOME)
STANDINGS = ("in time", "late", "overdue", "running")
UNANSWERED = ("overdue", "running")
HAPPENED = {
    EventType.DISPUTED: ("Disputes of an answer", DueKind.REPLY),
    EventType.REOPENED: ("Opened again after closing", DueKind.OUTCOME),
    EventType.WITHDRAWN: ("Withdrawn by the reporter", DueKind.ACKNOWLEDGEMENT),
    EventType.ASKED: ("Pauses for a question to the reporter", DueKind.OUTCOME),
}
NEVER = "never"
NOT_YET = "in no span yet"


@dataclass
class Views:
    """What somebody has who kept every file up to hour ``as_at`` and, perhaps, the page of that hour."""

    stories: Sequence[Story]
    as_at: int
    page: bool = True

    def __post_init__(self) -> None:
        cases = cases_of(log_of(self.stories))
        last = last_settled(self.as_at)
        days = [available(settled_at(quarter)) for quarter in range(FIRST, last + 1)]
        self.files = [statement(cases, BOOKS, day) for day in days]
        self.now = statement(cases, BOOKS, self.as_at)
        self.edges = self._edges()
        self.spans = [*self.now.spans, *([self.now.running] if self.now.running else [])]
        self.counted = [story for story in self.stories if self._span_of(story) is not None]

    def known(self) -> list[Found]:
        """Every count from 1 to 4 that follows, but for what is exempt: how answers stood, where there is the page."""
        return [
            found
            for reader in self.readers()
            for found in reader.subtract()
            if not (self.page and _is_of_answers_alone(found, reader))
        ]

    def readers(self) -> list[Reader]:
        """One for each kind of answer with each thing more."""
        made = [self._reader(kind, self._of_group(kind, route)) for kind in KINDS for route in (True, False)]
        return made + [self._reader(kind, self._of_event(event)) for event, (_, kind) in HAPPENED.items()]

    def _reader(self, kind: DueKind, more: _More) -> Reader:
        figures = [*self._times(), *self._stands(kind), *more.figures]
        truth = [
            (self._slot(story.received), self._standing(story, kind), more.of(story))
            for story in self.counted
        ]
        others = sorted({*more.values, *(each[2] for each in truth)}, key=str)
        slots = range(len(self.edges) + 1)
        attributes: list[Attributes] = [
            (slot, standing, other) for slot in slots for standing in STANDINGS for other in others
        ]
        for figure in figures:
            true = sum(figure.has(each) for each in truth)
            assert figure.low <= true <= figure.high, (
                f"{figure.told}: {figure.low} to {figure.high} is {true}"
            )
        return Reader(attributes, all_of(figures))

    def _edges(self) -> list[int]:
        """The hours at which one slot of the calendar ends and the next begins."""
        quarters = range(FIRST, quarter_of(self.as_at) + 2)
        months = {hour for quarter in quarters for _, hour in months_of(quarter)}
        return sorted(months | {self.as_at - days * 24 + 1 for days in AGES})

    def _slot(self, hour: int) -> int:
        return bisect_right(self.edges, hour)

    def _came(self, start: int, end: int) -> Callable[[Attributes], bool]:
        slots = range(self._slot(start), self._slot(end - 1) + 1)
        return lambda each: each[0] in slots

    def _span_of(self, story: Story) -> int | None:
        over = USUAL_ACKNOWLEDGEMENT + story.received < self.as_at
        places = [place for place, span in enumerate(self.spans) if span.start <= story.received < span.end]
        return places[0] if over and places else None

    # What is said of when concerns came.

    def _times(self) -> Iterable[Figure]:
        for each in [*self.files, *([self.now] if self.page else [])]:
            for span in each.spans:
                yield from self._time(span)
            for year in each.years:
                yield Figure(
                    self._came(year.start, year.end), year.received, year.received, f"{year.name}: came"
                )
        if not self.page:
            return
        if self.now.running:
            yield from self._time(self.now.running)
        start, end = (self.spans[0].start, self.spans[-1].end) if self.spans else (0, 0)
        yield Figure(self._came(start, end), self.now.received, self.now.received, "Whole: came")

    def _time(self, span: Span) -> Iterable[Figure]:
        yield Figure(self._came(span.start, span.end), span.received, span.received, f"{span.name}: came")
        last = quarter_of(span.end - 1) if span.closed else last_settled(self.as_at) + 1
        for quarter in range(quarter_of(span.start) + 1, last + 1):  # or they would be a span of their own
            yield Figure(
                self._came(span.start, start_of(quarter)), 1, 4, f"{span.name} up to {quarter}: came"
            )
        for month, (_, end) in zip(
            span.months, [*((m.name, m.first_hour) for m in span.months[1:]), ("", span.end)], strict=False
        ):
            yield _figure(self._came(month.first_hour, end), month.received, f"{month.name}: came")

    # What is said of how answers stand.

    def _stands(self, kind: DueKind) -> Iterable[Figure]:
        for each in [*self.files, *([self.now] if self.page else [])]:
            for span in [
                *each.spans,
                *([each.running] if each.running and each is self.now and self.page else []),
            ]:
                settled = next(answer for answer in span.answers if answer.kind is kind)
                if settled.in_time is not None:
                    came = self._came(span.start, span.end)
                    told = f"{span.name}: {kind} in time"
                    yield _figure(_both(came, _stands_as("in time")), settled.in_time, told)
                    yield Figure(_both(came, _stands_as("running")), 0, 0, f"{span.name}: {kind} running")
        if self.page:
            yield from self._page(kind)

    def _page(self, kind: DueKind) -> Iterable[Figure]:
        for answers in self.now.answers:
            if answers.kind is kind:
                counts = (answers.in_time, answers.late, answers.overdue, answers.running)
                for standing, count in zip(STANDINGS, counts, strict=True):
                    yield Figure(_stands_as(standing), count, count, f"Whole: {kind} {standing}")
        if kind is DueKind.OUTCOME:
            bounds = [self.as_at - days * 24 + 1 for days in AGES]
            starts, ends = [*bounds, 0], [self.as_at + 1, *bounds]
            for age, start, end in zip(self.now.backlog, starts, ends, strict=False):
                yield _figure(
                    _both(self._came(start, end), _stands_as(*UNANSWERED)), age.shown, f"Open: {age.name}"
                )

    # What is said of routes and categories.

    def _of_group(self, kind: DueKind, route: bool) -> _More:
        years = {year.name: (year, settled) for year, settled in self._years()}
        figures = [figure for year, at in years.values() for figure in self._groups(kind, route, year, at)]

        def of(story: Story) -> Hashable:
            at = next(
                (at for year, at in years.values() if year.start <= story.received < year.end), self.as_at
            )
            number = story.route if route else _category_at(story, at)
            return number, self._settled(story, kind, at)

        numbers = {story.route if route else story.category for story in self.stories} | {0}
        return _More(of, {(number, settled) for number in numbers for settled in (True, False)}, figures)

    def _years(self) -> Iterable[tuple[Year, int]]:
        for each in [*self.files, self.now]:
            for year in each.years:
                yield year, settled_at(quarter_of(year.end - 1) | 3)
        if self.page and self.now.this_year:
            yield self.now.this_year, self.as_at

    def _groups(self, kind: DueKind, route: bool, year: Year, at: int) -> Iterable[Figure]:
        rows = year.routes if route else year.categories
        came = self._came(year.start, year.end)
        name = f"{year.name}: {'route' if route else 'category'}"
        if not rows:
            return
        numbers = {row.number for row in rows}
        yield Figure(_both(came, lambda each: _number(each) not in numbers), 0, 0, f"{name}: no other")
        for row in rows:
            of_row = _both(came, lambda each, number=row.number: _number(each) == number)  # type: ignore[misc]
            yield _figure(of_row, row.received, f"{name} {row.number}")
            band = next((share for share in row.shares if share.kind is kind), None)
            if band is None or band.words == "not shown":
                continue
            settled = sum(
                year.start <= story.received < year.end
                and (story.route if route else _category_at(story, at)) == row.number
                and self._settled(story, kind, at)
                for story in self.counted
            )
            if settled == row.received.low:
                unsettled = _both(of_row, lambda each: not each[2][1])  # type: ignore[index]
                yield Figure(unsettled, 0, 0, f"{name} {row.number}: {kind} all settled")
            least, most = next(each for each in BANDS if each.words == band.words).rest_of(settled)
            in_time = _both(of_row, lambda each: each[1] == "in time" and each[2][1])  # type: ignore[index]
            yield Figure(in_time, settled - most, settled - least, f"{name} {row.number}: {kind} in time")

    # What is said of what happened.

    def _of_event(self, event: EventType) -> _More:
        name, kind = HAPPENED[event]
        figures = []
        for each in [*self.files, *([self.now] if self.page else [])]:
            for span in [
                *each.spans,
                *([each.running] if each.running and each is self.now and self.page else []),
            ]:
                shown = next(each.shown for each in span.happened if each.name == name)
                figures.append(_figure(_more_is(span.start), shown, f"{span.name}: {name}"))
        if event in (EventType.DISPUTED, EventType.REOPENED):
            impossible = _both(_stands_as(*UNANSWERED), lambda each: each[2] != NEVER)
            figures.append(Figure(impossible, 0, 0, "Nothing to dispute, nothing to open again"))
        if self.page:
            figures += self._now(event, name, kind)
        return _More(
            lambda story: self._happened(story, event),
            {NEVER, NOT_YET, *(span.start for span in self.spans)},
            figures,
        )

    def _now(self, event: EventType, name: str, kind: DueKind) -> Iterable[Figure]:
        def some(each: Attributes) -> bool:
            return each[2] != NEVER

        for total in self.now.totals:
            if total.name == name:
                yield _figure(_both(some, lambda each: each[2] != NOT_YET), total.shown, f"Whole: {name}")
        for answers in self.now.answers:
            if answers.kind is kind and event is EventType.DISPUTED:
                yield _figure(_both(some, _stands_as("in time")), answers.disputed, "Whole: disputed in time")
        for each in self.now.now:
            if event is EventType.REOPENED and each.name == "Open again after a closing":
                # all that were ever opened again: here nobody closes them a second time
                yield _figure(some, each.shown, f"Now: {each.name}")

    def _happened(self, story: Story, event: EventType) -> Hashable:
        place = self._span_of(story)
        hours = [each.hour for each in events(1, story) if each.type is event and each.hour <= self.as_at]
        if not hours or place is None:
            return NEVER
        if hours[0] >= self.spans[-1].end:
            return NOT_YET
        starts = [span.start for span in self.spans]
        return self.spans[max(place, bisect_right(starts, hours[0]) - 1)].start

    # What is true.

    def _duty(self, story: Story, kind: DueKind) -> Duty:
        log = [each.happening for each in events(1, story) if each.hour <= self.as_at]
        read = clocks(log, BOOKS[1], self.as_at, route=story.route, urgent=story.urgent)
        return next(duty for duty in read.duties if duty.kind is kind and not duty.stretch)

    def _standing(self, story: Story, kind: DueKind) -> str:
        standing = self._duty(story, kind).standing
        if standing in (Standing.RUNNING, Standing.PAUSED):
            return "running"
        return standing.value

    def _settled(self, story: Story, kind: DueKind, at: int) -> bool:
        duty = self._duty(story, kind)
        return (duty.done is not None and duty.done <= at) or duty.due < at


@dataclass
class _More:
    """The one thing more: what it is of a concern, what it can be, and what is shown of it."""

    of: Callable[[Story], Hashable]
    values: set[Hashable]
    figures: list[Figure]


USUAL_ACKNOWLEDGEMENT = 24


def _category_at(story: Story, at: int) -> int:
    return story.category if story.received + 2 <= at else 0


def _number(each: Attributes) -> Hashable:
    number: Hashable = each[2][0]  # type: ignore[index]
    return number


def _both(
    one: Callable[[Attributes], bool], other: Callable[[Attributes], bool]
) -> Callable[[Attributes], bool]:
    return lambda each: one(each) and other(each)


def _stands_as(*standings: str) -> Callable[[Attributes], bool]:
    return lambda each: each[1] in standings


def _more_is(value: Hashable) -> Callable[[Attributes], bool]:
    return lambda each: each[2] == value


def _figure(has: Callable[[Attributes], bool], shown: Shown, told: str) -> Figure:
    return Figure(has, shown.low, shown.high if shown.high < MOST else 1 << 20, told)


def _is_of_answers_alone(found: Found, reader: Reader) -> bool:
    """Whether what was found is how answers stood, which is exempt: whoever it is of, by route or otherwise."""
    nobody = reader.empty()
    these = found.attributes - nobody
    alike = {each[:2] for each in these}
    everybody = {each for each in reader.attributes if each[:2] in alike} - nobody
    slots = {slot for slot, _ in alike}
    same_time = {each for each in reader.attributes if each[0] in slots} - nobody
    return these == everybody and these != same_time
