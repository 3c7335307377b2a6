"""The floor: a bare loop that commits the same bytes to the same schema, one filing a commit.

What it commits are the rows that the service itself wrote for one filing, under new random keys, through the same
driver with the same durability. No HTTP, no parsing, no signatures: what is left is the database and the disk.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from pathlib import Path

TABLES = ("concerns", "readers", "grants", "messages", "pending_leaves")
UNIQUE = {"mailbox": 16, "tree_hash": 32}
"""Columns whose bytes must differ from filing to filing, and their lengths."""


class Floor:
    """Copies of one filing's rows into a database of the same schema."""

    def __init__(self, source: Path, folder: Path) -> None:
        """``source`` is a database in which at least one filing stands and has not been through a tick."""
        self.path = folder / "floor.db"
        self._db = sqlite3.connect(self.path, isolation_level=None, timeout=30)
        with sqlite3.connect(source) as donor:
            for (statement,) in donor.execute(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type = 'index'"
            ):
                self._db.execute(statement)
            mailbox = donor.execute("SELECT mailbox FROM concerns WHERE fresh = 1 LIMIT 1").fetchone()[0]
            self._rows = {table: self._read(donor, table, mailbox) for table in TABLES}
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            self._db.execute(f"PRAGMA {pragma}")

    @staticmethod
    def _read(donor: sqlite3.Connection, table: str, mailbox: bytes) -> tuple[str, list[dict[str, object]]]:
        columns = [row[1] for row in donor.execute(f"PRAGMA table_info({table})")]
        where, values = (" WHERE mailbox = ?", (mailbox,)) if "mailbox" in columns else (" LIMIT 1", ())
        rows = [
            dict(zip(columns, row, strict=True))
            for row in donor.execute(f"SELECT * FROM {table}{where}", values)
        ]
        marks = ", ".join(f":{name}" for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        return f"INSERT INTO {table} ({names}) VALUES ({marks})", rows

    def commit_one(self) -> None:
        """One filing, one durable commit."""
        fresh = {name: secrets.token_bytes(length) for name, length in UNIQUE.items()}
        self._db.execute("BEGIN IMMEDIATE")
        for statement, rows in self._rows.values():
            for row in rows:
                self._db.execute(statement, row | {name: fresh[name] for name in UNIQUE if name in row})
        self._db.execute("COMMIT")

    def rate(self, seconds: float) -> float:
        """Filings a second, over about so many seconds."""
        done, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < seconds:
            self.commit_one()
            done += 1
        return done / (time.perf_counter() - begun)

    def close(self) -> None:
        self._db.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
