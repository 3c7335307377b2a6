"""The page /verify: what it tells people to type does what the page says."""

from __future__ import annotations

import re
import shlex
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.support.installation import Installation
from whistle.cli.main import parser
from whistle.services import ticking
from whistle.services.house import House

PAGES = ("/verify", "/cy/verify")


def commands_on(page: str) -> list[list[str]]:
    """Each command of the page, as a shell would split it."""
    blocks = [
        unescape(block)
        for block in re.findall(r'<pre class="command"[^>]*><code>(.*?)</code>', page, re.DOTALL)
    ]
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [shlex.split(line) for line in lines]


@pytest.mark.parametrize("path", PAGES)
def test_every_command_of_ours_on_the_page_is_one_that_there_is(client: FlaskClient, path: str) -> None:
    ours = [words[1:] for words in commands_on(client.get(path).text) if words[0] == "whistle"]
    assert {tuple(words[:1]) for words in ours} == {("audit",), ("prove",)}
    for words in ours:
        assert parser().parse_args(words).run


@pytest.mark.parametrize("path", PAGES)
def test_the_page_names_the_key_that_signs_the_log(client: FlaskClient, house: House, path: str) -> None:
    records = [words for words in commands_on(client.get(path).text) if "audit" in words]
    assert records
    assert {words[words.index("--key") + 1] for words in records} == {str(house.log.verifier)}


@pytest.mark.parametrize("path", PAGES)
def test_every_address_that_the_page_fetches_is_there(
    client: FlaskClient, house: House, installation: Installation, path: str
) -> None:
    ticking.tick(house)
    fetched = [words[2] for words in commands_on(client.get(path).text) if words[0] == "curl"]
    assert len(fetched) == 3
    for address in fetched:
        ours = installation.settings.address.rstrip("/")
        assert address.startswith(f"{ours}/")
        assert client.get(address.removeprefix(ours)).status_code == 200


def test_the_page_can_be_checked_as_it_says_and_is_reached_from_every_other(client: FlaskClient) -> None:
    listed = client.get("/.well-known/whistle/manifest.json").get_json()["sha256"]
    assert {"/verify", "/cy/verify", "/raise"} <= set(listed)
    assert 'href="/verify"' in client.get("/keys").text
    assert 'href="/cy/verify"' in client.get("/cy/keys").text
