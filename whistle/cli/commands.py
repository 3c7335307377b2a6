"""What the commands share: where they are added, and how a person at a terminal is asked."""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from whistle.domain.errors import CannotStart

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

SHORTEST_PASSPHRASE = 12


def add_passphrase(command: argparse.ArgumentParser, what: str) -> None:
    """``--passphrase-file``, for scripts; without it the person is asked and nothing is echoed."""
    command.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help=f"read the passphrase {what} from this file's first line",
    )


def ask_passphrase(arguments: argparse.Namespace, prompt: str, *, new: bool = False) -> str:
    """A passphrase, asked twice; of a certain length when it is ``new``, also from a file. Raises CannotStart."""
    if arguments.passphrase_file:
        passphrase = read_text(arguments.passphrase_file).partition("\n")[0]
    elif sys.stdin.isatty():
        passphrase = getpass.getpass(f"{prompt}: ")
    else:
        raise CannotStart("There is nobody to ask for a passphrase. Use --passphrase-file.")
    if new and len(passphrase) < SHORTEST_PASSPHRASE:
        raise CannotStart(f"Choose at least {SHORTEST_PASSPHRASE} characters; five words or more are better.")
    if new and not arguments.passphrase_file and getpass.getpass("The same again: ") != passphrase:
        raise CannotStart("The two were not the same. Nothing was written.")
    return passphrase


def read_bytes(path: Path, most: int = -1) -> bytes:
    """A file the person named; of a longer one no more than ``most`` bytes. Raises CannotStart."""
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise CannotStart(f"Cannot read {path}: {error.strerror}.") from None


def opened(path: Path) -> BinaryIO:
    """A file the person named, to be read piece by piece. Raises CannotStart."""
    try:
        return path.open("rb")
    except OSError as error:
        raise CannotStart(f"Cannot read {path}: {error.strerror}.") from None


def read_text(path: Path) -> str:
    """The same as text."""
    try:
        return read_bytes(path).decode()
    except UnicodeDecodeError:
        raise CannotStart(f"{path} is not a text file.") from None


def a_day(text: str) -> dt.date:
    """An argument such as 2026-11-21."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day such as 2026-11-21") from None


def write_secret(path: Path, data: bytes) -> None:
    """A new file that only its owner can read. Never replaces one: a lost key is lost. Raises CannotStart."""
    try:
        path.touch(mode=0o600, exist_ok=False)
        path.chmod(0o600)
        path.write_bytes(data)
    except FileExistsError:
        raise CannotStart(f"{path} exists already. Nothing was changed.") from None
    except OSError as error:
        raise CannotStart(f"Cannot write {path}: {error.strerror}.") from None
