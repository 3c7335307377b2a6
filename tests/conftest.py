"""What every test may ask for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.running import Service, running

# A shared machine may be slow for a moment; that is no failure of what is tested.
settings.register_profile("whistle", deadline=None)
settings.load_profile("whistle")


MEMORY, ROOM = Path("/dev/shm"), 4 << 30
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    # Thousands of databases that live for a second: what waits for a disk here is not what is tested.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that starts once in each process of tests: what is written to it stays there."""
    with running(tmp_path_factory.mktemp("running") / "w") as started:
        yield started


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who waits longest starts first, so that the others' work is done meanwhile: traces, browsers, all else."""
    first = ("tests/browser/test_traces.py", "tests/browser/", "tests/firefox/")

    def turn(item: pytest.Item) -> int:
        return next((at for at, start in enumerate(first) if item.nodeid.startswith(start)), len(first))

    items.sort(key=turn)
