"""Concerns: filing one, finding one, and what the tick and the reviewers change about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, true, update

from whistle.store.tables import concerns, grants, log_head, readers

FRESH = 1
"""The mark of a row that arrived or changed since the last tick."""


@dataclass(frozen=True)
class Concern:
    """What is known of a concern without opening anything."""

    mailbox: bytes
    filing_hash: bytes
    case_id: bytes
    state: int
    urgent: bool
    route: int
    size_class: int
    readers: int
    opened: int
    received: int
    released: int | None
    due: int | None
    due_kind: str | None
    told_state: int
    told_due: int | None
    written: int
    count: int
    head: bytes
    leaf: bytes
    opening: bytes
    receipt: bytes


@dataclass(frozen=True)
class Standing:
    """What a filing meets: the hour of the last tick, and what already stands under its mailbox."""

    tick_hour: int
    filing_hash: bytes | None
    receipt: bytes | None


_COLUMNS = [column for column in concerns.c if column.name != "fresh"]
_STANDING = (
    select(log_head.c.hour, concerns.c.filing_hash, concerns.c.receipt)
    .select_from(log_head.outerjoin(concerns, concerns.c.mailbox == bindparam("box")))
    .where(log_head.c.id == 1)
)
_FIND = select(*_COLUMNS).where(concerns.c.mailbox == bindparam("box"))
_FRESH = select(*_COLUMNS).where(concerns.c.fresh == FRESH).order_by(concerns.c.mailbox)
_INSERT = insert(concerns)
_INSERT_GRANT = insert(grants)
_INSERT_READER = insert(readers)


def standing(connection: Connection, mailbox: bytes) -> Standing:
    """One look before a filing is kept."""
    return Standing(*connection.execute(_STANDING, {"box": mailbox}).one())


def add(
    connection: Connection,
    concern: Concern,
    grant_by_kid: Mapping[bytes, bytes],
    reader_rows: Sequence[Mapping[str, Any]],
) -> None:
    """Keeps a new concern with its grants of epoch 0, and whoever may read it; the message is added apart."""
    box = {"mailbox": concern.mailbox}
    connection.execute(_INSERT, {**vars(concern), "fresh": FRESH})
    connection.execute(
        _INSERT_GRANT,
        [
            {**box, "epoch": 0, "kid": kid, "fresh": FRESH, "sealed": grant}
            for kid, grant in grant_by_kid.items()
        ],
    )
    connection.execute(_INSERT_READER, [{**box, **row} for row in reader_rows])


def find(connection: Connection, mailbox: bytes, *, lock: bool = False) -> Concern | None:
    """The concern of that mailbox. ``lock`` keeps other writers off it, where writers run side by side."""
    row = connection.execute(_FIND.with_for_update() if lock else _FIND, {"box": mailbox}).one_or_none()
    return Concern(*row) if row else None


def fresh(connection: Connection) -> list[Concern]:
    """What arrived or changed since the last tick, in the order of the mailboxes, which is random."""
    return [Concern(*row) for row in connection.execute(_FRESH)]


def change(connection: Connection, mailbox: bytes, **values: Any) -> None:
    """Sets these columns, and marks the row as changed."""
    connection.execute(update(concerns).where(concerns.c.mailbox == mailbox).values(fresh=FRESH, **values))


def any_fresh(connection: Connection) -> bool:
    """Whether anything arrived or changed since the last tick."""
    return connection.execute(select(true()).where(concerns.c.fresh == FRESH).limit(1)).first() is not None


def grants_of(connection: Connection, mailbox: bytes, kid: bytes) -> list[tuple[int, bytes]]:
    """One member's grants: epoch and sealed bytes."""
    found = select(grants.c.epoch, grants.c.sealed).where(grants.c.mailbox == mailbox, grants.c.kid == kid)
    return [(epoch, sealed) for epoch, sealed in connection.execute(found.order_by(grants.c.epoch))]
