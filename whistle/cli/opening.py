"""``whistle open``: reads an exported concern, offline. It needs the export, a key file and the directory."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from whistle.cli.commands import add_passphrase, ask_passphrase, read_bytes

if TYPE_CHECKING:
    from whistle.cli.commands import Commands

NOT_SOUND = 3
"""The exit code when something could be read and not everything could be confirmed."""


def add(commands: Commands) -> None:
    command = commands.add_parser("open", help="read an exported concern, offline")
    command.add_argument("export", type=Path, help="the zip, or the folder it was unpacked to")
    command.add_argument("--key", type=Path, required=True, help="your key file, for example your-key.age")
    command.add_argument(
        "--directory",
        type=Path,
        default=Path("keys"),
        help="the folder with directory.json and authority.pub; by default keys",
    )
    add_passphrase(command, "of your key file")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from whistle.cli.keys.showing import read_directory
    from whistle.cli.offline.exported import pages_of, read_export
    from whistle.cli.offline.showing import is_sound, show
    from whistle.envelope.reviewer_key import open_key
    from whistle.envelope.thread import verify_thread

    directory = read_directory(arguments.directory / "directory.json")
    files = read_export(arguments.export)
    key = open_key(read_bytes(arguments.key), ask_passphrase(arguments, f"Passphrase of {arguments.key}"))
    view = verify_thread(pages_of(files, key.kid), directory, key)
    print(show(view, directory))
    return 0 if is_sound(view) else NOT_SOUND
