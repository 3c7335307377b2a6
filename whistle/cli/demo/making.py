"""A new demonstration on disk: keys, directory, database and people, made by the code that makes real ones."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import DEMONSTRATION_TICK, Settings, settings
from whistle.cli.demo import cast
from whistle.cli.initialise import initialise
from whistle.domain.errors import CannotStart
from whistle.envelope.directory import sign_directory
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.reviewer_key import ReviewerKey, seal_key
from whistle.ledger.notes import NoteSigner

TICK_SECONDS = DEMONSTRATION_TICK
# 2^14 instead of 2^18: these keys guard nothing, and a visitor should not wait.
LOG_N = 14
LONG_AGO = 500
"""Days since which the directory and its keys are good: longer than any story."""


@dataclass(frozen=True)
class Place:
    """Where a demonstration lives."""

    folder: Path

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def public(self) -> Path:
        return self.folder / "keys"

    @property
    def notes(self) -> Path:
        """What whoever tries it is told: tokens, stories. Its presence marks the folder as a demonstration's."""
        return self.folder / "DEMONSTRATION.json"

    @property
    def database(self) -> Path:
        return self.state / "whistle.db"

    def key_file(self, player: cast.Player) -> Path:
        return self.folder / player.key_file

    def environ(self, port: int) -> dict[str, str]:
        """The settings, as the server's variables."""
        return {
            "WHISTLE_STATE": str(self.state),
            "WHISTLE_KEYS": str(self.public),
            "WHISTLE_RUN_BY": cast.FORCE,
            "WHISTLE_ADDRESS": f"http://localhost:{port}",
        }


def clear(place: Place) -> None:
    """Removes an earlier demonstration, and nothing else. Raises CannotStart."""
    if not place.folder.exists():
        return
    if not place.notes.exists() and any(place.folder.iterdir()):
        raise CannotStart(
            f"{place.folder} holds something that is no demonstration. Choose another with --dir."
        )
    shutil.rmtree(place.folder)


def make(place: Place, now: dt.datetime) -> dict[str, ReviewerKey]:
    """Makes everything but the concerns; gives the reviewers' keys by their ids."""
    clear(place)
    place.public.mkdir(parents=True)
    place.notes.write_text("{}\n", encoding="utf-8")
    initialise(place.state, cast.HOST, now.date())
    (place.state / "directory.toml").unlink()
    keys: dict[str, ReviewerKey] = {}
    for player in cast.PLAYERS:
        if player.reviewer:
            keys[player.reviewer] = ReviewerKey.generate(player.name)
            place.key_file(player).write_bytes(seal_key(keys[player.reviewer], cast.PASSPHRASE, LOG_N))
    authority = SigningKey.generate()
    (place.public / "authority.pub").write_text(f"{authority.public.hex()}\n", encoding="ascii")
    body = _directory(settings(place.environ(0)), keys, now.date())
    (place.public / "directory.json").write_bytes(sign_directory(body, authority))
    return keys


def _directory(made: Settings, keys: dict[str, ReviewerKey], today: dt.date) -> dict[str, Any]:
    begun, end = today - dt.timedelta(days=LONG_AGO), today + dt.timedelta(days=90)
    signers = {
        name: NoteSigner(f"{cast.HOST}/{name}", SigningKey.from_seed(made.secret(name)))
        for name in ("log", "promise")
    }
    return {
        "version": 1,
        "previous": "",
        "service": cast.SERVICE,
        "issued": begun.isoformat(),
        "expires": end.isoformat(),
        "log": {"origin": signers["log"].name, "key": str(signers["log"].verifier)},
        "promise": {"key": str(signers["promise"].verifier)},
        "reviewers": [
            {
                "id": reviewer,
                "name": key.name,
                "recipient": str(key.identity.recipient),
                "verify": key.signing.public.hex(),
                "from": begun.isoformat(),
                "until": end.isoformat(),
                "revoked": None,
            }
            for reviewer, key in keys.items()
        ],
        "routes": cast.ROUTES,
        "outside": cast.OUTSIDE,
    }
