"""Who may do what: every route and every role, in a table. A route that nobody has put into it fails a test.

Requests come with a good form token, and with a body that is no frame: whoever may do a thing has just that refused
(400, 411 or 415), and whoever may not is told before anything of the body is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.installation import PASSWORD, Installation
from tests.web.conftest import START
from whistle.app import app_for
from whistle.clock import SetClock
from whistle.envelope.compose import file_concern
from whistle.envelope.reviewer_key import ReviewerKey
from whistle.envelope.token import Token, reporter_of
from whistle.services import raising, signing_in, ticking
from whistle.services.entry import Entry
from whistle.store import staff

ROLES = ("stranger", "reader", "left-out", "lead", "keyless", "revoked", "auditor", "one-factor")
"""``reader`` is a reviewer whom the reporter chose, ``left-out`` one who was not, ``lead`` a lead who was chosen too;
``keyless`` is a lead who is no reviewer of the directory, ``revoked`` a reviewer whose key was withdrawn, and
``one-factor`` the reader with a password alone in a house that asks for two."""

PEOPLE = {
    "reader": "Asha Rahman",
    "left-out": "Carol Finch",
    "lead": "Tom Ellery",
    "keyless": "Lena Marsh",
    "revoked": "Rob Vane",
    "auditor": "Ines Okoro",
    "one-factor": "Asha Rahman",
}

WELL_KNOWN = ("authority.pub", "checkpoint", "directory.json", "manifest.json")
PAGES = ("", "before-you-start", "follow-up", "keys", "protections", "raise", "support")

FOR_ANYBODY = {
    **{f"GET /{page}": 200 for page in PAGES},
    **{f"GET /cy/{page}": 200 for page in PAGES},
    **{f"GET /.well-known/whistle/{name}": 200 for name in WELL_KNOWN},
    **{f"GET /{path}": 200 for path in ("api/v1/network", "api/v1/service", "healthz", "static/<name>")},
    **{f"POST /api/v1/{path}": 415 for path in ("concerns", "epochs", "messages", "notices", "threads/read")},
    "GET /favicon.ico": 404,
}

# A body that is no frame is refused before it is known whom the concern is for; real ones are in `test_left_out`.
FOR_STAFF = """
#                                                       anon  read   out  lead  none  gone audit   one
# The door
GET /staff/                                               303   303   303   303   303   303   303   303
GET /staff/sign-in                                        200   303   303   303   303   303   303   303
POST /staff/sign-in                                       400   303   303   303   303   303   303   303
POST /staff/sign-out                                      303   303   303   303   303   303   303   303
POST /staff/api/v1/passkeys/sign-in                       415   415   415   415   415   415   415   415
POST /staff/api/v1/passkeys/sign-in/challenge             200   200   200   200   200   200   200   200
# One's own account, whoever one is
GET /staff/account                                        303   200   200   200   200   200   200   200
GET /staff/account/key                                    200   200   200   200   200   200   200   200
POST /staff/account/app                                   401   200   200   200   200   200   200   200
POST /staff/account/app/confirm                           401   400   400   400   400   400   400   400
POST /staff/account/app/remove                            401   303   303   303   303   303   303   409
POST /staff/account/passkeys/remove                       401   404   404   404   404   404   404   404
POST /staff/account/sessions/end                          401   303   303   303   303   303   303   303
POST /staff/account/sessions/end-others                   401   303   303   303   303   303   303   303
POST /staff/api/v1/passkeys/new                           401   415   415   415   415   415   415   415
POST /staff/api/v1/passkeys/new/challenge                 401   200   200   200   200   200   200   200
GET /staff/api/v1/session                                 401   200   200   200   200   200   200   403
# The desk. A body that is no frame is refused before it is known whom the concern is for.
GET /staff/review/                                        303   200   200   200   200   200   403   303
GET /staff/api/v1/concerns                                401   200   200   200   404   403   403   403
GET /staff/api/v1/concerns/<mailbox>/pages/<int:page>     401   200   404   200   404   403   403   403
GET /staff/api/v1/concerns/<mailbox>/export               401   200   404   200   404   403   403   403
POST /staff/api/v1/concerns/<mailbox>/opened              401   204   404   204   404   403   403   403
POST /staff/api/v1/concerns/<mailbox>/messages            401   415   415   415   404   415   403   403
POST /staff/api/v1/concerns/<mailbox>/epochs              401   415   415   415   404   415   403   403
# The auditors' page
GET /staff/audit/                                         303   403   403   403   403   403   200   303
GET /staff/audit/record.txt                               401   403   403   403   403   403   200   403
"""


def _table() -> dict[str, tuple[int, ...]]:
    """What each role is answered, in the order of `ROLES`, by route."""
    table = {route: (status,) * len(ROLES) for route, status in FOR_ANYBODY.items()}
    for line in FOR_STAFF.strip().splitlines():
        if not line.startswith("#"):
            method, rule, *statuses = line.split()
            table[f"{method} {rule}"] = tuple(map(int, statuses))
    return table


TABLE = _table()


def rules(app: Flask) -> list[str]:
    """Every route, as the table names it."""
    return sorted(
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )


class World:
    """A service with a concern that Asha and Tom can read, and somebody of each role."""

    def __init__(self, folder: Path) -> None:
        installation = Installation(folder, clock=SetClock(START))
        withdrawn = ReviewerKey.generate(PEOPLE["revoked"])
        entry = {
            "id": "r4", "name": withdrawn.name, "from": "2026-01-01", "until": "2026-12-31", "revoked": "2026-02-01",
            "recipient": str(withdrawn.identity.recipient), "verify": withdrawn.signing.public.hex(),
        }  # fmt: skip
        installation.write_directory(reviewers=[*installation.directory_body()["reviewers"], entry])
        self.house = installation.prepare()
        signing_in.add_person(self.house, PEOPLE["keyless"], "lead", PASSWORD)
        signing_in.add_person(self.house, PEOPLE["revoked"], "reviewer", PASSWORD, "r4")
        self.app = app_for(installation.settings, self.house)
        strict = replace(self.house, entry=Entry(required=True))
        self.strict = app_for(installation.settings, strict)
        token = Token.new()
        filing = file_concern(
            token, installation.directory, 1, ("r1", "r2"), "Closed with no risk assessment."
        )
        raising.file_concern(self.house, filing.encode())
        ticking.tick(self.house)
        self.mailbox = reporter_of(token, self.house.service).mailbox

    def ask(self, role: str, route: str, *, forged: bool = False) -> TestResponse:
        """One request, in a fresh session of somebody of that role; ``forged`` without the form's token."""
        client, csrf = self._browser(role)
        method, rule = route.split(" ", 1)
        address = (
            rule.replace("<mailbox>", self.mailbox.hex())
            .replace("<int:page>", "0")
            .replace("<name>", "desk.css")
        )
        headers = {} if forged else {"X-CSRFToken": csrf}
        return client.open(address, method=method, headers=headers)

    def _browser(self, role: str) -> tuple[FlaskClient, str]:
        app = self.strict if role == "one-factor" else self.app
        client = app.test_client()
        with client.session_transaction("/staff/") as kept:
            if name := PEOPLE.get(role):
                kept["session"] = self._session(name)
        return client, _form_token(app, client)

    def _session(self, name: str) -> str:
        with self.house.store.read() as connection:
            account = staff.by_name(connection, name)
        assert account
        return signing_in.begin(self.house, account.id, signing_in.PASSWORD, lambda _: True)


def _form_token(app: Flask, client: FlaskClient) -> str:
    """What a form of that browser's own session would carry."""
    from flask_wtf.csrf import generate_csrf

    with client.session_transaction("/staff/") as kept, app.test_request_context("/staff/"):
        session.update(kept)
        token: str = generate_csrf()
        kept.update(session)
    return token


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = World(tmp_path_factory.mktemp("world") / "w")
    yield world
    world.house.store.close()


def test_every_route_stands_in_the_table_and_nothing_else_does(world: World) -> None:
    assert rules(world.app) == sorted(TABLE)


@pytest.mark.parametrize("route", TABLE)
def test_each_role_gets_as_far_as_the_table_says(world: World, route: str) -> None:
    answered = {role: world.ask(role, route).status_code for role in ROLES}
    assert answered == dict(zip(ROLES, TABLE[route], strict=True))


@pytest.mark.parametrize("route", [route for route in TABLE if route.startswith("POST /staff/")])
def test_nothing_is_changed_for_a_page_of_somebody_else(world: World, route: str) -> None:
    refused = 400 if route.endswith("/staff/sign-in") else 403
    for role in set(ROLES) - {"stranger"}:
        if (
            route != "POST /staff/sign-in"
        ):  # whoever is signed in already is sent on before the form is looked at
            assert world.ask(role, route, forged=True).status_code == refused, role
    assert world.ask("stranger", route, forged=True).status_code == refused
