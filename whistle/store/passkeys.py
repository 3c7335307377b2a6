"""Passkeys, and the challenges that were answered. Times are unix seconds."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from whistle.store.tables import spent_challenges, staff_passkeys


@dataclass(frozen=True)
class Passkey:
    """``key`` is the public key, in COSE's form; ``counter`` what the authenticator counted last, often 0 for ever."""

    id: bytes
    staff_id: bytes
    name: str
    key: bytes
    counter: int
    added: int
    used: int | None


_PASSKEY = select(*(staff_passkeys.c[name] for name in Passkey.__dataclass_fields__))


def add(connection: Connection, passkey: Passkey) -> None:
    connection.execute(insert(staff_passkeys), vars(passkey))


def by_id(connection: Connection, passkey_id: bytes) -> Passkey | None:
    row = connection.execute(_PASSKEY.where(staff_passkeys.c.id == passkey_id)).one_or_none()
    return Passkey(*row) if row else None


def of(connection: Connection, staff_id: bytes) -> list[Passkey]:
    """Those of an account, oldest first."""
    found = _PASSKEY.where(staff_passkeys.c.staff_id == staff_id)
    return [Passkey(*row) for row in connection.execute(found.order_by(staff_passkeys.c.added))]


def use(connection: Connection, passkey_id: bytes, counter: int, now: int) -> bool:
    """Notes a use, unless the counter stands where it stood or before: a copy of the passkey would give that.

    An authenticator that does not count gives 0 every time.
    """
    ahead = staff_passkeys.c.counter < counter if counter else staff_passkeys.c.counter == 0
    changed = connection.execute(
        update(staff_passkeys)
        .where(staff_passkeys.c.id == passkey_id, ahead)
        .values(counter=counter, used=now)
    )
    return bool(changed.rowcount)


def remove(connection: Connection, staff_id: bytes, passkey_id: bytes) -> bool:
    """Whether the account had it."""
    mine = (staff_passkeys.c.staff_id == staff_id) & (staff_passkeys.c.id == passkey_id)
    return bool(connection.execute(delete(staff_passkeys).where(mine)).rowcount)


def remove_all(connection: Connection, staff_id: bytes) -> None:
    connection.execute(delete(staff_passkeys).where(staff_passkeys.c.staff_id == staff_id))


def spend(connection: Connection, challenge_hash: bytes, until: int, now: int) -> bool:
    """Notes that a challenge was answered, until it is too old to count anyway; false when it was noted before."""
    connection.execute(delete(spent_challenges).where(spent_challenges.c.until < now))
    mine = select(spent_challenges.c.until).where(spent_challenges.c.hash == challenge_hash)
    if connection.execute(mine).one_or_none():
        return False
    connection.execute(insert(spent_challenges), {"hash": challenge_hash, "until": until})
    return True
