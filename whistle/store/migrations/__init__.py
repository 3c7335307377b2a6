"""Bringing a database to the schema that this version needs.

Alembic is imported only when there is something to do: it costs a server a third of a second and 20 MB.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from whistle.domain.errors import CannotStart
from whistle.store.engine import Store

HEAD = "0001"
"""The newest revision; a test compares it with the files beside this one."""

NEWER = "The database was made by a newer version of Whistle (revision {}). Start that version."


def revision(store: Store) -> str | None:
    """The revision that the database stands at; None when it is empty."""
    with store.read() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(store: Store) -> None:
    """Creates the database, or brings it up to date in one transaction. Nothing happens when it already is.

    Raises CannotStart for a database of a newer version.
    """
    _keep_private(store)
    found = revision(store)
    if found == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["store"] = store
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise CannotStart(NEWER.format(found)) from error


def _keep_private(store: Store) -> None:
    # SQLite gives its side files the permissions of the database file.
    if store.url.get_backend_name() == "sqlite" and store.url.database:
        Path(store.url.database).touch(mode=0o600)
