"""Staff sign-in: argon2id, and sessions that the server can end. Guesses are slowed in `whistle.services.slowing`.

An account opens nothing: concerns are sealed to keys that are not here. It decides who may fetch sealed bytes.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from whistle.domain.errors import Conflict, Malformed, NotFound, NotSignedIn
from whistle.domain.roles import Role
from whistle.envelope.hashing import label, sha256
from whistle.services import slowing
from whistle.services.house import House
from whistle.store import staff

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LONGEST = 12 * 3600
"""Seconds that a session lasts at most: a long shift."""
IDLE = 3600
"""Seconds after which an unused session has ended."""
TOUCH = 60
"""Seconds between two notes of a session's use, so that reading writes once a minute at most."""

SHORTEST_PASSWORD = 8

WRONG = "The name or the password is not right."


@dataclass(frozen=True)
class Person:
    """Someone with an account. ``reviewer`` is the directory's id, for whoever has one."""

    id: bytes
    name: str
    role: Role
    reviewer: str | None


def sign_in(house: House, name: str, password: str, device: str = "") -> str:
    """A fresh session's token, for the cookie. Raises NotSignedIn (name or password) or TooMany.

    ``device`` is the device cookie, if the browser has one: with it, strangers' guesses keep nobody waiting.
    A name without an account takes as long, and slows down as well: an answer tells nobody who works here.
    """
    now, name = _now(house), name.strip()
    with slowing.one_try(house, name, device) as slot:
        with house.store.read() as connection:
            account = staff.by_name(connection, name)
        right = _verify(account.password if account else _dummy(), password)
    if account is None or not right:
        raise NotSignedIn(WRONG)

    token = secrets.token_urlsafe(32)

    def open_session(connection: Connection) -> None:
        staff.forget_failures(connection, slot)
        staff.end_old_sessions(connection, created_before=now - LONGEST, seen_before=now - IDLE)
        staff.open_session(connection, _token_hash(token), account.id, now)

    house.store.commit(open_session)
    return token


def session(house: House, token: str) -> Person | None:
    """Whose session this is, unless it is unknown, ended, idle for too long or too old."""
    now, token_hash = _now(house), _token_hash(token)
    with house.store.read() as connection:
        found = staff.session(connection, token_hash)
    if found is None:
        return None
    account, created, seen = found
    if now - created > LONGEST or now - seen > IDLE:
        return None
    if now - seen > TOUCH:
        house.store.commit(lambda connection: staff.touch_session(connection, token_hash, now))
    return _person(account)


def sign_out(house: House, token: str) -> None:
    """Ends the session, here and everywhere."""
    house.store.commit(lambda connection: staff.end_session(connection, _token_hash(token)))


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


def disable_person(house: House, name: str) -> None:
    """Ends an account and all its sessions at once. Raises NotFound."""
    account = _find(house, name)
    house.store.commit(lambda connection: staff.remove(connection, account.id))


def people(house: House) -> list[Person]:
    """Everyone with an account, by name."""
    with house.store.read() as connection:
        return [_person(account) for account in staff.everyone(connection)]


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
    return Person(account.id, account.name, Role.parse(account.role), account.reviewer)


def _now(house: House) -> int:
    return int(house.clock.now().timestamp())


def _token_hash(token: str) -> bytes:
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
