"""Accounts, sessions and wrong passwords. Times are unix seconds: none of this is about a reporter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from whistle.store.tables import sign_in_failures, staff, staff_passkeys, staff_sessions


@dataclass(frozen=True)
class Account:
    """Someone who may sign in. ``password`` is an argon2id hash, ``app`` the sealed secret of an authenticator app.

    ``app_used`` is the time step of the latest code that was taken, ``passkeys`` how many there are.
    """

    id: bytes
    name: str
    role: str
    password: str
    reviewer: str | None
    app: bytes | None = None
    app_used: int = 0
    passkeys: int = 0


@dataclass(frozen=True)
class Session:
    """``id`` is the hash of its token. ``how`` says what was shown to sign in."""

    id: bytes
    created: int
    seen: int
    how: str


@dataclass(frozen=True)
class Failures:
    """How often a password was tried and not right, and until when no other is tried."""

    count: int
    wait_until: int


_COLUMNS = [name for name in Account.__dataclass_fields__ if name != "passkeys"]
_PASSKEYS = select(func.count()).where(staff_passkeys.c.staff_id == staff.c.id).scalar_subquery()
_ACCOUNT = select(*(staff.c[name] for name in _COLUMNS), _PASSKEYS.label("passkeys"))
_SESSION = [
    staff_sessions.c.token_hash,
    staff_sessions.c.created,
    staff_sessions.c.seen,
    staff_sessions.c.how,
]


def add(connection: Connection, account: Account) -> None:
    connection.execute(insert(staff), {name: getattr(account, name) for name in _COLUMNS})


def by_name(connection: Connection, name: str) -> Account | None:
    return _one(connection, staff.c.name == name)


def by_id(connection: Connection, account_id: bytes) -> Account | None:
    return _one(connection, staff.c.id == account_id)


def everyone(connection: Connection) -> list[Account]:
    return [_account(row) for row in connection.execute(_ACCOUNT.order_by(staff.c.name))]


def set_password(connection: Connection, account_id: bytes, password: str) -> None:
    """A new password ends every session of the account."""
    connection.execute(update(staff).where(staff.c.id == account_id).values(password=password))
    end_sessions(connection, account_id)


def remove(connection: Connection, account_id: bytes) -> None:
    end_sessions(connection, account_id)
    connection.execute(delete(staff_passkeys).where(staff_passkeys.c.staff_id == account_id))
    connection.execute(delete(staff).where(staff.c.id == account_id))


def offer_app(connection: Connection, account_id: bytes, sealed: bytes) -> None:
    """Keeps a secret that is not in force until a code of it was typed."""
    connection.execute(update(staff).where(staff.c.id == account_id).values(app_offered=sealed))


def offered_app(connection: Connection, account_id: bytes) -> bytes | None:
    return connection.scalar(select(staff.c.app_offered).where(staff.c.id == account_id))


def set_app(connection: Connection, account_id: bytes, sealed: bytes | None, step: int = 0) -> None:
    """Puts a secret in force, or none; ``step`` is that of the code which showed that it works."""
    values = {"app": sealed, "app_used": step, "app_offered": None}
    connection.execute(update(staff).where(staff.c.id == account_id).values(values))


def use_code(connection: Connection, account_id: bytes, step: int) -> bool:
    """Takes the code of that time step, unless it or a later one was taken: one of two at once finds it gone."""
    fresh = (staff.c.id == account_id) & (staff.c.app_used < step)
    return bool(connection.execute(update(staff).where(fresh).values(app_used=step)).rowcount)


def open_session(
    connection: Connection, token_hash: bytes, account_id: bytes, now: int, how: str = "password"
) -> None:
    row = {"token_hash": token_hash, "staff_id": account_id, "created": now, "seen": now, "how": how}
    connection.execute(insert(staff_sessions), row)


def session(connection: Connection, token_hash: bytes) -> tuple[Account, Session] | None:
    """Whose session it is, when it began and when it was last used."""
    row = connection.execute(
        _ACCOUNT.add_columns(*_SESSION)
        .join_from(staff_sessions, staff)
        .where(staff_sessions.c.token_hash == token_hash)
    ).one_or_none()
    return (_account(row[: -len(_SESSION)]), Session(*row[-len(_SESSION) :])) if row else None


def sessions(connection: Connection, account_id: bytes, created_after: int, seen_after: int) -> list[Session]:
    """Those of an account that have not ended, the one used last first."""
    open_ = (staff_sessions.c.created >= created_after) & (staff_sessions.c.seen >= seen_after)
    found = select(*_SESSION).where(staff_sessions.c.staff_id == account_id, open_)
    return [Session(*row) for row in connection.execute(found.order_by(staff_sessions.c.seen.desc()))]


def touch_session(connection: Connection, token_hash: bytes, now: int) -> None:
    connection.execute(
        update(staff_sessions).where(staff_sessions.c.token_hash == token_hash).values(seen=now)
    )


def end_session(connection: Connection, token_hash: bytes) -> None:
    connection.execute(delete(staff_sessions).where(staff_sessions.c.token_hash == token_hash))


def end_sessions(
    connection: Connection, account_id: bytes, *, only: bytes | None = None, but: bytes | None = None
) -> int:
    """Ends an account's sessions: all, ``only`` one, or all ``but`` one; gives how many there were."""
    wanted = [staff_sessions.c.staff_id == account_id]
    if only is not None:
        wanted.append(staff_sessions.c.token_hash == only)
    if but is not None:
        wanted.append(staff_sessions.c.token_hash != but)
    return connection.execute(delete(staff_sessions).where(*wanted)).rowcount


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


def _one(connection: Connection, which: ColumnElement[bool]) -> Account | None:
    row = connection.execute(_ACCOUNT.where(which)).one_or_none()
    return _account(row) if row else None


def _account(row: Sequence[Any]) -> Account:
    return Account(*row)
