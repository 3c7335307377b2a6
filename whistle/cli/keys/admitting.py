"""``whistle keys admit``: a request becomes an entry of the next version of the directory, signed offline."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

from whistle.cli.commands import a_day
from whistle.cli.keys import succeeding
from whistle.cli.keys.requesting import add_heard, check_heard, read_request
from whistle.domain.errors import CannotStart

if TYPE_CHECKING:
    from whistle.cli.commands import Commands
    from whistle.cli.keys.succeeding import Succession
    from whistle.envelope.joining import JoiningRequest

YEAR = dt.timedelta(days=365)
_ID = re.compile("[a-z0-9][a-z0-9._-]{0,63}")
"""What people type to name an entry, and what the tables have room for."""


def add(commands: Commands) -> None:
    command = commands.add_parser(
        "admit", help="put who asks to join into the directory, and sign its next version"
    )
    command.add_argument("request", type=Path, help="the request, for example ruth-okafor.request.json")
    command.add_argument("--id", type=an_id, required=True, help="the new entry's id, for example r4")
    command.add_argument(
        "--from", dest="since", type=a_day, metavar="DAY", help="its first day; by default today"
    )
    command.add_argument("--until", type=a_day, metavar="DAY", help="its last day; by default a year later")
    command.add_argument(
        "--routes",
        type=_numbers,
        metavar="1,2",
        help="where it reads; a renewal reads where the old entry did",
    )
    command.add_argument(
        "--renews", default="", metavar="ID", help="the same person's entry whose place it takes"
    )
    succeeding.add_directory(command)
    add_heard(command)
    command.set_defaults(run=run)


def an_id(text: str) -> str:
    """The id of an entry, as it is typed."""
    if not _ID.fullmatch(text):
        raise argparse.ArgumentTypeError(
            "an id has small letters, digits, dots, dashes and underscores, 64 at most"
        )
    return text


def run(arguments: argparse.Namespace) -> int:
    next_one = succeeding.begin(arguments)
    request = read_request(arguments.request)
    request.check_service(next_one.before.service)
    _check_renewal(arguments, next_one, request)
    check_heard(arguments, request)
    since = arguments.since or next_one.today
    until = arguments.until or since + YEAR
    if until < since:
        raise CannotStart("The last day comes before the first.")
    entry = {
        "id": arguments.id,
        "name": request.name,
        "recipient": str(request.recipient),
        "verify": request.verify.hex(),
        "from": since.isoformat(),
        "until": until.isoformat(),
        "revoked": None,
    }
    next_one.body["reviewers"].append(entry | ({"renews": request.renews} if request.renews else {}))
    _put_on_routes(next_one, arguments.id, request.renews, arguments.routes)
    directory = succeeding.publish(arguments, next_one)
    reads = [str(route.id) for route in directory.routes if arguments.id in route.readers]
    print(
        f"{request.name} is {arguments.id}, from {since} to {until}, and reads "
        + (
            f"what is sent to route {' and '.join(reads)}."
            if reads
            else "no route: nothing new is sealed to them."
        )
    )
    print(succeeding.WHAT_NEXT.format(path=arguments.directory))
    if request.renews:
        print(
            "Then they unlock the desk once more with the old key file, and move their concerns to the new key."
        )
    else:
        print(f'Then: whistle people add "{request.name}" reviewer --reviewer {arguments.id}')
    return 0


def _check_renewal(arguments: argparse.Namespace, next_one: Succession, request: JoiningRequest) -> None:
    """A request says of itself whose place it takes. Here a person says so too, or nobody is anybody else."""
    if request.renews != arguments.renews:
        if not request.renews:
            raise CannotStart(f"The request does not ask to take the place of {arguments.renews}.")
        old = next_one.before.reviewer(request.renews)
        whose = old.name if old else "nobody in the directory"
        raise CannotStart(
            f"The request asks to take the place of {request.renews} ({whose}). "
            f"If it is that person's own, say --renews {request.renews}."
        )
    if not request.renews:
        for entry in next_one.before.reviewers:
            if entry.name == request.name:
                print(
                    f"Mind: {entry.id} has the same name. For a new key of one person, they have to ask to renew it."
                )


def _put_on_routes(next_one: Succession, new: str, renews: str, chosen: list[int] | None) -> None:
    """The new entry reads where it was told to, or in the place of the person's older ones, which read nothing new."""
    older = {entry.id for entry in next_one.before.person(renews)} if renews else set()
    routes = next_one.body["routes"]
    if unknown := set(chosen or ()) - {route["id"] for route in routes}:
        raise CannotStart(f"The directory has no route {min(unknown)}.")
    for route in routes:
        readers: list[str] = route["readers"]
        wanted = bool(older.intersection(readers)) if chosen is None else route["id"] in chosen
        at = next((at for at, reader in enumerate(readers) if reader in older), len(readers))
        rest = [reader for reader in readers if reader not in older]
        route["readers"] = [*rest[:at], new, *rest[at:]] if wanted else rest


def _numbers(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a list of numbers such as 1,2") from None
