"""``whistle tick``: releases what waits and lets the log grow. A timer runs it, by default every hour."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from whistle.cli.reminding import report

if TYPE_CHECKING:
    from whistle.cli.commands import Commands


def add(commands: Commands) -> None:
    command = commands.add_parser("tick", help="release what waits and let the log grow")
    command.add_argument(
        "--if-due", action="store_true", help="do nothing when the present tick has been run"
    )
    command.add_argument(
        "--accept-jump", action="store_true", help="tick although the last tick is more than 7 days ago"
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from config import settings
    from whistle.clock import SystemClock
    from whistle.services import notifying, ticking

    house = arguments.open_house(settings(), SystemClock())
    if arguments.if_due and not ticking.due(house):
        print("Nothing is due.")
        return 0
    result = ticking.tick(house, accept_jump=arguments.accept_jump)
    print(
        f"Released {result.concerns} concerns and {result.messages} messages; the log has {result.size} leaves."
        if result.ran
        else "Nothing was waiting, or this hour has had its tick."
    )
    if result.ran:
        # Not for a tick that finds nothing to do: a slow mail server must not stand in the way of the next.
        report(notifying.deliver(house))
    return 0
