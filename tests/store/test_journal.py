"""A journal as it is stored: by number, each member's grants apart."""

from __future__ import annotations

import secrets

import pytest

from tests.store.arrivals import arrive
from whistle.store import journal
from whistle.store.engine import Store
from whistle.store.journal import Header

AMIRA, BEN = b"a" * 32, b"b" * 32


@pytest.fixture
def mailbox(store: Store) -> bytes:
    """A concern with three entries besides the one that it came with, and another concern beside it."""
    came = store.commit(arrive)["mailbox"]
    store.commit(arrive)
    for number, hour, kids in ((2, 498_001, (AMIRA, BEN)), (3, 498_001, (AMIRA,)), (4, 498_002, ())):
        grants = {kid: kid[:1] * number for kid in kids}
        header = Header(number, hour, bytes([number]) * 32, number, kids[0] if kids else BEN)
        store.commit(
            lambda connection, header=header, grants=grants: journal.add(  # type: ignore[misc]
                connection, came, header, b"x" * header.length, grants
            )
        )
    return came


def test_entries_come_by_number_without_their_bytes_and_those_apart(store: Store, mailbox: bytes) -> None:
    with store.read() as connection:
        assert [(each.number, each.length) for each in journal.headers(connection, mailbox)][1:] == [
            (2, 2), (3, 3), (4, 4),
        ]  # fmt: skip
        assert journal.sealed(connection, mailbox, [3, 4]) == {3: b"xxx", 4: b"xxxx"}
        assert journal.sealed(connection, mailbox, []) == {}
        assert journal.headers(connection, secrets.token_bytes(16)) == []


def test_an_entry_is_found_by_its_hash_in_its_own_concern_alone(store: Store, mailbox: bytes) -> None:
    with store.read() as connection:
        assert journal.kept(connection, mailbox, b"\3" * 32) == 3
        assert journal.kept(connection, mailbox, b"\5" * 32) is None
        assert journal.kept(connection, secrets.token_bytes(16), b"\3" * 32) is None
        assert journal.hash_of(connection, mailbox, 4) == b"\4" * 32
        assert journal.hash_of(connection, mailbox, 5) is None


def test_what_was_written_in_an_hour_is_counted(store: Store, mailbox: bytes) -> None:
    with store.read() as connection:
        counted = [journal.in_hour(connection, mailbox, 498_000 + after) for after in range(4)]
    assert counted == [1, 2, 1, 0]


def test_what_one_key_wrote_is_counted_by_its_hours(store: Store, mailbox: bytes) -> None:
    with store.read() as connection:
        assert journal.hours_of(connection, mailbox, (AMIRA,)) == [498_001, 498_001]
        assert journal.hours_of(connection, mailbox, (BEN,)) == [498_002]
        assert journal.hours_of(connection, secrets.token_bytes(16), (AMIRA, BEN)) == []


def test_the_grants_of_a_person_for_some_entries_come_newest_first(store: Store, mailbox: bytes) -> None:
    with store.read() as connection:
        of = lambda numbers, most: journal.grants_for(connection, mailbox, (AMIRA, BEN), numbers, most)  # noqa: E731
        assert of((2, 3, 4), 9) == [(3, AMIRA, b"aaa"), (2, AMIRA, b"aa"), (2, BEN, b"bb")]
        assert of((2, 3), 2) == [(3, AMIRA, b"aaa"), (2, AMIRA, b"aa")]
        assert of((), 9) == []


def test_each_member_has_their_own_grants(store: Store, mailbox: bytes) -> None:
    with store.read() as connection:
        assert journal.grants_of(connection, mailbox, AMIRA) == [(2, b"aa"), (3, b"aaa")]
        assert journal.newest_grant(connection, mailbox, AMIRA) == (3, b"aaa")
        assert journal.newest_grant(connection, mailbox, BEN) == (2, b"bb")
        assert journal.newest_grant(connection, mailbox, b"c" * 32) is None
        assert journal.newest_grant(connection, secrets.token_bytes(16), AMIRA) is None
