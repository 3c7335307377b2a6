"""Group commit: callers that arrive while one commit waits for the disk share the next one.

No database here. The first caller leads: it takes what is queued, runs it, and hands the lead to whoever queued
meanwhile; everyone else sleeps until their own work is done.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

BATCH = 128
"""How many callers share a commit at most, so that the first does not wait for too many others."""


class Job:
    """One caller's work and what became of it: a result, or an error to raise to that caller."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self.work = work
        self.result: Any = None
        self.error: BaseException | None = None
        self.settled = False
        self.wake = threading.Event()

    def settle(self, error: BaseException | None = None) -> None:
        """Done: with the result, or with an error."""
        self.error, self.settled = error, True


class Together:
    """A queue of jobs in front of ``run``, which settles every job that it is given, and raises nothing."""

    def __init__(self, run: Callable[[list[Job]], None]) -> None:
        self._run = run
        self._mutex = threading.Lock()
        self._queue: list[Job] = []
        self._led = False

    def do(self, work: Callable[[Any], Any]) -> Any:
        """Has the work run, alone or with others; returns what it gave, or raises what it raised."""
        job = Job(work)
        with self._mutex:
            self._queue.append(job)
            leads, self._led = not self._led, True
        if not leads:
            job.wake.wait()
        if not job.settled:
            self._lead()
        if job.error is not None:
            raise job.error
        return job.result

    def _lead(self) -> None:
        with self._mutex:
            batch, self._queue = self._queue[:BATCH], self._queue[BATCH:]
        try:
            self._run(batch)
        finally:
            # The next leader first: the disk should not wait while the others are woken.
            with self._mutex:
                self._led = bool(self._queue)
                if self._led:
                    self._queue[0].wake.set()
            for job in batch:
                if not job.settled:
                    job.settle(RuntimeError("The commit was interrupted."))
                job.wake.set()
