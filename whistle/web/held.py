"""Answers that are made once at the start and held in memory: the same bytes for every visitor."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import brotli
from flask import Request, Response

# Quality 9 loses about 3 % to 11 and takes a tenth of the time, which a cold start pays for every page.
_BROTLI_QUALITY = 9

# Below this the headers weigh more than what compression saves.
_WORTH_COMPRESSING = 256

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
_COMPRESSED_ALREADY = {"image/png", "image/x-icon", "font/woff2"}


@dataclass(frozen=True)
class Held:
    """One answer: its bytes as they are, and the smaller forms, best first."""

    body: bytes
    content_type: str
    status: int = 200
    encoded: tuple[tuple[str, bytes], ...] = field(default=())

    @property
    def digest(self) -> str:
        """SHA-256 of the unencoded bytes, as the manifest lists it."""
        return hashlib.sha256(self.body).hexdigest()

    def answer(self, request: Request) -> Response:
        """A fresh response. Only ``Accept-Encoding`` decides anything: the form of the same bytes."""
        body, encoding = self.body, None
        if self.encoded:
            accepted = request.accept_encodings
            for name, smaller in self.encoded:
                # A bare `*` does not count: only what the browser names is sure to be understood.
                if any(token.lower() == name and quality > 0 for token, quality in accepted):
                    body, encoding = smaller, name
                    break
        response = Response(body, status=self.status, content_type=self.content_type)
        if encoding:
            response.headers["Content-Encoding"] = encoding
        if self.encoded:
            response.headers["Vary"] = "Accept-Encoding"
        return response


def hold(body: bytes, content_type: str, *, status: int = 200, brotlied: bytes | None = None) -> Held:
    """Hold ``body`` and its compressed forms; ``brotlied`` is one made earlier, and is used if it fits."""
    if content_type in _COMPRESSED_ALREADY or len(body) < _WORTH_COMPRESSING:
        return Held(body, content_type, status)
    if brotlied is None or not _is_brotli_of(brotlied, body):
        mode = brotli.MODE_TEXT if content_type.startswith("text/") else brotli.MODE_GENERIC
        brotlied = brotli.compress(body, mode=mode, quality=_BROTLI_QUALITY)
    # mtime=0: the time of the start has no business in an answer.
    gzipped = gzip.compress(body, compresslevel=6, mtime=0)
    return Held(body, content_type, status, (("br", brotlied), ("gzip", gzipped)))


def hold_folder(folder: Path) -> dict[str, Held]:
    """Hold every file of ``folder`` under its name; ``x.br`` is a form of ``x``, not a file of its own."""
    held = {}
    for path in sorted(folder.iterdir()):
        content_type = CONTENT_TYPES.get(path.suffix)
        if content_type and path.is_file():
            brotlied = path.with_name(path.name + ".br")
            held[path.name] = hold(
                path.read_bytes(),
                content_type,
                brotlied=brotlied.read_bytes() if brotlied.is_file() else None,
            )
    return held


def _is_brotli_of(compressed: bytes, body: bytes) -> bool:
    try:
        return bytes(brotli.decompress(compressed)) == body
    except brotli.error:
        return False
