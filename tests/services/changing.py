"""What tests of changes of who may read have in common."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from tests.services.people import Dana, Desk
from whistle.clock import SetClock
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.frame import Change
from whistle.services import ticking
from whistle.services.house import House
from whistle.store import tables


def tick(house: House, clock: SetClock) -> None:
    clock.advance(hours=1)
    ticking.tick(house, figures=False)


def later(house: House, clock: SetClock, hours: int) -> None:
    """So many hours on, with a tick at their end: without one for a week, nothing is taken any more."""
    clock.advance(hours=hours)
    ticking.tick(house, accept_jump=True, figures=False)


def texts(who: Dana | Desk, mailbox: bytes) -> list[str | None]:
    """What they can read, once it is seen that all of it is confirmed and nothing is amiss."""
    view = who.reads(mailbox) if isinstance(who, Desk) else who.reads()
    assert view.warnings == ()
    assert all(message.confirmed for message in view.messages)
    return [message.text for message in view.messages]


def resigned(change: Change, by: SigningKey, **epoch: Any) -> bytes:
    """The frame with another S or signer, signed as it should be."""
    s = replace(change.epoch, **epoch)
    message = replace(change.message, sender=by.public, body_hash=s.hash, epoch=s.epoch)
    return replace(change, epoch=s, message=message, signature=by.sign(message.encode())).encode()


def rows(house: House) -> list[list[tuple[Any, ...]]]:
    """All that is stored of concerns."""
    tell = (tables.concerns, tables.readers, tables.grants, tables.messages, tables.epochs, tables.holders)
    with house.store.read() as connection:
        return [[tuple(row) for row in connection.execute(select(table))] for table in tell]
