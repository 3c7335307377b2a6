"""Which commands there are, and how their errors end."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING

from whistle.cli import (
    auditing,
    demo,
    exposure,
    initialise,
    keys,
    opening,
    people,
    poster,
    proving,
    reminding,
    ticking,
)
from whistle.domain.errors import WhistleError

if TYPE_CHECKING:
    from config import Settings
    from whistle.clock import Clock
    from whistle.services.house import House

    OpenHouse = Callable[[Settings, Clock], House]

COMMANDS = (demo, initialise, keys, people, exposure, poster, ticking, reminding, opening, auditing, proving)


def parser() -> argparse.ArgumentParser:
    """The whole command line. Every command sets ``run``, which takes the arguments and gives the exit code."""
    top = argparse.ArgumentParser(
        prog="whistle",
        description="Anonymous concerns about mishandled police cases: the operator's commands.",
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in COMMANDS:
        module.add(commands)
    return top


def _today() -> dt.date:
    """For commands that run away from the server, which have no clock of their own."""
    from whistle.clock import SystemClock

    return SystemClock().now().date()


def run(argv: Sequence[str], open_house: OpenHouse) -> int:
    """Run one command and give its exit code. What may be said about an error is its text, and nothing more."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal or a file of few letters gets the rest by their numbers, and all of what comes after them.
        sys.stdout.reconfigure(errors="backslashreplace")
    arguments = parser().parse_args(argv)
    arguments.open_house, arguments.today = open_house, _today
    try:
        code = int(arguments.run(arguments))
        sys.stdout.flush()
        return code
    except WhistleError as error:
        print(f"whistle: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read has seen enough, as with "| head". What is left is not said when the interpreter ends either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
