"""A real SQLite file for every test, migrated once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from whistle.store import migrations
from whistle.store.engine import Store, open_store


@pytest.fixture(scope="session")
def blank_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database: copying it is faster than migrating."""
    path = tmp_path_factory.mktemp("store") / "blank.db"
    store = open_store(f"sqlite:///{path}")
    migrations.upgrade(store)
    store.sweep()
    store.close()
    return path


@pytest.fixture
def store(blank_database: Path, tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "whistle.db"
    shutil.copy(blank_database, path)
    store = open_store(f"sqlite:///{path}", threads=8)
    yield store
    store.close()
