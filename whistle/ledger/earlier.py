"""What an auditor kept from earlier, held against a record: the record must begin with it.

Whoever has the log's key can sign all of the log anew, and such a record hangs together. Only what somebody else kept
of the old one gives it away: a record, a checkpoint or a quarterly return. None of them can be signed away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import SEEK_END
from itertools import zip_longest
from typing import BinaryIO

from whistle.domain.errors import BadProof, MalformedNote
from whistle.ledger import quarterly, record
from whistle.ledger.checkpoint import Checkpoint, read_checkpoint
from whistle.ledger.notes import MAX_LENGTH, NoteVerifier
from whistle.ledger.quarterly import read_return

KEEP = (
    "Keep both files: both are signed with the service's key, so together they prove it. Show them to whoever oversees "
    "the service."
)


@dataclass(frozen=True)
class Kept:
    """What a kept file proves: that the log of this size had this root. ``name`` is what the person calls the file.

    ``hour`` is that of the tick, where the file says it.
    """

    name: str
    size: int
    root: bytes
    hour: int | None


class NotTheSame(BadProof):
    """A record does not begin with what was kept of an earlier one, or does not reach as far."""

    def __init__(self, kept: Kept, words: str) -> None:
        super().__init__(words)
        self.kept = kept


def forked(kept: Kept, first: int, last: int) -> NotTheSame:
    """The record and what was kept part: the first entry that differs is one of ``first`` to ``last``."""
    where = f"at one of the entries {first} to {last}" if last > first else f"at entry {first}"
    return NotTheSame(
        kept, f"Forked: this record and {kept.name} part {where}. The service has told two stories. {KEEP}"
    )


class Earlier:
    """Holds everything that was kept against a record's checkpoints, one after the other."""

    def __init__(self, kept: Iterable[Kept]) -> None:
        self._waiting = sorted(kept, key=lambda each: each.size)
        self._agreed = 0
        """The size up to which the record is that of something kept."""

    def see(self, checkpoint: Checkpoint) -> None:
        """The record's next checkpoint. Raises NotTheSame where the record is not the one that was kept."""
        while self._waiting and self._waiting[0].size <= checkpoint.size:
            kept = self._waiting.pop(0)
            if kept.size and (kept.size, kept.root) != (checkpoint.size, checkpoint.root):
                raise forked(kept, self._agreed + 1, kept.size)
            if kept.size and kept.hour not in (None, checkpoint.hour):
                raise NotTheSame(
                    kept,
                    f"The checkpoint after entry {kept.size} was signed twice, with another hour: in {kept.name} it is "
                    f"of hour {kept.hour}, in this record of hour {checkpoint.hour}. {KEEP}",
                )
            self._agreed = kept.size

    def end(self, checkpoint: Checkpoint) -> None:
        """The record's last checkpoint. Raises NotTheSame where the record is cut short."""
        if self._waiting:
            kept = self._waiting[-1]
            raise NotTheSame(
                kept,
                f"Cut short: this record ends with entry {checkpoint.size}, and {kept.name} was signed over "
                f"{kept.size}. Entries {checkpoint.size + 1} to {kept.size} are missing. If you gave an old record, "
                f"download it anew. If not: {KEEP[:1].lower()}{KEEP[1:]}",
            )


def read_kept(file: BinaryIO, name: str, verifier: NoteVerifier) -> Kept:
    """What a record, a checkpoint or a quarterly return proves. Raises MalformedNote or BadSignature.

    Of a record only its last checkpoint is looked at: what stands above it can be checked by itself.
    """
    first = file.readline(record.LONGEST_LINE)
    is_record = first == f"{record.HEADER}\n".encode()
    note = _last_note(file) if is_record else first + file.read(MAX_LENGTH)
    if first == f"{quarterly.HEADER}\n".encode():
        said = read_return(note, verifier.name, verifier)
        return Kept(name, said.size, said.root, None)
    checkpoint = read_checkpoint(note, verifier.name, verifier)
    return Kept(name, checkpoint.size, checkpoint.root, checkpoint.hour)


def parting(one: Iterable[bytes], other: Iterable[bytes]) -> int | None:
    """The number of the first entry that is not the same in both records, by their lines; None where one begins with
    the other.
    """
    pairs = zip_longest(_tree_hashes(one), _tree_hashes(other))
    return next(
        (entry for entry, (mine, kept) in enumerate(pairs, 1) if mine and kept and mine != kept), None
    )


def _last_note(file: BinaryIO) -> bytes:
    """The checkpoint at the end of a record: the two last parts that have an empty line before them."""
    file.seek(0, SEEK_END)
    file.seek(max(0, file.tell() - MAX_LENGTH))
    parts: Sequence[bytes] = file.read().rsplit(b"\n\n", 2)
    if len(parts) < 3:
        raise MalformedNote(f"The record that you kept has no checkpoint at its end. {record.CUT}")
    return b"\n\n".join(parts[1:])


def _tree_hashes(lines: Iterable[bytes]) -> Iterator[bytes]:
    return filter(None, map(record.tree_hash_of, lines))
