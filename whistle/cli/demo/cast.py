"""The people of Northmoor Police, a force that does not exist."""

from __future__ import annotations

from dataclasses import dataclass

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
