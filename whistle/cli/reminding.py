"""``whistle remind``: reminders by mail that wait or are to be tried again. A timer runs it, every few minutes."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whistle.cli.commands import Commands
    from whistle.services.house import House
    from whistle.services.notifying import Delivered, Status


def add(commands: Commands) -> None:
    command = commands.add_parser(
        "remind", help="send the reminders by mail that wait, and try again what failed"
    )
    other = command.add_mutually_exclusive_group()
    other.add_argument("--test", metavar="ADDRESS", help="send the reminder to this address, now")
    other.add_argument(
        "--status", action="store_true", help="say how each person's stands; ends with 1 where one fails"
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from config import settings
    from whistle.clock import SystemClock
    from whistle.services import notifying

    house = arguments.open_house(settings(), SystemClock())
    if arguments.status:
        return _status(house)
    server = notifying.server(house)
    if arguments.test:
        notifying.try_out(house, arguments.test)
        print(f"{server.server} took a reminder for {arguments.test}.")
        return 0
    done = notifying.deliver(house)
    report(done)
    if done == notifying.Delivered(0, 0):
        print("No reminder was waiting.")
    return 1 if done.failed else 0


def report(done: Delivered) -> None:
    """How many were sent and how many failed, where there were any."""
    if done.sent:
        print(f"Sent {_counted(done.sent)}.")
    if done.failed:
        print(f"Could not send {_counted(done.failed)}: see whistle remind --status.")


def _status(house: House) -> int:
    from whistle.services import notifying

    people = notifying.status(house)
    print(f"By {house.mail}." if house.mail else notifying.NOT_SET_UP)
    for each in people:
        print(f"{each.name:<24}{each.address:<32}{_line(each)}")
    if not people:
        print("Nobody has an address. Give one: whistle people mail NAME ADDRESS")
    return 1 if any(each.failing_since is not None for each in people) else 0


def _line(status: Status) -> str:
    if status.failing_since is not None and status.why:
        again = f" Next try: {_when(status.next_try)}." if status.next_try else ""
        return f"fails since {_when(status.failing_since * 3600)}. {status.why.words}{again}"
    if status.state == "queued":
        return "queued"
    return f"sent {_when(status.sent * 3600)}" if status.sent else "nothing sent yet"


def _when(seconds: int) -> str:
    return f"{dt.datetime.fromtimestamp(seconds, dt.UTC):%Y-%m-%d %H:%M} UTC"


def _counted(number: int) -> str:
    return "1 reminder" if number == 1 else f"{number} reminders"
