"""The versions of the limits that concerns were raised under."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from whistle.store.tables import rules


@dataclass(frozen=True)
class Kept:
    """A version as it came into force. ``made_of`` names the settings that gave the text."""

    version: int
    hash: bytes
    hour: int
    made_of: bytes
    text: str


_COLUMNS = [rules.c[name] for name in Kept.__dataclass_fields__]


def newest(connection: Connection) -> Kept | None:
    """The one in force."""
    row = connection.execute(select(*_COLUMNS).order_by(rules.c.version.desc()).limit(1)).first()
    return Kept(*row) if row else None


def everything(connection: Connection) -> list[Kept]:
    """All of them, the first one first."""
    return [Kept(*row) for row in connection.execute(select(*_COLUMNS).order_by(rules.c.version))]


def text_of(connection: Connection, version: int) -> str:
    """The text of a version that a concern names, so that it is there."""
    text: str = connection.execute(select(rules.c.text).where(rules.c.version == version)).scalar_one()
    return text


def add(connection: Connection, kept: Kept) -> None:
    """Keeps a new version."""
    connection.execute(insert(rules), vars(kept))


def remake(connection: Connection, version: int, made_of: bytes) -> None:
    """Notes that other settings give the same text."""
    connection.execute(update(rules).where(rules.c.version == version).values(made_of=made_of))
