"""``whistle init``: the keys and the database of a new service, and a draft of its directory to fill in."""

from __future__ import annotations

import argparse
import datetime as dt
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from whistle.cli.commands import write_secret
from whistle.domain.errors import CannotStart

if TYPE_CHECKING:
    from whistle.cli.commands import Commands

DRAFT = """\
# The directory of this service, a draft. Fill it in, then sign it away from the server:
#   whistle keys sign directory.toml --key authority.key.age --authority authority.pub --out directory.json
# Version and previous are filled in when it is signed. Reviewers are never removed, only ended or revoked.
service = "The name that reporters will see"
issued = {issued}
expires = {expires}

[log]
origin = "{log}"
key = "{log_key}"

[promise]
key = "{promise_key}"

# One for each reviewer; `whistle keys reviewer` prints name, recipient and verify.
# [[reviewers]]
# id = "r1"
# name = "…"
# recipient = "age1pq1…"
# verify = "…"
# from = {issued}
# until = {until}

[[routes]]
id = 1
name = "Professional standards"
about = "Concerns about how a case was handled."
readers = []

# People outside the force who hold keys of this service are offered first where hardly anybody inside is left to read.
# [[routes]]
# id = 2
# name = "…"
# about = "…"
# readers = []
# outside = true

[[outside]]
name = "Independent Office for Police Conduct"
contact = "The report line, for people who work for the police"
about = "Outside the force."
"""


def add(commands: Commands) -> None:
    command = commands.add_parser("init", help="make the keys and the database of a new service")
    command.add_argument(
        "state", type=Path, help="a directory for keys and data, for example /var/lib/whistle"
    )
    command.add_argument(
        "--host", required=True, help="the service's host name: it names the log in every signature"
    )
    command.add_argument("--database", help="a database address; by default SQLite in the same directory")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from whistle.clock import SystemClock

    if "DEMONSTRATION" in arguments.host.upper():
        raise CannotStart("That name is for the demonstration, and every service refuses it.")
    state = initialise(
        arguments.state, arguments.host, SystemClock().now().date(), database_url=arguments.database
    )
    print(f"Wrote four keys and the database to {state}. Set WHISTLE_STATE={state}.")
    print(
        f"Next: fill in {state / 'directory.toml'}, take it to where the authority's key is, and sign it there."
    )
    return 0


def initialise(state: Path, host: str, today: dt.date, *, database_url: str | None = None) -> Path:
    """Makes ``state``, its four secrets, its database and the directory's draft. Raises CannotStart."""
    from config import SECRETS
    from whistle.envelope.ed25519 import SigningKey
    from whistle.ledger.notes import NoteSigner
    from whistle.store.engine import open_store
    from whistle.store.migrations import upgrade

    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStart(f"Cannot make {state}: {error.strerror}.") from None
    state = state.resolve()
    seeds = {name: secrets.token_bytes(32) for name in SECRETS}
    for name, seed in seeds.items():
        write_secret(state / f"{name}.key", f"{seed.hex()}\n".encode())
    names = {name: f"{host}/{name}" for name in ("log", "promise")}
    keys = {
        f"{name}_key": NoteSigner(named, SigningKey.from_seed(seeds[name])).verifier
        for name, named in names.items()
    }
    days = {
        "issued": today,
        "expires": today + dt.timedelta(days=90),
        "until": today + dt.timedelta(days=365),
    }
    (state / "directory.toml").write_text(DRAFT.format(log=names["log"], **keys, **days), encoding="utf-8")
    store = open_store(database_url or f"sqlite:///{state / 'whistle.db'}")
    upgrade(store)
    store.close()
    return state
