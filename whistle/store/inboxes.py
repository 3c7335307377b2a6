"""What is in whose inbox: lines in the order in which they fall due, from any place on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import (
    Connection,
    Integer,
    LargeBinary,
    Select,
    bindparam,
    literal_column,
    select,
    tuple_,
    union_all,
)

from whistle.store.prepared import Prepared
from whistle.store.tables import concerns, readers

Place = tuple[int, bytes]
"""Where a line stands in an inbox: ``sort_hour`` and mailbox."""


@dataclass(frozen=True)
class Range:
    """One reviewer's concerns in one state, as far as they stand no later than ``until``."""

    reviewer: str
    state: int
    until: int | None = None


@dataclass(frozen=True)
class Line:
    """A concern as an inbox knows it."""

    mailbox: bytes
    sort_hour: int
    unread: int
    cover: int | None
    due: int | None
    due_kind: str | None
    state: int
    urgent: bool
    received: int
    route: int
    size_class: int
    handler: str | None
    asked: int | None
    category: int
    paused: int | None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.sort_hour, self.mailbox


def lines(connection: Connection, ranges: Sequence[Range], after: Place | None, limit: int) -> list[Line]:
    """The first lines of these ranges behind ``after``, so many at most.

    Each is one range of one index, however many concerns there are: the place is kept by its key, never by counting.
    What two of the ranges hold stands twice, one behind the other.
    """
    values: dict[str, object] = {"limit": limit}
    if after is not None:
        values |= {"hour": after[0], "box": after[1]}
    for at, each in enumerate(ranges):
        values |= {f"reviewer{at}": each.reviewer, f"state{at}": each.state, f"until{at}": each.until}
    statement = _lines(tuple(each.until is not None for each in ranges), after is not None)
    found = [Line(*row) for row in statement.all(connection, values)]
    return sorted(found, key=lambda line: line.place)


@cache
def _lines(bounded: tuple[bool, ...], behind: bool) -> Prepared:
    ranges = [_range(at, until, behind) for at, until in enumerate(bounded)]
    joined = union_all(*ranges) if len(ranges) > 1 else ranges[0]
    first = joined.order_by("sort_hour", "mailbox").limit(bindparam("limit", type_=Integer))
    here = first.offset(
        literal_column("0")
    ).subquery()  # or else SQLAlchemy binds a 0 under a name of its own
    own = ("mailbox", "sort_hour", "unread", "cover")
    columns = [here.c[name] if name in own else concerns.c[name] for name in Line.__dataclass_fields__]
    return Prepared(select(*columns).join_from(here, concerns, concerns.c.mailbox == here.c.mailbox))


def _range(at: int, bounded: bool, behind: bool) -> Select[tuple[bytes, int, int, int]]:
    found = select(readers.c.mailbox, readers.c.sort_hour, readers.c.unread, readers.c.cover).where(
        readers.c.reviewer == bindparam(f"reviewer{at}"),
        readers.c.state == bindparam(f"state{at}"),
        readers.c.sort_hour.is_not(None),
    )
    if bounded:
        found = found.where(readers.c.sort_hour <= bindparam(f"until{at}", type_=Integer))
    if behind:
        after = tuple_(bindparam("hour", type_=Integer), bindparam("box", type_=LargeBinary))
        found = found.where(tuple_(readers.c.sort_hour, readers.c.mailbox) > after)
    return found
