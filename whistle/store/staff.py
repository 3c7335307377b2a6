"""Accounts, sessions and wrong passwords. Times are unix seconds: none of this is about a reporter."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from whistle.store.tables import sign_in_failures, staff, staff_sessions


@dataclass(frozen=True)
class Account:
    """Someone who may sign in. ``password`` is an argon2id hash."""

    id: bytes
    name: str
    role: str
    password: str
    reviewer: str | None


@dataclass(frozen=True)
class Failures:
    """How often a password was tried and not right, and until when no other is tried."""

    count: int
    wait_until: int


_ACCOUNT = select(*(staff.c[name] for name in Account.__dataclass_fields__))


def add(connection: Connection, account: Account) -> None:
    connection.execute(insert(staff), vars(account))


def by_name(connection: Connection, name: str) -> Account | None:
    row = connection.execute(_ACCOUNT.where(staff.c.name == name)).one_or_none()
    return Account(*row) if row else None


def everyone(connection: Connection) -> list[Account]:
    return [Account(*row) for row in connection.execute(_ACCOUNT.order_by(staff.c.name))]


def set_password(connection: Connection, account_id: bytes, password: str) -> None:
    """A new password ends every session of the account."""
    connection.execute(update(staff).where(staff.c.id == account_id).values(password=password))
    connection.execute(delete(staff_sessions).where(staff_sessions.c.staff_id == account_id))


def remove(connection: Connection, account_id: bytes) -> None:
    connection.execute(delete(staff_sessions).where(staff_sessions.c.staff_id == account_id))
    connection.execute(delete(staff).where(staff.c.id == account_id))


def open_session(connection: Connection, token_hash: bytes, account_id: bytes, now: int) -> None:
    row = {"token_hash": token_hash, "staff_id": account_id, "created": now, "seen": now}
    connection.execute(insert(staff_sessions), row)


def session(connection: Connection, token_hash: bytes) -> tuple[Account, int, int] | None:
    """Whose session it is, when it began and when it was last used."""
    row = connection.execute(
        _ACCOUNT.add_columns(staff_sessions.c.created, staff_sessions.c.seen)
        .join_from(staff_sessions, staff)
        .where(staff_sessions.c.token_hash == token_hash)
    ).one_or_none()
    return (Account(*row[:-2]), row.created, row.seen) if row else None


def touch_session(connection: Connection, token_hash: bytes, now: int) -> None:
    connection.execute(
        update(staff_sessions).where(staff_sessions.c.token_hash == token_hash).values(seen=now)
    )


def end_session(connection: Connection, token_hash: bytes) -> None:
    connection.execute(delete(staff_sessions).where(staff_sessions.c.token_hash == token_hash))


def end_old_sessions(connection: Connection, created_before: int, seen_before: int) -> None:
    old = (staff_sessions.c.created < created_before) | (staff_sessions.c.seen < seen_before)
    connection.execute(delete(staff_sessions).where(old))


def failures(connection: Connection, slot: int, *, to_change: bool = False) -> Failures:
    found = select(sign_in_failures.c.failures, sign_in_failures.c.wait_until)
    found = found.where(sign_in_failures.c.slot == slot)
    # SQLite has one writer and ignores the lock; elsewhere, two who count at once would both find the old count.
    row = connection.execute(found.with_for_update() if to_change else found).one_or_none()
    return Failures(*row) if row else Failures(0, 0)


def keep_failures(connection: Connection, slot: int, found: Failures) -> None:
    row = {"failures": found.count, "wait_until": found.wait_until}
    changed = connection.execute(
        update(sign_in_failures).where(sign_in_failures.c.slot == slot).values(**row)
    )
    if not changed.rowcount:
        connection.execute(insert(sign_in_failures), {"slot": slot, **row})


def forget_failures(connection: Connection, slot: int) -> None:
    connection.execute(delete(sign_in_failures).where(sign_in_failures.c.slot == slot))
