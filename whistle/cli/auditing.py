"""``whistle audit verify``: checks a downloaded record on the auditor's own computer, and counts again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from whistle.cli.commands import read_text

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
    verify.add_argument(
        "--kept", type=Path, help="a record or checkpoint kept from earlier: this record must begin with it"
    )
    verify.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from whistle.clock import SystemClock, hour_of

    kept = read_text(arguments.kept) if arguments.kept else None
    lines = verify(read_text(arguments.record), arguments.key, hour_of(SystemClock().now()), kept)
    print("\n".join(lines))
    return 0


def verify(text: str, key: str, now: int, kept: str | None = None) -> list[str]:
    """What the record says at hour ``now``, once it was found whole.

    Raises MalformedNote, MalformedKey, BadSignature or BadProof.
    """
    from whistle.domain.figures import figures, held
    from whistle.ledger import record
    from whistle.ledger.checkpoint import read_checkpoint
    from whistle.ledger.notes import NoteVerifier

    verifier = NoteVerifier.parse(key)
    entries, note = record.read(text)
    checkpoint = read_checkpoint(note, verifier.name, verifier)
    events = record.check(entries, checkpoint)
    lines = [f"Whole: all {checkpoint.size} entries lead to the root that {checkpoint.origin} signed."]
    if kept is not None:
        earlier = read_checkpoint(record.note_in(kept), verifier.name, verifier)
        record.check_beginning(entries, earlier)
        lines.append(f"It begins with the {earlier.size} entries of the one that you kept.")
    counted = figures(events, now)
    if not counted.enough:
        return [*lines, counted.sentence]
    return [*lines, *(answers.sentence for answers in counted.answers), held(events, now).sentence]
