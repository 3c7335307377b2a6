"""Changes of who may read a concern, and whom concerns were handed to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select

from whistle.store.concerns import FRESH
from whistle.store.prepared import Prepared
from whistle.store.tables import concerns, epochs, grants, holders


@dataclass(frozen=True)
class Change:
    """A change as it is kept. ``item`` is item 8 of a page, ``hash`` H(M), ``answer`` item 1 as it was answered."""

    epoch: int
    hour: int
    hash: bytes
    answer: bytes
    item: bytes
    cover: int | None = None


_COLUMNS = tuple(epochs.c[name] for name in Change.__dataclass_fields__)
_OF = Prepared(select(*_COLUMNS).where(epochs.c.mailbox == bindparam("box")).order_by(epochs.c.epoch))
_WAITING = (
    select(epochs.c.mailbox, *_COLUMNS)
    .join(concerns, concerns.c.mailbox == epochs.c.mailbox)
    .where(epochs.c.mailbox.in_(bindparam("boxes", expanding=True)), epochs.c.epoch > concerns.c.epoch)
)
_THREAD = Prepared(select(holders.c.mailbox).where(holders.c.holder == bindparam("box")))


def add(connection: Connection, mailbox: bytes, change: Change) -> None:
    """Keeps a change; it waits until the concern's own epoch is raised to it."""
    connection.execute(insert(epochs), {"mailbox": mailbox, "fresh": FRESH, **vars(change)})


def all_of(connection: Connection, mailbox: bytes) -> list[Change]:
    """All changes of a concern in order, the one that waits among them."""
    return [Change(*row) for row in _OF.all(connection, {"box": mailbox})]


def waiting(connection: Connection, mailboxes: Sequence[bytes]) -> dict[bytes, Change]:
    """The changes that wait in those concerns: one in each at most."""
    return {
        mailbox: Change(*change) for mailbox, *change in connection.execute(_WAITING, {"boxes": mailboxes})
    }


def hand(connection: Connection, holder: bytes, mailbox: bytes) -> None:
    """Keeps whom a concern is handed to."""
    connection.execute(insert(holders), {"holder": holder, "mailbox": mailbox, "fresh": FRESH})


def handed_to(connection: Connection, holder: bytes) -> bytes | None:
    """The mailbox of the concern that was handed to them, in force or waiting."""
    row = _THREAD.first(connection, {"box": holder})
    return row[0] if row else None


def forget(connection: Connection, mailbox: bytes, first: int) -> None:
    """Takes out the changes of a concern from the epoch ``first`` on, with their grants."""
    for table in (epochs, grants):
        connection.execute(delete(table).where(table.c.mailbox == mailbox, table.c.epoch >= first))


def hand_back(connection: Connection, mailbox: bytes, holders_left: Collection[bytes]) -> None:
    """Forgets whom a concern was handed to, but for these."""
    gone = (holders.c.mailbox == mailbox) & holders.c.holder.not_in(holders_left)
    connection.execute(delete(holders).where(gone))
