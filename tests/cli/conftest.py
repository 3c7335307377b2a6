"""A demonstration on disk, made once: everything in it was sealed, sent and answered by the real code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from whistle.__main__ import open_house
from whistle.cli.demo import running
from whistle.cli.demo.making import Place
from whistle.cli.demo.seeding import Played
from whistle.cli.main import run
from whistle.clock import SystemClock
from whistle.services.house import House

Whistle = Callable[..., int]


@dataclass(frozen=True)
class Demonstration:
    place: Place
    house: House
    played: dict[str, Played]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    place = Place(tmp_path_factory.mktemp("demonstration") / "demo")
    played = running.seed(place, open_house)
    house = open_house(running.settings_of(place, 8000), SystemClock())
    return Demonstration(place, house, {done.story.id: done for done in played})


@pytest.fixture
def whistle() -> Whistle:
    """Runs a command as it would run from the terminal; gives its exit code."""

    def call(*arguments: object) -> int:
        words: Sequence[str] = [str(argument) for argument in arguments]
        return run(words, open_house)

    return call


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    file = tmp_path / "passphrase"
    file.write_text("correct horse battery staple\n")
    return file
