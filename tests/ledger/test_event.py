"""Events, leaves and ticks."""

from __future__ import annotations

import random
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whistle.domain.errors import MalformedFrame
from whistle.ledger.event import EVENT_LENGTH, LEAF_LENGTH, Event, EventType, blank_leaf, leaf, tree_hash
from whistle.ledger.merkle import leaf_hash
from whistle.ledger.tick import BATCH, plan

HOURS = st.integers(0, 2**32 - 1)
EVENTS = st.builds(
    Event,
    st.sampled_from(EventType),
    HOURS,
    st.binary(min_size=16, max_size=16),
    HOURS,
    *[st.binary(min_size=32, max_size=32)] * 3,
)
AN_EVENT = Event(EventType.RECEIVED, 498_765, b"c" * 16, 3, b"d" * 32, b"p" * 32, b"t" * 32)


def test_an_event_has_the_bytes_of_the_protocol() -> None:
    expected = (
        b"\x01" + (498_765).to_bytes(4, "big") + b"c" * 16 + b"\0\0\0\3" + b"d" * 32 + b"p" * 32 + b"t" * 32
    )
    assert AN_EVENT.encode() == expected
    assert len(expected) == EVENT_LENGTH


def test_a_leaf_hides_its_event_behind_a_salt() -> None:
    salt = b"s" * 32
    inner = sha256(b"whistle/v1/event\0" + salt + AN_EVENT.encode()).digest()
    assert leaf(salt, AN_EVENT) == b"whistle/v1/leaf\0" + inner
    assert tree_hash(salt, AN_EVENT) == sha256(b"\0whistle/v1/leaf\0" + inner).digest()


def test_a_blank_leaf_is_as_long_as_any_other() -> None:
    assert blank_leaf(b"r" * 32) == b"whistle/v1/leaf\0" + b"r" * 32
    assert len(blank_leaf(b"r" * 32)) == len(leaf(bytes(32), AN_EVENT)) == LEAF_LENGTH


@given(EVENTS)
def test_any_event_reads_back(event: Event) -> None:
    assert Event.parse(event.encode()) == event


@given(st.binary(max_size=130))
def test_no_bytes_make_the_reader_raise_anything_untyped(raw: bytes) -> None:
    try:
        assert Event.parse(raw).encode() == raw
    except MalformedFrame:
        assert len(raw) != EVENT_LENGTH or not 1 <= raw[0] <= 14


@pytest.mark.parametrize(
    "event",
    [
        replace(AN_EVENT, hour=-1),
        replace(AN_EVENT, hour=2**32),
        replace(AN_EVENT, directory_version=2**32),
        replace(AN_EVENT, case=bytes(15)),
        replace(AN_EVENT, directory_hash=bytes(31)),
        replace(AN_EVENT, presence=bytes(33)),
        replace(AN_EVENT, content=b""),
    ],
)
def test_a_field_that_does_not_fit_is_refused(event: Event) -> None:
    with pytest.raises(MalformedFrame):
        event.encode()


def test_a_salt_or_blank_of_another_length_is_refused() -> None:
    with pytest.raises(MalformedFrame):
        leaf(bytes(31), AN_EVENT)
    with pytest.raises(MalformedFrame):
        blank_leaf(bytes(33))


@given(st.lists(st.binary(min_size=32, max_size=32), unique=True, max_size=70), st.integers())
def test_a_tick_holds_what_was_pending_among_blanks_in_order_of_hash(pending: list[bytes], seed: int) -> None:
    placed = plan(pending, random.Random(seed).randbytes)
    assert len(placed) % BATCH == 0
    assert len(placed) == max(BATCH, -(-len(pending) // BATCH) * BATCH)
    assert sorted(pending) == [each.tree_hash for each in placed if each.blank is None]
    assert [each.tree_hash for each in placed] == sorted(each.tree_hash for each in placed)
    assert all(leaf_hash(each.blank) == each.tree_hash for each in placed if each.blank is not None)


@given(st.lists(st.binary(min_size=32, max_size=32), unique=True, max_size=40), st.randoms())
def test_a_tick_does_not_depend_on_the_order_of_arrival(pending: list[bytes], shuffle: random.Random) -> None:
    other = list(pending)
    shuffle.shuffle(other)
    assert plan(pending, random.Random(1).randbytes) == plan(other, random.Random(1).randbytes)
