"""The exported record: whoever holds it can count again, and nobody can change it unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whistle.domain.errors import BadProof, MalformedNote
from whistle.ledger.checkpoint import Checkpoint
from whistle.ledger.event import Event, EventType, blank_leaf, leaf
from whistle.ledger.merkle import Head, MemoryTiles, append, leaf_hash
from whistle.ledger.record import Line, check, check_beginning, note_in, read, write

EVENTS = [Event(EventType.RECEIVED, 498_000 + number, bytes([number]) * 16) for number in range(5)]
ENTRIES = [Line(salt=bytes([n]) * 32, event=event.encode()) for n, event in enumerate(EVENTS)]
ENTRIES.insert(2, Line(blank=blank_leaf(b"r" * 32)))
NOTE = "northmoor.example/whistle\n6\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— a b\n"


def checkpoint_of(entries: list[Line]) -> Checkpoint:
    hashes = [
        leaf_hash(line.blank or leaf(line.salt or b"", Event.parse(line.event or b""))) for line in entries
    ]
    head = append(MemoryTiles(), Head(), hashes)
    return Checkpoint("northmoor.example/whistle", head.size, head.root, 498_004)


CHECKPOINT = checkpoint_of(ENTRIES)


def test_a_true_record_gives_its_events_and_no_blanks() -> None:
    assert check(ENTRIES, CHECKPOINT) == EVENTS


def test_a_record_as_text_reads_back_with_its_checkpoint() -> None:
    text = "".join(write(ENTRIES, NOTE))
    assert text.startswith("whistle/v1/record\nevent 0000")
    assert read(text) == (ENTRIES, NOTE)


@pytest.mark.parametrize(
    "edited",
    [
        ENTRIES[:-1],
        ENTRIES[1:],
        [*ENTRIES, ENTRIES[0]],
        [ENTRIES[1], ENTRIES[0], *ENTRIES[2:]],
        [replace(ENTRIES[0], salt=bytes([9]) * 32), *ENTRIES[1:]],
        [replace(ENTRIES[0], event=EVENTS[1].encode()), *ENTRIES[1:]],
        [replace(ENTRIES[0], event=b"short"), *ENTRIES[1:]],
        [replace(ENTRIES[0], event=b"\xff" * 121), *ENTRIES[1:]],
        [replace(ENTRIES[0], salt=b"short"), *ENTRIES[1:]],
        [Line(), *ENTRIES[1:]],
        [],
    ],
)
def test_an_edited_record_is_refused(edited: list[Line]) -> None:
    with pytest.raises(BadProof):
        check(edited, CHECKPOINT)


@given(st.integers(0, 4), st.integers(0, 8 * 121 - 1))
def test_one_bit_altered_anywhere_in_an_event_is_found(number: int, bit: int) -> None:
    entries = list(ENTRIES)
    place = number + (number >= 2)
    event = int.from_bytes(EVENTS[number].encode(), "big") ^ 1 << bit
    entries[place] = replace(entries[place], event=event.to_bytes(121, "big"))
    with pytest.raises(BadProof):
        check(entries, CHECKPOINT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("whistle/v1/record", "whistle/v2/record"),
        ("\n\nnorthmoor", "\nnorthmoor"),
        ("event 0", "Event 0"),
        ("event 0", "event  0"),
        ("blank ", "blank 00"),
        ("event 00", "event 0g"),
        ("event 00", "event 0A"),
    ],
)
def test_a_text_of_another_form_is_no_record(old: str, new: str) -> None:
    text = (
        "".join(write(ENTRIES, NOTE)).partition("— ")[0]
        if old.startswith("\n")
        else "".join(write(ENTRIES, NOTE))
    )
    assert old in text
    altered = text.replace(old, new, 1)
    with pytest.raises(MalformedNote):
        read(altered)


def test_a_record_begins_with_the_one_that_was_kept_and_with_no_other() -> None:
    kept = checkpoint_of(ENTRIES[:4])
    check_beginning(ENTRIES, kept)
    for entries in (ENTRIES[1:], ENTRIES[:3], [ENTRIES[1], ENTRIES[0], *ENTRIES[2:]]):
        with pytest.raises(BadProof, match="that you kept"):
            check_beginning(entries, kept)


def test_what_was_kept_is_a_record_or_its_checkpoint_alone() -> None:
    assert note_in("".join(write(ENTRIES, NOTE))) == note_in(NOTE) == NOTE


@given(st.text())
def test_no_text_makes_the_reader_raise_anything_untyped(text: str) -> None:
    with pytest.raises(MalformedNote):
        read(text)
