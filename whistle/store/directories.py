"""The versions of the directory that this service has been started with."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from whistle.store.tables import directories


@dataclass(frozen=True)
class Seen:
    """A version as it was first seen. ``file`` is directory.json."""

    version: int
    hash: bytes
    hour: int
    file: bytes


def newest(connection: Connection, count: int) -> list[Seen]:
    """The highest versions, the highest first."""
    return [
        Seen(*row)
        for row in connection.execute(select(directories).order_by(directories.c.version.desc()).limit(count))
    ]


def add(connection: Connection, seen: Seen) -> None:
    """Keeps a new version."""
    connection.execute(insert(directories), vars(seen))
