"""Commits are durable, shared, and each caller gets what is its own."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, func, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from whistle.domain.errors import Conflict, Paused
from whistle.store.engine import Store, open_store
from whistle.store.tables import directories


def add(version: int) -> Callable[[Connection], int]:
    row = {"version": version, "hash": bytes(32), "hour": 0, "file": b""}
    return lambda connection: connection.execute(insert(directories), row).rowcount


def versions(store: Store) -> list[int]:
    with store.read() as connection:
        return list(connection.scalars(select(directories.c.version).order_by(directories.c.version)))


def pragma(connection: Connection, name: str) -> object:
    return connection.execute(text(f"PRAGMA {name}")).scalar()


def test_the_database_is_set_up_to_lose_nothing_and_to_overwrite_what_is_deleted(store: Store) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    assert store.commit(lambda c: {name: pragma(c, name) for name in wanted}) == wanted


def test_reading_cannot_write(store: Store) -> None:
    with pytest.raises(Paused) as refusal, store.read() as connection:
        add(1)(connection)
    assert "readonly" in str(refusal.value.__cause__)


def test_a_commit_gives_back_what_its_work_gave(store: Store) -> None:
    assert store.commit(add(1)) == 1
    assert versions(store) == [1]


def test_what_the_work_raises_is_raised_to_its_caller_and_undone(store: Store) -> None:
    def write(connection: Connection) -> None:
        add(1)(connection)
        raise Conflict("no")

    with pytest.raises(Conflict):
        store.commit(write)
    assert versions(store) == []


def test_one_that_fails_spoils_nothing_for_those_that_share_its_commit(store: Store) -> None:
    store.commit(add(7))
    turn = threading.Barrier(16)

    def one(version: int) -> bool:
        turn.wait()
        try:
            store.commit(add(version))
        except IntegrityError:
            return False
        return True

    with ThreadPoolExecutor(16) as threads:
        done = list(threads.map(one, range(16)))
    assert [version for version, went in enumerate(done) if not went] == [7]
    assert versions(store) == list(range(16))


def test_writers_that_come_together_share_commits(store: Store) -> None:
    commits: list[Connection] = []
    event.listen(store._writer, "commit", commits.append)
    started, go = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        started.set()
        go.wait()

    with ThreadPoolExecutor(40) as threads:
        threads.submit(store.commit, slow)
        started.wait()
        done = [threads.submit(store.commit, add(version)) for version in range(32)]
        while len(store._together._queue) < 32:
            pass
        go.set()
        assert all(future.result(10) == 1 for future in done)
    assert versions(store) == list(range(32))
    assert len(commits) == 2


def test_a_full_disk_is_a_calm_answer_and_the_next_commit_works(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(connection: Connection) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    with pytest.raises(Paused, match="try again"):
        store.commit(full)
    assert store.commit(add(1)) == 1


def test_without_its_lock_file_nothing_is_written_and_everyone_is_told(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'gone' / 'whistle.db'}")
    with pytest.raises(Paused):
        store.commit(add(1))


def _write_many(url: str, start: int) -> None:
    store = open_store(url, threads=4)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda version: store.commit(add(version)), range(start, start + 40)))


def test_processes_take_turns(store: Store) -> None:
    spawn = get_context("spawn")
    processes = [spawn.Process(target=_write_many, args=(str(store.url), start)) for start in (0, 100, 200)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    with store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(directories)) == 120


def test_a_child_of_a_fork_connects_anew(store: Store) -> None:
    store.commit(add(1))
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            store.commit(add(2))
            os._exit(0)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert status == 0
    store.commit(add(3))
    assert versions(store) == [1, 2, 3]


def test_the_sweep_empties_the_log_and_gives_up_soon_when_someone_reads(store: Store) -> None:
    store.commit(add(1))
    wal = Path(f"{store.url.database}-wal")
    assert wal.stat().st_size > 0
    with store.read() as connection:
        connection.execute(select(directories)).all()
        store.commit(add(2))
        assert not store.sweep()
    assert store.sweep()
    assert wal.stat().st_size == 0


def test_a_killed_process_loses_nothing_that_was_answered(store: Store, tmp_path: Path) -> None:
    """Killed after the commit returned, and without closing anything."""
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            store.commit(add(1))
            os.kill(os.getpid(), 9)
        os._exit(1)
    os.waitpid(child, 0)
    assert versions(store) == [1]
