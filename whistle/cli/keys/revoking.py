"""``whistle keys revoke``: a key that may be in other hands counts no more, from the directory's next version on."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from whistle.cli.commands import a_day
from whistle.cli.keys import succeeding
from whistle.domain.errors import CannotStart

if TYPE_CHECKING:
    from whistle.cli.commands import Commands
    from whistle.cli.keys.succeeding import Succession


def add(commands: Commands) -> None:
    command = commands.add_parser(
        "revoke", help="withdraw a key that was lost or stolen, and sign the directory's next version"
    )
    command.add_argument("id", help="the entry's id, for example r1")
    command.add_argument("--on", type=a_day, metavar="DAY", help="the day it was withdrawn; by default today")
    command.add_argument(
        "--instead", metavar="ID", help="who reads on a route that would be left without anybody"
    )
    succeeding.add_directory(command)
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    next_one = succeeding.begin(arguments)
    entry = _entry(next_one, arguments.id)
    if entry.get("revoked"):
        raise CannotStart(f"{arguments.id} was revoked on {entry['revoked']} already.")
    entry["revoked"] = (arguments.on or next_one.today).isoformat()
    for route in next_one.body["routes"]:
        if arguments.id in route["readers"]:
            route["readers"] = _readers_left(next_one, route, arguments.id, arguments.instead)
    succeeding.publish(arguments, next_one)
    print(f"{entry['name']} ({arguments.id}) is withdrawn.")
    print(
        "Whoever has the file and its passphrase still opens what was sealed to it: nothing takes that back."
    )
    person = next_one.before.person(arguments.id)
    if person[-1].id != arguments.id:
        print(
            f"Mind: what it moved to {person[-1].id} does not count any more. Colleagues have to let that key in anew."
        )
    print(succeeding.WHAT_NEXT.format(path=arguments.directory))
    print(f"Then: whistle exposure {arguments.id}   says how many concerns it was given")
    print("      whistle people password NAME   ends their sessions, and gives them a new password")
    print(
        "A new key of theirs asks to renew this entry. Colleagues who read the same concerns let it in at the desk."
    )
    return 0


def _entry(next_one: Succession, reviewer_id: str) -> dict[str, Any]:
    for entry in next_one.body["reviewers"]:
        if entry["id"] == reviewer_id:
            found: dict[str, Any] = entry
            return found
    raise CannotStart(f"The directory has no reviewer {reviewer_id}.")


def _readers_left(next_one: Succession, route: dict[str, Any], gone: str, instead: str | None) -> list[str]:
    """The route's other readers; ``instead`` where none of them has a key in force."""
    others = [reader for reader in route["readers"] if reader != gone]

    def reads(reviewer_id: str) -> bool:
        found = next_one.before.reviewer(reviewer_id)
        return found is not None and found.id != gone and found.is_current(next_one.today)

    if any(map(reads, others)):
        return others
    if instead is None:
        raise CannotStart(
            f"Nobody else reads on route {route['id']} ({route['name']}). Say with --instead who does from now on."
        )
    if not reads(instead):
        raise CannotStart(f"{instead} has no key in force, and cannot read on route {route['id']}.")
    return [*others, instead]
