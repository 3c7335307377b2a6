"""The house: what every service needs, wired once at the start and handed to each as an argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy import Connection

from whistle.clock import Clock, hour_of
from whistle.domain import rules
from whistle.domain.errors import CannotStart, WhistleError
from whistle.domain.hours import EVERY_TICK, NINE_TO_FIVE, HandOver, Staffed, leapt
from whistle.domain.rules import Rules
from whistle.envelope.directory import Directory, VerifierKey, parse_authority
from whistle.envelope.ed25519 import SigningKey
from whistle.ledger.notes import NoteSigner
from whistle.services import holidays, registering
from whistle.services.entry import USUAL, Entry
from whistle.services.limits import Books
from whistle.services.limits import register as register_limits
from whistle.services.mailing import MailServer
from whistle.services.registering import KEPT
from whistle.services.work_networks import NOWHERE, WorkNetworks
from whistle.store import directories, log, migrations
from whistle.store.engine import Store

T = TypeVar("T")


@dataclass(frozen=True)
class House:
    """One running service. ``directories`` are the current one and then its predecessor, where there is one."""

    store: Store
    clock: Clock
    directories: tuple[Directory, ...]
    books: Books
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
    def rules(self) -> Rules:
        """The limits in force: those of a concern that is raised now."""
        return self.books.now()

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
    limits: Rules = rules.USUAL,
) -> House:
    """Checks the directory against the highest one seen, logs new versions of it and of the limits, and leaves no
    connection open.

    ``directory`` is the file's bytes, ``authority`` the text of ``authority.pub``, ``limits`` those of the settings.
    Raises CannotStart.
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

    def begin(connection: Connection) -> tuple[list[directories.Seen], Books]:
        log.begin(connection)
        # Under a clock that went back or leapt ahead, what is new is new since the last tick.
        last = log.head(connection).hour
        now = last if leapt(last, hour) else max(hour, last)
        seen = registering.register(connection, current, keys, directory, now)
        return seen, register_limits(connection, replace(limits, staffed=staffed), bank_holidays, now)

    seen, books = store.commit(begin)
    earlier = [
        known for each in seen if each.version < current.version and (known := registering.known(each, keys))
    ]
    store.close()
    return House(
        store,
        clock,
        (current, *earlier[: KEPT - 1]),
        books,
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


def _check_key(what: str, key: SigningKey, named: VerifierKey) -> None:
    if key.public != named.key:
        raise CannotStart(f"The {what} key is not the one that the directory names.")
