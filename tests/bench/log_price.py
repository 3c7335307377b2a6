"""What a filing pays for the log: the same filings kept with their leaf and without it, in turns, in one process.

No HTTP: the rest of a request is the same either way. Without means no salt, no hash, no pending row; the promise is
signed in both, since it is the reporter's receipt.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from tests.bench import filings
from tests.bench.report import Row
from tests.support import long_log
from tests.support.installation import Installation
from whistle.ledger.event import EVENT_LENGTH, Event
from whistle.services import raising, recording
from whistle.services.house import House
from whistle.store import log

EVENTS = 1_000_000
FILINGS = 300
"""Of each sort, at each length of the log."""
GOAL = 0.5


class Took(NamedTuple):
    """Milliseconds by the clock, and of the processor: on a busy machine the clock tells more of the others."""

    wall: float
    processor: float


def rows(folder: Path) -> Iterator[Row]:
    """At an empty log, and at one of a million events."""
    installation = Installation(folder)
    house = installation.prepare()
    frames = filings.many(installation)
    _time(house, frames, FILINGS // 10)
    yield _row("an empty log", *_time(house, frames, FILINGS))
    with house.store.read() as connection:
        assert log.any_waiting(connection)
    long_log.fill(house.store, house.log, EVENTS, until=house.hour() - 1)
    _time(house, frames, FILINGS // 10)
    yield _row(f"{EVENTS:,} events in it", *_time(house, frames, FILINGS))
    house.store.close()


def _time(house: House, frames: Iterator[bytes], count: int) -> tuple[list[Took], list[Took]]:
    """How long each took of so many filings with the log and without, in turns."""
    with_it: list[Took] = []
    without: list[Took] = []
    # Sealed beforehand, and each sort first as often as second: on a busy machine what comes after work waits longer
    sealed = list(itertools.islice(frames, 2 * count))
    for at, frame in enumerate(sealed):
        if at % 4 in (0, 3):
            with_it.append(_one(house, frame))
        else:
            with _no_log():
                without.append(_one(house, frame))
    return with_it, without


def _one(house: House, frame: bytes) -> Took:
    begun, used = time.perf_counter(), time.thread_time()
    raising.file_concern(house, frame)
    return Took(1000 * (time.perf_counter() - begun), 1000 * (time.thread_time() - used))


@contextmanager
def _no_log() -> Iterator[None]:
    nothing = log.Pending(bytes(32), bytes(32), bytes(EVENT_LENGTH))

    def no_leaf(_: Event) -> log.Pending:
        return nothing

    with patch.object(recording, "leaf", no_leaf), patch.object(log, "wait", lambda *_: None):
        yield


def _row(where: str, with_it: list[Took], without: list[Took]) -> Row:
    ours, bare = (statistics.median(each.wall for each in some) for some in (with_it, without))
    worked = [statistics.median(each.processor for each in some) for some in (with_it, without)]
    paid = ours - bare
    return Row(
        f"what a filing pays for the log, {where}",
        f"{paid:.2f} ms, {worked[0] - worked[1]:.2f} of it the processor's",
        f"{bare:.2f} ms without, {worked[1]:.2f} of it the processor's",
        f"{GOAL} ms",
        paid <= GOAL,
    )
