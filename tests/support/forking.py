"""Servers forked from a process that has imported and compressed everything once: a second of work less, each time.

What runs is gunicorn with the service's own configuration, each in processes of its own, as if it had been started by
its command. Only what does not depend on the installation is made once: modules, bank holidays, and smaller forms of
static files, which are made quickly rather than as small as can be.
"""

from __future__ import annotations

import gzip
import json
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, NoReturn

from config import ROOT


@dataclass
class Forked:
    """A server's first process."""

    pid: int
    forker: Forker
    returncode: int | None = None

    def poll(self) -> int | None:
        """Its code once it has ended, else None."""
        if self.returncode is None:
            self.returncode = self.forker.asks("poll", self.pid)
        return self.returncode

    def terminate(self) -> None:
        """Tells it to end in order."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)

    def wait(self, timeout: float) -> int:
        """Waits until it has. Raises TimeoutExpired."""
        code = self.returncode if self.returncode is not None else self.forker.asks("wait", self.pid, timeout)
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
        self.returncode = code
        return code


class Forker:
    """The process that servers are forked from. It ends, and ends them, with whoever started it."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.support.forking"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, arguments: list[str], environ: Mapping[str, str], log: Path) -> Forked:
        """gunicorn with these arguments and variables; what it says goes to ``log``."""
        return Forked(self.asks("start", arguments, dict(environ), str(log)), self)

    def asks(self, *what: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(what), file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(20)


def _start(running: set[int], arguments: list[str], environ: dict[str, str], log: str) -> int:
    pid = os.fork()
    if not pid:
        _become_server(arguments, environ, log)
    running.add(pid)
    return pid


def _become_server(arguments: list[str], environ: dict[str, str], log: str) -> NoReturn:
    os.environ.clear()
    os.environ.update(environ)
    for stream, path, flags in ((0, os.devnull, os.O_RDONLY), (1, log, os.O_WRONLY | os.O_CREAT)):
        os.dup2(os.open(path, flags), stream)
    os.dup2(1, 2)
    sys.argv = ["gunicorn", *arguments]
    try:
        runpy.run_module("gunicorn", run_name="__main__")
    except SystemExit as ended:
        os._exit(ended.code if isinstance(ended.code, int) else 1)
    os._exit(0)


def _wait(running: set[int], pid: int, seconds: float = 0) -> int | None:
    if seconds:
        signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        found, status = os.waitpid(pid, 0 if seconds else os.WNOHANG)
    except TimeoutError:
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if not found:
        return None
    running.discard(pid)
    return os.waitstatus_to_exitcode(status)


def _late(_signal: int, _frame: object) -> NoReturn:
    raise TimeoutError


def _prepare() -> None:
    """All that is the same for every server."""
    import argon2.exceptions  # noqa: F401
    import brotli
    import flask_wtf.csrf  # noqa: F401
    import gunicorn.app.wsgiapp  # noqa: F401

    import whistle.app
    import whistle.web.account.forms  # noqa: F401
    from whistle.services import holidays
    from whistle.web import held

    # The library of bank holidays is here already, so that no server starts a process to ask it.
    holidays._days = cache(lambda *asked: frozenset(map(date.fromisoformat, holidays._read(*asked).split())))
    holidays.of("England")(datetime.now(UTC).date())

    # Small enough: pages differ from one installation to another, and each process makes all of theirs.
    quick = {
        "br": partial(brotli.compress, quality=1),
        "gzip": partial(gzip.compress, compresslevel=1, mtime=0),
    }
    held._FORMS.update({encoding: cache(form) for encoding, form in quick.items()})
    for static in held.hold_folder(ROOT / "whistle" / "static").values():
        if static.compressible:
            for form in held._FORMS.values():
                form(static.body)


def main() -> None:
    """Forks, looks after and ends servers, as it is told line by line."""
    running: set[int] = set()
    orders: dict[str, Callable[..., int | None]] = {"start": _start, "poll": _wait, "wait": _wait}
    _prepare()
    for line in sys.stdin:
        order, *rest = json.loads(line)
        print(json.dumps(orders[order](running, *rest)), flush=True)
    for pid in running:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    # Ctrl-C reaches everyone at the terminal: whoever started this ends it, once its servers are not needed.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, _late)
    main()
