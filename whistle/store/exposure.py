"""How much was ever sealed to one key: for whoever has to judge what a thief may have read."""

from __future__ import annotations

from sqlalchemy import Connection, distinct, func, select

from whistle.store.tables import concerns, grants


def ever_given(connection: Connection, kid: bytes) -> int:
    """Concerns that the key was given, also those it reads no more; what waits for its hour was given to nobody yet.

    Reads every grant there is, since no index leads from a key to what it opens: not for pages.
    """
    found = connection.execute(
        select(func.count(distinct(grants.c.mailbox)))
        .join(concerns, concerns.c.mailbox == grants.c.mailbox)
        .where(grants.c.kid == kid, grants.c.epoch <= concerns.c.epoch, concerns.c.released.is_not(None))
    )
    return int(found.scalar_one())
