"""A reviewer's own key on their account: how long it lasts, and what a thief could read; nobody else's numbers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.installation import Installation
from tests.web.conftest import START, Desk, Seal, Send, problem
from whistle.app import app_for
from whistle.envelope.reviewer_key import ReviewerKey
from whistle.services import ticking
from whistle.services.house import House

Staff = Callable[[str], Desk]


def shown(desk: Desk, path: str = "") -> str:
    """The page's words, its spaces made single."""
    answer = desk.client.get(f"/staff/account{path}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.get_data(as_text=True)))


@pytest.fixture
def with_asha(installation: Installation) -> Callable[..., Installation]:
    """Has the directory say something else of Asha, before anybody has started."""

    def changed(more: tuple[dict[str, Any], ...] = (), **changes: object) -> Installation:
        asha, *others = installation.directory_body()["reviewers"]
        after = {"version": 2, "previous": installation.directory.hash.hex()}
        installation.write_directory(**after, reviewers=[{**asha, **changes}, *others, *more])
        return installation

    return changed


def a_new_key(**changes: object) -> dict[str, Any]:
    key = ReviewerKey.generate("Asha Rahman")
    return {
        "id": "r4", "name": key.name, "from": "2026-03-01", "until": "2027-02-28", "revoked": None, "renews": "r1",
        "recipient": str(key.identity.recipient), "verify": key.signing.public.hex(), **changes,
    }  # fmt: skip


DAYS = {
    120: "",
    90: "Plan a new one",
    31: "Plan a new one",
    30: "in 30 days. A new one must be signed",
    8: "in 8 days. A new one must be signed",
    7: "in 7 days. Make a new one today",
    1: "tomorrow. Make a new one today",
    0: "today. Make a new one today",
    -1: "ran out on 2 March 2026",
}


@pytest.mark.parametrize("left", DAYS)
def test_the_account_says_when_the_key_ends_and_more_plainly_the_nearer_it_is(
    with_asha: Callable[..., Installation], request: pytest.FixtureRequest, left: int
) -> None:
    with_asha(until=str(START.date() + dt.timedelta(days=left)))
    staff: Staff = request.getfixturevalue("staff")
    said = shown(staff("Asha Rahman"))
    for words in {*DAYS.values()} - {""}:
        assert (words in said) is (words == DAYS[left]), words
    assert re.search(r"Key r1 1 February 2026 to \d+ \w+ 2026", said)


def test_a_key_that_was_renewed_is_named_beside_the_new_one(
    with_asha: Callable[..., Installation], request: pytest.FixtureRequest
) -> None:
    with_asha((a_new_key(),), until="2026-03-05")
    staff: Staff = request.getfixturevalue("staff")
    said = shown(staff("Asha Rahman"))
    assert "Key r4 1 March 2026 to 28 February 2027 Earlier key r1 1 February 2026 to 5 March 2026" in said
    assert "last day is" not in said


def test_a_key_that_was_withdrawn_is_said_to_be(
    with_asha: Callable[..., Installation], request: pytest.FixtureRequest
) -> None:
    with_asha(revoked="2026-03-02")
    staff: Staff = request.getfixturevalue("staff")
    desk = staff("Asha Rahman")
    assert "Your key was withdrawn on 2 March 2026." in shown(desk)
    assert "Withdrawn on 2 March 2026." in shown(desk, "/key-lost")


def test_an_auditor_has_no_key(staff: Staff) -> None:
    assert "Your key" not in shown(staff("Ines Okoro"))


def test_what_a_thief_could_read_is_counted_for_oneself_alone(
    seal: Seal, send: Send, house: House, staff: Staff
) -> None:
    for readers in (("r1",), ("r1", "r2")):
        assert send("/api/v1/concerns", seal(readers=readers).filing.encode()).status_code == 200
    ticking.tick(house)
    assert "Opens 2 concerns on your list, 2 of them not closed" in shown(staff("Asha Rahman"), "/key-lost")
    assert "Opens 1 concern on your list" in shown(staff("Tom Ellery"), "/key-lost")


def test_a_lead_who_was_left_out_learns_nothing_from_it(
    seal: Seal, send: Send, house: House, staff: Staff
) -> None:
    asha, tom = staff("Asha Rahman"), staff("Tom Ellery")
    of_asha, before = shown(asha, "/key-lost"), shown(tom, "/key-lost")
    assert send("/api/v1/concerns", seal(readers=("r1", "r3")).filing.encode()).status_code == 200
    ticking.tick(house)
    assert shown(asha, "/key-lost") != of_asha
    assert shown(tom, "/key-lost") == before


def test_what_waits_for_its_hour_is_not_counted(seal: Seal, send: Send, staff: Staff) -> None:
    assert send("/api/v1/concerns", seal(readers=("r1",)).filing.encode()).status_code == 200
    assert "Opens 0 concerns" in shown(staff("Asha Rahman"), "/key-lost")


def test_it_names_the_key_that_is_to_be_withdrawn_and_leads_to_a_new_one(staff: Staff) -> None:
    page = staff("Carol Finch").client.get("/staff/account/key-lost").get_data(as_text=True)
    assert "<code>r3</code>" in page
    assert 'href="/staff/account/key#r3"' in page


def test_other_sessions_are_ended_from_there(staff: Staff) -> None:
    asha, thief = staff("Asha Rahman"), staff("Asha Rahman")
    page = asha.client.get("/staff/account/key-lost").get_data(as_text=True)
    form = re.search(r'action="(/staff/account/sessions/end-others)">\s*<input[^>]*value="([^"]+)"', page)
    assert form
    assert asha.client.post(form[1], data={"csrf_token": form[2]}).status_code == 303
    assert problem(thief.get("concerns")) == (401, "not-signed-in")


def test_whoever_has_no_account_can_make_a_key_all_the_same(client: FlaskClient) -> None:
    answer = client.get("/staff/account/key")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_the_page_to_make_a_key_is_the_same_bytes_for_everyone(
    client: FlaskClient, asha: Desk, carol: Desk
) -> None:
    pages = [each.get("/staff/account/key") for each in (client, asha.client, carol.client)]
    assert len({page.get_data() for page in pages}) == 1
    assert len({str(page.headers) for page in pages}) == 1


def test_a_new_directory_is_in_the_page_after_a_start(installation: Installation, app: Flask) -> None:
    before = app.test_client().get("/staff/account/key").get_data()
    first = installation.directory
    installation.write_directory(version=2, previous=first.hash.hex())
    house = installation.house()
    after = app_for(installation.settings, house).test_client().get("/staff/account/key").get_data()
    house.store.close()
    assert before != after
