"""A reviewer's inbox: what is due next first, a page at a time, all of it or what a filter lets through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from whistle.domain.concern import State
from whistle.domain.deadlines import DAY
from whistle.domain.errors import MalformedFrame
from whistle.services import persons
from whistle.services.house import House
from whistle.services.persons import Person
from whistle.store import inboxes
from whistle.store.inboxes import Line, Place, Range

MOST_ROWS = 200

MOST_PLACES = 1000
"""That one request looks at: a filter that lets hardly anything through walks on in the next."""

AHEAD = 7 * DAY
"""A closed concern stands among the others once it is so near to its next check."""

END = 1 << 31
"""Behind every place in a list, and as far as a database counts hours."""

OPEN_STATES = (State.NEW, State.ACKNOWLEDGED, State.OPEN)


@dataclass(frozen=True)
class Which:
    """What is asked for: without ``state`` what is not closed, and what is to be checked on soon. Filters combine."""

    state: str | None = None
    route: int | None = None
    mine: bool = False
    """What this person handles."""
    urgent: bool = False
    waiting: bool = False
    """What the reporter was asked something in, and has not written since."""
    cover: bool = False
    """What they read to stand in for somebody."""

    def lets_through(self, line: Line, who: Person) -> bool:
        """Whether this line is asked for."""
        return (
            (self.route is None or line.route == self.route)
            and (not self.mine or line.handler in who.known_as)
            and (not self.urgent or line.urgent)
            and (not self.waiting or line.asked is not None)
            and (not self.cover or line.cover is not None)
        )


EVERYTHING = Which()


@dataclass(frozen=True)
class InboxRow:
    """One concern as the server knows it: no title, no text."""

    concern: str
    """The mailbox, 32 lower-case hex digits."""
    due_hour: int | None
    due_kind: str | None
    """What is due: of what is urgent first ``triage``; ``acknowledgement``, ``reply``, ``update``, ``outcome``, after a
    year ``reason``, or, once closed, ``check``."""
    state: str
    """``new``, ``acknowledged``, ``open`` or ``closed``."""
    urgent: bool
    unread: int
    """Messages of the reporter since this reviewer last opened the thread."""
    received_hour: int
    route: int
    size_class: int
    handler: str | None
    """The reviewer who deals with it."""
    waiting: bool
    """Whether the reporter was asked something and has not written since."""
    cover_until: int | None
    """The hour until which this reviewer stands in for somebody."""
    category: int
    paused: bool
    """Whether a question stops the clock: then ``due_hour`` is the last hour if no answer comes, and one may come."""

    @classmethod
    def of(cls, line: Line, hour: int) -> InboxRow:
        """What a reviewer sees of a line in that hour."""
        return cls(
            line.mailbox.hex(), line.due, line.due_kind, State(line.state).code, bool(line.urgent), line.unread,
            line.received, line.route, line.size_class, line.handler, line.asked is not None, line.cover,
            line.category, line.paused is not None and hour < line.paused,
        )  # fmt: skip


@dataclass(frozen=True)
class Inbox:
    """A page of the inbox, what is due next first, and where the next page starts.

    A page may hold fewer rows than were asked for, even none, and still have a next one.
    """

    items: list[InboxRow]
    next: str | None


def show(
    house: House, reviewer_id: str, which: Which = EVERYTHING, *, after: str | None = None, limit: int = 50
) -> Inbox:
    """The reviewer's concerns by due hour; behind those, what nothing is due in any more, the latest closing first.

    ``after`` is the ``next`` of the page before. Raises MalformedFrame for a state or place that does not exist,
    Forbidden for whoever is not a reviewer now.
    """
    who = persons.person(house, reviewer_id)
    hour = house.hour()
    ranges = _ranges(who, which, hour)
    place = _read_place(after) if after else None
    limit = max(1, min(limit, MOST_ROWS))
    rows: list[InboxRow] = []
    left, size = MOST_PLACES, limit + 1
    with house.store.read() as connection:
        while left:
            lines = inboxes.lines(connection, ranges, place, size)
            for line in _once_each(lines):
                if which.lets_through(line, who):
                    if len(rows) == limit:
                        return Inbox(rows, _write_place(place))
                    rows.append(InboxRow.of(line, hour))
                place = line.place
            if len(lines) < size:
                return Inbox(rows, None)
            left -= size
            size = min(2 * size, left)
    return Inbox(rows, _write_place(place))


def _ranges(who: Person, which: Which, hour: int) -> list[Range]:
    if which.state:
        states: list[tuple[State, int | None]] = [(State.from_code(which.state), None)]
    else:
        states = [*((state, None) for state in OPEN_STATES), (State.CLOSED, hour + AHEAD)]
    return [Range(reviewer, state, until) for reviewer in who.ids for state, until in states]


def _once_each(lines: Iterable[Line]) -> Iterable[Line]:
    """Whoever reads a concern with two keys has it in their list once, as the key knows it that has read more."""
    found: dict[Place, Line] = {}
    for line in lines:
        if line.place not in found or line.unread < found[line.place].unread:
            found[line.place] = line
    return found.values()


def _write_place(place: Place | None) -> str | None:
    return f"{place[0]}.{place[1].hex()}" if place else None


def _read_place(text: str) -> Place:
    hour, _, mailbox = text.partition(".")
    if not (hour.isascii() and hour.isdigit() and len(hour) <= 10 and int(hour) < END and len(mailbox) == 32):
        raise MalformedFrame("There is no such place in the list.")
    try:
        return int(hour), bytes.fromhex(mailbox)
    except ValueError:
        raise MalformedFrame("There is no such place in the list.") from None
