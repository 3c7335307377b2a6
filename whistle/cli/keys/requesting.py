"""``whistle keys request``: what a request to join says, once its signature holds."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from whistle.cli.commands import read_bytes, read_text
from whistle.cli.keys.showing import in_groups
from whistle.domain.errors import BadSignature, CannotStart

if TYPE_CHECKING:
    from whistle.cli.commands import Commands
    from whistle.envelope.joining import JoiningRequest


def add(commands: Commands) -> None:
    command = commands.add_parser("request", help="check a request to join, and show what it says")
    command.add_argument("file", type=Path, help="the request, for example ruth-okafor.request.json")
    command.add_argument("--authority", type=Path, help="authority.pub: also check which service it is for")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from whistle.envelope.directory import parse_authority, service_id

    request = read_request(arguments.file)
    if arguments.authority:
        request.check_service(service_id(parse_authority(read_text(arguments.authority))[0]))
    print(f"{request.name}, made {request.made}, signature good")
    if request.renews:
        print(f"Takes the place of {request.renews}: the same person, so it says, with a new key.")
    print(f"Fingerprint {in_groups(request.kid)}")
    print(
        "Anyone can make a request under any name. Hear the fingerprint from the person before you admit it."
    )
    return 0


def read_request(path: Path) -> JoiningRequest:
    """The request at ``path``. Raises MalformedKey, BadSignature."""
    from whistle.envelope.joining import JoiningRequest

    return JoiningRequest.parse(read_bytes(path))


def add_heard(command: argparse.ArgumentParser) -> None:
    """``--heard``, for scripts; without it whoever sits at the terminal types what they heard."""
    command.add_argument(
        "--heard", metavar="FINGERPRINT", help="the key's fingerprint, as the person read it to you"
    )


def check_heard(arguments: argparse.Namespace, request: JoiningRequest) -> None:
    """Raise ``BadSignature`` unless the fingerprint that was heard is the request's own.

    It is typed, and not shown to be compared: what has to be typed has to be heard first.
    """
    heard = arguments.heard
    if heard is None:
        if not sys.stdin.isatty():
            raise CannotStart("There is nobody to ask for the fingerprint. Use --heard.")
        heard = input(f"The fingerprint, as {request.name} reads it to you: ")
    if "".join(heard.split()).lower() != request.kid.hex()[:32]:
        raise BadSignature(
            "That is not this key's fingerprint. It was misheard, or the request is not theirs. Nothing was signed."
        )
