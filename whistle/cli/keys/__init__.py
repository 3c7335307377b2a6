"""``whistle keys``: everything that is made, shown or signed away from the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whistle.cli.keys import (
    admitting,
    authority,
    requesting,
    reviewer,
    revoking,
    showing,
    signing,
    splitting,
)

if TYPE_CHECKING:
    from whistle.cli.commands import Commands

PARTS = (authority, reviewer, requesting, admitting, revoking, signing, showing, splitting)


def add(commands: Commands) -> None:
    command = commands.add_parser(
        "keys", help="make, show and sign keys, on a computer that is not the server"
    )
    parts = command.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in PARTS:
        module.add(parts)
