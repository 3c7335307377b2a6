"""The service's own troubles: its directory, its clock, its keys."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.support.installation import Installation
from tests.web.conftest import (
    CONCERNS,
    OCTETS,
    START,
    Raised,
    Read,
    Seal,
    Send,
    problem,
)
from whistle.app import app_for, house_for
from whistle.clock import SetClock
from whistle.domain.errors import CannotStart
from whistle.services.house import House


def test_past_its_directory_new_concerns_pause_and_follow_up_goes_on(
    client: FlaskClient, raised: Raised, seal: Seal, send: Send, read: Read, clock: SetClock
) -> None:
    late = seal()
    clock.moment = START + dt.timedelta(days=91)
    answer = send(CONCERNS, late.filing.encode())
    assert problem(answer) == (503, "paused")
    assert "new concerns are not taken" in answer.get_json(force=True)["detail"]
    told = client.get("/api/v1/service").get_json()
    assert told["accepting"] is False
    assert told["why"]
    assert read(raised.reporter).status_code == 200
    assert client.get("/raise").status_code == 200
    # What was kept is kept: sending it again gets the answer of then.
    assert send(CONCERNS, raised.filing.encode()).status_code == 200


def test_a_clock_that_went_back_pauses_new_concerns(
    raised: Raised, seal: Seal, send: Send, read: Read, clock: SetClock
) -> None:
    clock.advance(days=-2)
    assert problem(send(CONCERNS, seal().filing.encode())) == (503, "paused")
    assert read(raised.reporter).status_code == 200


def test_a_database_that_does_not_answer_is_told_to_the_monitor_in_its_own_words(
    client: FlaskClient, house: House
) -> None:
    house.store.commit(lambda connection: connection.execute(text("DROP TABLE checkpoints")))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_data(as_text=True)) == (503, "not ready\n")
    assert answer.content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize("damage_to", ["missing", "unsigned", "not json", "empty", "another authority"])
def test_without_a_valid_directory_nothing_starts(
    installation: Installation, house: House, clock: SetClock, damage_to: str
) -> None:
    path = installation.keys / "directory.json"
    match damage_to:
        case "missing":
            path.unlink()
        case "unsigned":
            path.write_text(path.read_text().replace('"signature": "', '"signature": "AAAA'))
            path.write_bytes(path.read_bytes().replace(b'"signature":"', b'"signature":"AAAA'))
        case "not json":
            path.write_text("reviewers: []")
        case "empty":
            path.write_bytes(b"")
        case "another authority":
            (installation.keys / "authority.pub").write_text("11" * 32 + "\n")
    with pytest.raises(CannotStart):
        house_for(installation.settings, clock)


def test_a_rolled_back_directory_does_not_start(
    installation: Installation, house: House, clock: SetClock
) -> None:
    first = (installation.keys / "directory.json").read_bytes()
    installation.write_directory(version=2, previous=installation.directory.hash.hex())
    house_for(installation.settings, clock).store.close()
    (installation.keys / "directory.json").write_bytes(first)
    with pytest.raises(CannotStart):
        house_for(installation.settings, clock)


def test_a_revoked_reviewer_gets_no_new_concern(
    installation: Installation, house: House, clock: SetClock, seal: Seal
) -> None:
    before = seal(readers=("r1",))
    body = installation.directory_body()
    body["reviewers"][0]["revoked"] = str(START.date())
    installation.write_directory(
        version=2, previous=installation.directory.hash.hex(), reviewers=body["reviewers"]
    )
    later = house_for(installation.settings, clock)
    answer = (
        app_for(installation.settings, later)
        .test_client()
        .post(CONCERNS, data=before.filing.encode(), content_type=OCTETS)
    )
    assert problem(answer)[0] == 409
    later.store.close()


def test_keys_of_a_demonstration_start_no_service(tmp_path: object, clock: SetClock) -> None:

    assert isinstance(tmp_path, Path)
    invented = Installation(tmp_path / "d", clock=clock, origin="DEMONSTRATION.northmoor.example/log")
    with pytest.raises(CannotStart, match="demonstration"):
        invented.prepare()


def test_a_demonstration_does_not_start_on_real_keys(installation: Installation, house: House) -> None:
    with pytest.raises(CannotStart, match="real keys"):
        house_for(installation.settings.as_demonstration(), house.clock)
