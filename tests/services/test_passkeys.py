"""Passkeys: who is let in by one, and every way in which one is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.support.authenticator import PRESENT, Authenticator
from whistle.clock import SetClock
from whistle.domain.errors import Conflict, Malformed, NotFound, NotSignedIn, SignInAgain, TooMany
from whistle.services import own_sessions, passkeys, signing_in
from whistle.services.entry import Entry
from whistle.services.house import House
from whistle.services.signing_in import Person
from whistle.services.slowing import FREE_TRIES

PASSWORD = "correct horse"


@pytest.fixture
def amira(house: House) -> Person:
    return signing_in.add_person(house, "Amira Khan", "reviewer", PASSWORD, "amira")


@pytest.fixture
def token(house: House, amira: Person) -> str:
    return signing_in.sign_in(house, amira.name, PASSWORD)


def add(house: House, person: Person, token: str, device: Authenticator) -> None:
    given = passkeys.challenge(house, token)
    made = device.makes(passkeys.options_to_make(house, person, given))
    passkeys.add(house, person, token, given, made)


@pytest.fixture
def device(house: House, amira: Person, token: str) -> Authenticator:
    made = Authenticator()
    add(house, amira, token, made)
    return made


def sign_in(house: House, device: Authenticator) -> str:
    given = passkeys.challenge(house)
    return passkeys.sign_in(house, given, device.shows(passkeys.options_to_show(house, given)))


def test_a_passkey_signs_its_owner_in_without_a_name(
    house: House, amira: Person, device: Authenticator
) -> None:
    session = sign_in(house, device)
    assert signing_in.session(house, session) == replace(amira, guarded=True)
    own = own_sessions.own(house, amira, session)
    assert [each.how for each in own.sessions if each.this] == ["passkey"]
    assert own.passkeys[0].used == int(house.clock.now().timestamp())


def test_with_a_passkey_the_password_alone_lets_nobody_in(
    house: House, amira: Person, device: Authenticator
) -> None:
    with pytest.raises(NotSignedIn) as refusal:
        signing_in.sign_in(house, amira.name, PASSWORD)
    assert str(refusal.value) == signing_in.WRONG


def test_an_authenticator_that_does_not_count_is_taken(house: House, amira: Person, token: str) -> None:
    phone = Authenticator(counts=False)
    add(house, amira, token, phone)
    assert sign_in(house, phone) != sign_in(house, phone)


def test_the_same_answer_counts_once(house: House, device: Authenticator) -> None:
    device.counts, device.count = False, 7
    given = passkeys.challenge(house)
    shown = device.shows(passkeys.options_to_show(house, given))
    assert passkeys.sign_in(house, given, shown)
    with pytest.raises(NotSignedIn):
        passkeys.sign_in(house, given, shown)


def test_a_counter_that_did_not_move_on_is_a_copys(house: House, device: Authenticator) -> None:
    sign_in(house, device)
    sign_in(house, device)
    for count in (0, 1):
        device.count = count
        with pytest.raises(Conflict, match="as a copy of it would"):
            sign_in(house, device)


def test_a_challenge_is_too_old_after_five_minutes(
    house: House, clock: SetClock, device: Authenticator
) -> None:
    given = passkeys.challenge(house)
    shown = device.shows(passkeys.options_to_show(house, given))
    clock.advance(seconds=passkeys.LASTS + 1)
    with pytest.raises(NotSignedIn):
        passkeys.sign_in(house, given, shown)


def test_a_challenge_of_ones_own_making_is_refused(house: House, device: Authenticator) -> None:
    for given in (b"", b"x" * 56, bytes(24), passkeys.challenge(house)[:-1] + b"!"):
        with pytest.raises(NotSignedIn):
            passkeys.sign_in(house, given, device.shows(passkeys.options_to_show(house, given)))


def test_a_challenge_to_add_a_passkey_is_bound_to_its_session(
    house: House, amira: Person, token: str
) -> None:
    other = signing_in.sign_in(house, amira.name, PASSWORD)
    for given in (passkeys.challenge(house, other), passkeys.challenge(house)):
        made = Authenticator().makes(passkeys.options_to_make(house, amira, given))
        with pytest.raises(NotSignedIn):
            passkeys.add(house, amira, token, given, made)


def test_a_challenge_to_add_a_passkey_signs_nobody_in(
    house: House, token: str, device: Authenticator
) -> None:
    given = passkeys.challenge(house, token)
    with pytest.raises(NotSignedIn):
        passkeys.sign_in(house, given, device.shows(passkeys.options_to_show(house, given)))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda device: setattr(device, "origin", "https://concerns.example.org.evil.example"),
        lambda device: setattr(device, "origin", "https://localhost:8000"),
        lambda device: setattr(device, "flags", PRESENT),
        lambda device: setattr(device, "key", Authenticator().key),
        lambda device: setattr(device, "id", b"z" * 32),
        lambda device: setattr(device, "holder", "AAAAAAAAAAAAAAAAAAAAAA"),
    ],
    ids=["another site", "another scheme", "not verified", "another key", "unknown id", "another holder"],
)
def test_an_answer_that_is_not_quite_right_signs_nobody_in(
    house: House, device: Authenticator, spoil: Callable[[Authenticator], None]
) -> None:
    spoil(device)
    with pytest.raises(NotSignedIn):
        sign_in(house, device)


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:8001"])
def test_a_passkey_made_elsewhere_is_not_kept(house: House, amira: Person, token: str, origin: str) -> None:
    with pytest.raises(Malformed):
        add(house, amira, token, Authenticator(origin=origin))


def test_a_passkey_made_without_verifying_the_user_is_not_kept(
    house: House, amira: Person, token: str
) -> None:
    with pytest.raises(Malformed):
        add(house, amira, token, Authenticator(flags=PRESENT))


def test_anothers_passkey_can_be_neither_added_nor_removed(house: House, device: Authenticator) -> None:
    ines = signing_in.add_person(house, "Ines Auditor", "auditor", PASSWORD)
    theirs = signing_in.sign_in(house, ines.name, PASSWORD)
    with pytest.raises(Conflict):
        add(house, ines, theirs, device)
    with pytest.raises(NotFound):
        own_sessions.remove_passkey(house, ines, theirs, device.id.hex())


@pytest.mark.parametrize("extra", ["clientExtensionResults", "prf", "authenticatorAttachment", "rawId"])
def test_the_output_of_extensions_is_refused_whatever_else_is_right(
    house: House, amira: Person, token: str, device: Authenticator, extra: str
) -> None:
    secret = {"prf": {"results": {"first": "c2VjcmV0"}}}
    given = passkeys.challenge(house)
    shown = device.shows(passkeys.options_to_show(house, given))
    with pytest.raises(Malformed):
        passkeys.sign_in(house, given, shown | {extra: secret})
    given = passkeys.challenge(house, token)
    made = Authenticator().makes(passkeys.options_to_make(house, amira, given))
    with pytest.raises(Malformed):
        passkeys.add(house, amira, token, given, made | {extra: secret})


@pytest.mark.parametrize("posted", [None, [], "x", {}, {"id": "AA"}])
def test_what_is_no_passkey_is_refused(house: House, posted: object) -> None:
    with pytest.raises(Malformed):
        passkeys.sign_in(house, passkeys.challenge(house), posted)


@pytest.mark.parametrize("field", ["id", "clientDataJSON", "authenticatorData", "signature", "userHandle"])
@pytest.mark.parametrize("value", ["", "A", "é", "AAAA", 7, None])
def test_no_field_can_be_replaced(house: House, device: Authenticator, field: str, value: object) -> None:
    given = passkeys.challenge(house)
    shown = device.shows(passkeys.options_to_show(house, given))
    with pytest.raises((Malformed, NotSignedIn)):
        passkeys.sign_in(house, given, shown | {field: value})


def test_wrong_answers_of_a_passkey_are_slowed_and_slow_no_other_way_in(
    house: House, device: Authenticator
) -> None:
    forger = replace(device, key=Authenticator().key)
    for _ in range(FREE_TRIES):
        with pytest.raises(NotSignedIn):
            sign_in(house, forger)
    with pytest.raises(TooMany):
        sign_in(house, device)


def test_guesses_at_the_password_do_not_keep_a_passkey_out(house: House, device: Authenticator) -> None:
    for _ in range(12):
        with pytest.raises((NotSignedIn, TooMany)):
            signing_in.sign_in(house, "Amira Khan", "wrong")
    assert sign_in(house, device)


def test_a_removed_passkey_signs_nobody_in_and_ends_the_other_sessions(
    house: House, amira: Person, token: str, device: Authenticator
) -> None:
    elsewhere = sign_in(house, device)
    own_sessions.remove_passkey(house, amira, token, device.id.hex())
    assert signing_in.session(house, elsewhere) is None
    assert signing_in.session(house, token) == amira
    with pytest.raises(NotSignedIn):
        sign_in(house, device)


def test_a_browser_that_was_left_open_adds_no_passkey(
    house: House, clock: SetClock, amira: Person, token: str
) -> None:
    clock.advance(seconds=own_sessions.FRESH + 1)
    with pytest.raises(SignInAgain):
        add(house, amira, token, Authenticator())


def test_the_last_passkey_stays_where_one_is_required(
    house: House, amira: Person, token: str, device: Authenticator
) -> None:
    strict = replace(house, entry=Entry(required=True))
    with pytest.raises(Conflict, match="only passkey or app"):
        own_sessions.remove_passkey(strict, amira, token, device.id.hex())
    assert sign_in(house, device)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://concerns.example.org", "concerns.example.org"),
        ("http://localhost:8000", "localhost"),
        ("http://127.0.0.1:8000", None),
        ("http://[::1]:8000", None),
    ],
)
def test_passkeys_are_made_for_the_name_in_the_address(address: str, name: str | None) -> None:
    assert Entry(address).passkeys_for == name
