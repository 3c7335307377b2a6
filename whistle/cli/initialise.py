"""``whistle init``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whistle.cli.commands import Commands


def add(commands: Commands) -> None:
    command = commands.add_parser("init", help="make the keys and the database of a new service")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    raise NotImplementedError
