"""``whistle demo``: the whole service with invented data, on this computer only. What `make run` calls.

There is no setting that makes a demonstration. Its keys, its log and its files say DEMONSTRATION, and every other
mode refuses them.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whistle.cli.commands import Commands

PORT = 8000


def add(commands: Commands) -> None:
    command = commands.add_parser("demo", help="show Whistle with invented data, on this computer only")
    command.add_argument(
        "--port", type=int, default=PORT, help=f"the port on this computer, by default {PORT}"
    )
    which = command.add_mutually_exclusive_group()
    which.add_argument(
        "--fresh", action="store_true", help="make all data anew; this is what happens by default"
    )
    which.add_argument("--keep", action="store_true", help="go on with the data of last time")
    command.add_argument(
        "--dir", type=Path, help="where the data goes; by default WHISTLE_DEMO_DIR or var/demo"
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from whistle.cli.demo import running

    return running.run(arguments)
