"""Signing in: who is let in, for how long, and how guessing is slowed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from whistle.clock import SetClock
from whistle.domain.errors import Conflict, Malformed, NotFound, NotSignedIn, TooMany
from whistle.domain.roles import Role
from whistle.services import signing_in
from whistle.services.house import House
from whistle.services.slowing import FREE_TRIES, LONGEST_WAIT
from whistle.store import tables

PASSWORD = "correct horse"


@pytest.fixture
def amira(house: House) -> signing_in.Person:
    return signing_in.add_person(house, "Amira Khan", "reviewer", PASSWORD, "amira")


def test_a_person_signs_in_and_out(house: House, amira: signing_in.Person) -> None:
    token = signing_in.sign_in(house, "Amira Khan", PASSWORD)
    assert signing_in.session(house, token) == amira
    signing_in.sign_out(house, token)
    assert signing_in.session(house, token) is None


def test_neither_password_nor_session_is_stored_as_it_is(house: House, amira: signing_in.Person) -> None:
    token = signing_in.sign_in(house, "Amira Khan", PASSWORD)
    with house.store.read() as connection:
        (account,) = connection.execute(select(tables.staff)).mappings()
        (kept,) = connection.execute(select(tables.staff_sessions)).mappings()
    assert account["password"].startswith("$argon2id$")
    assert token.encode() not in kept["token_hash"]


def test_an_invented_token_is_nobodys(house: House) -> None:
    assert signing_in.session(house, "") is None
    assert signing_in.session(house, "x" * 43) is None


def test_a_session_ends_when_unused_for_an_hour(
    house: House, clock: SetClock, amira: signing_in.Person
) -> None:
    token = signing_in.sign_in(house, "Amira Khan", PASSWORD)
    for _ in range(3):
        clock.advance(minutes=50)
        assert signing_in.session(house, token) == amira
    clock.advance(minutes=61)
    assert signing_in.session(house, token) is None


def test_a_session_ends_after_a_long_shift_however_busy(
    house: House, clock: SetClock, amira: signing_in.Person
) -> None:
    token = signing_in.sign_in(house, "Amira Khan", PASSWORD)
    for _ in range(24):
        clock.advance(minutes=30)
        assert signing_in.session(house, token) == amira
    clock.advance(minutes=1)
    assert signing_in.session(house, token) is None


def test_a_wrong_name_and_a_wrong_password_read_the_same(house: House, amira: signing_in.Person) -> None:
    said = []
    for name, password in (("Amira Khan", "wrong"), ("Nobody", PASSWORD)):
        with pytest.raises(NotSignedIn) as refusal:
            signing_in.sign_in(house, name, password)
        said.append(str(refusal.value))
    assert said[0] == said[1]


def test_a_name_without_an_account_costs_the_same_work(
    house: House, amira: signing_in.Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[str] = []

    def verify(hashed: str, password: str) -> bool:
        work.append(hashed.rpartition("$")[0].rpartition("$")[0])  # the parameters, without salt and hash
        return False

    monkeypatch.setattr(signing_in, "_verify", verify)
    for name in ("Amira Khan", "Nobody"):
        with pytest.raises(NotSignedIn):
            signing_in.sign_in(house, name, "wrong")
    assert work[0] == work[1]


@pytest.mark.parametrize("name", ["Amira Khan", "Nobody"])
def test_guessing_is_slowed_whether_or_not_there_is_such_a_name(
    house: House, clock: SetClock, amira: signing_in.Person, name: str
) -> None:
    for _ in range(FREE_TRIES):
        with pytest.raises(NotSignedIn):
            signing_in.sign_in(house, name, "wrong")
    with pytest.raises(TooMany, match="Wait"):
        signing_in.sign_in(house, name, PASSWORD)
    clock.advance(seconds=LONGEST_WAIT)
    with pytest.raises(NotSignedIn):
        signing_in.sign_in(house, name, "wrong")
    with pytest.raises(TooMany, match="Wait 2 seconds"):
        signing_in.sign_in(house, name, PASSWORD)


def test_slowing_one_name_slows_nobody_else_and_ends_with_the_right_password(
    house: House, clock: SetClock, amira: signing_in.Person
) -> None:
    signing_in.add_person(house, "Ines Auditor", "auditor", PASSWORD)
    for _ in range(FREE_TRIES):
        with pytest.raises(NotSignedIn):
            signing_in.sign_in(house, "Amira Khan", "wrong")
    assert signing_in.sign_in(house, "Ines Auditor", PASSWORD)
    clock.advance(seconds=2)
    assert signing_in.sign_in(house, "Amira Khan", PASSWORD)
    with pytest.raises(NotSignedIn):
        signing_in.sign_in(house, "Amira Khan", "wrong")


def test_the_wait_never_grows_beyond_five_minutes(
    house: House, clock: SetClock, amira: signing_in.Person
) -> None:
    for _ in range(12):
        with pytest.raises(NotSignedIn):
            signing_in.sign_in(house, "Amira Khan", "wrong")
        clock.advance(seconds=LONGEST_WAIT)
    assert signing_in.sign_in(house, "Amira Khan", PASSWORD)


def test_disabling_someone_ends_their_sessions(house: House, amira: signing_in.Person) -> None:
    token = signing_in.sign_in(house, "Amira Khan", PASSWORD)
    signing_in.disable_person(house, "Amira Khan")
    assert signing_in.session(house, token) is None
    assert signing_in.people(house) == []
    with pytest.raises(NotSignedIn):
        signing_in.sign_in(house, "Amira Khan", PASSWORD)


def test_a_new_password_ends_the_sessions_under_the_old_one(house: House, amira: signing_in.Person) -> None:
    token = signing_in.sign_in(house, "Amira Khan", PASSWORD)
    signing_in.set_password(house, "Amira Khan", "battery staple")
    assert signing_in.session(house, token) is None
    assert signing_in.sign_in(house, "Amira Khan", "battery staple")


def test_accounts_that_make_no_sense_are_refused(house: House, amira: signing_in.Person) -> None:
    with pytest.raises(Conflict):
        signing_in.add_person(house, "Amira Khan", "auditor", PASSWORD)
    for name, role, password, reviewer in (
        ("Ben", "captain", PASSWORD, None),
        ("Ben", "reviewer", PASSWORD, None),
        ("Ben", "reviewer", PASSWORD, "nobody"),
        ("Ben", "auditor", PASSWORD, "ben"),
        ("Ben", "auditor", "short", None),
        ("  ", "auditor", PASSWORD, None),
    ):
        with pytest.raises(Malformed):
            signing_in.add_person(house, name, role, password, reviewer)
    with pytest.raises(NotFound):
        signing_in.disable_person(house, "Nobody")
    assert [(person.name, person.role) for person in signing_in.people(house)] == [
        ("Amira Khan", Role.REVIEWER)
    ]
