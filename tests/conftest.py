"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support.running import Service, running

# A shared machine may be slow for a moment; that is no failure of what is tested.
settings.register_profile("whistle", deadline=None)
settings.load_profile("whistle")


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service in processes of its own, once a run: tests that write to it leave what they wrote."""
    with running(tmp_path_factory.mktemp("running") / "w") as started:
        yield started
