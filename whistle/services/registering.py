"""The directory in force: checked against the highest one seen, and said in the log with the keys that it brings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from whistle.domain.errors import BadSignature, CannotStart, MalformedDirectory
from whistle.domain.events import EventType
from whistle.envelope.directory import Directory
from whistle.ledger.event import Event
from whistle.services import recording
from whistle.store import directories, log

KEPT = 2
"""The current directory and its predecessor, whose bearers may be filling in the form just now."""


def known(seen: directories.Seen, keys: tuple[bytes, ...]) -> Directory | None:
    """An earlier directory, unless the authority key that signed it has been retired since."""
    try:
        return Directory.parse(seen.file, keys)
    except BadSignature:
        return None


def _check_succession(current: Directory, keys: tuple[bytes, ...], seen: Sequence[directories.Seen]) -> None:
    for highest in seen:
        if current.version < highest.version:
            raise CannotStart(
                f"The directory was rolled back: version {current.version}, where {highest.version} was in force."
            )
        if current.version == highest.version and current.hash != highest.hash:
            raise CannotStart(
                f"There are two directories of version {current.version}. A change needs a new version."
            )
        if current.version > highest.version and current.previous != highest.hash:
            raise CannotStart(f"The directory does not name version {highest.version} as the one before it.")
        if before := known(highest, keys):
            try:
                current.check_succeeds(before)
            except MalformedDirectory as error:
                raise CannotStart(str(error)) from error


def register(
    connection: Connection, current: Directory, keys: tuple[bytes, ...], file: bytes, hour: int
) -> list[directories.Seen]:
    """Keeps a version not seen before, and says so in the log; gives it and those before it. Raises CannotStart."""
    log.begin(connection)
    # Whoever starts at the same moment waits here, so that what is checked is still so when it is written.
    log.head(connection, lock=True)
    seen = directories.newest(connection, KEPT)
    _check_succession(current, keys, seen[:1])
    if seen and seen[0].version >= current.version:
        return seen
    new = directories.Seen(current.version, current.hash, hour, file)
    directories.add(connection, new)
    before = _contents(seen[0]) if seen else None
    log.wait(connection, [recording.leaf(event) for event in _events(current, before, hour)])
    return [new, *seen]


def _events(current: Directory, before: Directory | None, hour: int) -> Iterator[Event]:
    """What a new version tells the auditors: itself, each key that was not listed before, and each that it ends."""

    def event(kind: EventType, kid: bytes = bytes(32)) -> Event:
        return Event(kind, hour, directory_version=current.version, directory_hash=current.hash, content=kid)

    listed = {each.kid for each in before.reviewers} if before else set()
    ended = {each.kid for each in before.reviewers if each.revoked} if before else set()
    yield event(EventType.DIRECTORY)
    for reviewer in current.reviewers:
        if reviewer.kid not in listed:
            yield event(EventType.KEY_LISTED, reviewer.kid)
        if reviewer.revoked and reviewer.kid not in ended:
            yield event(EventType.KEY_ENDED, reviewer.kid)


def _contents(seen: directories.Seen) -> Directory:
    """What an earlier version said, whoever may sign today: it was checked when it was kept."""
    signed_by = [each["key"] for each in json.loads(seen.file)["signatures"]]
    return Directory.parse(
        seen.file, tuple(bytes.fromhex(key) for key in signed_by if re.fullmatch("[0-9a-f]{64}", key))
    )
