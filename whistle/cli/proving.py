"""``whistle prove``: shows chosen messages of a concern to a tribunal, and checks on its side what it was shown."""

from __future__ import annotations

import argparse
import getpass
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from whistle.cli.commands import read_bytes, read_text, write_secret
from whistle.domain.errors import BadDisclosure, CannotOpen, CannotStart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from whistle.cli.commands import Commands
    from whistle.envelope.directory import Directory
    from whistle.envelope.thread import ThreadView
    from whistle.envelope.token import Token

NOT_SOUND = 3
"""The exit code when everything holds and yet not every message is confirmed."""
_EXCERPT = 60  # characters
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")


def add(commands: Commands) -> None:
    command = commands.add_parser(
        "prove", help="check what a reporter shows to a tribunal, or as the reporter make it"
    )
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", type=Path, metavar="FILE", help="check this file; no network is needed")
    what.add_argument(
        "--service",
        metavar="URL",
        help="make such a file from the concern at this service; the token is asked for. Without --nonce, list it",
    )
    known = command.add_mutually_exclusive_group(required=True)
    known.add_argument("--fingerprint", help="the service's fingerprint, from somebody you trust")
    known.add_argument("--authority", type=Path, metavar="FILE", help="instead, the service's authority.pub")
    command.add_argument(
        "--nonce", metavar="TEXT", help="the words that the tribunal gave for this one proof"
    )
    command.add_argument(
        "--directory",
        type=Path,
        metavar="FILE",
        help="to check: a newer directory.json of the service, since it may withdraw a key",
    )
    command.add_argument(
        "--message",
        type=int,
        action="append",
        default=[],
        metavar="NUMBER",
        help="to make: show this message",
    )
    command.add_argument(
        "--out",
        type=Path,
        default=Path("proof.json"),
        help="to make: the file to write (default: proof.json)",
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    return run_check(arguments) if arguments.check else run_make(arguments)


def run_check(arguments: argparse.Namespace) -> int:
    from whistle.cli.offline import disclosed
    from whistle.cli.offline.receipts import received
    from whistle.envelope.disclosure.checking import check
    from whistle.envelope.disclosure.form import LONGEST

    newer = read_bytes(arguments.directory) if arguments.directory else None
    try:
        data = read_bytes(arguments.check, LONGEST + 1)
        proved = check(data, _trusted(arguments), arguments.nonce, newer)
        said = disclosed.show(proved, received(proved), compared=arguments.nonce is not None)
    except BadDisclosure as refused:
        print(f"REFUSED  Nothing of this is proved. {refused} ({refused.reason})", file=sys.stderr)
        return 1
    print(said)
    return 0 if disclosed.is_sound(proved) else NOT_SOUND


def run_make(arguments: argparse.Namespace) -> int:
    from whistle.cli.fetching import Service
    from whistle.cli.offline.receipts import disclose_most
    from whistle.envelope.directory import Directory, authority_hash, parse_authority
    from whistle.envelope.thread import verify_thread
    from whistle.envelope.token import Reporter

    service, trusted = Service(arguments.service), _trusted(arguments)
    authority = parse_authority(service.authority)
    if authority_hash(authority)[: len(trusted)] != trusted:
        raise CannotStart(
            "This is another service than the one with this fingerprint. Nothing was sent to it."
        )
    file = service.directory
    directory = Directory.parse(file, authority)
    reporter = Reporter(_ask_token(), directory.service)
    pages = service.pages(reporter)
    view = verify_thread(pages, directory, reporter, reporter.mailbox)
    if not view.known:
        raise CannotOpen("There is no concern with this token at this service.")
    if arguments.nonce is None:
        print("\n".join(_listed(view, directory)))
        return 0
    made, received = disclose_most(pages, file, authority, reporter, arguments.message, arguments.nonce)
    write_secret(arguments.out, made)
    print(f"Wrote {arguments.out}. Whoever has it can read {_named(arguments.message)},")
    print("and knows that this concern is yours.")
    if received is None:
        print("It does not show when the concern was received: your token has no receipt that holds.")
    elif received.included is None:
        print("It does not show yet that the concern is in the service's record. Make it again in an hour.")
    return 0


def _trusted(arguments: argparse.Namespace) -> bytes:
    """What the person knows of the service, from elsewhere than the service."""
    from whistle.envelope.directory import authority_hash, parse_authority

    if arguments.authority:
        return authority_hash(parse_authority(read_text(arguments.authority)))
    digits = re.sub(r"[\s:-]", "", arguments.fingerprint).lower()
    if not _FINGERPRINT.fullmatch(digits):
        raise CannotStart("A fingerprint has 32 digits from 0 to 9 and a to f.")
    return bytes.fromhex(digits)


def _ask_token() -> Token:
    """Typed and never shown, so that neither the screen nor the list of commands keeps it."""
    from whistle.envelope.token import Token

    if not sys.stdin.isatty():
        raise CannotStart("There is nobody to ask for the token. Type it at a terminal.")
    return Token.parse(getpass.getpass("Your token (it is not shown): "))


def _listed(view: ThreadView, directory: Directory) -> Iterator[str]:
    """What there is to choose from."""
    from whistle.cli.offline.showing import printable, when
    from whistle.envelope.disclosure.making import SHOWN_ALL_THE_SAME

    yield f"{directory.name}. Choose with --message NUMBER, and give the tribunal's words with --nonce."
    for message in view.messages:
        who = message.reviewer.name if message.reviewer else message.author
        can = message.place and message.content and message.problem in SHOWN_ALL_THE_SAME
        number = f"{message.place:>4}" if can else "   -"
        text = " ".join(printable(message.text or "").split())[:_EXCERPT]
        yield f"{number}  {when(message.hour)}  {printable(who)}: {text}"


def _named(places: Sequence[int]) -> str:
    if not places:
        return "none of the messages"
    *first, last = map(str, sorted(set(places)))
    return (
        f"messages {', '.join(first)} and {last} and no others" if first else f"message {last} and no other"
    )
