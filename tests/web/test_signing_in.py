"""Staff sign in, each to their own place; the cookie names a session that the server can end."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.installation import PASSWORD, Installation
from tests.web.conftest import Desk, sign_in
from whistle.app import app_for
from whistle.clock import SetClock
from whistle.services import signing_in
from whistle.services.house import House


@pytest.mark.parametrize(
    ("name", "home"),
    [("Asha Rahman", "/staff/review/"), ("Tom Ellery", "/staff/review/"), ("Ines Okoro", "/staff/audit/")],
)
def test_each_person_is_led_to_their_own_place(client: FlaskClient, name: str, home: str) -> None:
    answer = sign_in(client, name)
    assert (answer.status_code, answer.location) == (303, home)
    assert client.get(home).status_code == 200
    assert client.get("/staff/").location == home
    assert client.get("/staff/sign-in").location == home


def test_the_session_says_who_is_signed_in(asha: Desk) -> None:
    told = asha.get("session").get_json()
    assert told.pop("csrf")
    assert told == {
        "name": "Asha Rahman",
        "role": "reviewer",
        "reviewer": "r1",
        "person": ["r1"],
        "mail_fails_since": None,
    }


@pytest.mark.parametrize(
    ("name", "password"), [("Asha Rahman", "guess"), ("Nobody Here", PASSWORD), ("asha", "x" * 1000)]
)
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    client: FlaskClient, name: str, password: str
) -> None:
    answer = sign_in(client, name, password)
    assert answer.status_code == 401
    assert "The name, the password or the code is not right." in answer.get_data(as_text=True)
    assert client.get("/staff/api/v1/session").status_code == 401


def test_the_page_keeps_the_name_and_not_the_password(client: FlaskClient) -> None:
    page = sign_in(client, "Asha Rahman", "open sesame").get_data(as_text=True)
    assert 'value="Asha Rahman"' in page
    assert "open sesame" not in page


def test_what_is_missing_is_said_beside_the_field(client: FlaskClient) -> None:
    answer = sign_in(client, "", "")
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert "Enter your name" in page
    assert "Enter your password" in page


def test_many_guesses_slow_down(client: FlaskClient) -> None:
    answers = [sign_in(client, "Asha Rahman", f"guess {i}").status_code for i in range(12)]
    assert answers[0] == 401
    assert answers[-1] == 429
    assert "Wait" in sign_in(client, "Asha Rahman").get_data(as_text=True)


def guess(app: Flask, name: str, times: int) -> list[int]:
    """A stranger's wrong passwords, from a browser that never signed in; gives the answers' statuses."""
    stranger = app.test_client()
    return [sign_in(stranger, name, f"guess {i}").status_code for i in range(times)]


def test_strangers_who_guess_keep_nobody_out_of_a_browser_that_signed_in_before(
    asha: Desk, app: Flask
) -> None:
    asha.client.post("/staff/sign-out", data={"csrf_token": asha.csrf})
    assert guess(app, "Asha Rahman", 50)[-1] == 429
    assert sign_in(asha.client, "Asha Rahman").status_code == 303
    elsewhere = sign_in(app.test_client(), "Asha Rahman")
    assert elsewhere.status_code == 429
    assert "Wait" in elsewhere.get_data(as_text=True)


def test_the_device_cookie_of_one_name_is_worth_nothing_for_another(asha: Desk, app: Flask) -> None:
    asha.client.post("/staff/sign-out", data={"csrf_token": asha.csrf})
    guess(app, "Tom Ellery", 12)
    assert sign_in(asha.client, "Tom Ellery").status_code == 429


@pytest.mark.parametrize("value", ["", "x", "é", "A" * 64, "." * 3000])
def test_a_forged_device_cookie_is_a_strangers(app: Flask, value: str) -> None:
    guess(app, "Asha Rahman", 12)
    forger = app.test_client()
    forger.set_cookie("staff-device", value, path="/staff")
    assert sign_in(forger, "Asha Rahman").status_code == 429


def test_the_device_cookie_never_leaves_staff_and_does_not_hold_the_name(asha: Desk) -> None:
    cookie = asha.client.get_cookie("staff-device", path="/staff")
    assert cookie
    assert (cookie.path, cookie.http_only, cookie.same_site) == ("/staff", True, "Strict")
    assert b"Asha" not in base64.urlsafe_b64decode(cookie.value)


def test_over_https_the_device_cookie_is_secure_as_the_session_is(
    installation: Installation, house: House
) -> None:
    https = replace(installation.settings, address="https://concerns.example.org")
    client = app_for(https, house).test_client()
    form = client.get("/staff/sign-in", base_url="https://concerns.example.org")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form.get_data(as_text=True))
    assert token
    data = {"csrf_token": token[1], "name": "Asha Rahman", "password": PASSWORD}
    answer = client.post("/staff/sign-in", data=data, base_url="https://concerns.example.org")
    cookies = [
        line for line in answer.headers.getlist("Set-Cookie") if line.startswith("__Secure-staff-device=")
    ]
    assert len(cookies) == 1
    assert "; Secure" in cookies[0]


def test_a_form_from_nowhere_signs_nobody_in(client: FlaskClient) -> None:
    answer = client.post("/staff/sign-in", data={"name": "Asha Rahman", "password": PASSWORD})
    assert answer.status_code == 400
    assert "open for too long" in answer.get_data(as_text=True)
    assert client.get("/staff/api/v1/session").status_code == 401


@pytest.mark.parametrize("path", ["/staff/review/", "/staff/audit/"])
def test_whoever_is_not_signed_in_is_led_to_the_form(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (303, "/staff/sign-in")


@pytest.mark.parametrize("path", ["session", "concerns", f"concerns/{'0' * 32}/pages/0"])
def test_the_interface_says_that_nobody_is_signed_in(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/staff/api/v1/{path}")
    assert answer.status_code == 401
    assert answer.get_json(force=True)["code"] == "not-signed-in"


def test_each_role_stays_in_its_place(asha: Desk, ines: Desk) -> None:
    assert asha.client.get("/staff/audit/").status_code == 403
    assert ines.client.get("/staff/review/").status_code == 403
    assert ines.get("concerns").status_code == 403
    assert ines.get(f"concerns/{'0' * 32}/pages/0").status_code == 403


def test_signing_out_ends_the_session_on_the_server(asha: Desk, app: Flask) -> None:
    cookie = asha.client.get_cookie("staff", path="/staff")
    assert cookie
    assert asha.client.post("/staff/sign-out", data={"csrf_token": asha.csrf}).location == "/staff/sign-in"
    assert asha.get("session").status_code == 401
    copied = app.test_client()
    copied.set_cookie("staff", cookie.value, path="/staff")
    assert copied.get("/staff/api/v1/session").status_code == 401


def test_nobody_is_signed_out_by_another_page(asha: Desk) -> None:
    assert asha.client.post("/staff/sign-out").status_code == 403
    assert asha.get("session").status_code == 200


def test_a_session_ends_after_an_hour_without_use(asha: Desk, clock: SetClock) -> None:
    clock.advance(minutes=59)
    assert asha.get("session").status_code == 200
    clock.advance(minutes=61)
    assert asha.get("session").status_code == 401


def test_an_account_that_is_ended_is_signed_out_at_once(asha: Desk, house: House) -> None:
    signing_in.disable_person(house, "Asha Rahman")
    assert asha.get("session").status_code == 401


@pytest.mark.parametrize("value", ["", "x", "eyJzZXNzaW9uIjoiYSJ9.aaaaaa.bbbbbbbb", "é", "." * 3000])
def test_a_forged_cookie_is_nobody(app: Flask, value: str) -> None:
    answer = app.test_client().get("/staff/api/v1/session", headers={"Cookie": f"staff={value}"})
    assert answer.status_code == 401


def test_the_cookie_never_leaves_staff(asha: Desk) -> None:
    cookie = asha.client.get_cookie("staff", path="/staff")
    assert cookie
    assert (cookie.path, cookie.http_only, cookie.same_site) == ("/staff", True, "Strict")
    assert asha.client.get_cookie("staff") is None


def test_signing_in_as_another_starts_afresh(staff: Callable[[str], Desk]) -> None:
    one, other = staff("Asha Rahman"), staff("Asha Rahman")
    assert one.csrf != other.csrf
    assert one.post(f"concerns/{'0' * 32}/opened", csrf=other.csrf).status_code == 403
