"""Whether the log and the tables tell the same, and statements of the database that fail when they are told to."""

from __future__ import annotations

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from whistle.domain.concern import State
from whistle.domain.deadlines import clocks
from whistle.domain.events import EventType, Happening
from whistle.ledger.event import Event
from whistle.ledger.happened import unpack
from whistle.services import progress
from whistle.services.house import House
from whistle.store import tables
from whistle.store.concerns import Concern
from whistle.store.engine import Store


def log(house: House) -> list[Event]:
    """Every event, in the tree or waiting for it."""
    with house.store.read() as connection:
        placed = connection.scalars(select(tables.leaves.c.event).where(tables.leaves.c.event.is_not(None)))
        waiting = connection.scalars(select(tables.pending_leaves.c.event))
        return [Event.parse(raw) for raw in (*placed, *waiting)]


def concerns(house: House) -> list[Concern]:
    """Every concern as it is kept."""
    with house.store.read() as connection:
        return [
            Concern(**{name: getattr(row, name) for name in Concern.__dataclass_fields__})
            for row in connection.execute(select(tables.concerns))
        ]


def agree(house: House) -> None:
    """Raises unless the log has of each concern exactly what its row has, and all that follows from it."""
    by_case: dict[bytes, list[Happening]] = defaultdict(list)
    for each in log(house):
        if each.case != bytes(16):
            by_case[each.case].append(each.happening)
    kept = concerns(house)
    assert by_case.keys() == {concern.case_id for concern in kept}
    filed = {each.case: each.filed for each in log(house) if each.type is EventType.RELEASED}
    for concern in kept:
        happened = unpack(concern.happened)
        assert in_order(by_case[concern.case_id]) == in_order(happened)
        assert (concern.case_id in filed) == (concern.released is not None)
        if told := filed.get(concern.case_id):
            assert (told.route, told.urgent, told.rules) == (concern.route, concern.urgent, concern.rules)
        with house.store.read() as connection:
            rules = house.books.of(connection, concern.rules)
            sorts = set(
                connection.scalars(
                    select(tables.readers.c.sort_hour).where(tables.readers.c.mailbox == concern.mailbox)
                )
            )
        assert progress.with_due(concern, rules) == concern
        assert sorts <= {progress.sort_hour(concern)}
        found = clocks(happened, rules, house.hour(), route=concern.route, urgent=concern.urgent)
        assert found.open == (concern.state != State.CLOSED)
        acted = any(each.minutes is not None for each in happened)
        assert (concern.alarm is not None) == (concern.urgent and not acted)


def in_order(happened: Any) -> list[tuple[int, ...]]:
    """Comparable, whatever order they come in."""
    return sorted(
        (each.hour, each.type, each.detail, each.more, -1 if each.minutes is None else each.minutes)
        for each in happened
    )


class Faults:
    """Makes one statement of the writer fail, the ``at``th from now; a commit is one too."""

    def __init__(self, store: Store) -> None:
        self.left: int | None = None
        self.store, self.path = store, Path(str(store.url.database))
        faults = self

        class Cursor(sqlite3.Cursor):
            def execute(self, *given: Any) -> Any:
                faults.step()
                return super().execute(*given)

            def executemany(self, *given: Any) -> Any:
                faults.step()
                return super().executemany(*given)

        class Faulty(sqlite3.Connection):
            def cursor(self, factory: Any = Cursor) -> Any:
                return super().cursor(factory)

            def commit(self) -> None:
                faults.step()
                super().commit()

        @event.listens_for(store._writer, "do_connect")
        def connect(_dialect: Any, _record: Any, _given: Any, how: dict[str, Any]) -> None:
            how["factory"] = Faulty

    def step(self) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left == 0:
                raise sqlite3.OperationalError("disk I/O error")

    def snapshot(self, to: Path) -> Callable[[], None]:
        """Keeps the database as it is; gives what puts it back."""
        self.store.close()
        shutil.copy(self.path, to)

        def restore() -> None:
            self.store.close()
            shutil.copy(to, self.path)

        return restore

    def strike(self, at: int, act: Callable[[], object]) -> bool:
        """Does it with the ``at``th statement failing; whether there were so many."""
        self.left = at
        try:
            act()
        except Exception:
            if self.left > 0:
                raise
        finally:
            struck, self.left = self.left <= 0, None
        return struck
