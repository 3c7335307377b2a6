"""A person's own account: sessions seen and ended, passkeys and the app, and what a password alone does not reach."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.services.test_codes import code_at
from tests.support.authenticator import Authenticator
from tests.support.installation import PASSWORD, Installation
from tests.web.conftest import Desk, problem, sign_in
from whistle.app import app_for, house_for
from whistle.clock import SetClock

PASSKEYS = "passkeys"


def post_json(desk: Desk, path: str, body: object) -> TestResponse:
    headers = {"X-CSRFToken": desk.csrf}
    return desk.client.post(f"/staff/api/v1/{PASSKEYS}/{path}", json=body, headers=headers)


def add_passkey(desk: Desk) -> Authenticator:
    device = Authenticator()
    options = post_json(desk, "new/challenge", {}).get_json()
    assert post_json(desk, "new", device.makes(options)).status_code == 201
    return device


@pytest.fixture
def stranger(app: Flask) -> Desk:
    """A browser that is on the page to sign in."""
    client = app.test_client()
    return Desk(client, token_of(client.get("/staff/sign-in")))


def token_of(answer: TestResponse) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.get_data(as_text=True))
    assert found
    return found[1]


def page(desk: Desk) -> str:
    return desk.client.get("/staff/account").get_data(as_text=True)


def post(desk: Desk, path: str, **data: str) -> TestResponse:
    return desk.client.post(f"/staff/account/{path}", data={"csrf_token": desk.csrf, **data})


def test_the_page_shows_this_session_and_the_others(staff: Callable[[str], Desk]) -> None:
    one, _other = staff("Asha Rahman"), staff("Asha Rahman")
    shown = page(one)
    assert shown.count("<strong>Signed in 3 March 2026, 09:20 UTC</strong>") == 2
    assert shown.count("this one") == 1
    assert "With a password alone. Last used" in shown


def test_a_session_that_is_ended_elsewhere_is_out_at_once(staff: Callable[[str], Desk]) -> None:
    one, other = staff("Asha Rahman"), staff("Asha Rahman")
    found = re.search(r'name="id" value="([0-9a-f]{64})"', page(one))
    assert found
    assert post(one, "sessions/end", id=found[1]).status_code == 303
    assert "That session was ended." in page(one)
    assert problem(other.get("concerns")) == (401, "not-signed-in")
    assert one.get("session").status_code == 200


def test_all_others_are_ended_and_nobody_elses(staff: Callable[[str], Desk]) -> None:
    one, *others = (staff("Asha Rahman") for _ in range(3))
    tom = staff("Tom Ellery")
    post(one, "sessions/end-others")
    assert "2 other sessions were ended." in page(one)
    assert [each.get("session").status_code for each in (one, *others, tom)] == [200, 401, 401, 200]


def test_nobody_ends_anothers_session(staff: Callable[[str], Desk]) -> None:
    tom, other = staff("Tom Ellery"), staff("Tom Ellery")
    found = re.search(r'name="id" value="([0-9a-f]{64})"', page(tom))
    assert found
    post(staff("Asha Rahman"), "sessions/end", id=found[1])
    assert other.get("session").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["sessions/end", "sessions/end-others", "passkeys/remove", "app", "app/confirm", "app/remove"],
)
def test_no_other_page_changes_an_account(asha: Desk, client: FlaskClient, path: str) -> None:
    assert asha.client.post(f"/staff/account/{path}").status_code == 403
    assert client.post(f"/staff/account/{path}").status_code == 403


@pytest.mark.parametrize("path", ["new/challenge", "new", "sign-in/challenge", "sign-in"])
def test_no_other_page_uses_a_passkey(asha: Desk, path: str) -> None:
    answer = asha.client.post(f"/staff/api/v1/{PASSKEYS}/{path}", json={})
    assert problem(answer) == (403, "forbidden")


@pytest.mark.parametrize("body", [b"", b"null", b"[" * 120_000, b'{"id":' * 20_000])
def test_what_is_no_answer_of_a_passkey_is_refused_calmly(stranger: Desk, body: bytes) -> None:
    post_json(stranger, "sign-in/challenge", {})
    answer = stranger.post(f"{PASSKEYS}/sign-in", body, content_type="application/json")
    assert problem(answer) == (400, "malformed")


def test_whoever_is_not_signed_in_has_no_account_page(client: FlaskClient, stranger: Desk) -> None:
    assert client.get("/staff/account").location == "/staff/sign-in"
    assert problem(post_json(stranger, "new/challenge", {})) == (401, "not-signed-in")


def test_a_passkey_is_added_and_signs_in(asha: Desk, stranger: Desk) -> None:
    device = add_passkey(asha)
    shown = page(asha)
    assert "The passkey “Work laptop” was added." in shown
    assert "Not used yet." in shown
    options = post_json(stranger, "sign-in/challenge", {}).get_json()
    assert "allowCredentials" not in options
    answer = post_json(stranger, "sign-in", device.shows(options))
    assert answer.get_json() == {"to": "/staff/review/"}
    assert stranger.get("session").get_json()["name"] == "Asha Rahman"
    assert stranger.client.get("/staff/sign-in").location == "/staff/review/"


def test_an_answer_to_a_challenge_that_this_browser_was_not_given_is_refused(
    asha: Desk, stranger: Desk, app: Flask
) -> None:
    device = add_passkey(asha)
    shown = device.shows(post_json(stranger, "sign-in/challenge", {}).get_json())
    client = app.test_client()
    other = Desk(client, token_of(client.get("/staff/sign-in")))
    post_json(other, "sign-in/challenge", {})
    assert problem(post_json(other, "sign-in", shown)) == (401, "not-signed-in")
    assert problem(post_json(other, "sign-in", shown)) == (401, "not-signed-in")


def test_a_copied_cookie_gives_no_second_use_of_a_challenge(asha: Desk, stranger: Desk, app: Flask) -> None:
    device = add_passkey(asha)
    shown = device.shows(post_json(stranger, "sign-in/challenge", {}).get_json())
    cookie = stranger.client.get_cookie("staff", path="/staff")
    assert cookie
    assert post_json(stranger, "sign-in", shown).status_code == 200
    copied = Desk(app.test_client(), stranger.csrf)
    copied.client.set_cookie("staff", cookie.value, path="/staff")
    assert problem(post_json(copied, "sign-in", shown)) == (401, "not-signed-in")


def test_a_cookie_from_before_the_sign_in_is_nobodys(asha: Desk, stranger: Desk, app: Flask) -> None:
    device = add_passkey(asha)
    options = post_json(stranger, "sign-in/challenge", {}).get_json()
    planted = stranger.client.get_cookie("staff", path="/staff")
    assert planted
    post_json(stranger, "sign-in", device.shows(options))
    thief = app.test_client()
    thief.set_cookie("staff", planted.value, path="/staff")
    assert thief.get("/staff/api/v1/session").status_code == 401
    renewed = stranger.get("session").get_json()["csrf"]
    assert renewed != stranger.csrf


def test_the_server_refuses_what_the_browser_should_have_kept(asha: Desk, stranger: Desk) -> None:
    device = add_passkey(asha)
    shown = device.shows(post_json(stranger, "sign-in/challenge", {}).get_json())
    leaked = {**shown, "clientExtensionResults": {"prf": {"results": {"first": "AAAA"}}}}
    assert problem(post_json(stranger, "sign-in", leaked)) == (400, "malformed")


def begin_app(desk: Desk) -> str:
    shown = post(desk, "app").get_data(as_text=True)
    secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", shown))
    assert len(secret) == 32
    assert "<svg" in shown
    return secret


def test_an_app_is_added_with_its_secret_shown_once(asha: Desk, app: Flask, clock: SetClock) -> None:
    secret = begin_app(asha)
    wrong = post(asha, "app/confirm", code="000000")
    assert wrong.status_code == 400
    assert "That code is not right." in wrong.get_data(as_text=True)
    assert '<svg viewBox="0 0 4' not in wrong.get_data(as_text=True)
    assert secret[:4] not in wrong.get_data(as_text=True)
    assert post(asha, "app/confirm", code=code_at(secret, clock.now().timestamp())).status_code == 303
    assert "your password needs its codes now" in page(asha)
    assert secret[:4] not in page(asha)
    clock.advance(seconds=60)
    client = app.test_client()
    assert sign_in(client, "Asha Rahman").status_code == 401
    form = {"csrf_token": token_of(client.get("/staff/sign-in")), "name": "Asha Rahman", "password": PASSWORD}
    answer = client.post("/staff/sign-in", data=form | {"code": code_at(secret, clock.now().timestamp())})
    assert answer.location == "/staff/review/"


def test_every_wrong_sign_in_looks_the_same(asha: Desk, app: Flask, clock: SetClock) -> None:
    secret = begin_app(asha)
    post(asha, "app/confirm", code=code_at(secret, clock.now().timestamp()))
    pages = set()
    for name, password in (
        ("Asha Rahman", PASSWORD),
        ("Asha Rahman", "no"),
        ("Tom Ellery", "no"),
        ("No One", "no"),
    ):
        answer = sign_in(app.test_client(), name, password)
        assert answer.status_code == 401
        text = re.sub(r'(value=")[^"]*', r"\1", answer.get_data(as_text=True))
        pages.add(text)
    assert len(pages) == 1


@pytest.fixture
def strict(installation: Installation, house: object, clock: SetClock) -> Flask:
    """The same service, where a password alone is not enough."""
    settings = replace(installation.settings, second_factor="required")
    return app_for(settings, house_for(settings, clock))


@pytest.mark.parametrize("name", ["Asha Rahman", "Ines Okoro"])
def test_where_it_is_required_a_password_alone_reaches_the_account_and_nothing_else(
    strict: Flask, name: str
) -> None:
    client = strict.test_client()
    assert sign_in(client, name).location == "/staff/account"
    for path in ("/staff/review/", "/staff/audit/", "/staff/"):
        assert client.get(path).location == "/staff/account"
    for path in (
        "/staff/api/v1/session",
        "/staff/api/v1/concerns",
        f"/staff/api/v1/concerns/{'0' * 32}/export",
    ):
        assert problem(client.get(path)) == (403, "second-factor")
    desk = Desk(client, token_of(client.get("/staff/account")))
    taken = client.post("/staff/audit/record.txt", headers={"X-CSRFToken": desk.csrf})
    assert taken.status_code == 403
    assert "Add a passkey or an app to go on" in page(desk)
    add_passkey(desk)
    home = "/staff/audit/" if name == "Ines Okoro" else "/staff/review/"
    assert client.get("/staff/").location == home
    assert client.get(home).status_code == 200


def test_a_service_at_an_address_of_numbers_offers_no_passkey(
    installation: Installation, house: object, clock: SetClock
) -> None:
    settings = replace(installation.settings, address="http://127.0.0.1:8000")
    client = app_for(settings, house_for(settings, clock)).test_client()
    desk = Desk(client, token_of(client.get("/staff/sign-in")))
    assert "use-passkey" not in client.get("/staff/sign-in").get_data(as_text=True)
    assert post_json(desk, "sign-in/challenge", {}).status_code == 404


def test_the_limits_of_a_session_are_settings(
    installation: Installation, house: object, clock: SetClock
) -> None:
    settings = replace(installation.settings, idle_minutes=10, session_hours=1)
    client = app_for(settings, house_for(settings, clock)).test_client()
    assert sign_in(client, "Asha Rahman").status_code == 303
    clock.advance(minutes=11)
    assert client.get("/staff/api/v1/session").status_code == 401
    sign_in(client, "Asha Rahman")
    answers = []
    for _ in range(7):
        clock.advance(minutes=9)
        answers.append(client.get("/staff/api/v1/session").status_code)
    assert answers == [200] * 6 + [401]
