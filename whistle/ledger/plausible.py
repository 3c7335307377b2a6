"""What no true log says, even where it is signed: an entry out of its time, a concern received twice, limits that were
never logged.

Who holds the log's key can sign anything, and such a log must at least hang together. A tick's entries stand in an
order that means nothing, so what they do to a concern is looked at once the whole tick is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from hashlib import sha256

from whistle.domain.errors import BadProof
from whistle.domain.events import SERVICE_EVENTS, EventType
from whistle.domain.hours import HOUR
from whistle.ledger.event import Event

EDITED = (
    "Keep this file, download the record again and check that. If it is refused again, tell whoever oversees the "
    "service, and show them both files."
)
"""What to do about a record that is refused."""

SLACK = 1
"""Hours by which an entry may be older than the tick before its own: somebody pressed a button as that tick ran."""
LATEST = 2_000_000
"""The last hour that a tick can have, in the year 2198: up to the year 9955 there would be 30,000 quarters to print."""
HELD = 26
"""The same for what reporters write, which may wait a day, of up to 25 hours, to be handed over."""

_REPORTERS = frozenset(
    {
        EventType.REPORTER_WROTE,
        EventType.ANSWERED,
        EventType.DISPUTED,
        EventType.DETRIMENT,
        EventType.WITHDRAWN,
        EventType.REOPENED,
        EventType.SHARED,
        EventType.RECUSED,
        EventType.HANDED_OVER,
    }
)
_NO_CASE = bytes(16)

_RELEASED, _CLOSED = 1, 2
"""What is known of a concern beside the number and hour of its receipt; see `_Cases`."""


class Plausible:
    """Looks at ticks one after the other. ``rules`` are the texts of the limits by version.

    Each method raises BadProof with the entry that cannot be, or that has no other to go with it.
    """

    def __init__(self, rules: Mapping[int, str]) -> None:
        self._rules = {version: sha256(text.encode()).digest() for version, text in rules.items()}
        self._logged: dict[int, int] = {}
        """For each version of the limits: number of the first event of the tick that took it in."""
        self._cases: dict[bytes, int] = {}
        """For each concern: number of its receipt ‖ hour of it (32 bits) ‖ closed ‖ released."""
        self._before: int | None = None

    def see(self, events: Iterable[tuple[int, Event]], hour: int) -> None:
        """A tick's events, each with the number of its entry, and the tick's hour."""
        if hour > LATEST:
            raise _refused(f"A checkpoint after {_date(self._before or 0)} is dated after the year 2198.")
        last: dict[bytes, tuple[int, int]] = {}
        later = []
        first = None
        for entry, event in events:
            first = entry if first is None else first
            self._check_hour(entry, event, hour)
            kind = event.type
            if kind is EventType.RULES:
                self._check_rules(entry, event, first)
            elif kind is EventType.RECEIVED:
                self._receive(entry, event)
            elif event.case != _NO_CASE:
                later.append((entry, event))
            elif kind not in SERVICE_EVENTS and kind is not EventType.EXPORTED:
                raise _refused(f"Entry {entry} ({_words(event)}) belongs to no concern.")
        for entry, event in later:
            self._follow(entry, event, last)
        for case, (entry, closed) in last.items():
            self._settle(case, entry, closed)
        self._before = hour

    def _check_hour(self, entry: int, event: Event, hour: int) -> None:
        if event.hour > hour:
            raise _refused(
                f"Entry {entry} ({_words(event)}) is dated {_date(event.hour)}, after the tick that took it in: "
                f"{_date(hour)}."
            )
        slack = HELD if event.type in _REPORTERS else SLACK
        if self._before is not None and event.hour < self._before - slack:
            raise _refused(
                f"Entry {entry} ({_words(event)}) is back-dated: it says {_date(event.hour)}, and the tick before the "
                f"one that took it in was at {_date(self._before)}."
            )

    def _check_rules(self, entry: int, event: Event, first: int) -> None:
        version = event.directory_version
        if self._rules.get(version) is None:
            raise _refused(
                f"Entry {entry} says that version {version} of the limits came into force, and the record has no text "
                "of it."
            )
        if self._rules[version] != event.content:
            raise _refused(
                f"The text of version {version} of the limits is not the one that entry {entry} logged."
            )
        self._logged.setdefault(version, first)

    def _receive(self, entry: int, event: Event) -> None:
        if event.case == _NO_CASE:
            raise _refused(f"Entry {entry} ({_words(event)}) belongs to no concern.")
        if event.case in self._cases:
            first = self._cases[event.case] >> 34
            raise _refused(f"Entry {entry} receives the concern that entry {first} received already.")
        self._cases[event.case] = entry << 34 | event.hour << 2

    def _follow(self, entry: int, event: Event, last: dict[bytes, tuple[int, int]]) -> None:
        kept = self._cases.get(event.case)
        if kept is None:
            raise _refused(f"Entry {entry} ({_words(event)}) is of a concern that was never received.")
        if event.hour < kept >> 2 & 0xFFFFFFFF:
            raise _refused(
                f"Entry {entry} ({_words(event)}) is dated {_date(event.hour)}, before its concern was received in "
                f"entry {kept >> 34}."
            )
        match event.type:
            case EventType.RELEASED:
                if kept & _RELEASED:
                    raise _refused(f"Entry {entry} releases a concern that was released already.")
                since = self._logged.get(event.filed.rules)
                if since is None or since > kept >> 34:
                    raise _refused(
                        f"Entry {entry} counts a concern by version {event.filed.rules} of the limits, which was not "
                        f"logged when that came, in entry {kept >> 34}."
                    )
                self._cases[event.case] = kept | _RELEASED
            case EventType.CLOSED | EventType.REOPENED:
                _, closed = last.get(event.case, (0, kept >> 1 & 1))
                last[event.case] = entry, closed + (1 if event.type is EventType.CLOSED else -1)

    def _settle(self, case: bytes, entry: int, closed: int) -> None:
        if closed not in (0, 1):
            raise _refused(
                f"Entry {entry} closes a concern that was closed already."
                if closed > 0
                else f"Entry {entry} reopens a concern that was not closed."
            )
        kept = self._cases[case]
        self._cases[case] = kept | _CLOSED if closed else kept & ~_CLOSED


def _refused(what: str) -> BadProof:
    return BadProof(f"{what} {EDITED}")


def _words(event: Event) -> str:
    return event.type.name.replace("_", " ").lower()


def _date(hour: int) -> str:
    if hour > LATEST:
        return f"hour {hour}"
    return f"{dt.datetime.fromtimestamp(hour * HOUR, dt.UTC):%-d %B %Y, %H:00} UTC"
