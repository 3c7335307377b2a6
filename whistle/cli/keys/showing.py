"""``whistle keys show``, ``fingerprint`` and ``draft``: what is public about a key file or a directory."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from whistle.cli.commands import add_passphrase, ask_passphrase, read_bytes, read_text, write_secret

if TYPE_CHECKING:
    from whistle.cli.commands import Commands
    from whistle.envelope.directory import Directory
    from whistle.envelope.reviewer_key import ReviewerKey


def add(commands: Commands) -> None:
    show = commands.add_parser(
        "show", help="show the public half of a reviewer's key file, for the directory's draft"
    )
    show.add_argument("file", type=Path)
    add_passphrase(show, "of the key file")
    show.set_defaults(run=run_show)
    mark = commands.add_parser("fingerprint", help="check a directory's signature and show who it lets read")
    mark.add_argument("directory", type=Path, help="directory.json")
    mark.add_argument("--authority", type=Path, help="authority.pub; by default the one beside the directory")
    mark.set_defaults(run=run_fingerprint)
    draft = commands.add_parser(
        "draft", help="take the directory's text out of its signature, to change and sign again"
    )
    draft.add_argument("directory", type=Path, help="directory.json")
    draft.add_argument(
        "--authority", type=Path, help="authority.pub; by default the one beside the directory"
    )
    draft.add_argument("--out", type=Path, required=True, help="the draft to write, for `whistle keys sign`")
    draft.set_defaults(run=run_draft)


def run_show(arguments: argparse.Namespace) -> int:
    from whistle.envelope.reviewer_key import open_key

    data = read_bytes(arguments.file)
    print(entry(open_key(data, ask_passphrase(arguments, f"Passphrase of {arguments.file}"))))
    return 0


def run_fingerprint(arguments: argparse.Namespace) -> int:
    directory = read_directory(arguments.directory, arguments.authority)
    print(
        f"{directory.name}: version {directory.version}, {directory.issued} to {directory.expires}, signature good"
    )
    print(f"Directory   {in_groups(directory.hash)}")
    print(f"Service     {in_groups(directory.authority)}")
    for person in directory.reviewers:
        state = f"revoked {person.revoked}" if person.revoked else f"{person.since} to {person.until}"
        print(f"{person.id:<12}{in_groups(person.kid)}  {person.name}, {state}")
    for route in directory.routes:
        print(f"Route {route.id}: {route.name}, read by {', '.join(route.readers)}")
    return 0


def run_draft(arguments: argparse.Namespace) -> int:
    write_secret(arguments.out, read_directory(arguments.directory, arguments.authority).body.encode())
    print(f"Wrote {arguments.out}. Change routes or days in it; entries of reviewers are never taken out.")
    return 0


def read_directory(path: Path, authority: Path | None = None) -> Directory:
    """The directory at ``path``, once its signature holds under ``authority`` or the authority.pub beside it."""
    from whistle.envelope.directory import Directory, parse_authority

    return Directory.parse(
        read_bytes(path), parse_authority(read_text(authority or path.parent / "authority.pub"))
    )


def entry(key: ReviewerKey) -> str:
    """The public half as lines of a TOML draft."""
    return "\n".join(
        (
            "[[reviewers]]",
            f"name = {json.dumps(key.name, ensure_ascii=False)}",
            f'recipient = "{key.identity.recipient}"',
            f'verify = "{key.signing.public.hex()}"',
            f"# fingerprint {in_groups(key.kid)}",
        )
    )


def in_groups(digest: bytes) -> str:
    """The first 16 bytes in groups that two people can read to each other; the same form as on the page /keys."""
    text = digest.hex()[:32]
    return " ".join(text[start : start + 4] for start in range(0, 32, 4))
