"""``whistle keys authority``: the key that signs the directory. It never comes near the server.

The file is an age file under a passphrase, so that the stock ``age`` can open it when nothing else can::

    # whistle/v1/authority
    # verify <64 hex>
    # sign <64 hex: Ed25519 seed>
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from whistle.cli.commands import add_passphrase, ask_passphrase, read_bytes, write_secret
from whistle.domain.errors import MalformedKey

if TYPE_CHECKING:
    from whistle.cli.commands import Commands
    from whistle.envelope.ed25519 import SigningKey

_TEXT = re.compile(rb"# whistle/v1/authority\n# verify ([0-9a-f]{64})\n# sign ([0-9a-f]{64})\n")


def add(commands: Commands) -> None:
    command = commands.add_parser(
        "authority",
        help="make the key that signs the directory; two people hold it, neither in IT nor in professional standards",
    )
    command.add_argument("file", type=Path, help="the key file to write, for example authority.key.age")
    command.add_argument("--public", type=Path, help="also append its public half to this authority.pub")
    add_passphrase(command, "of the new key")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from whistle.envelope.ed25519 import SigningKey

    key = SigningKey.generate()
    passphrase = ask_passphrase(arguments, "A passphrase for the authority's key", new=True)
    write_secret(arguments.file, seal_authority(key, passphrase))
    if arguments.public:
        with arguments.public.open("a", encoding="ascii") as public:
            public.write(f"{key.public.hex()}\n")
    print(f"Wrote {arguments.file}. Without it and its passphrase nobody can ever change the directory.")
    print(f"Its public half, a line of authority.pub: {key.public.hex()}")
    return 0


def seal_authority(key: SigningKey, passphrase: str, log_n: int = 18) -> bytes:
    """The key file."""
    from whistle.envelope.age import seal_passphrase

    text = f"# whistle/v1/authority\n# verify {key.public.hex()}\n# sign {key.seed.hex()}\n"
    return seal_passphrase(text.encode(), passphrase, log_n)


def open_authority(path: Path, passphrase: str) -> SigningKey:
    """Reads a key file. Raises CannotOpen for a wrong passphrase, MalformedKey for another file."""
    from whistle.envelope.age import open_passphrase
    from whistle.envelope.ed25519 import SigningKey

    match = _TEXT.fullmatch(open_passphrase(read_bytes(path), passphrase))
    if match:
        verify, sign = (bytes.fromhex(part.decode()) for part in match.groups())
        key = SigningKey.from_seed(sign)
        if key.public == verify:
            return key
    raise MalformedKey(f"{path} is not an authority's key file.")
