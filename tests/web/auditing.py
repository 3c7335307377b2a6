"""A service with months of invented concerns in its log, and its auditor's browser."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from random import Random

from werkzeug.test import TestResponse

from tests.support.installation import Installation
from tests.support.long_log import a_concern, fill
from tests.web.conftest import START, sign_in
from whistle.app import app_for
from whistle.clock import SetClock
from whistle.domain.cases import Cases
from whistle.domain.events import EventType
from whistle.domain.rules import USUAL
from whistle.domain.stated import Statement
from whistle.domain.statement import statement
from whistle.ledger.event import Event
from whistle.services import measuring

AUDIT = "/staff/audit/"
PAGES = ("", "late", "answers", "periods", "groups", "groups?by=category", "safeguards", "returns")
YEARS = 0.25
"""So that one quarter at least is settled, and a test need not wait for a longer log."""


class AuditedService:
    """The service, and Ines Okoro's browser in it."""

    def __init__(self, folder: Path, events: int = 450) -> None:
        self.installation = Installation(folder, clock=SetClock(START))
        self.house = self.installation.prepare()
        self.made = fill(
            self.house.store, self.house.log, events, until=self.house.hour() - 1, years=YEARS, seed=3
        )
        measuring.count(self.house)
        self.app = app_for(self.installation.settings, self.house)
        self.client = self.app.test_client()
        assert sign_in(self.client, "Ines Okoro").status_code == 303

    @property
    def statement(self) -> Statement:
        found = measuring.audit(self.house).statement
        assert found
        return found

    def page(self, path: str = "") -> TestResponse:
        return self.client.get(AUDIT + path)

    def take(self, path: str, token: str | None = None) -> TestResponse:
        """Press the button for a copy, with the form's own token."""
        return self.client.post(
            AUDIT + path, data={"csrf_token": token_of(self.page()) if token is None else token}
        )


def token_of(page: TestResponse) -> str:
    """What the page's forms carry."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.get_data(as_text=True))
    assert found
    return found[1]


def text_of(page: TestResponse) -> str:
    """What a person reads, tags left out and white space folded."""
    assert page.status_code == 200
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page.get_data(as_text=True)).split()))


def stated(concerns: int, days: int = 400, seed: int = 1) -> Statement:
    """What so many invented concerns come to, spread over so many days."""
    random, cases = Random(seed), Cases()
    first = 490_000
    now = first + days * 24
    cases.add(Event(EventType.RULES, first, directory_version=1, content=USUAL.hash))
    for _ in range(concerns):
        for event in a_concern(random, random.randbytes(16), first + random.randrange(days * 24 - 48)):
            if event.hour <= now:
                cases.add(event)
    return statement(cases, {1: USUAL}, now)
