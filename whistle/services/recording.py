"""Leaves for the log, from what happened."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from whistle.domain.events import Copy, EventType, Filed, Happening
from whistle.envelope.hashing import label, sha256
from whistle.ledger.event import Event, content_of, content_of_release, tree_hash
from whistle.store.concerns import Concern
from whistle.store.log import Pending

PSEUDONYM = slice(6, 22)
"""Where the content of a copy's event says who took it, behind what every content says."""


def leaf(event: Event) -> Pending:
    """A leaf with a salt of its own, so that it tells its event to nobody who was not given both."""
    salt = secrets.token_bytes(32)
    return Pending(tree_hash(salt, event), salt, event.encode())


def leaves(concern: Concern, happened: Iterable[Happening]) -> list[Pending]:
    """A leaf for each thing that happened to a concern, after its receipt."""
    return [leaf(_event(concern, each)) for each in happened]


def exported(copy: Copy, hour: int, account_id: bytes, case: bytes = bytes(16)) -> Pending:
    """A leaf that says that this account took a copy; of a concern, of which."""
    content = bytearray(content_of(Happening(EventType.EXPORTED, hour, copy)))
    content[PSEUDONYM] = sha256(label("whistle/v1/account"), account_id)[:16]
    return leaf(Event(EventType.EXPORTED, hour, case, content=bytes(content)))


def _event(concern: Concern, happening: Happening) -> Event:
    content = content_of(happening)
    if happening.type is EventType.RELEASED:
        content = content_of_release(Filed(concern.route, concern.urgent, concern.rules))
    return Event(happening.type, happening.hour, concern.case_id, content=content)
