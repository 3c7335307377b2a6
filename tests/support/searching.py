"""Looking for secrets where none may be: in files, in the memory of processes, in what was sent."""

from __future__ import annotations

import base64
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.support.lz4 import unpack

_PIECE = 8 << 20


def forms_of(secret: str) -> dict[str, bytes]:
    """How a text may lie about: as it is, in the two UTF-16 orders, in base64 at any of the three offsets, in a URL."""
    raw = secret.encode()
    forms = {"as it is": raw, "UTF-16LE": secret.encode("utf-16-le"), "UTF-16BE": secret.encode("utf-16-be")}
    for offset in range(3):
        # What stands before shifts the letters; the first and last group depend on it and are cut off.
        padded = base64.b64encode(b"\0" * offset + raw)
        forms[f"base64, offset {offset}"] = padded[4 : len(padded) // 4 * 4 - 4]
    forms["in a URL"] = urllib.parse.quote_plus(secret).encode()
    forms["hex"] = raw.hex().encode()
    return forms


def found_in(data: bytes, wanted: Mapping[str, bytes]) -> list[str]:
    """Which of the named byte strings occur."""
    return [name for name, needle in wanted.items() if needle in data]


def found_in_files(folder: Path, wanted: Mapping[str, bytes]) -> list[str]:
    """The files below ``folder`` in which one of them occurs, and which; also in what Firefox compressed."""
    hits = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            found = sorted({*found_in(data, wanted), *found_in(unpack(data), wanted)})
            hits += [f"{path.relative_to(folder)}: {name}" for name in found]
    return hits


def found_in_memory(pids: Iterable[int], wanted: Mapping[str, bytes]) -> list[str]:
    """The processes in whose readable memory one of them occurs, and which."""
    longest = max(map(len, wanted.values()))
    hits = set()
    for pid in pids:
        for piece in _memory(pid, longest):
            hits |= {f"process {pid}: {name}" for name in found_in(piece, wanted)}
    return sorted(hits)


def _memory(pid: int, overlap: int) -> Iterator[bytes]:
    process = Path(f"/proc/{pid}")
    with (process / "maps").open() as maps, (process / "mem").open("rb", 0) as memory:
        for line in maps:
            (
                span,
                access,
                *_,
            ) = line.split()
            if not access.startswith("r") or "[v" in line:
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            for at in range(start, end, _PIECE):
                memory.seek(at)
                try:
                    yield memory.read(min(_PIECE + overlap, end - at))
                except OSError:
                    break
