"""The headers of every answer are exactly these, whatever was asked and however it went."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Settings
from tests.support.installation import Installation
from whistle.app import app_for
from whistle.services.house import House

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types whistle lit-html"
)
EVERYWHERE = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "X-DNS-Prefetch-Control": "off",
    "Cache-Control": "no-store",
}
ADDRESSES = [
    ("GET", "/", 200),
    ("GET", "/raise", 200),
    ("GET", "/static/report.css", 200),
    ("GET", "/api/v1/service", 200),
    ("POST", "/api/v1/concerns", 415),
    ("GET", "/api/v1/concerns", 405),
    ("GET", "/.well-known/whistle/manifest.json", 200),
    ("GET", "/healthz", 200),
    ("GET", "/nothing-here", 404),
    ("POST", "/", 405),
    ("OPTIONS", "/", 405),
    ("GET", "/staff/", 303),
    ("GET", "/staff/sign-in", 200),
    ("GET", "/staff/review/", 303),
    ("GET", "/staff/api/v1/session", 401),
    ("POST", "/staff/sign-out", 403),
]


@pytest.mark.parametrize(("method", "path", "status"), ADDRESSES)
def test_every_answer_has_the_whole_policy(client: FlaskClient, method: str, path: str, status: int) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert answer.headers["Permissions-Policy"].count("=()") == len(
        answer.headers["Permissions-Policy"].split(", ")
    )
    assert len(answer.headers.getlist("Content-Security-Policy")) == 1


@pytest.mark.parametrize(("method", "path", "_status"), ADDRESSES)
def test_no_cookie_is_set_outside_staff(client: FlaskClient, method: str, path: str, _status: int) -> None:
    cookies = client.open(path, method=method).headers.getlist("Set-Cookie")
    assert not cookies or path.startswith("/staff")
    for cookie in cookies:
        assert {"HttpOnly", "Path=/staff", "SameSite=Strict"} <= set(cookie.split("; "))


@pytest.fixture
def over_https(installation: Installation, house: House) -> Flask:
    settings = vars(installation.settings) | {"address": "https://concerns.example.org"}
    return app_for(Settings(**settings), house)


def test_over_https_browsers_are_told_to_stay_there(over_https: Flask, client: FlaskClient) -> None:
    assert "max-age=63072000" in over_https.test_client().get("/").headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_over_https_the_staff_cookie_is_secure(over_https: Flask, client: FlaskClient) -> None:
    cookie = (
        over_https.test_client().get("/staff/sign-in", base_url="https://localhost").headers["Set-Cookie"]
    )
    assert cookie.startswith("__Secure-staff=")
    assert "Secure" in cookie.split("; ")
    assert "Secure" not in client.get("/staff/sign-in").headers["Set-Cookie"].split("; ")
