"""Who is at a concern: one row each, gone when its time is."""

from __future__ import annotations

from whistle.store import presence
from whistle.store.engine import Store

ONE, OTHER = b"1" * 16, b"2" * 16


def test_a_second_word_takes_the_place_of_the_first(store: Store) -> None:
    store.commit(lambda connection: presence.note(connection, ONE, "amira", "reading", 45))
    store.commit(lambda connection: presence.note(connection, ONE, "amira", "writing", 60))
    store.commit(lambda connection: presence.note(connection, OTHER, "ben", "reading", 60))
    with store.read() as connection:
        assert presence.all_of(connection, ONE, 50) == {"amira": "writing"}
        assert presence.all_of(connection, ONE, 59) == {"amira": "writing"}
        assert presence.all_of(connection, ONE, 60) == {}


def test_what_is_over_goes_and_the_rest_stays(store: Store) -> None:
    store.commit(lambda connection: presence.note(connection, ONE, "amira", "reading", 45))
    store.commit(lambda connection: presence.note(connection, OTHER, "amira", "reading", 46))
    store.commit(lambda connection: presence.expire(connection, 45))
    with store.read() as connection:
        assert presence.all_of(connection, ONE, 0) == {}
        assert presence.all_of(connection, OTHER, 0) == {"amira": "reading"}
    store.commit(lambda connection: presence.forget(connection, OTHER, "amira"))
    with store.read() as connection:
        assert presence.all_of(connection, OTHER, 0) == {}
