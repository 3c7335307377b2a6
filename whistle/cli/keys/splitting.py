"""``whistle keys split`` and ``join``: a key that K of N holders can open together. Optional, and never done by itself.

There is no arithmetic of shares in it: for each choice of K holders the key is sealed to one of them, that file to the
next, and so on. The stock ``age`` opens it, a layer each. With seven holders at most there are 35 files at most.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from whistle.cli.commands import add_passphrase, ask_passphrase, read_bytes, read_text, write_secret
from whistle.domain.errors import CannotOpen, CannotStart, Malformed

if TYPE_CHECKING:
    from whistle.cli.commands import Commands
    from whistle.envelope.keys import Identity, Recipient

MOST_HOLDERS = 7
_SEALED = b"age-encryption.org/v1\n"
_KEY = re.compile(rb"# whistle/v1/(reviewer|authority)\n")
_IDENTITY = re.compile(rb"^AGE-SECRET-KEY-PQ-1[0-9A-Z]+$", re.MULTILINE)
_NOTE = """\
A key of Whistle, sealed so that {need} of these {count} can open it together: {names}.

Each file can be opened by those whom its name gives, in that order, and by nobody else. Each of them takes off a layer:
    age -d -i amal.key amal+ruth.age > next.age
    age -d -i ruth.key next.age > key.txt
or `whistle keys join`, which ends with a key file under a passphrase of its own. Do it in one room, on a computer that
is not the server: whoever takes off the last layer has the key. Every holder should have a copy of all these files.
"""


def add(commands: Commands) -> None:
    split = commands.add_parser(
        "split", help="seal a copy of a key so that K of N holders can open it together"
    )
    split.add_argument("file", type=Path, help="the key file of a reviewer or of the authority")
    split.add_argument(
        "--to", type=Path, required=True, nargs="+", metavar="RECIPIENT",
        help="files with one age1pq1… each, 2 to 7; their names without the ending name the holders",
    )  # fmt: skip
    split.add_argument("--need", type=int, required=True, metavar="K", help="how many of them it takes")
    split.add_argument("--out", type=Path, required=True, help="a new folder for the sealed copies")
    add_passphrase(split, "of the key file")
    split.set_defaults(run=run_split)
    join = commands.add_parser("join", help="take one layer off a sealed copy, or all of them")
    join.add_argument(
        "file", type=Path, help="one of the files of `whistle keys split`, or what a holder made of it"
    )
    join.add_argument(
        "--key",
        type=Path,
        required=True,
        nargs="+",
        metavar="HOLDER",
        help="the holders' own keys, in the file's order",
    )
    join.add_argument("--out", type=Path, required=True, help="where to write what is inside")
    add_passphrase(join, "of each file that has one")
    join.set_defaults(run=run_join)


def run_split(arguments: argparse.Namespace) -> int:
    holders = _holders(arguments.to)
    if not 2 <= arguments.need <= len(holders) <= MOST_HOLDERS:
        raise CannotStart(f"It takes 2 of 2 to {MOST_HOLDERS} holders, or more of them.")
    text = _opened(arguments, arguments.file)
    if not _KEY.match(text):
        raise Malformed(f"{arguments.file} is no key file of a reviewer or of the authority.")
    try:
        arguments.out.mkdir(mode=0o700)
    except OSError as error:
        raise CannotStart(f"Cannot make {arguments.out}: {error.strerror}.") from None
    for chosen in combinations(holders, arguments.need):
        write_secret(
            arguments.out / f"{'+'.join(chosen)}.age", seal_to_all([holders[name] for name in chosen], text)
        )
    note = _NOTE.format(need=arguments.need, count=len(holders), names=", ".join(holders))
    (arguments.out / "README.txt").write_text(note, encoding="utf-8")
    print(f"Wrote {arguments.out}. Any {arguments.need} of {', '.join(holders)} can open the key together.")
    print("They can then read what it reads, and sign as it signs, without asking. Tell the key's owner so.")
    return 0


def run_join(arguments: argparse.Namespace) -> int:
    from whistle.envelope.age import open_sealed, seal_passphrase

    inside = read_bytes(arguments.file)
    for path in arguments.key:
        try:
            inside = open_sealed(_identity(arguments, path), inside)
        except CannotOpen:
            raise CannotOpen(
                f"{path} does not open it. The file's name gives the order of the holders."
            ) from None
    if inside.startswith(_SEALED):
        write_secret(arguments.out, inside)
        print(f"Wrote {arguments.out}. It is still sealed: the next holder goes on with it.")
        return 0
    if not _KEY.match(inside):
        raise Malformed("What is inside is no key.")
    passphrase = ask_passphrase(arguments, "A passphrase for the key file", new=True)
    write_secret(arguments.out, seal_passphrase(inside, passphrase))
    print(
        f"Wrote {arguments.out}, a key file under the new passphrase. Plan to renew this key: more people had it."
    )
    return 0


def seal_to_all(recipients: Sequence[Recipient], text: bytes) -> bytes:
    """Sealed in layers: the first recipient's is the outermost."""
    from whistle.envelope.age import seal

    for recipient in reversed(recipients):
        text = seal(recipient, text)
    return text


def _holders(paths: Sequence[Path]) -> dict[str, Recipient]:
    from whistle.envelope.keys import Recipient

    found: dict[str, Recipient] = {}
    for path in paths:
        lines = [line for line in read_text(path).split() if line.startswith("age1pq1")]
        if len(lines) != 1 or not re.fullmatch(r"[\w-]+", path.stem) or path.stem in found:
            raise CannotStart(
                f"{path} is to hold one age1pq1… of one holder, under a name of letters that is not taken."
            )
        recipient = Recipient.parse(lines[0])
        if recipient in found.values():
            raise CannotStart(f"{path} is another holder's too. One person would count as two.")
        found[path.stem] = recipient
    return found


def _identity(arguments: argparse.Namespace, path: Path) -> Identity:
    from whistle.envelope.keys import Identity

    data = read_bytes(path)
    match = _IDENTITY.search(_opened(arguments, path) if data.startswith(_SEALED) else data)
    if not match:
        raise Malformed(f"{path} holds no AGE-SECRET-KEY-PQ-1…, which `age-keygen -pq` makes.")
    return Identity.parse(match[0].decode())


def _opened(arguments: argparse.Namespace, path: Path) -> bytes:
    from whistle.envelope.age import open_passphrase

    return open_passphrase(read_bytes(path), ask_passphrase(arguments, f"Passphrase of {path}"))
