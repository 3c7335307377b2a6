"""Leaves for the log, from what happened."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from whistle.domain.concern import ClosingReason
from whistle.domain.events import EventType
from whistle.ledger.event import Event, tree_hash
from whistle.store.log import Pending


def leaf(event: Event) -> Pending:
    """A leaf with a salt of its own, so that it tells its event to nobody who was not given both."""
    salt = secrets.token_bytes(32)
    return Pending(tree_hash(salt, event), salt, event.encode())


def leaves(
    case: bytes, hour: int, types: Iterable[EventType], reason: ClosingReason | None = None
) -> list[Pending]:
    """A leaf for each thing that happened to a case in that hour; a closing says why."""
    content = bytes((reason or 0,)) + bytes(31)
    return [
        leaf(Event(kind, hour, case, content=content if kind is EventType.CLOSED else bytes(32)))
        for kind in types
    ]
