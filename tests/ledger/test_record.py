"""The exported record: whoever holds it can count again, and nobody changes it unseen who has not the log's key."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import replace
from itertools import chain, count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.records import (
    LOG,
    NINE,
    ORIGIN,
    RULES,
    event,
    find,
    leaves_of,
    read,
    story,
    ticked,
    written,
)
from whistle.domain.errors import BadProof, BadSignature, MalformedNote, WhistleError
from whistle.domain.events import EventType
from whistle.envelope.ed25519 import SigningKey
from whistle.ledger.event import Event, blank_leaf, leaf
from whistle.ledger.merkle import leaf_hash
from whistle.ledger.notes import NoteSigner
from whistle.ledger.record import LONGEST_LINE, Reader, lines_of
from whistle.store.log import Leaf

TICKS = ticked(story())
LINES = written(TICKS)
TEXT = b"".join(LINES)
HEAD = 2
"""Lines before the first entry."""
CHECKPOINTS = [at for at, line in enumerate(LINES) if line.startswith(b"checkpoint ")]


def refused(lines: list[bytes], error: type[WhistleError] = BadProof) -> str:
    with pytest.raises(error) as refusal:
        read(lines)
    return str(refusal.value)


def test_a_true_record_gives_every_event_with_its_entry_and_every_tick_with_its_hour() -> None:
    ticks = read(LINES)
    assert [tick.first for tick in ticks] == [1, 17, 33]
    assert [tick.checkpoint.hour for tick in ticks] == [NINE, NINE + 1, NINE + 2]
    for tick, (_, events) in zip(ticks, story(), strict=True):
        assert sorted(each.encode() for _, each in tick.events) == sorted(each.encode() for each in events)
        for entry, each in tick.events:
            assert each.encode().hex().encode() in LINES[HEAD - 1 + entry + (entry - 1) // 16]


def test_a_record_tells_its_limits_and_its_last_checkpoint() -> None:
    reader = Reader(LINES, LOG.verifier)
    assert reader.rules == {1: RULES}
    assert [tick.checkpoint for tick in reader][-1] == reader.checkpoint
    assert (reader.checkpoint.size, reader.checkpoint.origin) == (48, ORIGIN)


def test_the_last_checkpoint_stands_at_the_end_for_whoever_looks() -> None:
    assert TEXT.endswith(f"\n\n{ORIGIN}\n48\n".encode() + TEXT.rpartition(b"\n48\n")[2])


def edited(kind: EventType, change: Callable[[bytes], bytes]) -> tuple[list[bytes], int]:
    """The record with the line of one event changed, and the number of its entry."""
    where = find(LINES, kind)
    lines = list(LINES)
    lines[where.line] = change(lines[where.line])
    assert lines[where.line] != LINES[where.line]
    return lines, where.entry


def earlier(line: bytes) -> bytes:
    """The event two hours earlier."""
    word, tree_hash, salt, said = line.split()
    return (
        b" ".join([word, tree_hash, salt, said[:2] + b"%08x" % (int(said[2:10], 16) - 2) + said[10:]]) + b"\n"
    )


def whole(said: bytes) -> bytes:
    """A line of an event that is true to itself: the attacker makes the hash anew."""
    salt, raw = b"s" * 32, bytes.fromhex(said.split()[3].decode())
    return f"event {leaf_hash(leaf(salt, Event.parse(raw))).hex()} {salt.hex()} {raw.hex()}\n".encode()


def test_an_edited_entry_is_named() -> None:
    lines, entry = edited(EventType.ACKNOWLEDGED, earlier)
    assert refused(lines).startswith(f"Entry {entry} was edited:")


def test_an_edited_salt_or_hash_is_named_as_its_entry() -> None:
    for part in (1, 2):
        lines, entry = edited(
            EventType.REPLIED,
            lambda line, part=part: line.replace(line.split()[part], b"0" * 64),  # type: ignore[misc]
        )
        assert refused(lines).startswith(f"Entry {entry} was edited:")


@given(st.integers(0, 1 << 30), st.data())
@settings(max_examples=100, deadline=None)
def test_one_character_altered_anywhere_in_the_record_is_found(at: int, data: st.DataObject) -> None:
    spoilt = bytearray(TEXT)
    at %= len(spoilt)
    spoilt[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != spoilt[at]))
    with pytest.raises(WhistleError):
        read(bytes(spoilt).splitlines(keepends=True))


def test_an_entry_exchanged_for_one_with_a_hash_of_its_own_is_found_in_its_tick() -> None:
    lines, entry = edited(EventType.ACKNOWLEDGED, lambda line: whole(earlier(line)))
    first = CHECKPOINTS[1] + 1
    lines[first : CHECKPOINTS[2]] = sorted(lines[first : CHECKPOINTS[2]], key=order)
    assert refused(lines).startswith("Entries were exchanged or added: one of the entries 33 to 48")
    assert 33 <= entry <= 48


def order(line: bytes) -> bytes:
    """By tree hash, as a tick's lines stand."""
    word, first, *_ = line.split()
    raw = bytes.fromhex(first.decode())
    return raw if word == b"event" else leaf_hash(raw)


def test_two_entries_in_each_others_place_are_named() -> None:
    lines = list(LINES)
    lines[HEAD + 4], lines[HEAD + 5] = lines[HEAD + 5], lines[HEAD + 4]
    assert refused(lines).startswith("Entry 6 is not in its place")


def test_an_entry_that_stands_twice_is_named() -> None:
    assert refused([*LINES[: HEAD + 5], *LINES[HEAD + 4 :]]).startswith(
        "Entry 6 is the same as the one before it"
    )


def test_of_an_entry_left_out_the_range_is_named() -> None:
    at = CHECKPOINTS[1] + 3
    assert refused([*LINES[:at], *LINES[at + 1 :]]).startswith(
        "1 entry is missing between entry 32 and the checkpoint after entry 48"
    )


def test_of_a_tick_left_out_the_range_is_named() -> None:
    assert refused([*LINES[: CHECKPOINTS[0] + 1], *LINES[CHECKPOINTS[1] + 1 :]]).startswith(
        "16 entries are missing between entry 16 and the checkpoint after entry 48"
    )


def test_of_an_added_entry_the_range_is_named() -> None:
    first, last = CHECKPOINTS[1] + 1, CHECKPOINTS[2]
    blank = b"blank " + blank_leaf(b"r" * 32).hex().encode() + b"\n"
    tick = sorted([*LINES[first:last], blank], key=order)
    assert refused([*LINES[:first], *tick, *LINES[last:]]).startswith(
        "1 entry is more than the log had when the checkpoint after them was signed: one of the entries 33 to 49"
    )


def test_a_tick_without_entries_is_named() -> None:
    twice = [*LINES[: CHECKPOINTS[1] + 1], LINES[CHECKPOINTS[1]], *LINES[CHECKPOINTS[1] + 1 :]]
    assert refused(twice).startswith("After entry 32 there is a checkpoint with no entries of its own")


def test_without_the_checkpoint_between_two_ticks_the_order_gives_it_away() -> None:
    at = CHECKPOINTS[0]
    assert refused([*LINES[:at], *LINES[at + 1 :]]).startswith("Entry 17 is not in its place")


def test_a_tick_that_comes_twice_is_named() -> None:
    tick = LINES[CHECKPOINTS[0] + 1 : CHECKPOINTS[1] + 1]
    said = refused([*LINES[: CHECKPOINTS[1] + 1], *tick, *LINES[CHECKPOINTS[1] + 1 :]])
    assert said.startswith("16 entries are more than the log had")
    assert "entries 33 to 48" in said


def test_a_blank_cannot_be_passed_off_as_an_event_nor_an_event_as_blank() -> None:
    at = next(at for at in range(CHECKPOINTS[1], CHECKPOINTS[2]) if LINES[at].startswith(b"blank "))
    made_up = whole(LINES[find(LINES, EventType.REPLIED).line])
    tick = sorted([*LINES[CHECKPOINTS[1] + 1 : at], made_up, *LINES[at + 1 : CHECKPOINTS[2]]], key=order)
    assert "entries 33 to 48" in refused([*LINES[: CHECKPOINTS[1] + 1], *tick, *LINES[CHECKPOINTS[2] :]])
    _, tree_hash, *_ = LINES[at].split()
    posing = b"event " + leaf_hash(bytes.fromhex(tree_hash.decode())).hex().encode() + b" " + b"0" * 307
    assert refused([*LINES[:at], posing[:378] + b"\n", *LINES[at + 1 :]], MalformedNote)
    lines, _ = edited(EventType.REPLIED, lambda _: b"blank " + blank_leaf(b"r" * 32).hex().encode() + b"\n")
    lines[CHECKPOINTS[1] + 1 : CHECKPOINTS[2]] = sorted(lines[CHECKPOINTS[1] + 1 : CHECKPOINTS[2]], key=order)
    assert "entries 33 to 48" in refused(lines)


def test_an_event_written_as_its_own_leaf_cannot_be_told_from_a_blank() -> None:
    """The server can keep an event's salt to itself; the reporter's receipt alone shows that, as PROTOCOL says."""
    hour, leaves = TICKS[1]
    hidden = []
    for each in leaves:
        if each.event and each.salt and each.event[0] == EventType.RECEIVED:
            each = Leaf(0, each.tree_hash, blank=leaf(each.salt, Event.parse(each.event)))
        hidden.append(each)
    lines = written([TICKS[0], (hour, hidden), TICKS[2]])
    assert [line for line in lines if line.startswith(b"checkpoint")] == [LINES[at] for at in CHECKPOINTS]
    assert "of a concern that was never received" in refused(lines)


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_checkpoint_of_another_key_is_named(at: int) -> None:
    other = NoteSigner(ORIGIN, SigningKey.from_seed(b"o" * 32))
    forged = written(TICKS, other)
    lines = list(LINES)
    lines[CHECKPOINTS[at]] = forged[CHECKPOINTS[at]]
    assert refused(lines, BadSignature).startswith(
        f"The checkpoint after entry {16 * (at + 1)} is not signed"
    )


def test_a_checkpoint_of_another_log_by_the_same_key_is_refused() -> None:
    other = replace(LOG, name="other.example/whistle")
    with pytest.raises(BadSignature, match="after entry 16"):
        read(written(TICKS, other))


def test_checkpoints_do_not_go_back_in_time() -> None:
    back = [TICKS[0], (NINE - 1, TICKS[1][1]), TICKS[2]]
    assert refused(written(back)).startswith(
        "The checkpoint after entry 32 is dated before the one after entry 16"
    )


@pytest.mark.parametrize(
    "cut", [0, 1, 5, HEAD, HEAD + 7, *CHECKPOINTS, *(at + 1 for at in CHECKPOINTS), len(LINES) - 1]
)
def test_a_file_cut_short_is_not_whole(cut: int) -> None:
    with pytest.raises(MalformedNote):
        read(LINES[:cut])
    if cut:
        with pytest.raises(WhistleError):
            read([*LINES[: cut - 1], LINES[cut - 1][:-1]])


def test_a_record_cut_at_a_tick_with_that_ticks_checkpoint_is_an_earlier_record() -> None:
    """Only something kept from later shows it: see test_earlier."""
    assert [tick.first for tick in read(written(TICKS[:2]))] == [1, 17]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"whistle/v1/record\n", b"whistle/v2/record\n"),
        (b"whistle/v1/record\n", b"whistle/v1/record\r\n"),
        (b"\nevent ", b"\nEvent "),
        (b"\nevent ", b"\nevent  "),
        (b"\nevent ", b"\nevent A"),
        (b"\nblank ", b"\nblank 00"),
        (b"\ncheckpoint ", b"\ncheckpoint  "),
        (b"\ncheckpoint ", b"\ncheckpoint ="),
        (b"\nrules 1", b"\nrules 01"),
        (b"\nrules 1", b"\nrules -1"),
        (b"\nrules 1 ", b"\nrules 1 !"),
        (b"\nrules 1 ", b"\nrules 1"),
        (b"\nrules 1 ", b"\nrules 2 eA==\nrules 1 "),
        (b"\nrules 1 ", b"\nrules 1 eA==\nrules 1 "),
        (b"\n\n" + ORIGIN.encode(), b"\n" + ORIGIN.encode()),
        (b"\n\n" + ORIGIN.encode(), b"\n\n\n" + ORIGIN.encode()),
    ],
)
def test_a_text_of_another_form_is_no_record(old: bytes, new: bytes) -> None:
    assert old in TEXT
    refused(TEXT.replace(old, new, 1).splitlines(keepends=True), MalformedNote)


def test_whatever_follows_the_last_checkpoint_is_refused() -> None:
    assert "does not end with the checkpoint" in refused([*LINES, b"more\n"], MalformedNote)
    assert "does not end with the checkpoint" in refused([*LINES, *LINES[-6:]], MalformedNote)


def test_upper_case_is_another_form() -> None:
    lines, entry = edited(EventType.REPLIED, lambda line: b"event " + line[6:].upper())
    assert refused(lines, MalformedNote).startswith(f"Entry {entry}, in line ")


@given(st.lists(st.binary()) | st.lists(st.sampled_from(LINES)))
def test_no_lines_make_the_reader_raise_anything_untyped(lines: list[bytes]) -> None:
    with pytest.raises(WhistleError):
        read([LINES[0], *lines])


def test_an_endless_line_does_not_fill_the_memory() -> None:
    first, second = lines_of(io.BytesIO(b"x" * (LONGEST_LINE + 5)))
    assert (len(first), len(second)) == (LONGEST_LINE, 5)


def test_limits_without_end_fill_neither_the_memory_nor_the_day() -> None:
    lines = (b"rules %d %s\n" % (number, b"A" * 4000) for number in count())
    with pytest.raises(MalformedNote, match="not a version of the limits"):
        read(chain([b"whistle/v1/record\n"], lines))


def test_every_refusal_says_what_to_do_next() -> None:
    lines, _ = edited(EventType.ACKNOWLEDGED, earlier)
    assert "download the record again" in refused(lines)
    assert "Download it again" in refused(LINES[:-1], MalformedNote)


def test_a_log_of_many_events_in_a_tick_reads_too() -> None:
    many = [event(EventType.OPENED, NINE + 3) for _ in range(100)]
    ticks = [*TICKS, (NINE + 3, leaves_of(many, random.Random(5)))]
    assert len(read(written(ticks))[-1].events) == 100
