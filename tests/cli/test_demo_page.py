"""The page /demo: what it answers, and that no service has it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.cli.conftest import Demonstration
from tests.support.installation import Installation
from whistle import app
from whistle.cli.demo import cast
from whistle.envelope.reviewer_key import open_key
from whistle.web.demo.views import ASKED


@pytest.fixture
def visitor(demonstration: Demonstration, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    for name, value in demonstration.place.environ(8000).items():
        monkeypatch.setenv(name, value)
    return app.demonstration().test_client()


def test_the_page_gives_every_token_and_sign_in(visitor: FlaskClient, demonstration: Demonstration) -> None:
    page = visitor.get("/demo").get_data(as_text=True)
    for done in demonstration.played.values():
        assert done.reporter.token.text in page
    for needed in (
        cast.REVIEWER.account,
        cast.AUDITOR.account,
        cast.LEFT_OUT.account,
        cast.PASSWORD,
        cast.PASSPHRASE,
    ):
        assert needed in page


def test_the_page_is_under_the_same_policy_as_every_other(visitor: FlaskClient) -> None:
    answers = [visitor.get("/demo"), visitor.get("/")]
    policies = {answer.headers["Content-Security-Policy"] for answer in answers}
    assert len(policies) == 1
    assert all("Set-Cookie" not in answer.headers for answer in answers)


def test_a_reviewers_key_file_can_be_downloaded_and_opens(visitor: FlaskClient) -> None:
    key = visitor.get(f"/demo/key/{cast.REVIEWER.account}")
    assert "DEMONSTRATION" in key.headers["Content-Disposition"]
    assert open_key(key.data, cast.PASSPHRASE).name == cast.REVIEWER.name


@pytest.mark.parametrize("account", [cast.AUDITOR.account, "nobody", ".."])
def test_there_is_no_other_file(visitor: FlaskClient, account: str) -> None:
    assert visitor.get(f"/demo/key/{account}").status_code == 404


def test_the_stored_bytes_are_those_on_the_disk(visitor: FlaskClient, demonstration: Demonstration) -> None:
    assert visitor.get("/demo/stored").data.startswith(demonstration.place.database.read_bytes()[:100])


@pytest.mark.parametrize("path", ["/demo/flip", "/demo/check/edited"])
def test_another_site_cannot_break_anything(visitor: FlaskClient, path: str) -> None:
    assert visitor.post(path).status_code == 403


def test_what_is_broken_is_told_and_put_back(visitor: FlaskClient) -> None:
    first, second = (visitor.post("/demo/flip", headers={ASKED: "1"}).get_json() for _ in range(2))
    assert (first["before"], first["after"]) == (second["after"], second["before"])
    assert not visitor.post("/demo/check/edited", headers={ASKED: "1"}).get_json()["whole"]
    assert visitor.post("/demo/check/whole", headers={ASKED: "1"}).get_json()["whole"]


def test_no_service_has_the_page(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "installation")
    house = installation.prepare()
    visitor = app.app_for(installation.settings, house).test_client()
    for path in ("/demo", "/demo/stored", "/demo/rows", f"/demo/key/{cast.REVIEWER.account}"):
        assert visitor.get(path).status_code == 404
    assert visitor.post("/demo/flip", headers={ASKED: "1"}).status_code == 404
