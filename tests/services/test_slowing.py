"""Guesses are slowed: strangers slow strangers, however many they are at once and however many names they make up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, text

from whistle.clock import SetClock
from whistle.domain.errors import NotSignedIn, TooMany, WhistleError
from whistle.services import signing_in, slowing
from whistle.services.house import House
from whistle.services.slowing import FREE_TRIES, LONGEST_WAIT
from whistle.store import tables

NAME, PASSWORD = "Amira Khan", "correct horse"
LATER = 24 * 3600 + LONGEST_WAIT


@pytest.fixture(autouse=True)
def amira(house: House) -> signing_in.Person:
    return signing_in.add_person(house, NAME, "reviewer", PASSWORD, "amira")


@pytest.fixture
def device(house: House) -> str:
    return slowing.new_device(house, NAME)


class Verifications:
    """Stands in for argon2id, takes as long, and notes how many ran and how many at once."""

    def __init__(self, seconds: float = 0.02) -> None:
        self.seconds, self.count, self.now, self.most = seconds, 0, 0, 0
        self._lock = threading.Lock()

    def __call__(self, hashed: str, password: str) -> bool:
        with self._lock:
            self.count, self.now = self.count + 1, self.now + 1
            self.most = max(self.most, self.now)
        time.sleep(self.seconds)
        with self._lock:
            self.now -= 1
        return password == PASSWORD


@pytest.fixture
def verifications(monkeypatch: pytest.MonkeyPatch) -> Verifications:
    counted = Verifications()
    monkeypatch.setattr(signing_in, "_verify", counted)
    return counted


def guess(house: House, times: int, name: str = NAME, device: str = "") -> None:
    for _ in range(times):
        with pytest.raises((NotSignedIn, TooMany)):
            signing_in.sign_in(house, name, "wrong", device)


def all_at_once(tries: list[Callable[[], object]]) -> None:
    barrier = threading.Barrier(len(tries))

    def run(one: Callable[[], object]) -> None:
        barrier.wait()
        try:
            one()
        except WhistleError:
            return

    threads = [threading.Thread(target=run, args=(one,)) for one in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_strangers_who_guess_do_not_keep_the_owner_out(house: House, device: str) -> None:
    guess(house, 50)
    assert signing_in.sign_in(house, NAME, PASSWORD, device)
    with pytest.raises(TooMany, match="Wait"):
        signing_in.sign_in(house, NAME, PASSWORD)


def test_a_guess_for_every_wait_does_not_keep_the_owner_out_either(
    house: House, clock: SetClock, device: str, verifications: Verifications
) -> None:
    for _ in range(30):
        clock.advance(seconds=LONGEST_WAIT)
        guess(house, FREE_TRIES)
        with pytest.raises(TooMany):
            signing_in.sign_in(house, NAME, PASSWORD)
        assert signing_in.sign_in(house, NAME, PASSWORD, device)


def test_the_owners_sign_in_gives_strangers_no_new_tries(house: House, device: str) -> None:
    guess(house, 50)
    assert signing_in.sign_in(house, NAME, PASSWORD, device)
    with pytest.raises(TooMany):
        signing_in.sign_in(house, NAME, PASSWORD)


def test_whoever_took_a_device_is_slowed_and_slows_only_that_device(house: House, device: str) -> None:
    guess(house, FREE_TRIES, device=device)
    with pytest.raises(TooMany, match="Wait"):
        signing_in.sign_in(house, NAME, PASSWORD, device)
    assert signing_in.sign_in(house, NAME, PASSWORD, slowing.new_device(house, NAME))


def test_a_device_of_one_name_or_of_one_service_is_a_stranger_elsewhere(house: House, device: str) -> None:
    guess(house, 50, "Nobody")
    guess(house, 50)
    tampered = ("B" if device[0] == "A" else "A") + device[1:]
    for name, presented in (("Nobody", device), (NAME, tampered), (NAME, device[:-4]), (NAME, "")):
        with pytest.raises(TooMany):
            signing_in.sign_in(house, name, PASSWORD, presented)


def test_two_dozen_guesses_at_once_get_no_more_than_the_free_tries(
    house: House, verifications: Verifications
) -> None:
    all_at_once([lambda: signing_in.sign_in(house, NAME, "wrong")] * 24)
    assert 1 <= verifications.count <= FREE_TRIES


def test_however_many_sign_in_at_once_two_passwords_are_hashed(
    house: House, verifications: Verifications, device: str
) -> None:
    strangers = [lambda i=i: signing_in.sign_in(house, f"Nobody {i}", "wrong") for i in range(20)]
    owners = [lambda: signing_in.sign_in(house, NAME, PASSWORD, device)] * 4
    all_at_once([*strangers, *owners])
    assert 1 <= verifications.most <= 2


def test_strangers_who_keep_the_server_busy_do_not_keep_it_from_a_known_device(
    house: House, device: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slowing, "TURN", 0.05)
    with slowing.one_try(house, "Nobody", ""):
        with pytest.raises(TooMany, match="few seconds"):
            signing_in.sign_in(house, NAME, PASSWORD)
        assert signing_in.sign_in(house, NAME, PASSWORD, device)
    # Whoever was only sent away for being late has not used up a try.
    guess(house, FREE_TRIES - 1)
    assert signing_in.sign_in(house, NAME, PASSWORD)


def test_made_up_names_do_not_fill_the_database(
    house: House, monkeypatch: pytest.MonkeyPatch, verifications: Verifications
) -> None:
    verifications.seconds = 0
    monkeypatch.setattr(slowing, "SLOTS", 8)
    for i in range(100):
        guess(house, 1, f"Nobody {i}")
    with house.store.read() as connection:
        rows = connection.scalar(select(func.count()).select_from(tables.sign_in_failures))
    assert rows == 8


def test_counting_a_try_looks_at_one_row_and_sweeps_none(house: House) -> None:
    with house.store.read() as connection:
        plan = connection.execute(
            text("EXPLAIN QUERY PLAN SELECT failures, wait_until FROM sign_in_failures WHERE slot = 1")
        ).all()
    assert [row.detail for row in plan] == ["SEARCH sign_in_failures USING INTEGER PRIMARY KEY (rowid=?)"]


def test_what_was_typed_as_a_name_cannot_be_guessed_from_what_is_kept(house: House) -> None:
    """A password typed into the wrong field: no hash of it is kept, only one of 65,536 numbers under a key."""
    guess(house, 1, "hunter2hunter2")
    with house.store.read() as connection:
        (kept,) = connection.execute(select(tables.sign_in_failures)).all()
    assert 0 <= kept.slot < slowing.SLOTS == 65_536
    assert len(kept) == 3


def test_after_a_day_without_a_guess_it_begins_anew(house: House, clock: SetClock) -> None:
    guess(house, 50)
    clock.advance(seconds=LATER)
    guess(house, FREE_TRIES - 1)
    assert signing_in.sign_in(house, NAME, PASSWORD)
