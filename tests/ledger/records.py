"""Small records, signed by a key of the tests: an attacker who holds the log's key makes theirs here too."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from whistle.domain.concern import ClosingReason
from whistle.domain.events import EventType, Filed, Happening
from whistle.envelope.ed25519 import SigningKey
from whistle.ledger.checkpoint import Checkpoint, make_checkpoint
from whistle.ledger.event import Event, content_of, content_of_release, tree_hash
from whistle.ledger.merkle import Head, extend
from whistle.ledger.notes import NoteSigner
from whistle.ledger.record import Reader, Tick, end, header, line, signed
from whistle.ledger.tick import plan
from whistle.store.log import Leaf

ORIGIN = "northmoor.example/whistle"
LOG = NoteSigner(ORIGIN, SigningKey.from_seed(b"l" * 32))
RULES = '{"made":"for a test"}'
NINE = 498_009
"""The hour of the first tick."""
DANA, SAM, LEE = b"d" * 16, b"s" * 16, b"l" * 16


def event(kind: EventType, hour: int, case: bytes = DANA, detail: int = 0) -> Event:
    return Event(kind, hour, case, content=content_of(Happening(kind, hour, detail)))


def received(hour: int, case: bytes = DANA) -> Event:
    return Event(EventType.RECEIVED, hour, case, 1, b"h" * 32, b"p" * 32, b"c" * 32)


def released(hour: int, case: bytes = DANA, rules: int = 1) -> Event:
    return Event(EventType.RELEASED, hour, case, content=content_of_release(Filed(1, False, rules)))


def limits(hour: int, version: int = 1, text: str = RULES) -> Event:
    return Event(EventType.RULES, hour, directory_version=version, content=sha256(text.encode()).digest())


def story() -> list[tuple[int, list[Event]]]:
    """Three ticks, an hour apart: two concerns come, one is answered, closed and reopened."""
    return [
        (NINE, [limits(NINE - 1), Event(EventType.DIRECTORY, NINE - 1, directory_version=1)]),
        (NINE + 1, [received(NINE), released(NINE + 1), received(NINE, SAM), released(NINE + 1, SAM)]),
        (
            NINE + 2,
            [
                event(EventType.ACKNOWLEDGED, NINE + 1),
                event(EventType.REPLIED, NINE + 2),
                event(EventType.CLOSED, NINE + 2, detail=ClosingReason.RESOLVED),
                event(EventType.REOPENED, NINE + 1),
                event(EventType.ACKNOWLEDGED, NINE + 2, SAM),
            ],
        ),
    ]


def leaves_of(events: Iterable[Event], chance: random.Random) -> list[Leaf]:
    """A tick's leaves, as the service places them."""
    known = {tree_hash(salt := chance.randbytes(32), each): (salt, each.encode()) for each in events}
    return [
        Leaf(0, each.tree_hash, blank=each.blank)
        if each.blank
        else Leaf(0, each.tree_hash, *known[each.tree_hash])
        for each in plan(known, chance.randbytes)
    ]


def ticked(story: Iterable[tuple[int, list[Event]]], seed: int = 1) -> list[tuple[int, list[Leaf]]]:
    """The leaves of each tick, with its hour."""
    chance = random.Random(seed)
    return [(hour, leaves_of(events, chance)) for hour, events in story]


def written(
    ticks: Iterable[tuple[int, Sequence[Leaf]]],
    signer: NoteSigner = LOG,
    rules: Mapping[int, str] | None = None,
) -> list[bytes]:
    """The record's lines; whoever has the signer signs whatever the leaves are."""
    lines, head, note = [header(rules or {1: RULES})], Head(), ""
    for hour, leaves in ticks:
        head = extend(head, [leaf.tree_hash for leaf in leaves])
        note = make_checkpoint(Checkpoint(signer.name, head.size, head.root, hour), signer)
        lines += [*map(line, leaves), signed(note)]
    return as_lines("".join([*lines, end(note)]))


def as_lines(text: str) -> list[bytes]:
    """A record's lines, as from a file."""
    return text.encode().splitlines(keepends=True)


def read(lines: Iterable[bytes], signer: NoteSigner = LOG) -> list[Tick]:
    """Everything that the record says, once all of it was checked."""
    return list(Reader(lines, signer.verifier))


@dataclass(frozen=True)
class Numbered:
    """Where an event stands in the record: its entry's number, and the index of its line."""

    entry: int
    line: int


def find(lines: Sequence[bytes], kind: EventType, nth: int = 0) -> Numbered:
    """The nth event of that type."""
    entry, found = 0, []
    for at, each in enumerate(lines):
        if each.startswith((b"event ", b"blank ")):
            entry += 1
            if each.startswith(b"event ") and each.split()[3].startswith(b"%02x" % kind):
                found.append(Numbered(entry, at))
    return found[nth]
