"""Everyone gets the same pages, and the manifest says which bytes those are."""

from __future__ import annotations

import hashlib

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Desk
from whistle.web.pages import PUBLIC

ANYONE = {"Accept-Encoding": "identity"}
SOMEONE_IN_PARTICULAR = {
    "Accept-Encoding": "identity",
    "Accept-Language": "cy",
    "Authorization": "Basic d2hpc3RsZQ==",
    "Cookie": "staff=abc; other=1",
    "DNT": "1",
    "If-Modified-Since": "Tue, 03 Mar 2026 09:20:00 GMT",
    "If-None-Match": '"abc"',
    "Origin": "https://force.example",
    "Range": "bytes=0-10",
    "Referer": "https://intranet.force.example/person/12345",
    "User-Agent": "Force laptop 7",
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Host": "evil.example",
}
HELD = [
    *PUBLIC,
    "/staff/account/key",
    "/static/report.css",
    "/.well-known/whistle/manifest.json",
    "/.well-known/whistle/directory.json",
    "/.well-known/whistle/authority.pub",
]


@pytest.mark.parametrize("path", HELD)
def test_two_very_different_visitors_get_the_same_bytes_and_headers(client: FlaskClient, path: str) -> None:
    one = client.get(path, headers=ANYONE)
    other = client.get(
        path,
        headers=SOMEONE_IN_PARTICULAR,
        query_string={"from": "poster-12"},
        environ_overrides={"REMOTE_ADDR": "203.0.113.7"},
    )
    assert one.status_code == other.status_code == 200
    assert one.get_data() == other.get_data()
    assert list(one.headers) == list(other.headers)


@pytest.mark.parametrize("path", ["/nothing-here", "/api/v1/nothing-here", "/static/nothing.js"])
def test_also_a_refusal_is_the_same_for_everyone(client: FlaskClient, path: str) -> None:
    one = client.get(path, headers=ANYONE)
    other = client.get(path, headers=SOMEONE_IN_PARTICULAR, environ_overrides={"REMOTE_ADDR": "203.0.113.7"})
    assert one.status_code == other.status_code == 404
    assert one.get_data() == other.get_data()
    assert list(one.headers) == list(other.headers)


@pytest.mark.parametrize("path", HELD)
def test_nothing_lets_a_browser_keep_or_recognise_a_copy(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert not {"ETag", "Last-Modified", "Expires", "Set-Cookie", "Server", "Date", "Age"} & set(
        headers.keys()
    )


def test_the_manifest_lists_the_hash_of_every_page_and_file(client: FlaskClient, asha: Desk) -> None:
    manifest = client.get("/.well-known/whistle/manifest.json").get_json()
    assert manifest["format"] == "whistle/v1/manifest"
    listed = manifest["sha256"]
    assert set(PUBLIC) | {"/staff/review/", "/staff/account/key", "/static/report.css"} <= set(listed)
    for path, digest in listed.items():
        browser = asha.client if path.startswith("/staff") else client
        answer = browser.get(path, headers=ANYONE)
        assert answer.status_code == 200, path
        assert hashlib.sha256(answer.get_data()).hexdigest() == digest, path


def test_the_desk_is_the_same_bytes_for_every_reviewer(asha: Desk, carol: Desk) -> None:
    one, other = asha.client.get("/staff/review/"), carol.client.get("/staff/review/")
    assert one.status_code == 200
    assert one.get_data() == other.get_data()
    assert list(one.headers) == list(other.headers)


def test_the_directory_and_the_authority_are_served_as_they_were_signed(
    client: FlaskClient, installation: object
) -> None:
    from tests.support.installation import Installation

    assert isinstance(installation, Installation)
    for name in ("directory.json", "authority.pub"):
        served = client.get(f"/.well-known/whistle/{name}", headers=ANYONE).get_data()
        assert served == (installation.keys / name).read_bytes()


@pytest.mark.parametrize(
    "path", ["/static/../config.py", "/static/%2e%2e/app.py", "/static/", "/static/a/b.js"]
)
def test_no_other_file_can_be_reached(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_head_request_gets_the_headers_alone(client: FlaskClient) -> None:
    answer = client.head("/")
    assert answer.status_code == 200
    assert answer.get_data() == b""


def test_health_says_ready_and_nothing_else(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_data()) == (200, b"ready\n")
