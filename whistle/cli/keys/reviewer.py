"""``whistle keys reviewer``: a reviewer's own key file, made on the reviewer's own device."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from whistle.cli.commands import add_passphrase, ask_passphrase, write_secret
from whistle.cli.keys.showing import entry

if TYPE_CHECKING:
    from whistle.cli.commands import Commands


def add(commands: Commands) -> None:
    command = commands.add_parser("reviewer", help="make a reviewer's key file, on the reviewer's own device")
    command.add_argument("file", type=Path, help="the key file to write, for example r.okafor.key.age")
    command.add_argument("--name", required=True, help="the reviewer's name, as reporters will see it")
    add_passphrase(command, "of the new key")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from whistle.envelope.reviewer_key import ReviewerKey, seal_key

    key = ReviewerKey.generate(arguments.name)
    passphrase = ask_passphrase(arguments, f"A passphrase for the key of {arguments.name}", new=True)
    write_secret(arguments.file, seal_key(key, passphrase))
    print(f"Wrote {arguments.file}. Keep it, and a copy, where only {arguments.name} can reach it.")
    print(
        "For the directory's draft, with an id and dates (read the numbers to each other, do not only mail them):"
    )
    print(entry(key))
    return 0
