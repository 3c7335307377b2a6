"""Every public page in every language: its own bytes for everyone, its own path, and nothing else that says which."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from tests.web.test_pages import ANYONE, SOMEONE_IN_PARTICULAR
from whistle.web.held import Held, Later
from whistle.web.languages import of_path, path_in
from whistle.web.pages import PUBLIC

WELSH = [path_in("cy", path) for path in PUBLIC]


@pytest.mark.parametrize("path", [*WELSH, "/cy/nothing-here"])
def test_two_very_different_visitors_get_the_same_bytes_in_another_language(
    client: FlaskClient, path: str
) -> None:
    one = client.get(path, headers=ANYONE)
    other = client.get(path, headers=SOMEONE_IN_PARTICULAR, environ_overrides={"REMOTE_ADDR": "203.0.113.7"})
    assert one.status_code == other.status_code == (404 if "nothing" in path else 200)
    assert one.get_data() == other.get_data()
    assert list(one.headers) == list(other.headers)
    assert "Set-Cookie" not in one.headers


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_says_its_language_and_leads_to_itself_in_the_other(client: FlaskClient, path: str) -> None:
    english, welsh = client.get(path).text, client.get(path_in("cy", path)).text
    assert '<html lang="en"' in english
    assert f'href="{path_in("cy", path)}" lang="cy" hreflang="cy">Cymraeg</a>' in english
    assert '<html lang="cy"' in welsh
    assert f'href="{path}" lang="en" hreflang="en">English</a>' in welsh


@pytest.mark.parametrize("path", PUBLIC)
def test_links_of_a_page_keep_its_language(client: FlaskClient, path: str) -> None:
    links = re.findall(r'href="(/[^"]*)"(?![^>]*hreflang)', client.get(path_in("cy", path)).text)
    pages = [link for link in links if not link.startswith(("/static/", "/.well-known/"))]
    assert [link for link in pages if not link.startswith("/cy/")] == []


def test_whoever_prefers_another_language_gets_what_the_address_says(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Accept-Language": "cy"})
    assert '<html lang="en"' in answer.text
    assert "Accept-Language" not in answer.headers.get("Vary", "")


def test_an_error_is_told_in_the_language_of_the_path(client: FlaskClient) -> None:
    assert '<html lang="cy"' in client.get("/cy/no-such-page").text
    assert '<html lang="en"' in client.get("/no-such-page").text
    assert '<html lang="en"' in client.get("/cyprus").text
    assert client.get("/cy/api/v1/service").status_code == 404


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/", "en"),
        ("/cy", "cy"),
        ("/cy/", "cy"),
        ("/cy/raise", "cy"),
        ("/en/raise", "en"),
        ("//cy", "en"),
        ("*", "en"),
    ],
)
def test_the_language_is_the_first_part_of_the_path(path: str, language: str) -> None:
    assert of_path(path) == language


def test_a_page_and_the_same_with_a_slash_more_or_less_are_one(client: FlaskClient) -> None:
    for path in ("/cy", "/cy/", "/raise", "/raise/"):
        assert client.get(path).status_code == 200


def test_what_is_made_when_first_asked_for_cannot_see_who_asks(app: Flask) -> None:
    def make() -> Held:
        return Held(repr(bool(request)).encode(), "text/plain")

    with app.test_request_context("/", headers={"X-Name": "somebody"}):
        assert request
        assert Later(make).held.body == b"False"


def test_english_pages_start_without_the_library_of_the_others() -> None:
    code = "import sys, whistle.app; sys.exit(any(name in sys.modules for name in ('flask_babel', 'babel', 'pytz')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
