"""What the page /demo shows and breaks: the bytes as they are stored, one byte of them, one entry of the record."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row, Table, select

from whistle.cli.auditing import verify
from whistle.cli.demo import cast, spoiling
from whistle.cli.demo.making import TICK_SECONDS, Place
from whistle.domain.errors import WhistleError
from whistle.domain.events import EventType
from whistle.services import record as records
from whistle.services.house import House
from whistle.store.tables import concerns, grants, messages

SHOWN = 3
"""So many of the newest concerns are shown as they are stored."""
EXCERPT = 48
"""Bytes of a long column that are shown."""
BROKEN = "community-leader"
"""The story whose newest message can be broken."""


class Stage:
    """The demonstration in ``place``, as served by ``house``."""

    def __init__(self, place: Place, house: House) -> None:
        self._place, self._house = place, house

    def context(self) -> dict[str, Any]:
        """What the page tells: who can sign in, and the tokens."""
        return {
            "reviewer": cast.REVIEWER,
            "left_out": cast.LEFT_OUT,
            "auditor": cast.AUDITOR,
            "password": cast.PASSWORD,
            "passphrase": cast.PASSPHRASE,
            "seconds": TICK_SECONDS,
            "stories": self._notes(),
        }

    def key_file(self, account: str) -> bytes | None:
        """The key file of a reviewer of the demonstration."""
        player = next(
            (player for player in cast.PLAYERS if player.account == account and player.reviewer), None
        )
        return self._place.key_file(player).read_bytes() if player else None

    def stored(self) -> bytes:
        """Everything that is stored, as it lies on the disk: the database and what SQLite has yet to put into it."""
        parts = (self._place.database, self._place.database.with_name(self._place.database.name + "-wal"))
        return b"".join(part.read_bytes() for part in parts if part.exists())

    def rows(self) -> list[list[dict[str, Any]]]:
        """The newest concerns as they are stored, each with a grant and its newest message."""
        newest = select(concerns).order_by(concerns.c.received.desc()).limit(SHOWN)
        with self._house.store.read() as connection:
            shown = []
            for concern in connection.execute(newest):
                mine = [_shown(concerns, concern)]
                for table, order in ((grants, grants.c.kid), (messages, messages.c.seq.desc())):
                    found = select(table).where(table.c.mailbox == concern.mailbox).order_by(order).limit(1)
                    mine += [_shown(table, row) for row in connection.execute(found)]
                shown.append(mine)
        return shown

    def flip(self) -> dict[str, Any]:
        """Change one bit of a stored message's ciphertext; the second time puts it back."""
        concern = next(note["concern"] for note in self._notes() if note["id"] == BROKEN)
        flipped = spoiling.flip(self._house, bytes.fromhex(concern), spoiling.SEALED + 5000)
        return {
            "concern": concern,
            "offset": flipped.offset,
            "before": flipped.before,
            "after": flipped.after,
        }

    def check(self, *, edited: bool) -> dict[str, Any]:
        """What ``whistle audit verify`` says of the record, or of a copy in which one late answer was made punctual."""
        record = "".join(records.lines(self._house))
        told = ""
        if edited:
            record, told = _punctual(record)
        try:
            checked = verify(record.encode().splitlines(keepends=True), self._house.log.verifier)
        except WhistleError as error:
            return {"whole": False, "told": told, "said": [f"whistle: {error}"]}
        said = [answers.sentence for answers in checked.statement.answers] or [checked.statement.sentence]
        return {"whole": True, "told": told, "said": [*checked.verdict, *said]}

    def _notes(self) -> list[dict[str, Any]]:
        notes: list[dict[str, Any]] = json.loads(self._place.notes.read_text(encoding="utf-8"))
        return notes


def _shown(table: Table, row: Row[Any]) -> dict[str, Any]:
    """A row, column by column: bytes as hex, cut where they are long."""
    columns = []
    for column, value in zip(table.columns, row, strict=True):
        if value is None:
            continue
        if isinstance(value, bytes):
            # The end of it: what comes first is the same in all of them.
            text, length = value[-EXCERPT:].hex(), len(value)
        else:
            text, length = str(value), 0
        columns.append({"name": column.name, "value": text, "length": length if length > EXCERPT else 0})
    return {"table": table.name, "columns": columns}


def _punctual(record: str) -> tuple[str, str]:
    """The record with one acknowledgement moved two days earlier, and what was done to it."""
    lines, entry = record.split("\n"), 0
    kind = f"{EventType.ACKNOWLEDGED:02x}"
    for number, line in enumerate(lines):
        word, *parts = line.split(" ")
        entry += word in ("event", "blank")
        if word == "event" and parts[-1].startswith(kind):
            event = parts[-1]
            hour = int(event[2:10], 16)
            lines[number] = " ".join((word, *parts[:-1], f"{kind}{hour - 48:08x}{event[10:]}"))
            return (
                "\n".join(lines),
                f"In entry {entry}, an acknowledgement was moved two days earlier: hour {hour} became {hour - 48}.",
            )
    return record, ""
