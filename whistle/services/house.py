"""The house: what every service needs, wired once at the start and handed to each as an argument."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from whistle.clock import Clock, hour_of
from whistle.domain.errors import BadSignature, CannotStart, MalformedDirectory, WhistleError
from whistle.domain.events import EventType
from whistle.domain.hours import EVERY_TICK, NINE_TO_FIVE, HandOver, Staffed
from whistle.envelope.directory import Directory, VerifierKey, parse_authority
from whistle.envelope.ed25519 import SigningKey
from whistle.ledger.event import Event
from whistle.ledger.notes import NoteSigner
from whistle.services import holidays, recording
from whistle.services.entry import USUAL, Entry
from whistle.services.mailing import MailServer
from whistle.services.work_networks import NOWHERE, WorkNetworks
from whistle.store import directories, log, migrations
from whistle.store.engine import Store

T = TypeVar("T")

KEPT = 2
"""The current directory and its predecessor, whose bearers may be filling in the form just now."""


@dataclass(frozen=True)
class House:
    """One running service. ``directories`` are the current one and then its predecessor, where there is one."""

    store: Store
    clock: Clock
    directories: tuple[Directory, ...]
    log: NoteSigner
    promise: NoteSigner
    challenge_key: bytes
    sign_in_key: bytes
    tick_seconds: int = 3600
    hand_over: HandOver = EVERY_TICK
    staffed: Staffed = NINE_TO_FIVE
    bank_holidays: str = holidays.NONE
    work_networks: WorkNetworks = NOWHERE
    mail: MailServer | None = None
    entry: Entry = USUAL
    authority: str = ""
    """authority.pub, as the operator gave it: public, and part of every export."""

    def directory(self) -> Directory:
        """The directory in force."""
        return self.directories[0]

    @property
    def service(self) -> bytes:
        """``svc``: the 32 bytes that name this service in everything signed."""
        return self.directories[0].service

    @property
    def log_key(self) -> SigningKey:
        """Signs the heads of threads, as it signs the log's."""
        return self.log.key

    def hour(self) -> int:
        """The present hour."""
        return hour_of(self.clock.now())

    def commit(self, write: Callable[[Connection], T]) -> T:
        """``store.commit`` for what can be refused; raises what ``write`` raises.

        Raised inside, each refusal would cost others who share the commit, so it is carried out of it and raised
        here. For the same reason ``write`` refuses before it writes anything.
        """

        def carried(connection: Connection) -> T | WhistleError:
            try:
                return write(connection)
            except WhistleError as refusal:
                return refusal

        outcome = self.store.commit(carried)
        if isinstance(outcome, WhistleError):
            raise outcome
        return outcome


def open_house(
    store: Store,
    clock: Clock,
    *,
    directory: bytes,
    authority: str,
    log_key: SigningKey,
    promise_key: SigningKey,
    challenge_key: bytes,
    sign_in_key: bytes,
    tick_seconds: int = 3600,
    hand_over: HandOver = EVERY_TICK,
    staffed: Staffed = NINE_TO_FIVE,
    bank_holidays: str = holidays.NONE,
    work_networks: WorkNetworks = NOWHERE,
    mail: MailServer | None = None,
    entry: Entry = USUAL,
) -> House:
    """Checks the directory against the highest one seen, logs a new version, and leaves no connection open.

    ``directory`` is the file's bytes, ``authority`` the text of ``authority.pub``. Raises CannotStart.
    """
    try:
        keys = parse_authority(authority)
        current = Directory.parse(directory, keys)
    except WhistleError as error:
        raise CannotStart(f"The directory cannot be used: {error}") from error
    _check_key("log", log_key, current.log)
    _check_key("promise", promise_key, current.promise)
    migrations.upgrade(store)
    hour = hour_of(clock.now())
    seen = store.commit(lambda connection: _register(connection, current, keys, directory, hour))
    earlier = [known for each in seen if each.version < current.version and (known := _known(each, keys))]
    store.close()
    return House(
        store,
        clock,
        (current, *earlier[: KEPT - 1]),
        NoteSigner(current.log.name, log_key),
        NoteSigner(current.promise.name, promise_key),
        challenge_key,
        sign_in_key,
        tick_seconds,
        hand_over,
        staffed,
        bank_holidays,
        work_networks,
        mail,
        entry,
        authority,
    )


def _known(seen: directories.Seen, keys: tuple[bytes, ...]) -> Directory | None:
    """An earlier directory, unless the authority key that signed it has been retired since."""
    try:
        return Directory.parse(seen.file, keys)
    except BadSignature:
        return None


def _check_key(what: str, key: SigningKey, named: VerifierKey) -> None:
    if key.public != named.key:
        raise CannotStart(f"The {what} key is not the one that the directory names.")


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
        if known := _known(highest, keys):
            try:
                current.check_succeeds(known)
            except MalformedDirectory as error:
                raise CannotStart(str(error)) from error


def _register(
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
    event = Event(EventType.DIRECTORY, hour, directory_version=current.version, directory_hash=current.hash)
    log.wait(connection, [recording.leaf(event)])
    return [new, *seen]
