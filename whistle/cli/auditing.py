"""``whistle audit verify``: checks a downloaded record on the auditor's own computer, and counts again."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from whistle.cli.commands import opened, read_bytes
from whistle.domain.errors import BadSignature, CannotStart, Malformed, MalformedNote

if TYPE_CHECKING:
    from whistle.cli.commands import Commands
    from whistle.cli.comparing import Published
    from whistle.domain.rules import Rules
    from whistle.domain.stated import Statement
    from whistle.ledger.earlier import Kept
    from whistle.ledger.notes import NoteVerifier


def add(commands: Commands) -> None:
    command = commands.add_parser("audit", help="check the record, on a computer that is not the server")
    parts = command.add_subparsers(title="commands", metavar="COMMAND", required=True)
    verify = parts.add_parser(
        "verify", help="check a downloaded record entry by entry, and count every figure again"
    )
    verify.add_argument("record", type=Path, help="record.txt, as downloaded from the auditors' page")
    verify.add_argument("--key", required=True, help="the log's verifier key, as in the directory")
    verify.add_argument(
        "--kept",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a record, checkpoint or quarterly return kept from earlier: this record must begin with it",
    )
    verify.add_argument(
        "--against",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="figures.json, figures.csv or a quarterly return: it must say what this record gives",
    )
    verify.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from whistle.cli import figures_in_words
    from whistle.cli.comparing import MOST, read_published
    from whistle.ledger.earlier import NotTheSame
    from whistle.ledger.notes import NoteVerifier
    from whistle.ledger.record import lines_of

    verifier = NoteVerifier.parse(arguments.key)
    kept = {path: _kept(path, verifier) for path in arguments.kept}
    against = [read_published(read_bytes(path, MOST + 1), str(path), verifier) for path in arguments.against]
    try:
        with opened(arguments.record) as record:
            checked = verify(lines_of(record), verifier, tuple(kept.values()), against)
    except NotTheSame as refusal:
        where = next((path for path, each in kept.items() if each == refusal.kept), None)
        if where and (entry := _parting(arguments.record, where)):
            raise type(refusal)(refusal.kept, f"{refusal} The first entry that differs is {entry}.") from None
        raise
    print("\n".join((*checked.verdict, *figures_in_words.lines(checked.statement))))
    return 0


@dataclass(frozen=True)
class Checked:
    """A record that was found whole: what that means, in sentences, and what it gives."""

    verdict: list[str]
    statement: Statement


def verify(
    record: Iterable[bytes],
    verifier: NoteVerifier,
    kept: Sequence[Kept] = (),
    against: Sequence[Published] = (),
) -> Checked:
    """The record, from its lines, once they were found whole, a continuation of everything ``kept``, and to give
    everything in ``against``.

    Raises MalformedNote, BadSignature or BadProof.
    """
    from whistle.cli import comparing, figures_in_words
    from whistle.domain.cases import Cases
    from whistle.domain.statement import statement
    from whistle.ledger.earlier import Earlier
    from whistle.ledger.record import Reader

    earlier = Earlier([*kept, *(each.kept for each in against if each.kept)])
    reader, cases = Reader(record, verifier), Cases()
    for tick in reader:
        earlier.see(tick.checkpoint)
        for _, event in tick.events:
            cases.add(event)
    last = reader.checkpoint
    earlier.end(last)
    books = dict(_books(reader.rules))
    said = statement(cases, books, last.hour)
    for each in against:
        comparing.compare(each, said, lambda hour: statement(cases, books, hour))
    until = figures_in_words.moment(last.hour)
    verdict = [f"Whole: all {last.size} entries are as {last.origin} signed them, up to {until}."]
    verdict += [f"It begins with the {each.size} entries of {each.name}." for each in kept]
    verdict += [f"{each.name} says what this record gives." for each in against]
    return Checked(verdict, said)


def _kept(path: Path, verifier: NoteVerifier) -> Kept:
    from whistle.ledger.earlier import read_kept

    with opened(path) as file:
        try:
            return read_kept(file, str(path), verifier)
        except OSError as error:
            raise CannotStart(f"Cannot read {path} as a file that was kept: {error}.") from None
        except BadSignature:
            raise BadSignature(
                f"{path} is not signed with the key that you gave, so it proves nothing of this log."
            ) from None
        except Malformed:
            raise MalformedNote(
                f"{path} is neither a record nor a checkpoint nor a quarterly return of this log, or it was altered."
            ) from None


def _books(texts: dict[int, str]) -> Iterator[tuple[int, Rules]]:
    from whistle.domain.rules import Rules

    for version, text in texts.items():
        try:
            yield version, Rules.parse(text)
        except Malformed as error:
            raise MalformedNote(f"Version {version} of the limits cannot be read. {error}") from None


def _parting(record: Path, kept: Path) -> int | None:
    """The first entry that is not the same in two records; None where the kept file is none."""
    from whistle.ledger.earlier import parting
    from whistle.ledger.record import lines_of

    with opened(record) as mine, opened(kept) as theirs:
        return parting(lines_of(mine), lines_of(theirs))
