"""``whistle people``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whistle.cli.commands import Commands


def add(commands: Commands) -> None:
    command = commands.add_parser("people", help="who may sign in")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    raise NotImplementedError
