"""``whistle open``: reads an exported concern, offline. It needs the export, a key file and the directory."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from whistle.cli.commands import add_passphrase, ask_passphrase, read_bytes, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whistle.cli.commands import Commands
    from whistle.cli.offline.checking import Checked
    from whistle.envelope.directory import Directory
    from whistle.envelope.epochs import Bystander
    from whistle.envelope.reviewer_key import ReviewerKey

NOT_SOUND = 3
"""The exit code when something could be read and not everything could be confirmed."""

NOT_COMPARED = (
    "The names and keys came with the export itself, so “Confirmed” means no more than: by these keys. Compare the "
    "fingerprint after “Service” with the authority’s, or give that with --fingerprint."
)


def add(commands: Commands) -> None:
    command = commands.add_parser("open", help="read an exported concern, offline")
    command.add_argument("export", type=Path, help="the zip, or the folder it was unpacked to")
    mine = command.add_mutually_exclusive_group(required=True)
    mine.add_argument("--key", type=Path, help="your key file, for example your-key.age")
    mine.add_argument(
        "--thread",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="instead, for whoever is no reviewer: the key to this one concern that you were handed",
    )
    command.add_argument(
        "--directory",
        type=Path,
        help="the folder with directory.json and authority.pub, as you have them from the authority",
    )
    command.add_argument(
        "--fingerprint",
        help="instead of a folder, the service's fingerprint: then the directory that came with the export is used",
    )
    command.add_argument(
        "--without-notes",
        action="store_true",
        help="leave out what reviewers noted and decided, as for a copy that goes to somebody else",
    )
    add_passphrase(command, "of your key file")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from whistle.cli.offline import notes, showing
    from whistle.cli.offline.checking import check
    from whistle.cli.offline.exported import journal_pages_of, pages_of
    from whistle.cli.offline.files import read_export
    from whistle.envelope.journal.reading import verify_journal
    from whistle.envelope.thread import verify_thread

    files = read_export(arguments.export)
    directory, rests_on = _directory(arguments, files)
    checked = rests_on + check(files, directory)
    key = _bystander(arguments.thread) if arguments.thread else _reviewer(arguments)
    view = verify_thread(pages_of(files, key.kid), directory, key)
    print(showing.show(view, directory, checked))
    sound = showing.is_sound(view, checked)
    if (entries := journal_pages_of(files, key.kid)) and not arguments.without_notes:
        journal = verify_journal(entries, view, directory, key)
        print(notes.show_notes(journal, directory))
        sound = sound and notes.is_sound(journal)
    return 0 if sound else NOT_SOUND


def _reviewer(arguments: argparse.Namespace) -> ReviewerKey:
    from whistle.envelope.reviewer_key import open_key

    return open_key(read_bytes(arguments.key), ask_passphrase(arguments, f"Passphrase of {arguments.key}"))


def _bystander(paths: Sequence[Path]) -> Bystander:
    """Whoever was handed what is inside grants, as `age -d` gives it."""
    from whistle.envelope.epochs import Bystander
    from whistle.envelope.keys import Identity

    lines = [line for path in paths for line in read_text(path).splitlines()]
    return Bystander(tuple(Identity.parse(line) for line in lines if line and not line.startswith("#")))


def _directory(arguments: argparse.Namespace, files: Mapping[str, bytes]) -> tuple[Directory, Checked]:
    """Whose keys everything is held against, and whose word that rests on."""
    from whistle.cli.keys.showing import in_groups, read_directory
    from whistle.cli.offline.checking import Checked, check_fingerprint, enclosed_directory

    given = read_directory(arguments.directory / "directory.json") if arguments.directory else None
    directory = given or enclosed_directory(files)
    if arguments.fingerprint:
        check_fingerprint(directory, arguments.fingerprint)
    lines = (("Service", in_groups(directory.authority)),)
    return directory, Checked(lines, () if given or arguments.fingerprint else (NOT_COMPARED,))
