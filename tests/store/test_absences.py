"""Who is away, as it is stored: one absence a person."""

from __future__ import annotations

from whistle.store import absences
from whistle.store.absences import Absence
from whistle.store.engine import Store


def test_a_new_absence_takes_the_place_of_the_last_and_goes_when_it_is_over(store: Store) -> None:
    store.commit(lambda connection: absences.keep(connection, Absence("amira", 10, 20, "ben")))
    store.commit(lambda connection: absences.keep(connection, Absence("amira", 12, 15)))
    store.commit(lambda connection: absences.keep(connection, Absence("ben", 10, 16, "carys")))
    with store.read() as connection:
        assert absences.everyone(connection)["amira"] == Absence("amira", 12, 15)
    store.commit(lambda connection: absences.expire(connection, 15))
    with store.read() as connection:
        assert set(absences.everyone(connection)) == {"amira", "ben"}
    store.commit(lambda connection: absences.expire(connection, 16))
    with store.read() as connection:
        assert set(absences.everyone(connection)) == {"ben"}
    store.commit(lambda connection: absences.forget(connection, "ben"))
    with store.read() as connection:
        assert absences.everyone(connection) == {}


def test_both_its_hours_count() -> None:
    absence = Absence("amira", 10, 12)
    assert [hour for hour in range(8, 15) if absence.covers(hour)] == [10, 11, 12]
