"""The migrated database is the one that the code describes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from whistle.domain.errors import CannotStart
from whistle.store import migrations
from whistle.store.engine import Store
from whistle.store.tables import metadata

TELLING_OF_A_REPORTER = {
    "concerns",
    "readers",
    "grants",
    "messages",
    "pending_leaves",
    "leaves",
    "epochs",
    "holders",
    "journal",
    "journal_grants",
    "presence",
}


def schema(url: str) -> dict[str, str]:
    """Every CREATE statement that the database keeps, without its white space and order of constraints."""
    found = {}
    with create_engine(url).connect() as connection:
        for name, sql in connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        ):
            found[name] = " ".join(sorted(re.split(r"[\s,]+", sql)))
    found.pop("alembic_version", None)
    return found


def test_the_migrated_schema_is_that_of_the_models(store: Store) -> None:
    with create_engine(store.url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrated_schema_is_that_of_the_models_to_the_letter(store: Store, tmp_path: Path) -> None:
    """Alembic compares neither partial indexes nor WITHOUT ROWID; the statements themselves show both."""
    fresh = f"sqlite:///{tmp_path / 'models.db'}"
    metadata.create_all(create_engine(fresh))

    assert schema(str(store.url)) == schema(fresh)


def test_every_foreign_key_is_the_beginning_of_an_index(store: Store) -> None:
    with create_engine(store.url).connect() as connection:
        inspector = inspect(connection)
        for table in inspector.get_table_names():
            keys = [list(index["column_names"]) for index in inspector.get_indexes(table)]
            keys.append([*inspector.get_pk_constraint(table)["constrained_columns"]])
            for foreign in inspector.get_foreign_keys(table):
                columns = foreign["constrained_columns"]
                assert any(key[: len(columns)] == columns for key in keys), (table, columns)


def test_no_row_that_tells_of_a_reporter_has_a_serial_number(store: Store) -> None:
    with store.read() as connection:
        for table in TELLING_OF_A_REPORTER:
            sql = connection.execute(
                text("SELECT sql FROM sqlite_master WHERE name = :table"), {"table": table}
            ).scalar_one()
            assert sql.rstrip().endswith("WITHOUT ROWID"), table


def test_the_head_that_the_code_names_is_the_newest_revision() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_current_head() == migrations.HEAD


def test_a_database_of_a_newer_version_is_left_alone(store: Store) -> None:
    store.commit(
        lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    )
    with pytest.raises(CannotStart, match="newer version"):
        migrations.upgrade(store)


def test_upgrading_twice_changes_nothing(store: Store) -> None:
    before = schema(str(store.url))
    migrations.upgrade(store)
    assert schema(str(store.url)) == before


def test_nobody_else_on_the_machine_can_read_the_database(store: Store) -> None:
    path = Path(str(store.url.database))
    store.commit(lambda _: None)
    for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + ".lock")):
        assert file.stat().st_mode & 0o077 == 0, file
