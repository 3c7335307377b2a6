"""What can be said of an export before anything in it is opened: whether it is whole, and whose word it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from whistle.domain.errors import BadSignature, WhistleError
from whistle.envelope.directory import Directory, parse_authority
from whistle.ledger.checkpoint import read_checkpoint
from whistle.ledger.notes import NoteVerifier

SUMS = "SHA256SUMS"
_SUM = re.compile(r"([0-9a-f]{64}) [ *]([A-Za-z0-9./-]{1,60})")
_NAMED = 5
"""Files named one by one where the sums do not fit; of more, only how many."""


@dataclass(frozen=True)
class Checked:
    """Lines for the person, each a word and what it is; and what does not hold."""

    lines: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...] = ()

    def __add__(self, other: Checked) -> Checked:
        return Checked(self.lines + other.lines, self.warnings + other.warnings)


def enclosed_directory(files: Mapping[str, bytes]) -> Directory:
    """The directory that came with the export. It is only as good as ``authority``, which somebody has to compare."""
    try:
        return Directory.parse(files["directory.json"], parse_authority(files["authority.pub"].decode()))
    except (KeyError, UnicodeDecodeError):
        raise BadSignature(
            "No directory came with this export. Give the folder of yours: --directory."
        ) from None


def check_fingerprint(directory: Directory, given: str) -> None:
    """Raises BadSignature unless ``given`` is the service's fingerprint, however it is spaced."""
    if re.sub(r"[\s:-]", "", given).lower() != directory.authority.hex()[:32]:
        raise BadSignature(
            "The directory is not that of the service with this fingerprint. Nothing of the export can be trusted."
        )


def check(files: Mapping[str, bytes], directory: Directory) -> Checked:
    """The sums and the record's checkpoint."""
    return _sums(files) + _record(files, directory)


def _sums(files: Mapping[str, bytes]) -> Checked:
    text = files.get(SUMS)
    if text is None:
        return Checked(
            (), (f"There is no list of the files ({SUMS}), so one that was lost is not always missed.",)
        )
    try:
        lines = [_SUM.fullmatch(line) for line in text.decode().splitlines()]
    except UnicodeDecodeError:
        lines = [None]
    listed = {match[2]: match[1] for match in lines if match}
    if len(listed) < len(lines):
        return Checked((), (f"The list of the files ({SUMS}) is not one.",))
    there = {name: sha256(data).hexdigest() for name, data in files.items() if name != SUMS}
    wrong = list(_named(there, listed))
    if not wrong:
        mark = ("", sha256(text).hexdigest())
        return Checked(
            (("Files", f"{len(listed)}, all as they were exported. {SUMS} itself has the SHA-256"), mark)
        )
    more = [f"{len(wrong) - _NAMED} more files are not as they were exported."] if len(wrong) > _NAMED else []
    return Checked((), (*wrong[:_NAMED], *more))


def _named(there: Mapping[str, str], listed: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(there.keys() | listed.keys()):
        if name not in there:
            yield f"{name} was exported, and is missing."
        elif name not in listed:
            yield f"{name} is not on the list of what was exported."
        elif there[name] != listed[name]:
            yield f"{name} is not as it was exported."


def _record(files: Mapping[str, bytes], directory: Directory) -> Checked:
    note = files.get("checkpoint.txt")
    if note is None:
        return Checked((("Record", "had no entries yet"),))
    try:
        checkpoint = read_checkpoint(note, directory.origin, NoteVerifier.parse(directory.log.text))
    except WhistleError:
        return Checked((), ("The record's checkpoint is not signed with the log's key.",))
    root = checkpoint.root.hex()
    return Checked((("Record", f"{checkpoint.size} entries by then, root {root[:16]}…, signed"),))
