"""Breaking what is stored, to show that it is noticed. No service can do this: it goes past all of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from whistle.envelope.message import MESSAGE
from whistle.services.house import House
from whistle.store.tables import messages

SIGNATURE = MESSAGE
"""Where a stored message's signature begins: after M."""
SEALED = SIGNATURE + 64
"""Where its age file begins."""


@dataclass(frozen=True)
class Flipped:
    """One byte that was changed: where, what it was and what it is now."""

    seq: int
    offset: int
    before: int
    after: int


def forge_last(house: House, mailbox: bytes) -> None:
    """The thread's last message loses its signature."""
    flip(house, mailbox, SIGNATURE + 7)


def flip(house: House, mailbox: bytes, offset: int) -> Flipped:
    """Change one bit of the thread's last message; the same again puts it back."""

    def write(connection: Connection) -> Flipped:
        mine = messages.c.mailbox == mailbox
        last = select(messages.c.seq, messages.c.sealed).where(mine).order_by(messages.c.seq.desc()).limit(1)
        row = connection.execute(last).one()
        spoilt = bytearray(row.sealed)
        before = spoilt[offset]
        spoilt[offset] ^= 1
        connection.execute(
            update(messages).where(mine, messages.c.seq == row.seq).values(sealed=bytes(spoilt))
        )
        return Flipped(row.seq, offset, before, spoilt[offset])

    return house.store.commit(write)
