"""Every public page in every language: its own bytes for everyone, its own path, and nothing else that says which."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from flask import Flask, has_request_context
from flask.testing import FlaskClient

from tests.support.installation import Installation
from tests.web.test_pages import ANYONE, SOMEONE_IN_PARTICULAR
from tests.words.bracketed import Texts, outside, speak_in_brackets
from whistle.app import app_for
from whistle.services.house import House
from whistle.web.data import places
from whistle.web.held import Held, Later
from whistle.web.languages import of_path, of_scripts, path_in
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
        return Held(repr(has_request_context()).encode(), "text/plain")

    with app.test_request_context("/", headers={"X-Name": "somebody"}):
        assert has_request_context()
        assert Later(make).held.body == b"False"


def test_english_pages_start_without_the_library_of_the_others() -> None:
    code = "import sys, whistle.app; sys.exit(any(name in sys.modules for name in ('flask_babel', 'babel', 'pytz')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def data_of(installation: Installation) -> list[str]:
    """What an installation says in its own words, in every language."""
    directory = installation.directory
    bodies = [words for body in directory.outside for words in (body.name, body.contact, body.about)]
    return [installation.settings.run_by, installation.address, "Whistle", *places(None), *bodies]


@pytest.mark.parametrize("path", [*WELSH, "/cy/no-such-page"])
def test_every_text_of_a_page_comes_through_the_catalogue(
    installation: Installation, house: House, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    speak_in_brackets(monkeypatch)
    client = app_for(installation.settings, house).test_client()
    assert outside(Texts(client.get(path).text).found, data_of(installation)) == []


def test_a_text_that_goes_round_the_catalogue_would_be_found() -> None:
    page = "<h1>⟦All right⟧</h1><p>⟦See <b>this</b>⟧ and that</p><img alt='A hole'><p>Whistle</p>"
    assert outside(Texts(page).found, ["Whistle"]) == ["and that", "A hole"]


def test_a_page_carries_the_words_of_its_script_and_an_english_one_carries_none(client: FlaskClient) -> None:
    for path, script in (
        ("/", "leave.js"),
        ("/raise", "report.js"),
        ("/follow-up", "follow-up.js"),
        ("/keys", "follow-up.js"),
    ):
        assert "words-of-this-language" not in client.get(path).text
        found = re.search(
            r'<template id="words-of-this-language">(.*?)</template>', client.get(path_in("cy", path)).text
        )
        assert found
        assert json.loads(found[1]) == of_scripts("cy")[script]
