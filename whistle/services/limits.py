"""The limits in force, and those of concerns that came before them.

At the start the settings' limits become the next version, unless they are those in force already, and the log says so.
With them go the bank holidays of last year to two years ahead, written out: a year that has no days in it any more gets
a version of its own when the service is next started.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from whistle.domain.dates import on_the_wall
from whistle.domain.events import EventType
from whistle.domain.rules import Rules
from whistle.envelope.hashing import sha256
from whistle.ledger.event import Event
from whistle.services import holidays, recording
from whistle.store import log, rules

BEFORE, AHEAD = 1, 2
"""Years whose bank holidays are written out beside this one."""


@dataclass(frozen=True)
class Books:
    """The version in force, and the limits by version, as far as they were looked up."""

    version: int
    known: dict[int, Rules] = field(default_factory=dict)

    def now(self) -> Rules:
        """Those in force."""
        return self.known[self.version]

    def of(self, connection: Connection, version: int) -> Rules:
        """Those of a version: perhaps one that another process has begun since this one started."""
        if version not in self.known:
            self.known[version] = Rules.parse(rules.text_of(connection, version))
        return self.known[version]


def register(connection: Connection, settings: Rules, region: str, hour: int) -> Books:
    """Keeps the settings' limits as the next version, unless they are the newest, and says so in the log.

    ``settings`` are without bank holidays, which are those of ``region``.
    """
    year = on_the_wall(hour).year
    made_of = sha256(settings.text.encode(), b"\0", region.encode(), b"\0", str(year).encode())
    newest = rules.newest(connection)
    if newest and newest.made_of == made_of:
        # To read a calendar of all countries takes half as long as the start.
        return Books(newest.version, {newest.version: Rules.parse(newest.text)})
    made = replace(settings, holidays=holidays.between(region, year - BEFORE, year + AHEAD))
    if newest and newest.hash == made.hash:
        rules.remake(connection, newest.version, made_of)
        return Books(newest.version, {newest.version: made})
    version = newest.version + 1 if newest else 1
    rules.add(connection, rules.Kept(version, made.hash, hour, made_of, made.text))
    event = Event(EventType.RULES, hour, directory_version=version, content=made.hash)
    log.wait(connection, [recording.leaf(event)])
    return Books(version, {version: made})
