"""A throwaway installation with real keys: "Northmoor Police", three reviewers with names, an auditor.

Everything is made anew, by the code that a real installation uses; only the passwords are the same every time.
"""

from __future__ import annotations

import datetime as dt
import secrets
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from config import SECRETS, Settings
from whistle.app import house_for
from whistle.clock import Clock, SystemClock
from whistle.domain.hours import HandOver
from whistle.envelope.directory import Directory, sign_directory
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.reviewer_key import ReviewerKey, seal_key
from whistle.ledger.notes import NoteSigner
from whistle.services import signing_in
from whistle.services.house import House
from whistle.store import migrations
from whistle.store.engine import open_store

ORIGIN = "concerns.northmoor.example/log"
PROMISES = "concerns.northmoor.example/promise"
PASSWORD = "three marbles in a jar"
PASSPHRASE = "seven grey pigeons"

REVIEWERS = {"r1": "Asha Rahman", "r2": "Tom Ellery", "r3": "Carol Finch"}
# name, role, reviewer id
PEOPLE = (
    ("Asha Rahman", "reviewer", "r1"),
    ("Tom Ellery", "lead", "r2"),
    ("Carol Finch", "reviewer", "r3"),
    ("Ines Okoro", "auditor", None),
)
ROUTES = [
    {
        "id": 1,
        "name": "Professional standards",
        "about": "Conduct of officers and staff.",
        "readers": ["r1", "r2", "r3"],
    },
    {
        "id": 2,
        "name": "Head of profession",
        "about": "Where professional standards are involved.",
        "readers": ["r2"],
    },
]
OUTSIDE = [
    {
        "name": "IOPC report line",
        "contact": "the address on its site",
        "about": "For police officers and staff.",
    }
]


@dataclass
class Installation:
    """Its files are under ``folder``: ``state/`` with the secrets, ``keys/`` with what is public."""

    folder: Path
    clock: Clock = field(default_factory=SystemClock)
    address: str = "http://localhost:8000"
    tick_seconds: int = 3600
    origin: str = ORIGIN
    like: Path | None = None
    """A folder with the same keys and a prepared database, to copy instead of making everything anew."""
    authority: SigningKey = field(default_factory=SigningKey.generate)
    reviewers: dict[str, ReviewerKey] = field(
        default_factory=lambda: {id_: ReviewerKey.generate(name) for id_, name in REVIEWERS.items()}
    )

    def __post_init__(self) -> None:
        if self.like:
            shutil.copytree(self.like, self.folder)
            return
        self.state.mkdir(parents=True)
        self.keys.mkdir()
        for name in SECRETS:
            path = self.state / f"{name}.key"
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32))
        (self.keys / "authority.pub").write_text(self.authority.public.hex() + "\n")
        for id_, key in self.reviewers.items():
            # 2^12: a test opens these many times, and guards nothing with them.
            (self.folder / f"{id_}.key.age").write_bytes(seal_key(key, PASSPHRASE, log_n=12))
        self.write_directory()

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def settings(self) -> Settings:
        return Settings(
            state=self.state,
            keys=self.keys,
            database_url=f"sqlite:///{self.state / 'whistle.db'}",
            run_by="Northmoor Police",
            address=self.address,
            tick_seconds=self.tick_seconds,
            release_at=HandOver(),
            second_factor="offered",
        )

    @property
    def environ(self) -> dict[str, str]:
        """The settings as variables, for a process of its own."""
        return {
            "WHISTLE_STATE": str(self.state),
            "WHISTLE_KEYS": str(self.keys),
            "WHISTLE_RUN_BY": "Northmoor Police",
            "WHISTLE_ADDRESS": self.address,
            "WHISTLE_TICK_SECONDS": str(self.tick_seconds),
            "WHISTLE_RELEASE_AT": "tick",
            "WHISTLE_SECOND_FACTOR": "offered",
        }

    @property
    def directory(self) -> Directory:
        return Directory.parse((self.keys / "directory.json").read_bytes(), (self.authority.public,))

    def directory_body(self) -> dict[str, Any]:
        """What the authority signs; tests change a part of it."""
        today = self.clock.now().date()
        start, end = str(today - dt.timedelta(days=30)), str(today + dt.timedelta(days=90))
        log = NoteSigner(self.origin, SigningKey.from_seed(self.settings.secret("log")))
        promise = NoteSigner(PROMISES, SigningKey.from_seed(self.settings.secret("promise")))
        return {
            "version": 1,
            "previous": "",
            "service": "Northmoor concerns",
            "issued": start,
            "expires": end,
            "log": {"origin": self.origin, "key": str(log.verifier)},
            "promise": {"key": str(promise.verifier)},
            "reviewers": [
                {
                    "id": id_,
                    "name": key.name,
                    "recipient": str(key.identity.recipient),
                    "verify": key.signing.public.hex(),
                    "from": start,
                    "until": end,
                    "revoked": None,
                }
                for id_, key in self.reviewers.items()
            ],
            "routes": ROUTES,
            "outside": OUTSIDE,
        }

    def write_directory(self, **changes: object) -> None:
        """Sign and publish a directory with ``changes``."""
        signed = sign_directory(self.directory_body() | changes, self.authority)
        (self.keys / "directory.json").write_bytes(signed)

    def copy(self, folder: Path, **changes: Any) -> Installation:
        """The same keys, people and data in another folder."""
        return replace(self, folder=folder, like=self.folder, **changes)

    def house(self) -> House:
        """The house that the service will have, once everything is prepared."""
        return house_for(self.settings, self.clock)

    def prepare(self) -> House:
        """Migrate the database and let the people in; the house that the service will have."""
        store = open_store(self.settings.database_url)
        migrations.upgrade(store)
        store.close()
        house = self.house()
        for name, role, reviewer in PEOPLE:
            signing_in.add_person(house, name, role, PASSWORD, reviewer)
        house.store.close()
        return house
