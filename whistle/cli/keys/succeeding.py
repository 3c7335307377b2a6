"""The next version of a directory: read from the one in force, signed offline, written in its place."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whistle.cli.commands import a_day, add_passphrase, ask_passphrase, read_bytes, read_text
from whistle.cli.keys.authority import open_authority
from whistle.cli.keys.showing import in_groups

if TYPE_CHECKING:
    from whistle.envelope.directory import Directory

WHAT_NEXT = (
    "Next, on the server: put {path} into the folder that WHISTLE_KEYS names, and restart the service."
)


@dataclass
class Succession:
    """``before`` is what stands now, ``body`` what is to be signed after it."""

    before: Directory
    body: dict[str, Any]
    today: dt.date


def add_directory(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--directory",
        type=Path,
        required=True,
        help="directory.json in force; the next version takes its place",
    )
    command.add_argument(
        "--authority", type=Path, help="authority.pub; by default the one beside the directory"
    )
    command.add_argument("--key", type=Path, required=True, help="the authority's key file")
    command.add_argument(
        "--expires",
        type=a_day,
        metavar="DAY",
        help="the directory's last day; by default as long as it had before",
    )
    add_passphrase(command, "of the authority's key")


def begin(arguments: argparse.Namespace) -> Succession:
    """Reads and checks what is in force."""
    from whistle.envelope.directory import Directory

    before = Directory.parse(read_bytes(arguments.directory), _authority(arguments))
    body: dict[str, Any] = json.loads(before.body)
    return Succession(before, body, arguments.today())


def publish(arguments: argparse.Namespace, next_one: Succession) -> Directory:
    """Signs it, reads it back as every client will, and only then writes it."""
    from whistle.envelope.directory import Directory, sign_directory

    before, today = next_one.before, next_one.today
    body = next_one.body | {
        "version": before.version + 1,
        "previous": before.hash.hex(),
        "issued": today.isoformat(),
        "expires": (arguments.expires or today + (before.expires - before.issued)).isoformat(),
    }
    key = open_authority(arguments.key, ask_passphrase(arguments, f"Passphrase of {arguments.key}"))
    signed = sign_directory(body, key)
    directory = Directory.parse(signed, _authority(arguments))
    directory.check_succeeds(before)
    # In one step: half a directory would keep the service from starting.
    beside = arguments.directory.with_suffix(".new")
    beside.write_bytes(signed)
    beside.replace(arguments.directory)
    print(f"Wrote {arguments.directory}: version {directory.version}, valid to {directory.expires}.")
    print(f"Fingerprint {in_groups(directory.hash)}")
    return directory


def _authority(arguments: argparse.Namespace) -> tuple[bytes, ...]:
    from whistle.envelope.directory import parse_authority

    return parse_authority(read_text(arguments.authority or arguments.directory.parent / "authority.pub"))
