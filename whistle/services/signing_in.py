"""Staff sign-in: argon2id, sessions that the server can end, and slower answers to guesses."""

from __future__ import annotations

from dataclasses import dataclass

from whistle.domain.roles import Role
from whistle.services.house import House


@dataclass(frozen=True)
class Person:
    """Someone with an account. ``reviewer`` is the directory's id, for whoever has one."""

    id: bytes
    name: str
    role: Role
    reviewer: str | None


def sign_in(house: House, name: str, password: str) -> str:
    """A fresh session's token, for the cookie. Raises NotSignedIn (name or password) or TooMany."""
    raise NotImplementedError


def session(house: House, token: str) -> Person | None:
    """Whose session this is, unless it is unknown, ended, idle for too long or too old."""
    raise NotImplementedError


def sign_out(house: House, token: str) -> None:
    """Ends the session, here and everywhere."""
    raise NotImplementedError


def add_person(house: House, name: str, role: str, password: str, reviewer_id: str | None = None) -> Person:
    """A new account. Raises Conflict for a name that is taken, Malformed for a role or reviewer that is not there."""
    raise NotImplementedError


def people(house: House) -> list[Person]:
    """Everyone with an account, by name."""
    raise NotImplementedError
