"""The headers of every answer are exactly those of its kind, whatever was asked and however it went."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Settings
from tests.support.installation import Installation
from whistle.app import app_for
from whistle.services.house import House
from whistle.web import headers

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types whistle lit-html"
)
EVERYWHERE = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
DATA = EVERYWHERE | {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
SCRIPT = EVERYWHERE | {"Content-Security-Policy": POLICY, "Cross-Origin-Embedder-Policy": "require-corp"}
DOCUMENT = SCRIPT | {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "X-DNS-Prefetch-Control": "off",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), "
        "fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), screen-wake-lock=(), "
        "serial=(), usb=(), xr-spatial-tracking=()"
    ),
}
# What varies: the answer's own, and what the server adds.
OWN = {"Content-Type", "Content-Length", "Content-Encoding", "Vary", "Location", "Allow", "Set-Cookie"}
ADDRESSES = [
    ("GET", "/", 200, DOCUMENT),
    ("GET", "/raise", 200, DOCUMENT),
    ("GET", "/static/report.css", 200, DATA),
    ("GET", "/static/whistle.svg", 200, DATA),
    ("GET", "/static/licences.txt", 200, DATA),
    ("GET", "/static/report.js", 200, SCRIPT),
    ("GET", "/static/raise-worker.js", 200, SCRIPT),
    ("GET", "/static/follow-worker.js", 200, SCRIPT),
    ("GET", "/static/desk-worker.js", 200, SCRIPT),
    ("GET", "/static/key-worker.js", 200, SCRIPT),
    ("GET", "/favicon.ico", 404, DATA),
    ("GET", "/api/v1/service", 200, DATA),
    ("GET", "/api/v1/network", 200, DATA),
    ("GET", "/api/v1/consistency/16/32", 404, DATA),
    ("GET", "/.well-known/whistle/checkpoint/16", 404, DATA),
    ("POST", "/api/v1/concerns", 415, DATA),
    ("GET", "/api/v1/concerns", 405, DATA),
    ("GET", "/.well-known/whistle/manifest.json", 200, DATA),
    ("GET", "/healthz", 200, DATA),
    ("GET", "/nothing-here", 404, DOCUMENT),
    ("POST", "/", 405, DOCUMENT),
    ("OPTIONS", "/", 405, DOCUMENT),
    ("GET", "/staff/", 303, DOCUMENT),
    ("GET", "/staff/sign-in", 200, DOCUMENT),
    ("GET", "/staff/review/", 303, DOCUMENT),
    ("GET", "/staff/account/key", 200, DOCUMENT),
    ("GET", "/staff/api/v1/session", 401, DATA),
    ("POST", "/staff/sign-out", 403, DOCUMENT),
]


@pytest.mark.parametrize(("method", "path", "status", "policy"), ADDRESSES)
def test_every_answer_has_the_policy_of_its_kind_and_no_other(
    client: FlaskClient, method: str, path: str, status: int, policy: dict[str, str]
) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    given = [(name, value) for name, value in answer.headers if name not in OWN]
    assert sorted(given) == sorted(policy.items())


@pytest.mark.parametrize(
    "kind", ["", "text/html", "application/xhtml+xml", "image/png", "Text/HTML; charset=x"]
)
def test_what_is_not_known_to_need_less_gets_everything(kind: str) -> None:
    assert dict(headers.constant(kind)) == DOCUMENT


@pytest.mark.parametrize(("method", "path"), [(method, path) for method, path, *_ in ADDRESSES])
def test_no_cookie_is_set_outside_staff(client: FlaskClient, method: str, path: str) -> None:
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
