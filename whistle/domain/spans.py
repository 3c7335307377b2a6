"""Which concerns are counted, and in which span: decided by when they came and by nothing that was done since.

A concern is counted once its time for acknowledgement is over. One quarter is a span; a quarter in which 1 to 4 came
is counted together with the next, until 5 are reached. A settled span never changes its set, so nothing can be had by
subtracting two of them, or all of them from the whole record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from whistle.domain.cases import Cases
from whistle.domain.errors import Malformed
from whistle.domain.quarters import last_settled, name_of, quarter_of, settled_at, start_of
from whistle.domain.rules import Rules
from whistle.domain.small_numbers import ENOUGH, is_small


@dataclass(frozen=True, slots=True)
class Concern:
    """One that is counted, and the limits under which it was received."""

    case: bytes
    received: int
    route: int
    urgent: bool
    rules: Rules


@dataclass(frozen=True)
class Quarters:
    """One or more quarters, from ``first`` to ``last``, and the concerns that are counted in them.

    Once ``closed``, they are stated as at hour ``stated_at``, which is the same for all that are closed.
    """

    first: int
    last: int
    closed: bool
    stated_at: int
    concerns: list[Concern] = field(repr=False)

    @property
    def name(self) -> str:
        """As a page names them."""
        return name_of(self.first, self.last)

    @property
    def start(self) -> int:
        """The hour in which they begin."""
        return start_of(self.first)

    @property
    def end(self) -> int:
        """The hour in which they are over."""
        return start_of(self.last + 1)


@dataclass(frozen=True)
class Years:
    """Spans that are shown by route and by category together, as at hour ``as_at``."""

    spans: tuple[int, ...]
    closed: bool
    as_at: int


@dataclass(frozen=True)
class Plan:
    """The spans in order, the last of which may be running, and the years that they are put together in."""

    settled_at: int | None
    spans: tuple[Quarters, ...]
    years: tuple[Years, ...]


def plan(cases: Cases, books: Mapping[int, Rules], as_at: int) -> Plan:
    """Puts every concern that is counted at hour ``as_at`` into its span. Raises Malformed for unknown limits."""
    quarters = _by_quarter(cases, books, as_at)
    begun = min([*quarters, *(quarter_of(each.hour) for each in cases.service(as_at)[:1])], default=None)
    if begun is None:
        return Plan(None, (), ())
    settled = last_settled(as_at)
    spans: list[Quarters] = []
    first, waiting = begun, list[Concern]()
    for quarter in range(begun, settled + 1):
        waiting += quarters.pop(quarter, ())
        if not is_small(len(waiting)):
            spans.append(Quarters(first, quarter, True, settled_at(settled), waiting))
            first, waiting = quarter + 1, []
    for quarter in sorted(quarters):
        waiting += quarters[quarter]
    years = _years(spans, settled, as_at)
    if not is_small(len(waiting)):
        running = Quarters(first, quarter_of(as_at), False, as_at, waiting)
        years[-1] = Years((*years[-1].spans, len(spans)), False, as_at)
        spans.append(running)
    return Plan(settled_at(settled) if settled >= begun else None, tuple(spans), tuple(years))


def _by_quarter(cases: Cases, books: Mapping[int, Rules], as_at: int) -> dict[int, list[Concern]]:
    found: defaultdict[int, list[Concern]] = defaultdict(list)
    for case, received, filed in cases.receipts(as_at):
        version = filed.rules if filed else cases.in_force(received) or min(books, default=0)
        rules = books.get(version)
        if rules is None:
            raise Malformed(
                f"Version {version} of the limits, which a concern was received under, is not there."
            )
        route = filed.route if filed else 0
        due = rules.due(rules.acknowledgement, received, route)
        if due < as_at:
            quarter = quarter_of(received)
            while settled_at(quarter) <= due:  # where limits are that long, it is counted later
                quarter += 1
            found[quarter].append(Concern(case, received, route, bool(filed and filed.urgent), rules))
    return found


def _years(spans: list[Quarters], settled: int, as_at: int) -> list[Years]:
    """Whole calendar years, put together until there are enough for shares, and at the end what is left of spans."""
    found: list[Years] = []
    waiting: list[int] = []
    for index, span in enumerate(spans):
        waiting.append(index)
        last = span.last | 3  # the year's last quarter
        following = spans[index + 1].last if index + 1 < len(spans) else settled + 1
        if following <= last or last > settled:
            continue
        if sum(len(spans[each].concerns) for each in waiting) >= ENOUGH:
            found.append(Years(tuple(waiting), True, settled_at(last)))
            waiting = []
    return [*found, Years(tuple(waiting), False, as_at)]
