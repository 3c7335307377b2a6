"""Run by Alembic: migrates the store that `whistle.store.migrations.upgrade` hands over, in one transaction."""

from alembic import context
from sqlalchemy import Connection

from whistle.store.tables import metadata


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata)
    context.run_migrations()


context.config.attributes["store"].commit(migrate)
