"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.running import Service, running


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service in processes of its own, once a run: tests that write to it leave what they wrote."""
    with running(tmp_path_factory.mktemp("running") / "w") as started:
        yield started
