"""Somebody of each role in one service, for tests that try every route with each of them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

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


def rules(app: Flask) -> list[str]:
    """Every route, as the table names it."""
    return sorted(
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )


class World:
    """A service with somebody of each role, under a clock that stands still."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.house = installation.house()
        self.app = app_for(installation.settings, self.house)
        strict = replace(self.house, entry=Entry(required=True))
        self.strict = app_for(installation.settings, strict)
        self.mailbox = bytes(16)

    @classmethod
    def prepare(cls, folder: Path) -> World:
        installation = Installation(folder, clock=SetClock(START))
        withdrawn = ReviewerKey.generate(PEOPLE["revoked"])
        entry = {
            "id": "r4", "name": withdrawn.name, "from": "2026-01-01", "until": "2026-12-31", "revoked": "2026-02-01",
            "recipient": str(withdrawn.identity.recipient), "verify": withdrawn.signing.public.hex(),
        }  # fmt: skip
        installation.write_directory(reviewers=[*installation.directory_body()["reviewers"], entry])
        house = installation.prepare()
        signing_in.add_person(house, PEOPLE["keyless"], "lead", PASSWORD)
        signing_in.add_person(house, PEOPLE["revoked"], "reviewer", PASSWORD, "r4")
        house.store.close()
        return cls(installation)

    def copy(self, folder: Path) -> World:
        """Another with the same keys and people."""
        return World(self.installation.copy(folder))

    def raise_concern(self) -> None:
        """One that Asha and Tom can read, released; routes with a mailbox are about it from now on."""
        token, directory = Token.new(), self.installation.directory
        filing = file_concern(token, directory, 1, ("r1", "r2"), "Closed with no risk assessment.")
        raising.file_concern(self.house, filing.encode())
        self.tick()
        self.mailbox = reporter_of(token, self.house.service).mailbox

    def tick(self) -> None:
        ticking.tick(self.house)

    def ask(self, role: str, route: str, *, forged: bool = False, **request: Any) -> TestResponse:
        """One request, in a fresh session of somebody of that role; ``forged`` without the form's token."""
        client, csrf = self._browser(role)
        method, rule = route.split(" ", 1)
        given = {
            "<mailbox>": self.mailbox.hex(), "<int:page>": "0", "<name>": "desk.css", "<quarter>": "2026-q1",
        }  # fmt: skip
        given |= dict.fromkeys(("<int:size>", "<int:old>", "<int:new>"), "16")
        address = re.sub("<.*?>", lambda match: given[match[0]], rule)
        headers = {} if forged else {"X-CSRFToken": csrf}
        return client.open(address, method=method, headers=headers, **request)

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
