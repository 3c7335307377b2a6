"""``whistle keys sign``: a draft of the directory, in TOML or JSON, becomes the signed directory.json."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whistle.cli.commands import add_passphrase, ask_passphrase, read_bytes, read_text
from whistle.cli.keys.authority import open_authority
from whistle.cli.keys.showing import in_groups
from whistle.domain.errors import MalformedDirectory

if TYPE_CHECKING:
    from whistle.cli.commands import Commands


def add(commands: Commands) -> None:
    command = commands.add_parser("sign", help="sign a draft of the directory with the authority's key")
    command.add_argument(
        "draft", type=Path, help="the draft, as .toml or .json; version and previous are filled in"
    )
    command.add_argument("--key", type=Path, required=True, help="the authority's key file")
    command.add_argument("--authority", type=Path, required=True, help="authority.pub")
    command.add_argument(
        "--out", type=Path, required=True, help="directory.json; the one there now becomes its past"
    )
    add_passphrase(command, "of the authority's key")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from whistle.envelope.directory import Directory, parse_authority, sign_directory

    authority = parse_authority(read_text(arguments.authority))
    body = read_draft(arguments.draft)
    earlier = Directory.parse(read_bytes(arguments.out), authority) if arguments.out.exists() else None
    body |= (
        {"version": earlier.version + 1, "previous": earlier.hash.hex()}
        if earlier
        else {"version": 1, "previous": ""}
    )
    key = open_authority(arguments.key, ask_passphrase(arguments, f"Passphrase of {arguments.key}"))
    signed = sign_directory(body, key)
    # Read back as every client will, so that a mistake is found here and not by a reporter.
    directory = Directory.parse(signed, authority)
    if earlier:
        directory.check_succeeds(earlier)
    arguments.out.write_bytes(signed)
    print(f"Wrote {arguments.out}: version {directory.version}, valid to {directory.expires}.")
    print(f"Fingerprint {in_groups(directory.hash)}")
    return 0


def read_draft(path: Path) -> dict[str, Any]:
    """The draft's members, dates as text. Raises MalformedDirectory."""
    try:
        draft = tomllib.loads(read_text(path)) if path.suffix == ".toml" else json.loads(read_text(path))
    except ValueError as error:
        raise MalformedDirectory(f"{path} cannot be read: {error}.") from None
    if not isinstance(draft, dict):
        raise MalformedDirectory(f"{path} is not a draft of a directory.")
    filled: dict[str, Any] = plain(draft)
    for person in filled.get("reviewers", []):
        person.setdefault("revoked", None)
    return filled


def plain(value: Any) -> Any:
    """The same with every date as text: TOML knows dates, JSON does not."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value
