"""Running the demonstration: a server of its own and a tick every few seconds, until Ctrl-C."""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from config import ROOT, Settings, settings
from whistle.cli.demo import cast
from whistle.cli.demo.banner import banner
from whistle.cli.demo.making import TICK_SECONDS, Place, make
from whistle.cli.demo.seeding import Played, play
from whistle.cli.demo.spoiling import forge_last
from whistle.cli.demo.stories import stories
from whistle.clock import Clock, SetClock, SystemClock
from whistle.domain.errors import CannotStart, WhistleError
from whistle.services import signing_in, ticking

if TYPE_CHECKING:
    from whistle.services.house import House

    OpenHouse = Callable[[Settings, Clock], House]

SERVER = "whistle.app:demonstration()"
START_SECONDS = 30
STOP_SECONDS = 12


def run(arguments: argparse.Namespace) -> int:
    """Make or keep the data, start the server, tell where to look, and tick until told to stop."""
    place = Place(
        (arguments.dir or Path(os.environ.get("WHISTLE_DEMO_DIR") or ROOT / "var" / "demo")).resolve()
    )
    _check_port(arguments.port)
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, _stop)
    if not (arguments.keep and place.database.exists()):
        print("Making a demonstration, sealed by the real code …", flush=True)
        seed(place, arguments.open_house, arguments.port)
    with _server(place, arguments.port) as server:
        _wait_until_ready(server, arguments.port)
        print(banner(place, arguments.port), flush=True)
        try:
            _tick(arguments.open_house(settings_of(place, arguments.port), SystemClock()), server)
        except KeyboardInterrupt:
            print("\nStopped. Nothing is left running.", flush=True)
    return 0


def seed(place: Place, open_house: OpenHouse, port: int = 8000) -> list[Played]:
    """A demonstration on disk, with everything that has happened in it up to now."""
    now = SystemClock().now()
    keys = make(place, now)
    told = stories(now)
    clock = SetClock(now - max(story.ago for story in told))
    house = open_house(settings_of(place, port), clock)
    for player in cast.PLAYERS:
        signing_in.add_person(house, player.account, player.role, cast.PASSWORD, player.reviewer)
    played = play(house, clock, now, told, keys, forge_last)
    house.store.close()
    notes = [
        {
            "id": done.story.id,
            "about": done.story.about,
            "show": done.story.show,
            "token": done.reporter.token.text,
            "earlier": [holder.token.text for holder in done.holders[:-1]],
            "concern": done.mailbox.hex(),
        }
        for done in played
    ]
    place.notes.write_text(json.dumps(notes, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return played


def settings_of(place: Place, port: int) -> Settings:
    return settings(place.environ(port)).as_demonstration()


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStart(
                f"Something else uses port {port}. Choose another: whistle demo --port 8001"
            ) from None


@contextmanager
def _server(place: Place, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """gunicorn on this computer only. Whatever ends this, it is stopped."""
    config = ROOT / "deploy" / "gunicorn.conf.py"
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        str(config),
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "warning",
        SERVER,
    ]
    ours = {name: value for name, value in os.environ.items() if not name.startswith("WHISTLE_")}
    # A session of its own, so that Ctrl-C reaches this process alone and the server is stopped in order.
    server = subprocess.Popen(command, cwd=ROOT, env=ours | place.environ(port), start_new_session=True)
    try:
        yield server
    finally:
        server.terminate()
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(START_SECONDS * 20):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise CannotStart("The server did not start. What it said stands above.")


def _tick(house: House, server: subprocess.Popen[bytes]) -> None:
    while True:
        try:
            code = server.wait(TICK_SECONDS)
        except subprocess.TimeoutExpired:
            try:
                ticking.tick(house, accept_jump=True)
            except WhistleError as error:
                print(f"whistle: the tick failed: {error}", file=sys.stderr, flush=True)
        else:
            raise CannotStart(f"The server ended by itself, with code {code}.")


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
