"""What an auditor states in public: the shapes of it, and the files that leave the desk.

Two readers, two parts. The auditors' *page* shows how things stand now: the whole record exactly, every late answer,
the running quarter. What *leaves* the desk (`Statement.document`, `Statement.rows`, the quarterly return) says only
what is settled: quarters that have closed, each as it stood at the close, so that it never changes and no two files of
different days can be subtracted. No total leaves that is more than the sum of what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass

from whistle.domain.deadlines import Standing
from whistle.domain.limits import DueKind
from whistle.domain.quarters import available
from whistle.domain.small_numbers import MOST, THRESHOLD, Shown

FORMAT = "whistle/v1/figures"
OPEN = "not settled yet"
NOT_IN_TIME = "not in time"
TOO_FEW = f"Fewer than {THRESHOLD} concerns so far: figures are shown from {THRESHOLD} on."

NAMES = {
    DueKind.TRIAGE: "Triage of urgent concerns",
    DueKind.ACKNOWLEDGEMENT: "Acknowledgement",
    DueKind.REPLY: "First reply",
    DueKind.UPDATE: "Updates",
    DueKind.OUTCOME: "Outcome",
    DueKind.REASON: "Reason for being open for long",
    DueKind.CHECK: "Check after closing",
}

NOTES = (
    "A concern is counted once its time for acknowledgement is over.",
    "A quarter in which 1 to 4 concerns came is counted together with the next.",
    "Only quarters that are settled are here, each as it stood at that hour. Later files say the same of them.",
    "Of concerns and of what reporters did, no count from 1 to 4 is shown, nor what would give one away.",
    "For that, other counts are withheld or given in fives, and shares in bands, from 20 concerns on.",
    "How many answers of a quarter were late is not shown where it is from 1 to 4.",
    "Auditors see at their desk how many were late over the whole record, exactly: nothing may hide that.",
    "No other figure is exempt. This one says how the service did and not who came, and it is in no file.",
    "What the service did, such as hours without a tick, is shown exactly. It tells of no reporter.",
)
"""What the figures leave out and why: every file says so itself."""


@dataclass(frozen=True)
class Spread:
    """How long answers took, in hours; shown from 20 of them on. Those that may still come in time are not among them.

    None is longer than can be said: over the whole record overdue, in a span not in time.
    """

    median: int | None
    ninetieth: int | None
    ninety_fifth: int | None

    @property
    def named(self) -> tuple[tuple[str, int | None], ...]:
        """Each with its name."""
        return (
            ("median", self.median),
            ("90th percentile", self.ninetieth),
            ("95th percentile", self.ninety_fifth),
        )


@dataclass(frozen=True)
class Dot:
    """One answer, where fewer than 20 were given or are overdue: how much of its time it took, in tenths (20 and more
    are 20). None where it is overdue: its place would tell when the concern came.
    """

    tenths: int | None
    standing: Standing


@dataclass(frozen=True)
class Answers:
    """One kind of answer over the whole record, exactly: those first owed, not those owed after a reopening.

    ``running`` is not answered and still in time, or waiting for the reporter. ``disputed`` are those of ``in_time``
    that their reporter disputes, in fives; not shown where too few were in time to tell.
    """

    kind: DueKind
    owed: int
    in_time: int
    late: int
    overdue: int
    running: int
    disputed: Shown
    spread: Spread | None
    dots: tuple[Dot, ...]

    @property
    def settled(self) -> int:
        """How many were answered, or should have been by now: what those in time are a share of."""
        return self.owed - self.running

    @property
    def sentence(self) -> str:
        """How it went, in one sentence."""
        one, many, done = _SENTENCES[self.kind]
        if not self.settled:
            return f"No {one} was due to be {done} yet."
        how = f"{done} in time{self._disputes}."
        if self.in_time < self.settled:
            were = "was" if self.in_time == 1 else "were"
            return f"{self.in_time or 'None'} of {self.settled} {many} {were} {how}"
        return f"The one {one} was {how}" if self.settled == 1 else f"All {self.settled} {many} were {how}"

    @property
    def _disputes(self) -> str:
        if self.kind in _UNDISPUTABLE or self.disputed.high == MOST:
            return ""
        if not self.disputed.high:
            return ", undisputed"
        return f"; {self.disputed.words} of these are disputed"


_SENTENCES = {
    DueKind.TRIAGE: ("urgent concern", "urgent concerns", "looked at"),
    DueKind.ACKNOWLEDGEMENT: ("concern", "concerns", "acknowledged"),
    DueKind.REPLY: ("concern", "concerns", "given a first reply"),
    DueKind.UPDATE: ("update", "updates", "given"),
    DueKind.OUTCOME: ("concern", "concerns", "closed with an outcome"),
    DueKind.REASON: ("concern", "concerns", "given a reason for being open for long"),
}
_UNDISPUTABLE = {DueKind.TRIAGE, DueKind.ACKNOWLEDGEMENT, DueKind.REASON}


@dataclass(frozen=True)
class Late:
    """An answer that came late or is overdue, without a date: how late in ``words``, and why in ``reason``.

    ``again`` says that it was owed after a reopening.
    """

    kind: DueKind
    standing: Standing
    again: bool
    words: str
    reason: str


@dataclass(frozen=True)
class Counted:
    """A count with its name, such as ``Disputes``."""

    name: str
    shown: Shown


@dataclass(frozen=True)
class Settled:
    """One kind of answer to the concerns of a closed span, as it stays: ``in_time`` of ``owed``.

    ``in_time`` is None as long as one of them may still come in time. ``spread`` is shown where ``in_time`` is exact.
    """

    kind: DueKind
    owed: Shown
    in_time: Shown | None
    spread: Spread | None


@dataclass(frozen=True)
class Month:
    """The concerns received in a month of a closed quarter. ``first_hour`` is where it begins."""

    name: str
    first_hour: int
    received: Shown


@dataclass(frozen=True)
class Span:
    """One or more quarters counted together, from hour ``start`` to before hour ``end``: none, or at least 5 concerns.

    ``happened`` counts what happened in that time to concerns that are counted, ``service`` what the service did: the
    former protected, the latter exact. ``months`` is empty where the table would give a count away.
    """

    name: str
    start: int
    end: int
    closed: bool
    received: int
    answers: tuple[Settled, ...]
    months: tuple[Month, ...]
    happened: tuple[Counted, ...]
    service: tuple[Counted, ...]


@dataclass(frozen=True)
class Share:
    """The share in time of those that are settled, in words such as ``90 % or more``; ``not shown`` where fewer than 20
    are, or where it would give a count away. It lies from ``at_least`` to below ``below`` per cent.
    """

    kind: DueKind
    words: str
    at_least: int
    below: int


@dataclass(frozen=True)
class Row:
    """The concerns of one route or category, by its number; 0 is none. ``shares`` from 20 concerns on."""

    number: int
    received: Shown
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Year:
    """Spans of one or more calendar years with at least 20 concerns: by route, and by category.

    A table is empty where it would give a count away.
    """

    name: str
    start: int
    end: int
    closed: bool
    received: int
    routes: tuple[Row, ...]
    categories: tuple[Row, ...]


@dataclass(frozen=True)
class Statement:
    """Everything that may be shown at hour ``as_at``.

    Leaves the desk: ``spans`` and ``years`` (closed ones, oldest first), as they stood at hour ``settled_at``, and
    nothing else. For the page only: ``received`` (all counted concerns, 0 where fewer than 5), ``answers``, ``late``
    (worst first), ``reasons``, ``running`` (the quarter that is not closed, None where 1 to 4 came), ``this_year`` (the
    years not closed yet), ``backlog`` (open concerns by age), ``now`` (how things stand), ``totals`` (what happened
    since the record began, as the sum of what the spans show) and ``service`` (what the service did since then).
    """

    as_at: int
    settled_at: int | None
    spans: tuple[Span, ...]
    years: tuple[Year, ...]
    received: int
    answers: tuple[Answers, ...]
    late: tuple[Late, ...]
    reasons: tuple[Counted, ...]
    running: Span | None
    this_year: Year | None
    backlog: tuple[Counted, ...]
    now: tuple[Counted, ...]
    totals: tuple[Counted, ...]
    service: tuple[Counted, ...]

    @property
    def sentence(self) -> str:
        """What the auditor wants to know first."""
        if not self.received:
            return TOO_FEW
        return next(each for each in self.answers if each.kind is DueKind.ACKNOWLEDGEMENT).sentence

    def rows(self) -> list[tuple[str, str, str]]:
        """What leaves the desk, flat: period, figure, value. The rows of the CSV."""
        found = [(span.name, *row) for span in self.spans for row in _span_rows(span)]
        for year in self.years:
            for table, groups in (("Route", year.routes), ("Category", year.categories)):
                found += [(year.name, *row) for group in groups for row in _group_rows(table, group)]
        return found

    def document(self) -> dict[str, object]:
        """What leaves the desk, as JSON."""
        return {
            "format": FORMAT,
            "as_at": self.settled_at,
            "available": None if self.settled_at is None else available(self.settled_at),
            "notes": list(NOTES),
            "spans": [_plain(span) for span in self.spans],
            "years": [_plain(year) for year in self.years],
        }


def span_lines(span: Span) -> list[str]:
    """Every figure of a span, a line each: ``name: value``."""
    return [f"{name}: {value}" for name, value in _span_rows(span)]


def _span_rows(span: Span) -> list[tuple[str, str]]:
    rows = [("Concerns received", str(span.received))]
    rows += [(f"Concerns received in {month.name}", month.received.words) for month in span.months]
    for answer in span.answers:
        name = NAMES[answer.kind]
        rows.append((f"{name}: owed", answer.owed.words))
        rows.append((f"{name}: in time", answer.in_time.words if answer.in_time else OPEN))
        if answer.spread:
            for words, hours in answer.spread.named:
                rows.append((f"{name}: {words} (hours)", NOT_IN_TIME if hours is None else str(hours)))
    return rows + [(each.name, each.shown.words) for each in (*span.happened, *span.service)]


def _group_rows(table: str, group: Row) -> list[tuple[str, str]]:
    name = f"{table} {group.number}" if group.number else f"No {table.lower()}"
    rows = [(f"{name}: concerns received", group.received.words)]
    return rows + [(f"{name}: {NAMES[share.kind].lower()} in time", share.words) for share in group.shares]


def _plain(value: object) -> object:
    """Dataclasses as objects with the names of their fields; a limit that says nothing as null."""
    if isinstance(value, Shown):
        return {"words": value.words, "low": value.low, "high": None if value.high == MOST else value.high}
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
