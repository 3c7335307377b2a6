"""The one address that looks where a visitor comes from: it answers with one bit, and keeps nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.installation import Installation
from whistle.app import app_for, house_for
from whistle.clock import SetClock
from whistle.services.house import House
from whistle.services.work_networks import parse

NETWORK = "/api/v1/network"
WORK, HOME = "192.0.2.17", "203.0.113.5"
Behind = Callable[[int], FlaskClient]


@pytest.fixture
def behind(installation: Installation, house: House, clock: SetClock) -> Behind:
    """The service with a list of networks, behind so many proxies."""

    def made(proxies: int) -> FlaskClient:
        settings = replace(installation.settings, work_networks=parse("192.0.2.0/24"), proxies=proxies)
        return app_for(settings, house_for(settings, clock)).test_client()

    return made


def ask(client: FlaskClient, peer: str, **headers: str) -> bool:
    answer = client.get(NETWORK, environ_base={"REMOTE_ADDR": peer}, headers=headers)
    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    assert len(answer.get_data()) == 14
    return bool(answer.get_json()["work"])


def test_a_visitor_on_the_forces_network_is_told_so(behind: Behind) -> None:
    client = behind(0)
    assert ask(client, WORK)
    assert not ask(client, HOME)


def test_a_forwarded_address_counts_only_as_far_as_our_own_proxies_wrote_it(behind: Behind) -> None:
    name = "X-Forwarded-For"
    assert not ask(behind(0), HOME, **{name: WORK})
    one = behind(1)
    assert ask(one, "127.0.0.1", **{name: f"{HOME}, {WORK}"})
    assert not ask(one, "127.0.0.1", **{name: f"{WORK}, {HOME}"})


def test_no_other_header_is_looked_at(behind: Behind) -> None:
    client = behind(1)
    for name in (
        "Forwarded",
        "X-Real-IP",
        "X-Client-IP",
        "True-Client-IP",
        "CF-Connecting-IP",
        "Via",
        "Cookie",
    ):
        assert not ask(client, "127.0.0.1", **{name: WORK, "X-Forwarded-For": HOME})


def test_both_answers_have_the_same_headers_and_no_other_site_may_read_them(behind: Behind) -> None:
    client = behind(0)
    both = [client.get(NETWORK, environ_base={"REMOTE_ADDR": peer}) for peer in (WORK, HOME)]
    assert list(both[0].headers) == list(both[1].headers)
    assert "Access-Control-Allow-Origin" not in both[0].headers
    assert both[0].headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert both[0].headers["Cache-Control"] == "no-store"


def test_asking_keeps_nothing(behind: Behind, house: House, capfd: pytest.CaptureFixture[str]) -> None:
    client = behind(0)
    files = [Path(f"{house.store.url.database}{end}") for end in ("", "-wal")]
    before = [file.read_bytes() for file in files if file.exists()]
    ask(client, WORK)
    assert [file.read_bytes() for file in files if file.exists()] == before
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "")
