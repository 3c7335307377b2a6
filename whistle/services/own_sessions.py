"""A person's own sessions and ways in: seen, ended and changed by themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from whistle.domain.errors import Conflict, NotFound, NotSignedIn, SignInAgain
from whistle.services.house import House
from whistle.services.signing_in import Person, token_hash
from whistle.store import passkeys, staff

Removal = Callable[[Connection], bool]

FRESH = 15 * 60
"""Seconds after signing in within which ways in may be changed: whoever finds a browser open comes later."""


@dataclass(frozen=True)
class OwnSession:
    """``id`` is what it is ended by; times are unix seconds."""

    id: str
    began: int
    used: int
    how: str
    this: bool


@dataclass(frozen=True)
class OwnPasskey:
    """``used`` is None as long as it was not."""

    id: str
    name: str
    added: int
    used: int | None


@dataclass(frozen=True)
class Own:
    """All of it. ``fresh``: ways in may be changed just now."""

    sessions: list[OwnSession]
    passkeys: list[OwnPasskey]
    app: bool
    fresh: bool


def own(house: House, person: Person, token: str) -> Own:
    """What there is. Raises NotSignedIn when the account or the session was ended at this moment."""
    now, this = int(house.clock.now().timestamp()), token_hash(token)
    with house.store.read() as connection:
        account = staff.by_id(connection, person.id)
        sessions = staff.sessions(connection, person.id, now - house.entry.longest, now - house.entry.idle)
        keys = passkeys.of(connection, person.id)
    mine = next((each for each in sessions if each.id == this), None)
    if account is None or mine is None:
        raise NotSignedIn
    return Own(
        [OwnSession(each.id.hex(), each.created, each.seen, each.how, each is mine) for each in sessions],
        [OwnPasskey(each.id.hex(), each.name, each.added, each.used) for each in keys],
        account.app is not None,
        now - mine.created <= FRESH,
    )


def check_fresh(house: House, person: Person, token: str) -> bytes:
    """Before a way in is changed; gives the session's id. Raises SignInAgain."""
    if not own(house, person, token).fresh:
        raise SignInAgain
    return token_hash(token)


def end(house: House, person: Person, session_id: str) -> None:
    """Ends one of the person's sessions. One that is not there has ended already."""
    try:
        wanted = bytes.fromhex(session_id)
    except ValueError:
        raise NotFound from None
    house.store.commit(lambda connection: staff.end_sessions(connection, person.id, only=wanted))


def end_others(house: House, person: Person, token: str) -> int:
    """Ends all but this one, and says how many."""
    this = token_hash(token)
    return house.store.commit(lambda connection: staff.end_sessions(connection, person.id, but=this))


def remove_app(house: House, person: Person, token: str) -> None:
    """Codes of the app count no more; every other session ends. Raises Conflict for the last way in."""

    def remove(connection: Connection) -> bool:
        staff.set_app(connection, person.id, None)
        return True

    _remove(house, person, token, remove)


def remove_passkey(house: House, person: Person, token: str, passkey_id: str) -> None:
    """The passkey signs nobody in any more; every other session ends. Raises NotFound, Conflict for the last one."""
    try:
        wanted = bytes.fromhex(passkey_id)
    except ValueError:
        raise NotFound from None
    _remove(house, person, token, lambda connection: passkeys.remove(connection, person.id, wanted))


def _remove(house: House, person: Person, token: str, remove: Removal) -> None:
    this = check_fresh(house, person, token)

    def change(connection: Connection) -> None:
        if not remove(connection):
            raise NotFound
        account = staff.by_id(connection, person.id)
        if house.entry.required and account and account.app is None and not account.passkeys:
            raise Conflict("This is your only passkey or app. Add another one first, then remove this one.")
        staff.end_sessions(connection, person.id, but=this)

    house.store.commit(change)
