"""``whistle exposure``: how much a lost or stolen key could read. On the server, since the counts are there."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whistle.cli.commands import Commands


def add(commands: Commands) -> None:
    command = commands.add_parser("exposure", help="count what a lost or stolen key of a reviewer could read")
    command.add_argument("id", help="the entry's id in the directory, for example r1")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from config import settings
    from whistle.clock import SystemClock
    from whistle.services import exposure

    house = arguments.open_house(settings(), SystemClock())
    key, ever = exposure.ever_given(house, arguments.id)
    entry = key.entry
    state = f"revoked on {entry.revoked}" if entry.revoked else f"{entry.since} to {entry.until}, not revoked"
    print(f"{entry.name} ({entry.id}): {state}")
    print(f"Concerns it was ever given   {ever}")
    print(f"Concerns it is given now     {key.readable}, {key.open} of them not closed")
    print(
        "Whoever has the key file, its passphrase and a copy of the database can read all that it was ever given."
    )
    if not entry.revoked:
        print("Until it is revoked they can also write in that name, and let others in.")
    return 0
