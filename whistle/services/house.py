"""The house: what every service needs, wired once at the start and handed to each as an argument."""

from __future__ import annotations

from dataclasses import dataclass

from whistle.clock import Clock, hour_of
from whistle.envelope.directory import Directory
from whistle.envelope.ed25519 import SigningKey
from whistle.ledger.notes import NoteSigner
from whistle.store.engine import Store


@dataclass(frozen=True)
class House:
    """One running service. ``directories`` are the current one and then its predecessor, where there is one."""

    store: Store
    clock: Clock
    directories: tuple[Directory, ...]
    service: bytes
    """``svc``: the 32 bytes that name this service in everything signed."""
    log: NoteSigner
    promise: NoteSigner
    log_key: SigningKey
    challenge_key: bytes
    tick_seconds: int = 3600

    def directory(self) -> Directory:
        """The directory in force."""
        return self.directories[0]

    def hour(self) -> int:
        """The present hour."""
        return hour_of(self.clock.now())


def open_house(
    store: Store,
    clock: Clock,
    *,
    directory: bytes,
    authority: str,
    log_key: SigningKey,
    promise_key: SigningKey,
    challenge_key: bytes,
    tick_seconds: int = 3600,
) -> House:
    """Checks the directory against the highest one seen, logs a new version, and leaves no connection open.

    ``directory`` is the file's bytes, ``authority`` the text of ``authority.pub``. Raises CannotStart.
    """
    raise NotImplementedError
