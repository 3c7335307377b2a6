"""An exported concern, as a folder or as the zip it came in, becomes the pages that a member reads."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from whistle.domain.errors import Malformed, MalformedFrame
from whistle.envelope.frame import build_page, paginate
from whistle.envelope.items import EpochItem, GrantItem, MessageItem, OpeningItem, ThreadHead

LARGEST = 128 * 1024
"""Bytes of one file of an export; the largest sealed message has 67,195."""
MOST = 10_000
"""Files of one export."""

_GRANT = re.compile(r"grant(?:-([1-9][0-9]{0,8}))?\.age")
_EPOCH = re.compile(r"epoch-([1-9][0-9]{0,8})\.bin")
_MESSAGE = re.compile(r"messages/([0-9]{4,9})\.bin")


def read_export(path: Path) -> dict[str, bytes]:
    """The export's files by name. Raises Malformed."""
    try:
        return _from_folder(path) if path.is_dir() else _from_zip(path)
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        raise Malformed(f"{path} is neither a folder nor a zip that can be read.") from None


def pages_of(files: dict[str, bytes], kid: bytes) -> list[bytes]:
    """The thread as the pages that the server would have given to the member ``kid``. Raises MalformedFrame."""
    try:
        head = ThreadHead.parse(files["head.bin"])
        opening = OpeningItem.parse(files["opening.bin"])
        numbered = sorted((int(match[1]), name) for name in files if (match := _MESSAGE.fullmatch(name)))
        messages = [
            MessageItem.parse(files[name] + files[name.removesuffix(".bin") + ".age"]) for _, name in numbered
        ]
    except KeyError as missing:
        raise MalformedFrame(f"The export is not whole: {missing.args[0]} is missing.") from None
    grants = [
        GrantItem(int(match[1] or 0), kid, data)
        for name, data in sorted(files.items())
        if (match := _GRANT.fullmatch(name))
    ]
    changed = sorted((int(match[1]), name) for name in files if (match := _EPOCH.fullmatch(name)))
    changes = [EpochItem.parse(files[name]) for _, name in changed]
    spread = paginate(head, [opening, *grants, *changes], messages)
    return [build_page(number, len(spread), items) for number, items in enumerate(spread)]


def _from_folder(folder: Path) -> dict[str, bytes]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    _check(len(found), max((path.stat().st_size for path in found), default=0))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _from_zip(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        found = [info for info in archive.infolist() if not info.is_dir()]
        _check(len(found), max((info.file_size for info in found), default=0))
        return {info.filename: archive.read(info) for info in found}


def _check(count: int, largest: int) -> None:
    if count > MOST or largest > LARGEST:
        raise Malformed("This is far larger than any export. It was not read.")
