"""The people of Northmoor Police, a force that does not exist."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from whistle.domain.hours import first_hour

FORCE = "Northmoor Police"
SERVICE = "Northmoor Police concerns (DEMONSTRATION)"
HOST = "DEMONSTRATION.northmoor.example"

PASSWORD = "northmoor demonstration"
PASSPHRASE = "only a demonstration key"


@dataclass(frozen=True)
class Player:
    """Someone who can sign in, and for a reviewer the id in the directory."""

    account: str
    name: str
    role: str
    reviewer: str | None = None

    @property
    def key_file(self) -> str:
        return f"DEMONSTRATION-{self.account}.key.age"


REVIEWER = Player("ruth.okafor", "DI Ruth Okafor", "reviewer", "r1")
LEFT_OUT = Player("martin.hale", "DCI Martin Hale", "lead", "r3")
AUDITOR = Player("grace.lindley", "Grace Lindley", "auditor")

PLAYERS = (
    REVIEWER,
    Player("daniel.price", "DS Daniel Price", "reviewer", "r2"),
    LEFT_OUT,
    Player("asha.verma", "Asha Verma", "reviewer", "r4"),
    AUDITOR,
)


@dataclass(frozen=True)
class Away:
    """Somebody who is not there, and who stands in for them."""

    reviewer: str
    deputy: str
    since: dt.timedelta
    until: dt.timedelta

    def days(self, today: dt.date) -> tuple[dt.date, dt.date]:
        """The first day and the last."""
        return today - self.since, today + self.until

    def last_hour(self, today: dt.date) -> int:
        """The last hour of the last day: so long somebody covers."""
        return first_hour(today + self.until + dt.timedelta(days=1)) - 1


AWAY = Away("r2", deputy="r1", since=dt.timedelta(days=1), until=dt.timedelta(days=9))

ROUTES = [
    {
        "id": 1,
        "name": "Professional standards",
        "about": "How a case was handled by an officer, a member of staff or a team.",
        "readers": ["r1", "r2", "r3"],
    },
    {
        "id": 2,
        "name": "The Deputy Chief Constable's office",
        "about": "When professional standards itself is part of the concern.",
        "readers": ["r4"],
    },
]

OUTSIDE = [
    {
        "name": "Independent Office for Police Conduct",
        "contact": "The report line for people who work for the police: policeconduct.gov.uk",
        "about": "Outside the force. You can ask them not to name you.",
    },
    {
        "name": "Protect",
        "contact": "protect-advice.org.uk",
        "about": "Free and confidential advice about speaking up at work, before you do.",
    },
    {
        "name": "Your Federation or union",
        "contact": "Your own representative",
        "about": "They can raise a concern for you, here too, and hand it over to you later.",
    },
]
