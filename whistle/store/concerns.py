"""Concerns: filing one, finding one, and what the tick and the reviewers change about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update

from whistle.store.prepared import Prepared
from whistle.store.tables import concerns, grants, holders, log_head, readers

FRESH = 1
"""The mark of a row that arrived or changed since the last tick."""

HELD, WAITS = 2, 3
"""Of a concern in which something waits beyond a tick, for the hour of the hand-over: the mark of one that the tick has
looked at and still has to put back, and that of one that it has put back."""

AT_ONCE = 1000
"""Concerns of a tick held in memory at once: 3 MB."""


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
    epoch: int = 0
    handler: str | None = None
    asked: int | None = None
    category: int = 0
    journal: int = 0
    paused: int | None = None
    rules: int = 0
    alarm: int | None = None
    happened: bytes = b""


@dataclass(frozen=True)
class Standing:
    """What a filing meets: the hour of the last tick, and what already stands under its mailbox."""

    tick_hour: int
    filing_hash: bytes | None
    receipt: bytes | None
    handed_over: bool = False
    """Whether the mailbox is that of somebody to whom another concern was handed."""


_COLUMNS = [concerns.c[name] for name in Concern.__dataclass_fields__]
_STANDING = Prepared(
    select(
        log_head.c.hour, concerns.c.filing_hash, concerns.c.receipt, holders.c.holder.is_not(None)
    ).select_from(
        log_head.outerjoin(concerns, concerns.c.mailbox == bindparam("box")).outerjoin(
            holders, holders.c.holder == bindparam("box")
        )
    )
)
_FIND = Prepared(select(*_COLUMNS).where(concerns.c.mailbox == bindparam("box")))
_LOCK = Prepared(select(*_COLUMNS).where(concerns.c.mailbox == bindparam("box")).with_for_update())
_GRANTS = Prepared(
    select(grants.c.epoch, grants.c.sealed)
    .where(
        grants.c.mailbox == bindparam("box"),
        grants.c.epoch <= bindparam("last"),
        grants.c.kid == bindparam("member"),
    )
    .order_by(grants.c.epoch)
)
_MARKED = select(concerns.c.mailbox).where(concerns.c.fresh.in_((FRESH, HELD, WAITS)))
_THESE = select(*_COLUMNS).where(concerns.c.mailbox.in_(bindparam("boxes", expanding=True))).with_for_update()
_HOLD = Prepared(
    update(concerns).where(concerns.c.mailbox == bindparam("box")).values(fresh=bindparam("fresh"))
)
_CHANGING = (
    "state", "opened", "released", "due", "due_kind", "told_state", "told_due", "written", "count", "head", "readers",
    "epoch", "handler", "asked", "category", "journal", "paused", "alarm", "happened",
)  # fmt: skip
_CHANGE = Prepared(
    update(concerns)
    .where(concerns.c.mailbox == bindparam("box"))
    .values({name: bindparam(name) for name in ("fresh", *_CHANGING)})
)
_INSERT = Prepared(insert(concerns))
_INSERT_GRANT = Prepared(insert(grants))
_INSERT_READER = Prepared(insert(readers))


def standing(connection: Connection, mailbox: bytes) -> Standing:
    """One look before a filing is kept."""
    tick_hour, filing_hash, receipt, handed_over = _STANDING.only(connection, {"box": mailbox})
    return Standing(tick_hour, filing_hash, receipt, bool(handed_over))


def add(
    connection: Connection, concern: Concern, grant_by_kid: Mapping[bytes, bytes], reviewers: Sequence[str]
) -> None:
    """Keeps a new concern with its grants of epoch 0 and whoever may read it; its message is added apart."""
    box = concern.mailbox
    _INSERT.run(connection, {**vars(concern), "fresh": FRESH})
    add_grants(connection, box, 0, grant_by_kid)
    own = {
        "mailbox": box, "state": concern.state, "sort_hour": None, "opened": None, "unread": concern.count,
        "cover": None,
    }  # fmt: skip
    if concern.released is not None:
        own["sort_hour"] = concern.due
    _INSERT_READER.many(connection, [{**own, "reviewer": reviewer} for reviewer in reviewers])


def add_grants(
    connection: Connection, mailbox: bytes, epoch: int, grant_by_kid: Mapping[bytes, bytes]
) -> None:
    """Keeps the grants of an epoch."""
    rows = [
        {"mailbox": mailbox, "epoch": epoch, "kid": kid, "fresh": FRESH, "sealed": grant}
        for kid, grant in grant_by_kid.items()
    ]
    _INSERT_GRANT.many(connection, rows)


def find(connection: Connection, mailbox: bytes, *, lock: bool = False) -> Concern | None:
    """The concern of that mailbox. ``lock`` keeps other writers off it, where writers run side by side."""
    row = (_LOCK if lock else _FIND).first(connection, {"box": mailbox})
    return Concern(*row) if row else None


def marked(connection: Connection) -> Iterator[list[Concern]]:
    """What arrived or changed since the last tick, and that in which something waits on, some at a time.

    Where writers run side by side they are kept off it: the tick writes every column back.
    """
    boxes = connection.scalars(_MARKED).all()
    for at in range(0, len(boxes), AT_ONCE):
        yield [Concern(*row) for row in connection.execute(_THESE, {"boxes": boxes[at : at + AT_ONCE]}).all()]


def hold(connection: Connection, held: Iterable[Concern]) -> None:
    """Marks concerns in which something waits on after this tick."""
    _HOLD.many(connection, [{"box": concern.mailbox, "fresh": HELD} for concern in held])


def change(connection: Connection, changed: Iterable[Concern]) -> None:
    """Keeps what may change of concerns, and marks them as changed."""
    rows = [{**vars(concern), "box": concern.mailbox, "fresh": FRESH} for concern in changed]
    _CHANGE.many(connection, rows)


def grants_of(connection: Connection, mailbox: bytes, kid: bytes, last: int) -> list[tuple[int, bytes]]:
    """One member's grants up to the ``last`` epoch: epoch and sealed bytes."""
    found = _GRANTS.all(connection, {"box": mailbox, "member": kid, "last": last})
    return [(epoch, sealed) for epoch, sealed in found]
