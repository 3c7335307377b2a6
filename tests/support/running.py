"""The service as it really runs: gunicorn in processes of its own, on a free port, with keys made for the occasion.

    .venv/bin/python -m tests.support.running

prints the address and the credentials, and runs until it is interrupted. Tests use the fixture ``service``.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from config import DEMONSTRATION_TICK, ROOT
from tests.support.forking import Forked, Forker
from tests.support.installation import PASSPHRASE, PASSWORD, PEOPLE, Installation
from whistle.services import ticking
from whistle.services.house import House


@dataclass(frozen=True)
class Service:
    """A running service. ``house`` is the same database from inside this process."""

    url: str
    installation: Installation
    house: House
    process: subprocess.Popen[bytes] | Forked
    log: Path
    seconds_to_first_answer: float

    def tick(self) -> ticking.TickResult:
        """Run a tick now, as `whistle tick` would, but for the auditors' figures: a visit counts them."""
        # As the demonstration does, so that a test need not wait for the next hour.
        return ticking.tick(replace(self.house, tick_seconds=DEMONSTRATION_TICK), figures=False)


@contextmanager
def running(
    folder: Path,
    *,
    tick_seconds: int = 3600,
    workers: int = 2,
    environ: Mapping[str, str] | None = None,
    like: Installation | None = None,
    forker: Forker | None = None,
) -> Iterator[Service]:
    """Start a service under ``folder`` and stop it at the end; ``environ`` is added to its variables.

    To be quick, it can have the keys and people of an installation that is prepared, and be forked.
    """
    port = free_port()
    settings: dict[str, Any] = {"address": f"http://localhost:{port}", "tick_seconds": tick_seconds}
    installation = like.copy(folder, **settings) if like else Installation(folder, **settings)
    house = installation.house() if like else installation.prepare()
    log = folder / "server.log"
    arguments = [
        "-c", str(ROOT / "deploy/gunicorn.conf.py"),
        "--bind", f"127.0.0.1:{port}", "--workers", str(workers), "wsgi:app",
    ]  # fmt: skip
    variables = os.environ | installation.environ | dict(environ or {})
    begun = time.perf_counter()
    process = (forker.start if forker else _start)(arguments, variables, log)
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}/healthz", process, log)
        yield Service(installation.address, installation, house, process, log, time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait(timeout=60)
        house.store.close()


def _start(arguments: list[str], environ: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gunicorn", *arguments]
    with log.open("wb") as output:
        return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=output, stderr=subprocess.STDOUT)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(url: str, process: subprocess.Popen[bytes] | Forked, log: Path) -> None:
    patience = time.monotonic() + 60  # a busy machine is slow, not wrong
    while process.poll() is None and time.monotonic() < patience:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.003)
    raise RuntimeError(f"The service did not start:\n{log.read_text(errors='replace')}")


def main() -> None:
    """Run until interrupted, with a tick every ten seconds."""
    with tempfile.TemporaryDirectory(prefix="whistle-") as folder, running(Path(folder) / "w") as service:
        print(f"{service.url}\n\npassword of everyone: {PASSWORD}")
        for name, role, reviewer in PEOPLE:
            key = f", key file {service.installation.folder / reviewer}.key.age" if reviewer else ""
            print(f"  {name} ({role}{key})")
        print(f"passphrase of every key file: {PASSPHRASE}\n", flush=True)
        try:
            while service.process.poll() is None:
                service.tick()
                time.sleep(10)
        except KeyboardInterrupt:
            pass
        if service.process.returncode:
            sys.exit(service.log.read_text(errors="replace"))


if __name__ == "__main__":
    main()
