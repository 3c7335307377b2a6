"""Somebody with the database file in their hands changes what happened, with plain sqlite3, past all of the service.

First without the log's key, then with it: who has the key can sign the whole log anew, and then only what somebody
else kept of it gives them away.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest

from tests.services.changing import tick
from tests.services.people import Dana, Desk, Force
from tests.store.conftest import blank_database, store
from whistle.cli.auditing import verify
from whistle.clock import SetClock
from whistle.domain.errors import BadProof, BadSignature, WhistleError
from whistle.domain.events import EventType
from whistle.envelope.ed25519 import SigningKey
from whistle.ledger.checkpoint import Checkpoint, make_checkpoint
from whistle.ledger.earlier import Kept, NotTheSame, parting, read_kept
from whistle.ledger.event import Event, blank_leaf, leaf, tree_hash
from whistle.ledger.merkle import Head, extend, leaf_hash
from whistle.ledger.notes import NoteSigner
from whistle.ledger.record import Reader
from whistle.services import measuring, record
from whistle.services.house import House
from whistle.store.engine import Store

__all__ = ["blank_database", "store"]

SALT = b"t" * 32


@dataclass
class World:
    """A service that ran for five hours, its database file, and what an auditor downloaded after the fourth."""

    house: House
    file: Path
    kept: list[bytes]
    checkpoint: Kept

    def export(self) -> list[bytes]:
        """The record as the service gives it out now."""
        return "".join(record.lines(self.house)).encode().splitlines(keepends=True)

    def refused(self, error: type[WhistleError] = BadProof, *kept: Kept) -> str:
        """Why the record is refused by whoever downloads it; by itself, unless something was kept."""
        with pytest.raises(error) as refusal:
            verify(self.export(), self.house.log.verifier, kept)
        return str(refusal.value)

    def passes(self) -> None:
        """The record by itself is found whole."""
        verify(self.export(), self.house.log.verifier)


@pytest.fixture
def world(force: Force, store: Store, clock: SetClock) -> Iterator[World]:
    house = force.open(store, clock)
    dana, sam, amira, ben = Dana(house), Dana(house), Desk(house, "amira"), Desk(house, "ben")
    dana.raises()
    tick(house, clock)
    amira.acknowledges(dana.mailbox)
    sam.raises()
    tick(house, clock)
    dana.says("There is more.")
    ben.replies(sam.mailbox, "We are on it.")
    tick(house, clock)
    amira.closes(dana.mailbox)
    tick(house, clock)
    kept = "".join(record.lines(house)).encode().splitlines(keepends=True)
    ben.opens(sam.mailbox)
    dana.says("I do not agree.", "dispute")
    tick(house, clock)
    checkpoint = read_kept(io.BytesIO(b"".join(kept)), "record-of-last-quarter.txt", house.log.verifier)
    file = Path(str(house.store.url.database))
    house.store.sweep()
    yield World(house, file, kept, checkpoint)
    house.store.close()


class Attacker:
    """Has the database file, and perhaps the log's key. Entries go by their number, from 1."""

    def __init__(self, world: World) -> None:
        self.house = world.house
        self.db = sqlite3.connect(world.file, isolation_level=None)
        self.db.execute("DROP INDEX ix_leaves_tree_hash")

    def entry(self, kind: EventType, nth: int = 0) -> int:
        """The nth event of that type, as the log has it."""
        found = self.db.execute(
            "SELECT idx FROM leaves WHERE substr(hex(event), 1, 2) = ? ORDER BY idx", (f"{kind:02X}",)
        )
        return int(found.fetchall()[nth][0]) + 1

    def blank(self, after: int) -> int:
        """The first blank entry from that one on."""
        found = self.db.execute(
            "SELECT min(idx) FROM leaves WHERE idx >= ? AND blank IS NOT NULL", (after - 1,)
        )
        return int(found.fetchone()[0]) + 1

    def event(self, entry: int) -> Event:
        found = self.db.execute("SELECT event FROM leaves WHERE idx = ?", (entry - 1,))
        return Event.parse(found.fetchone()[0])

    def put(self, entry: int, event: Event) -> None:
        """An event in the place of whatever stands there, true to itself."""
        self.db.execute(
            "UPDATE leaves SET tree_hash = ?, salt = ?, event = ?, blank = NULL WHERE idx = ?",
            (tree_hash(SALT, event), SALT, event.encode(), entry - 1),
        )

    def hours(self, entry: int, by: int) -> None:
        """Dates an event so many hours later, and leaves its hash as it was."""
        event = self.event(entry)
        edited = replace(event, hour=event.hour + by).encode()
        self.db.execute("UPDATE leaves SET event = ? WHERE idx = ?", (edited, entry - 1))

    def sort(self) -> None:
        """Puts the entries of every tick into the order of their hashes."""
        first = 0
        for (size,) in self.db.execute("SELECT size FROM checkpoints ORDER BY size").fetchall():
            rows = self.db.execute(
                "SELECT tree_hash, salt, event, blank FROM leaves WHERE idx >= ? AND idx < ? ORDER BY tree_hash",
                (first, size),
            ).fetchall()
            for place, row in enumerate(rows, first):
                self.db.execute(
                    "UPDATE leaves SET tree_hash = ?, salt = ?, event = ?, blank = ? WHERE idx = ?",
                    (*row, place),
                )
            first = size

    def sign(self, signer: NoteSigner | None = None) -> None:
        """Signs every checkpoint anew, over what now stands in the table: with the log's key or another."""
        self.sort()
        head, first = Head(), 0
        for size, hour in self.db.execute("SELECT size, hour FROM checkpoints ORDER BY size").fetchall():
            rows = self.db.execute(
                "SELECT tree_hash FROM leaves WHERE idx >= ? AND idx < ? ORDER BY idx", (first, size)
            )
            head, first = extend(head, [row[0] for row in rows]), size
            note = make_checkpoint(
                Checkpoint(self.house.log.name, head.size, head.root, hour), signer or self.house.log
            )
            self.db.execute("UPDATE checkpoints SET note = ? WHERE size = ?", (note, size))
        self.db.execute("UPDATE log_head SET peaks = ?", (b"".join(head.peaks),))


@pytest.fixture
def attacker(world: World) -> Iterator[Attacker]:
    attacker = Attacker(world)
    yield attacker
    attacker.db.close()


def test_untouched_the_record_passes_and_begins_with_what_was_kept(world: World) -> None:
    verify(world.export(), world.house.log.verifier, [world.checkpoint])


# Without the log's key.


def test_an_edited_event_is_named(world: World, attacker: Attacker) -> None:
    entry = attacker.entry(EventType.ACKNOWLEDGED)
    attacker.hours(entry, -20)
    assert world.refused().startswith(f"Entry {entry} was edited")


def test_the_auditors_page_shows_no_figures_of_it_either(world: World, attacker: Attacker) -> None:
    attacker.db.execute("DELETE FROM statements")
    entry = attacker.entry(EventType.ACKNOWLEDGED)
    attacker.hours(entry, -20)
    found = measuring.audit(world.house)
    assert found.statement is None
    assert f"Entry {entry} was edited" in str(found.problem)


def test_an_edited_event_with_a_hash_of_its_own_is_found_in_its_tick(
    world: World, attacker: Attacker
) -> None:
    entry = attacker.entry(EventType.ACKNOWLEDGED)
    attacker.put(entry, replace(attacker.event(entry), hour=attacker.event(entry).hour - 1))
    attacker.sort()
    assert "one of the entries 17 to 32 is not one of those" in world.refused()


def test_two_entries_in_each_others_place_are_found(world: World, attacker: Attacker) -> None:
    for one, other in ((3, -3), (4, 3), (-3, 4)):
        attacker.db.execute("UPDATE leaves SET idx = ? WHERE idx = ?", (other, one))
    assert world.refused().startswith("Entry 5 is not in its place")


def test_entries_exchanged_between_ticks_are_found(world: World, attacker: Attacker) -> None:
    for one, other in ((3, -3), (20, 3), (-3, 20)):
        attacker.db.execute("UPDATE leaves SET idx = ? WHERE idx = ?", (other, one))
    attacker.sort()
    assert "one of the entries 1 to 16" in world.refused()


def test_of_a_dropped_entry_the_range_is_found(world: World, attacker: Attacker) -> None:
    entry = attacker.entry(EventType.DISPUTED)
    attacker.db.execute("DELETE FROM leaves WHERE idx = ?", (entry - 1,))
    assert "1 entry is missing between entry 64 and the checkpoint after entry 80" in world.refused()


def test_of_a_dropped_entry_in_the_middle_the_next_ones_do_not_fill_its_place(
    world: World, attacker: Attacker
) -> None:
    entry = attacker.entry(EventType.REPLIED)
    assert 33 <= entry <= 48
    attacker.db.execute("DELETE FROM leaves WHERE idx = ?", (entry - 1,))
    attacker.db.execute("UPDATE leaves SET idx = -idx WHERE idx >= ?", (entry,))
    attacker.db.execute("UPDATE leaves SET idx = -idx - 1 WHERE idx < 0")
    said = world.refused()
    assert re.match(
        r"Entry 48 is not in its place|Entries were exchanged or added: one of the entries 33 to 48", said
    )


def test_of_a_dropped_tick_the_range_is_found(world: World, attacker: Attacker) -> None:
    attacker.db.execute("DELETE FROM leaves WHERE idx >= 32 AND idx < 48")
    attacker.db.execute("DELETE FROM checkpoints WHERE size = 48")
    attacker.db.execute("UPDATE leaves SET idx = idx - 16 WHERE idx >= 48")
    attacker.db.execute("UPDATE checkpoints SET size = size - 16 WHERE size > 48")
    assert "16 entries are missing between entry 32 and the checkpoint after entry 64" in world.refused()


def test_an_entry_that_comes_twice_is_found(world: World, attacker: Attacker) -> None:
    """In the place of a blank one: a second acknowledgement, or the same one again."""
    entry = attacker.entry(EventType.REPLIED)
    attacker.db.execute(
        "UPDATE leaves SET (tree_hash, salt, event, blank) = "
        "(SELECT tree_hash, salt, event, blank FROM leaves WHERE idx = ?) WHERE idx = ?",
        (entry - 1, attacker.blank(49) - 1),
    )
    attacker.sort()
    assert "one of the entries 49 to 64" in world.refused()


def test_an_added_entry_is_found(world: World, attacker: Attacker) -> None:
    size = attacker.db.execute("SELECT max(size) FROM checkpoints").fetchone()[0]
    attacker.db.execute(
        "INSERT INTO leaves SELECT ?, tree_hash, salt, event, blank FROM leaves WHERE idx = 0", (size,)
    )
    attacker.db.execute("UPDATE checkpoints SET size = size + 1 WHERE size = ?", (size,))
    attacker.sort()
    assert "one of the entries 65 to 81 was added" in world.refused()


def test_a_blank_turned_into_an_event_is_found(world: World, attacker: Attacker) -> None:
    event = attacker.event(attacker.entry(EventType.ACKNOWLEDGED))
    attacker.put(attacker.blank(33), replace(event, type=EventType.HOLDING))
    attacker.sort()
    assert "one of the entries 33 to 48" in world.refused()


def test_an_event_turned_into_a_blank_is_found(world: World, attacker: Attacker) -> None:
    entry, chance = attacker.entry(EventType.DISPUTED), blank_leaf(b"r" * 32)
    attacker.db.execute(
        "UPDATE leaves SET tree_hash = ?, salt = NULL, event = NULL, blank = ? WHERE idx = ?",
        (leaf_hash(chance), chance, entry - 1),
    )
    attacker.sort()
    assert "one of the entries 65 to 80" in world.refused()


@pytest.mark.parametrize("kind", [EventType.RECEIVED, EventType.REOPENED])
def test_an_event_hidden_as_its_own_blank_leaves_its_concern_without_sense(
    world: World, attacker: Attacker, kind: EventType
) -> None:
    """Every root stays as it was: of this, the record can tell only what does not hang together without it."""
    hide(attacker, attacker.entry(kind))
    if kind is EventType.RECEIVED:
        assert "of a concern that was never received" in world.refused()
    else:
        world.passes()  # what a receipt or a promise is for: see docs/PROTOCOL.md, section 7


def hide(attacker: Attacker, entry: int) -> None:
    salt, event = attacker.db.execute("SELECT salt, event FROM leaves WHERE idx = ?", (entry - 1,)).fetchone()
    own = leaf(salt, Event.parse(event))
    attacker.db.execute(
        "UPDATE leaves SET salt = NULL, event = NULL, blank = ? WHERE idx = ?", (own, entry - 1)
    )


def test_edited_limits_are_found(world: World, attacker: Attacker) -> None:
    entry = attacker.entry(EventType.RULES)
    attacker.db.execute("UPDATE rules SET text = replace(text, '28', '56')")
    assert world.refused().startswith(
        f"The text of version 1 of the limits is not the one that entry {entry} logged"
    )


def test_limits_taken_away_are_missed(world: World, attacker: Attacker) -> None:
    attacker.db.execute("DELETE FROM rules")
    assert f"Entry {attacker.entry(EventType.RULES)} says that version 1" in world.refused()


def test_a_checkpoint_of_another_key_is_named(world: World, attacker: Attacker) -> None:
    attacker.sign(NoteSigner(world.house.log.name, SigningKey.generate()))
    assert world.refused(BadSignature).startswith("The checkpoint after entry 16 is not signed with the key")


def test_a_log_cut_short_is_found_by_what_was_kept(world: World, attacker: Attacker) -> None:
    """Each earlier checkpoint was signed, so this takes no key at all."""
    for size in (48, 32, 16):
        attacker.db.execute("DELETE FROM leaves WHERE idx >= ?", (size,))
        attacker.db.execute("DELETE FROM checkpoints WHERE size > ?", (size,))
        world.passes()
        said = world.refused(NotTheSame, world.checkpoint)
        assert said.startswith(f"Cut short: this record ends with entry {size}")
        assert f"Entries {size + 1} to 64 are missing" in said


# With the log's key. What does not hang together is found in the record itself.


def test_signed_anew_an_event_after_its_tick_is_named(world: World, attacker: Attacker) -> None:
    entry = attacker.entry(EventType.REPLIED)
    event = attacker.event(entry)
    attacker.put(entry, replace(event, hour=event.hour + 5))
    attacker.sign()
    assert world.refused().startswith(f"Entry {attacker.entry(EventType.REPLIED)} (replied) is dated")


def test_signed_anew_a_back_dated_answer_is_named(world: World, attacker: Attacker) -> None:
    entry = attacker.entry(EventType.CLOSED)
    event = attacker.event(entry)
    attacker.put(entry, replace(event, hour=event.hour - 3))
    attacker.sign()
    assert world.refused().startswith(f"Entry {attacker.entry(EventType.CLOSED)} (closed) is back-dated")


def test_signed_anew_a_second_receipt_is_named(world: World, attacker: Attacker) -> None:
    received = attacker.event(attacker.entry(EventType.RECEIVED))
    attacker.put(attacker.blank(33), replace(received, hour=received.hour + 2))
    attacker.sign()
    entries = sorted(attacker.entry(EventType.RECEIVED, nth) for nth in range(3))
    said = world.refused()
    assert said.startswith(
        f"Entry {entries[-1]} receives the concern that entry {entries[0]} received already"
    )


def test_signed_anew_a_second_closing_is_named(world: World, attacker: Attacker) -> None:
    closed = attacker.event(attacker.entry(EventType.CLOSED))
    attacker.put(attacker.blank(49), closed)
    attacker.sign()
    assert "closes a concern that was closed already" in world.refused()


def test_signed_anew_other_limits_are_named_until_their_entry_is_changed_too(
    world: World, attacker: Attacker
) -> None:
    attacker.db.execute("UPDATE rules SET text = replace(text, '28', '56')")
    attacker.sign()
    assert "is not the one that entry" in world.refused()
    text = attacker.db.execute("SELECT text FROM rules").fetchone()[0]
    entry = attacker.entry(EventType.RULES)
    attacker.put(entry, replace(attacker.event(entry), content=sha256(text.encode()).digest()))
    attacker.sign()
    world.passes()
    assert "Forked" in world.refused(NotTheSame, world.checkpoint)


# With the log's key, and so that it hangs together: only what was kept finds it.


def punctual(attacker: Attacker) -> None:
    entry = attacker.entry(EventType.REPLIED)
    attacker.put(entry, replace(attacker.event(entry), hour=attacker.event(entry).hour - 1))


def without_what_the_reporter_wrote(attacker: Attacker) -> None:
    entry, chance = attacker.entry(EventType.REPORTER_WROTE), blank_leaf(b"r" * 32)
    attacker.db.execute(
        "UPDATE leaves SET tree_hash = ?, salt = NULL, event = NULL, blank = ? WHERE idx = ?",
        (leaf_hash(chance), chance, entry - 1),
    )


def acknowledged_where_nothing_was(attacker: Attacker) -> None:
    case = attacker.event(attacker.entry(EventType.REPLIED)).case
    entry = attacker.blank(33)
    hour = attacker.event(attacker.entry(EventType.REPLIED)).hour
    attacker.put(entry, Event(EventType.ACKNOWLEDGED, hour, case))


def without_a_concern(attacker: Attacker) -> None:
    case = attacker.event(attacker.entry(EventType.RECEIVED, 1)).case
    for nth, (idx, raw) in enumerate(attacker.db.execute("SELECT idx, event FROM leaves").fetchall()):
        if raw and Event.parse(raw).case == case:
            chance = blank_leaf(sha256(b"%d" % nth).digest())
            attacker.db.execute(
                "UPDATE leaves SET tree_hash = ?, salt = NULL, event = NULL, blank = ? WHERE idx = ?",
                (leaf_hash(chance), chance, idx),
            )


@pytest.mark.parametrize(
    "attack", [punctual, without_what_the_reporter_wrote, acknowledged_where_nothing_was, without_a_concern]
)
def test_a_log_that_was_signed_anew_is_found_by_a_record_or_a_checkpoint_that_was_kept(
    world: World, attacker: Attacker, attack: Callable[[Attacker], None]
) -> None:
    attack(attacker)
    attacker.sign()
    world.passes()
    assert "Forked" in world.refused(NotTheSame, world.checkpoint)
    first = parting(world.export(), world.kept)
    assert first is not None
    before, after = leaves(world.kept), leaves(world.export())
    assert before[: first - 1] == after[: first - 1]
    assert before[first - 1] != after[first - 1]


def leaves(lines: list[bytes]) -> list[bytes]:
    return [line for line in lines if line.startswith((b"event ", b"blank "))]


def test_ticks_that_were_dated_back_are_found_by_what_was_kept(world: World, attacker: Attacker) -> None:
    """No root changes: the entries are the same, and so late that nothing in them gives it away."""
    attacker.db.execute("UPDATE checkpoints SET hour = hour + 1 WHERE size >= 64")
    attacker.sign()
    world.passes()
    assert "was signed twice, with another hour" in world.refused(NotTheSame, world.checkpoint)


def test_hours_are_those_of_the_clock(world: World) -> None:
    ticks = [each.checkpoint.hour for each in Reader(world.export(), world.house.log.verifier)]
    assert ticks == list(range(ticks[0], ticks[0] + 5))
    assert dt.datetime.fromtimestamp(ticks[0] * 3600, dt.UTC).hour == 10
