"""Staff sign-in: argon2id and a code, and sessions that the server can end. `whistle.services.passkeys` is the other
way in; guesses are slowed in `whistle.services.slowing`.

An account opens nothing: concerns are sealed to keys that are not here. It decides who may fetch sealed bytes.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from whistle.domain.errors import Conflict, Malformed, NotFound, NotSignedIn
from whistle.domain.roles import Role
from whistle.envelope.hashing import label, sha256
from whistle.services import codes, slowing
from whistle.services.house import House
from whistle.store import passkeys, staff

if TYPE_CHECKING:
    from argon2 import PasswordHasher

TOUCH = 60
"""Seconds between two notes of a session's use, so that reading writes once a minute at most."""

SHORTEST_PASSWORD = 8

PASSWORD, CODE, PASSKEY = "password", "code", "passkey"
"""What was shown to sign in; a code comes with a password."""

WRONG = "The name, the password or the code is not right."


@dataclass(frozen=True)
class Person:
    """Someone with an account. ``reviewer`` is the directory's id, for whoever has one.

    ``guarded``: there is a passkey or an app, so that the password alone lets nobody in.
    """

    id: bytes
    name: str
    role: Role
    reviewer: str | None
    guarded: bool = False


def sign_in(house: House, name: str, password: str, device: str = "", code: str = "") -> str:
    """A fresh session's token, for the cookie. Raises NotSignedIn (name, password or code) or TooMany.

    ``device`` is the device cookie, if the browser has one: with it, strangers' guesses keep nobody waiting.
    A name without an account takes as long, and slows down as well: an answer tells nobody who works here. Name,
    password and code are judged together, so that no answer tells that a password was right.
    """
    name = name.strip()
    with slowing.one_try(house, name, device) as slot:
        with house.store.read() as connection:
            account = staff.by_name(connection, name)
        right = _verify(account.password if account else _dummy(), password)
        step = codes.step_of(house, account, code)
    if account is None or not right or (_guarded(account) and step is None):
        raise NotSignedIn(WRONG)

    def taken(connection: Connection) -> bool:
        if step is not None and not staff.use_code(connection, account.id, step):
            return False
        staff.forget_failures(connection, slot)
        return True

    return begin(house, account.id, PASSWORD if step is None else CODE, taken)


def begin(house: House, account_id: bytes, how: str, taken: Callable[[Connection], bool]) -> str:
    """A new session's token, if what was shown can be ``taken`` in the same commit. Raises NotSignedIn."""
    token, now = secrets.token_urlsafe(32), _now(house)

    def open_session(connection: Connection) -> bool:
        if not taken(connection):
            return False
        staff.end_old_sessions(connection, *_limits(house, now))
        staff.open_session(connection, token_hash(token), account_id, now, how)
        return True

    if not house.store.commit(open_session):
        raise NotSignedIn(WRONG)
    return token


def session(house: House, token: str) -> Person | None:
    """Whose session this is, unless it is unknown, ended, idle for too long or too old."""
    now, session_id = _now(house), token_hash(token)
    with house.store.read() as connection:
        found = staff.session(connection, session_id)
    if found is None:
        return None
    account, kept = found
    created_after, seen_after = _limits(house, now)
    if kept.created < created_after or kept.seen < seen_after:
        return None
    if now - kept.seen > TOUCH:
        house.store.commit(lambda connection: staff.touch_session(connection, session_id, now))
    return _person(account)


def sign_out(house: House, token: str) -> None:
    """Ends the session, here and everywhere."""
    house.store.commit(lambda connection: staff.end_session(connection, token_hash(token)))


def add_person(house: House, name: str, role: str, password: str, reviewer_id: str | None = None) -> Person:
    """A new account. Raises Conflict for a name that is taken, Malformed for a role or reviewer that is not there."""
    person = Person(secrets.token_bytes(16), name.strip(), Role.parse(role), reviewer_id)
    if not 1 <= len(person.name) <= 128:
        raise Malformed("A name has 1 to 128 characters.")
    _check_reviewer(house, person)
    account = staff.Account(person.id, person.name, person.role, _hash(password), reviewer_id)

    def add(connection: Connection) -> bool:
        free = staff.by_name(connection, person.name) is None
        if free:
            staff.add(connection, account)
        return free

    if not house.store.commit(add):
        raise Conflict("There is an account of that name already.")
    return person


def set_password(house: House, name: str, password: str) -> None:
    """A new password, which ends every session of the account. Raises NotFound."""
    account, hashed = _find(house, name), _hash(password)
    house.store.commit(lambda connection: staff.set_password(connection, account.id, hashed))


def recover_person(house: House, name: str, password: str) -> None:
    """For whoever lost phone and passkeys: a new password and no second factor. Ends every session. Raises NotFound."""
    account, hashed = _find(house, name), _hash(password)

    def begin_anew(connection: Connection) -> None:
        passkeys.remove_all(connection, account.id)
        staff.set_app(connection, account.id, None)
        staff.set_password(connection, account.id, hashed)

    house.store.commit(begin_anew)


def disable_person(house: House, name: str) -> None:
    """Ends an account and all its sessions at once. Raises NotFound."""
    account = _find(house, name)
    house.store.commit(lambda connection: staff.remove(connection, account.id))


def people(house: House) -> list[Person]:
    """Everyone with an account, by name."""
    with house.store.read() as connection:
        return [_person(account) for account in staff.everyone(connection)]


def ways_in(house: House) -> dict[str, str]:
    """What each account signs in with, in words, by name."""
    with house.store.read() as connection:
        return {account.name: _ways(account) for account in staff.everyone(connection)}


def _ways(account: staff.Account) -> str:
    keys = f"{account.passkeys} passkey{'' if account.passkeys == 1 else 's'}" if account.passkeys else ""
    return ", ".join(filter(None, (keys, "app" if account.app else ""))) or "password alone"


def _check_reviewer(house: House, person: Person) -> None:
    if person.reviewer is None:
        if person.role is Role.REVIEWER:
            raise Malformed("Say which reviewer of the directory this is.")
    elif not person.role.reviews:
        raise Malformed("Whoever audits does not review.")
    elif house.directory().reviewer(person.reviewer) is None:
        raise Malformed("The directory has no reviewer of that id.")


def _find(house: House, name: str) -> staff.Account:
    with house.store.read() as connection:
        account = staff.by_name(connection, name)
    if account is None:
        raise NotFound("There is no account of that name.")
    return account


def _person(account: staff.Account) -> Person:
    return Person(account.id, account.name, Role.parse(account.role), account.reviewer, _guarded(account))


def _guarded(account: staff.Account) -> bool:
    return account.app is not None or account.passkeys > 0


def _limits(house: House, now: int) -> tuple[int, int]:
    """Since when a session must have begun, and since when it must have been used."""
    return now - house.entry.longest, now - house.entry.idle


def _now(house: House) -> int:
    return int(house.clock.now().timestamp())


def token_hash(token: str) -> bytes:
    """What is stored of a session's token, and names the session."""
    return sha256(label("whistle/v1/session"), token.encode())


def _hash(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise Malformed(f"A password has at least {SHORTEST_PASSWORD} characters.")
    return _hasher().hash(password)


def _verify(hashed: str, password: str) -> bool:
    from argon2.exceptions import VerificationError

    try:
        return _hasher().verify(hashed, password)
    except VerificationError:
        return False


@cache
def _dummy() -> str:
    """What a password is compared with when there is no such account."""
    return _hasher().hash(secrets.token_hex(16))


@cache
def _hasher() -> PasswordHasher:
    # 19 MiB, twice, one lane: OWASP's choice for argon2id, and what keeps a small server small.
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
