"""Answers that are made once at the start and held in memory: the same bytes for every visitor."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterable
from contextvars import Context
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Thread
from typing import Protocol

from flask import Request, Response

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


def _brotli(body: bytes) -> bytes:
    import brotli

    return bytes(brotli.compress(body, quality=11))


def _gzip(body: bytes) -> bytes:
    # mtime=0: the time of the start has no business in an answer.
    return gzip.compress(body, compresslevel=9, mtime=0)


# Best first. Both give the same bytes for the same body, so it does not matter when they run.
_FORMS: dict[str, Callable[[bytes], bytes]] = {"br": _brotli, "gzip": _gzip}


class Holding(Protocol):
    """An answer that is the same for everyone."""

    @property
    def digest(self) -> str:
        """SHA-256 of the unencoded bytes, as the manifest lists it."""
        ...

    def answer(self, request: Request) -> Response:
        """A fresh response."""
        ...


@dataclass(frozen=True)
class Held:
    """One answer: its bytes as they are, and smaller forms of them, each made when first asked for."""

    body: bytes
    content_type: str
    status: int = 200
    _made: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the unencoded bytes, as the manifest lists it."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def compressible(self) -> bool:
        """Whether there are smaller forms."""
        return self.content_type not in _COMPRESSED_ALREADY and len(self.body) >= _WORTH_COMPRESSING

    def form(self, encoding: str) -> bytes:
        """The bytes in that encoding. Two threads may both make it: they make the same."""
        if encoding not in self._made:
            self._made[encoding] = _FORMS[encoding](self.body)
        return self._made[encoding]

    def answer(self, request: Request) -> Response:
        """A fresh response. Only ``Accept-Encoding`` decides anything: the form of the same bytes."""
        if not self.compressible:
            return Response(self.body, status=self.status, content_type=self.content_type)
        encoding = _chosen(request)
        response = Response(
            self.form(encoding) if encoding else self.body, status=self.status, content_type=self.content_type
        )
        if encoding:
            response.headers["Content-Encoding"] = encoding
        response.headers["Vary"] = "Accept-Encoding"
        return response


class Later:
    """What few ask for: made when somebody first does, out of reach of who that is, and held from then on."""

    def __init__(self, make: Callable[[], Held]) -> None:
        self._make = make

    @cached_property
    def held(self) -> Held:
        """The answer. In an empty context there is no request, so that the bytes cannot depend on one."""
        return Context().run(self._make)

    @property
    def digest(self) -> str:
        return self.held.digest

    def answer(self, request: Request) -> Response:
        return self.held.answer(request)


def _chosen(request: Request) -> str | None:
    # A bare `*` does not count: only what the browser names is sure to be understood.
    named = {token.lower() for token, quality in request.accept_encodings if quality > 0}
    return next((encoding for encoding in _FORMS if encoding in named), None)


def hold_folder(folder: Path) -> dict[str, Held]:
    """Hold every file of ``folder`` that is of a known kind, under its name."""
    return {
        path.name: Held(path.read_bytes(), CONTENT_TYPES[path.suffix])
        for path in sorted(folder.iterdir())
        if path.suffix in CONTENT_TYPES and path.is_file()
    }


def compress_in_background(all_held: Iterable[Held]) -> Thread:
    """Make every form ahead of the first visitor who needs it, without making the start wait for half a second."""
    waiting = [held for held in all_held if held.compressible]

    def make() -> None:
        for held in waiting:
            for encoding in _FORMS:
                held.form(encoding)

    thread = Thread(target=make, name="compress", daemon=True)
    thread.start()
    return thread
