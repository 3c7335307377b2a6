"""The service in this process, under a clock that stands where it is put: weeks pass in a test's seconds."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from tests.support.installation import Installation
from whistle.app import app_for
from whistle.clock import SetClock
from whistle.domain.hours import HandOver
from whistle.services import ticking
from whistle.services.house import House

HOUR = dt.timedelta(hours=1)


class _Silent(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing is written down here either."""


@dataclass(frozen=True)
class Simulated:
    """A service whose hours pass on demand; its ticks come by the hour."""

    url: str
    installation: Installation
    house: House
    clock: SetClock

    def until(self, moment: dt.datetime) -> None:
        """Let the time pass up to ``moment``, with a tick in every hour on the way and in that one."""
        while self.clock.moment < moment:
            self.clock.moment = min(moment, self.clock.moment.replace(minute=1) + HOUR)
            ticking.tick(self.house)


@contextmanager
def simulated(folder: Path, start: dt.datetime, hand_over: str = "07:00") -> Iterator[Simulated]:
    """Start at that moment, handing over what reporters wrote once a day at ``hand_over``, or at every ``tick``."""
    clock = SetClock(start)
    installation = Installation(folder, clock=clock)
    prepared = installation.prepare()
    release = HandOver.parse(hand_over)
    house = replace(prepared, hand_over=release)
    server = make_server("127.0.0.1", 0, app_for(installation.settings, house), True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        ticking.tick(house)
        # By that name, browsers allow what they allow over https only.
        yield Simulated(f"http://localhost:{server.server_port}", installation, house, clock)
    finally:
        server.shutdown()
        thread.join()
        house.store.close()
