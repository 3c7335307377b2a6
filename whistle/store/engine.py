"""Opening the database, reading from it, and committing to it durably. What only SQLite needs is all in here."""

from __future__ import annotations

import fcntl
import os
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.engine import URL, make_url

from whistle.domain.errors import Paused
from whistle.store.together import Job, Together

T = TypeVar("T")

WAIT_MS = 10_000
"""How long SQLite itself waits for another process; the file lock makes that rare."""

SWEEP_WAIT_MS = 500

CACHE_KIB, ROOM_KIB = 2_000, 64_000
"""What SQLite holds of the database for one connection, and what for a tick."""

NOT_SAVED = "We could not save this just now. Nothing was lost on your side: please try again."
NOT_FOUND_OUT = "We could not look this up just now. Please try again in a minute."


class Store:
    """The database. It connects when first used, so that a server can fork first."""

    def __init__(self, url: URL, threads: int) -> None:
        self.url = url
        self._reader = _engine(url, threads, writes=False)
        self._writer = _engine(url, 1, writes=True)
        self._together = Together(self._run)
        sqlite = url.get_backend_name() == "sqlite"
        self._turnstile = _Turnstile(f"{url.database}.lock" if sqlite else None)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that cannot write, and sees the database as it stands at the first query."""
        try:
            with self._reader.begin() as connection:
                yield connection
        except (exc.OperationalError, exc.TimeoutError) as error:
            raise Paused(NOT_FOUND_OUT) from error

    def commit(self, write: Callable[[Connection], T]) -> T:
        """Runs ``write`` in a transaction, and returns what it gave once that is on the disk.

        ``write`` may run twice: it may do nothing that a rollback leaves standing. What it raises, this raises, at
        the price of a transaction of its own; a refusal that anyone can bring about is better returned.
        """
        return cast(T, self._together.do(write))

    @contextmanager
    def room(self) -> Iterator[None]:
        """Lets SQLite hold more of the database in memory meanwhile, for work that goes through much of it."""
        self._hold(ROOM_KIB)
        try:
            yield
        finally:
            self._hold(CACHE_KIB)

    def _hold(self, kib: int) -> None:
        if self._writer.dialect.name == "sqlite":
            with self._turnstile, self._writer.connect() as connection:
                driver = cast(Any, connection.connection.driver_connection)
                driver.execute(f"PRAGMA cache_size = -{kib}").close()

    def sweep(self) -> bool:
        """Empties SQLite's write-ahead log into the database file. False when a reader stood in the way."""
        if self._writer.dialect.name != "sqlite":
            return True
        with self._turnstile, self._writer.connect() as connection:
            driver = cast(Any, connection.connection.driver_connection)
            # Writers wait meanwhile, so a slow reader may hold this up only for a moment: the next tick tries again.
            driver.execute(f"PRAGMA busy_timeout = {SWEEP_WAIT_MS}").close()
            busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            driver.execute(f"PRAGMA busy_timeout = {WAIT_MS}").close()
        return not busy

    def close(self) -> None:
        """Closes every connection. The next use opens new ones."""
        self._reader.dispose()
        self._writer.dispose()
        self._turnstile.close()

    def _forget(self) -> None:
        """After a fork, in the child: leaves the parent's connections and lock to the parent."""
        self._reader.dispose(close=False)
        self._writer.dispose(close=False)
        self._together = Together(self._run)
        self._turnstile = _Turnstile(self._turnstile.path)

    def _run(self, jobs: list[Job]) -> None:
        try:
            with self._turnstile:
                if len(jobs) == 1 or not self._all_at_once(jobs):
                    for job in jobs:
                        self._alone(job)
        except OSError as error:
            for job in jobs:
                job.settle(_told(error))

    def _all_at_once(self, jobs: list[Job]) -> bool:
        try:
            self._transact(jobs)
        except Exception:  # whichever job it was, each is tried alone
            return False
        for job in jobs:
            job.settle()
        return True

    def _alone(self, job: Job) -> None:
        try:
            try:
                self._transact([job])
            except exc.IntegrityError:
                # Where writers run side by side, two may add the same row: a second look finds the other's.
                self._transact([job])
        except Exception as error:
            job.settle(_told(error))
        else:
            job.settle()

    def _transact(self, jobs: list[Job]) -> None:
        with self._writer.begin() as connection:
            for job in jobs:
                job.result = job.work(connection)


def open_store(url: str, threads: int = 32) -> Store:
    """The database at an SQLAlchemy URL, for so many threads at once. Connects to nothing yet."""
    store = Store(make_url(url), threads)
    forgets = weakref.WeakMethod(store._forget)
    os.register_at_fork(after_in_child=lambda: (method := forgets()) and method())
    return store


def _told(error: Exception) -> Exception:
    """What the caller is told: a full disk or a lost connection is nothing that a person did wrong."""
    if not isinstance(error, (exc.OperationalError, exc.TimeoutError, OSError)):
        return error
    paused = Paused(NOT_SAVED)
    paused.__cause__ = error
    return paused


class _Turnstile:
    """Lets one writer at a time through, of all threads and all processes.

    Without it, SQLite's own waiting between processes (sleep, try again) costs a fifth to a half of the throughput.
    """

    def __init__(self, path: str | None) -> None:
        self.path = path
        self._thread = threading.Lock()
        self._file: int | None = None

    def __enter__(self) -> None:
        self._thread.acquire()
        if self.path is None:
            return
        try:
            if self._file is None:
                self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._thread.release()
            raise

    def __exit__(self, *_: object) -> None:
        try:
            if self._file is not None:
                fcntl.flock(self._file, fcntl.LOCK_UN)
        finally:
            self._thread.release()

    def close(self) -> None:
        with self._thread:
            if self._file is not None:
                os.close(self._file)
                self._file = None


def _engine(url: URL, size: int, *, writes: bool) -> Engine:
    # Last in, first out: the connection used last has the warmest cache.
    engine = create_engine(url, pool_size=size, max_overflow=0, pool_use_lifo=True)
    if engine.dialect.name == "sqlite":
        _tune_sqlite(engine, writes)
    elif not writes:
        engine = engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
    return engine


def _tune_sqlite(engine: Engine, writes: bool) -> None:
    pragmas = (
        f"busy_timeout = {WAIT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "temp_store = MEMORY",
        f"query_only = {'OFF' if writes else 'ON'}",
    )
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(engine, "connect")
    def connect(driver: Any, _: object) -> None:
        driver.isolation_level = None  # we say BEGIN ourselves, see below
        for pragma in pragmas:
            driver.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        cast(Any, connection.connection.driver_connection).execute(begin).close()
