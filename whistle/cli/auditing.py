"""``whistle audit verify``: checks a downloaded record on the auditor's own computer, and counts again."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from whistle.cli.commands import opened

if TYPE_CHECKING:
    from whistle.cli.commands import Commands


def add(commands: Commands) -> None:
    command = commands.add_parser("audit", help="check the record, on a computer that is not the server")
    parts = command.add_subparsers(title="commands", metavar="COMMAND", required=True)
    verify = parts.add_parser(
        "verify", help="check a downloaded record against its checkpoint, and count again"
    )
    verify.add_argument("record", type=Path, help="record.txt, as downloaded from the auditor's page")
    verify.add_argument("--key", required=True, help="the log's verifier key, as in the directory")
    verify.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from whistle.ledger.record import lines_of

    with opened(arguments.record) as record:
        lines = verify(lines_of(record), arguments.key)
    print("\n".join(lines))
    return 0


def verify(record: Iterable[bytes], key: str) -> list[str]:
    """What the record's lines say, once it was found whole.

    Raises MalformedNote, MalformedKey, BadSignature or BadProof.
    """
    from whistle.domain.figures import figures, held
    from whistle.ledger.notes import NoteVerifier
    from whistle.ledger.record import Reader

    reader = Reader(record, NoteVerifier.parse(key))
    events = [event for tick in reader for _, event in tick.events]
    size, origin, hour = reader.checkpoint.size, reader.checkpoint.origin, reader.checkpoint.hour
    lines = [f"Whole: all {size} entries lead to the roots that {origin} signed."]
    counted = figures(events, hour)
    if not counted.enough:
        return [*lines, counted.sentence]
    return [*lines, *(answers.sentence for answers in counted.answers), held(events, hour).sentence]
