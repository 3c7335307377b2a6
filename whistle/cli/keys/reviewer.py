"""``whistle keys reviewer``: a reviewer's own key file, made on the reviewer's own device."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from whistle.cli.commands import add_passphrase, ask_passphrase, read_text, write_secret
from whistle.cli.keys.showing import entry
from whistle.domain.errors import CannotStart

if TYPE_CHECKING:
    from whistle.cli.commands import Commands
    from whistle.envelope.reviewer_key import ReviewerKey


def add(commands: Commands) -> None:
    command = commands.add_parser("reviewer", help="make a reviewer's key file, on the reviewer's own device")
    command.add_argument("file", type=Path, help="the key file to write, for example r.okafor.key.age")
    command.add_argument("--name", required=True, help="the reviewer's name, as reporters will see it")
    command.add_argument(
        "--request", type=Path, help="also write a request to join, for `whistle keys admit`"
    )
    command.add_argument("--authority", type=Path, help="authority.pub of the service that it is to join")
    command.add_argument("--renews", default="", metavar="ID", help="the own entry whose place it is to take")
    add_passphrase(command, "of the new key")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from whistle.envelope.joining import check_name
    from whistle.envelope.reviewer_key import ReviewerKey, seal_key

    key = ReviewerKey.generate(check_name(arguments.name))
    asking = _request(arguments, key) if arguments.request else None
    passphrase = ask_passphrase(arguments, f"A passphrase for the key of {arguments.name}", new=True)
    write_secret(arguments.file, seal_key(key, passphrase))
    print(f"Wrote {arguments.file}. Keep it, and a copy, where only {arguments.name} can reach it.")
    if asking:
        write_secret(arguments.request, asking)
        print(f"Wrote {arguments.request}, for the holders of the authority's key. It holds no secret.")
    print(
        "For the directory's draft, with an id and dates (read the numbers to each other, do not only mail them):"
    )
    print(entry(key))
    return 0


def _request(arguments: argparse.Namespace, key: ReviewerKey) -> bytes:
    from whistle.envelope.directory import parse_authority, service_id
    from whistle.envelope.joining import sign_request

    if arguments.authority is None:
        raise CannotStart("Say with --authority which service the key is to join.")
    if arguments.request.exists():
        raise CannotStart(f"{arguments.request} exists already. Nothing was changed.")
    service = service_id(parse_authority(read_text(arguments.authority))[0])
    return sign_request(key, service, arguments.today(), arguments.renews)
