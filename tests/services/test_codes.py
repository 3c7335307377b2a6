"""Codes of an app: taken once, for a minute and a half, beside a right password only."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import struct
from base64 import b32decode
from dataclasses import replace

import pytest
from sqlalchemy import select

from whistle.clock import SetClock
from whistle.domain.errors import Malformed, NotFound, NotSignedIn, SignInAgain, TooMany
from whistle.services import codes, own_sessions, signing_in, slowing
from whistle.services.house import House
from whistle.services.signing_in import Person, token_hash
from whistle.services.slowing import FREE_TRIES
from whistle.store import tables

NAME, PASSWORD = "Amira Khan", "correct horse"


def code_at(secret: str, seconds: float) -> str:
    """RFC 6238, written down again, so that the library is not its own witness."""
    digest = hmac.digest(b32decode(secret), struct.pack(">Q", int(seconds) // 30), hashlib.sha1)
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


@pytest.fixture
def amira(house: House) -> Person:
    return signing_in.add_person(house, NAME, "reviewer", PASSWORD, "amira")


@pytest.fixture
def token(house: House, amira: Person) -> str:
    return signing_in.sign_in(house, NAME, PASSWORD)


@pytest.fixture
def secret(house: House, clock: SetClock, amira: Person, token: str) -> str:
    """An app that is in force; the time has moved on to its next codes."""
    offer = codes.offer(house, amira.id, NAME, token_hash(token))
    codes.confirm(house, amira.id, token_hash(token), code_at(offer.secret, clock.now().timestamp()))
    clock.advance(seconds=60)
    return offer.secret


def now(house: House, moved: float = 0) -> float:
    return house.clock.now().timestamp() + moved


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")]
)
def test_codes_are_those_of_the_rfcs_own_table(
    house: House, clock: SetClock, amira: Person, token: str, seconds: int, code: str
) -> None:
    clock.moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    assert codes._step(house, b"12345678901234567890", code) == seconds // 30


def test_a_password_needs_its_code(house: House, amira: Person, secret: str) -> None:
    for code in ("", "000000", "12345", "1234567", "٠٠٠٠٠٠", code_at(secret, now(house, 900))):
        with pytest.raises((NotSignedIn, TooMany)) as refusal:
            signing_in.sign_in(house, NAME, PASSWORD, slowing.new_device(house, NAME), code)
        assert str(refusal.value) == signing_in.WRONG
    session = signing_in.sign_in(house, NAME, PASSWORD, "", code_at(secret, now(house)))
    assert signing_in.session(house, session) == replace(amira, guarded=True)


def test_a_code_counts_once_and_none_before_it_counts_again(house: House, secret: str) -> None:
    code, earlier = code_at(secret, now(house)), code_at(secret, now(house, -30))
    assert signing_in.sign_in(house, NAME, PASSWORD, "", code)
    for replayed in (code, earlier):
        with pytest.raises(NotSignedIn):
            signing_in.sign_in(house, NAME, PASSWORD, "", replayed)


def test_the_code_that_confirmed_the_app_signs_nobody_in(house: House, clock: SetClock, secret: str) -> None:
    with pytest.raises(NotSignedIn):
        signing_in.sign_in(house, NAME, PASSWORD, "", code_at(secret, now(house, -60)))


@pytest.mark.parametrize(("drift", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phones_clock_may_be_off_by_one_step(
    house: House, clock: SetClock, secret: str, drift: int, taken: bool
) -> None:
    clock.advance(seconds=120)
    code = code_at(secret, now(house, drift))
    if taken:
        assert signing_in.sign_in(house, NAME, PASSWORD, "", code)
    else:
        with pytest.raises(NotSignedIn):
            signing_in.sign_in(house, NAME, PASSWORD, "", code)


def test_a_wrong_password_uses_up_no_code(house: House, secret: str) -> None:
    code = code_at(secret, now(house))
    with pytest.raises(NotSignedIn):
        signing_in.sign_in(house, NAME, "wrong", "", code)
    assert signing_in.sign_in(house, NAME, PASSWORD, "", code)


def test_guesses_at_the_code_are_slowed_as_those_at_the_password_are(house: House, secret: str) -> None:
    device = slowing.new_device(house, NAME)
    for _ in range(FREE_TRIES):
        with pytest.raises(NotSignedIn):
            signing_in.sign_in(house, NAME, PASSWORD, "", "000000")
    with pytest.raises(TooMany):
        signing_in.sign_in(house, NAME, PASSWORD, "", code_at(secret, now(house)))
    assert signing_in.sign_in(house, NAME, PASSWORD, device, code_at(secret, now(house)))


def test_the_secret_is_not_stored_as_it_is_and_opens_for_nobody_else(
    house: House, amira: Person, secret: str
) -> None:
    with house.store.read() as connection:
        sealed = connection.execute(select(tables.staff.c.app)).scalar_one()
    assert b32decode(secret) not in sealed
    assert codes._open(house, sealed, amira.id) == b32decode(secret)
    for other, account in ((house, b"x" * 16), (replace(house, sign_in_key=b"t" * 32), amira.id)):
        with pytest.raises(NotFound):
            codes._open(other, sealed, account)


def test_an_offer_changes_nothing_until_a_code_of_it_was_typed_in_the_same_session(
    house: House, amira: Person, token: str
) -> None:
    offer = codes.offer(house, amira.id, NAME, token_hash(token))
    other = signing_in.sign_in(house, NAME, PASSWORD)
    with pytest.raises(Malformed):
        codes.confirm(house, amira.id, token_hash(token), "000000")
    with pytest.raises(NotFound):
        codes.confirm(house, amira.id, token_hash(other), code_at(offer.secret, now(house)))
    codes.confirm(house, amira.id, token_hash(token), code_at(offer.secret, now(house)))
    assert signing_in.session(house, token) == replace(amira, guarded=True)
    assert signing_in.session(house, other) is None


def test_an_app_is_removed_soon_after_signing_in_only(
    house: House, clock: SetClock, amira: Person, secret: str
) -> None:
    session = signing_in.sign_in(house, NAME, PASSWORD, "", code_at(secret, now(house)))
    clock.advance(minutes=16)
    with pytest.raises(SignInAgain):
        own_sessions.remove_app(house, amira, session)
    again = signing_in.sign_in(house, NAME, PASSWORD, "", code_at(secret, now(house)))
    own_sessions.remove_app(house, amira, again)
    assert signing_in.session(house, session) is None
    assert signing_in.sign_in(house, NAME, PASSWORD)


def test_the_operator_lets_whoever_lost_everything_begin_anew(
    house: House, amira: Person, secret: str
) -> None:
    session = signing_in.sign_in(house, NAME, PASSWORD, "", code_at(secret, now(house)))
    signing_in.recover_person(house, NAME, "battery staple")
    assert signing_in.session(house, session) is None
    assert signing_in.ways_in(house) == {NAME: "password alone"}
    fresh = signing_in.sign_in(house, NAME, "battery staple")
    assert signing_in.session(house, fresh) == amira
