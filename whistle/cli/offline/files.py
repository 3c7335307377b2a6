"""The files of an export, from a folder or from the zip it came in. They may have come from anybody.

Nothing is ever unpacked here. A zip that would write outside its folder is refused all the same: whoever is told that
it is sound unpacks it next.
"""

from __future__ import annotations

import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from whistle.domain.errors import Malformed

LARGEST = 1_000_000
"""Bytes of one file of an export; the largest sealed message has 67,195, a directory at most these."""
MOST = 12_000
"""Files of one export: 4,000 messages and 500 notes, each with what was signed of it and a grant, and a few more."""
LARGEST_EXPORT = 400_000_000
"""Bytes of all of them."""

_NAMES = re.compile(
    r"README\.txt|SHA256SUMS|directory\.json|authority\.pub|checkpoint\.txt|(?:head|opening)\.bin"
    r"|grant(?:-[1-9][0-9]{0,8})?\.age|epoch-[1-9][0-9]{0,8}\.bin"
    r"|(?:messages|journal)/[0-9]{4,9}\.(?:bin|age)|journal/grant-[0-9]{4,9}\.age"
)
_FOLDERS = ("", "messages", "journal")
_TOO_LARGE = "This is far larger than any export. It was not read."
_BROKEN = (
    OSError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, NotImplementedError, ValueError,
)  # fmt: skip

Found = tuple[str, Callable[[], IO[bytes]]]


def read_export(path: Path) -> dict[str, bytes]:
    """The export's files by name; whatever else lies among them is not looked at. Raises Malformed."""
    try:
        if path.is_dir():
            return _read(_in_folder(path))
        with zipfile.ZipFile(path) as archive:
            return _read(_in_zip(archive))
    except _BROKEN:
        raise Malformed(f"{path} is neither a folder nor a zip that can be read.") from None


def _read(found: Iterator[Found]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    room = LARGEST_EXPORT
    for name, opened in found:
        with opened() as file:  # what a zip says of a file's size may be a lie: no more than this is unpacked
            data = file.read(LARGEST + 1)
        room -= len(data)
        if len(data) > LARGEST or room < 0 or len(files) == MOST:
            raise Malformed(_TOO_LARGE)
        files[name] = data
    return files


def _in_folder(folder: Path) -> Iterator[Found]:
    for place in _FOLDERS:
        here = folder / place
        if place and here.is_symlink():
            raise Malformed(f"{place} is a link to another place. It was not followed.")
        for path in here.iterdir() if here.is_dir() else ():
            name = path.relative_to(folder).as_posix()
            if not _NAMES.fullmatch(name):
                continue
            if path.is_symlink() or not path.is_file():
                raise Malformed(f"{name} is a link to another place, or no file. It was not read.")
            yield name, partial(_binary, path)


def _binary(path: Path) -> IO[bytes]:
    return path.open("rb")


def _in_zip(archive: zipfile.ZipFile) -> Iterator[Found]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len({info.filename for info in infos}) < len(infos):
        raise Malformed(
            "This zip holds two files of one name, of which each program takes another. Do not unpack it."
        )
    if any(_leads_away(info) for info in archive.infolist()):
        raise Malformed("This zip holds a file that would be written outside its folder. Do not unpack it.")
    for info in infos:
        if _NAMES.fullmatch(info.filename):
            yield info.filename, partial(archive.open, info)


def _leads_away(info: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(info.filename)
    odd = "\\" in info.filename or ":" in info.filename
    return odd or name.is_absolute() or ".." in name.parts or stat.S_ISLNK(info.external_attr >> 16)
