"""What an auditor states in public: how concerns were answered, as a function of what happened and of an hour.

Two readers, two parts. The auditors' *page* shows how things stand now: the whole record exactly, every late answer,
the running quarter. What *leaves* the desk (`Statement.document`, `Statement.rows`, the quarterly return) says only
what is settled: quarters that have closed, each as it stood at the close, so that it never changes and no two files of
different days can be subtracted. No total leaves that is more than the sum of what is shown.

The one exemption stands on the page and does not leave it: how many answers were late, over the whole record, is shown
exactly also from 1 to 4. A breach says how the service did, not who came, and must not be hidden behind the reporters.
"""

from __future__ import annotations

from dataclasses import dataclass

from whistle.domain.deadlines import DueKind, Standing
from whistle.domain.small_numbers import Shown

FORMAT = "whistle/v1/figures"


@dataclass(frozen=True)
class Spread:
    """How long answers took, in hours; shown from 20 answers owed on. None where that one is not answered yet."""

    median: int | None
    ninetieth: int | None
    ninety_fifth: int | None


@dataclass(frozen=True)
class Dot:
    """One answer, where there are fewer than 20: how much of its time it took, in tenths (20 and more are 20).

    None where it is not answered: its place would tell when the concern came.
    """

    tenths: int | None
    standing: Standing


@dataclass(frozen=True)
class Answers:
    """One kind of answer over the whole record, exactly: those first owed, not those owed after a reopening.

    ``running`` is not answered and still in time, or waiting for the reporter. ``disputed`` are those of ``in_time``
    that their reporter disputes, in fives; None where too few were in time to tell.
    """

    kind: DueKind
    owed: int
    in_time: int
    late: int
    overdue: int
    running: int
    disputed: Shown | None
    spread: Spread | None
    dots: tuple[Dot, ...]

    @property
    def settled(self) -> int:
        """How many were answered, or should have been by now: what those in time are a share of."""
        return self.owed - self.running


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

    ``in_time`` is None as long as one of them may still come in time.
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
    """The share in time in words, such as ``90 % or more``; ``not shown`` where it would give a count away.

    ``at_least`` and ``at_most`` are the percentages between which it lies.
    """

    kind: DueKind
    words: str
    at_least: int
    at_most: int


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
    (worst first), ``reasons``, ``running`` (the quarter that is not closed, None where fewer than 5 came), ``this_year``
    (the years not closed yet), ``backlog`` (open concerns by age), ``now`` (how things stand), ``totals`` (what
    happened since the record began, as the sum of what the spans show) and ``service`` (the same of the service).
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
        raise NotImplementedError

    def rows(self) -> list[tuple[str, str, str]]:
        """What leaves the desk, flat: period, figure, value. The rows of the CSV."""
        raise NotImplementedError

    def document(self) -> dict[str, object]:
        """What leaves the desk, as JSON."""
        raise NotImplementedError
