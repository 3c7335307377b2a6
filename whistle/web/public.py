"""What anyone may fetch and nobody changes: the pages, the static files, what outsiders check them by."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, request

from whistle.domain.errors import NotFound
from whistle.services import history, service_info
from whistle.web import serving
from whistle.web.held import CONTENT_TYPES, Held, Holding
from whistle.web.pages import Pages

WELL_KNOWN = "/.well-known/whistle/"
_TEXT = CONTENT_TYPES[".txt"]


def install(app: Flask, pages: Pages, *, directory: Path, authority: Path) -> None:
    """Add the addresses to ``app``. The directory is read at the start, by everything that checks it."""
    fixed: dict[str, Holding] = {
        **pages.public,
        WELL_KNOWN + "manifest.json": pages.manifest,
        WELL_KNOWN + "directory.json": Held(directory.read_bytes(), CONTENT_TYPES[".json"]),
        WELL_KNOWN + "authority.pub": Held(authority.read_bytes(), _TEXT),
        # Where browsers look by themselves. There is none: an icon would be kept on disk beside the address, and a
        # browser that was told so does not ask again on the next page.
        "/favicon.ico": Held(b"", _TEXT, 404),
    }
    for path, held in fixed.items():
        # The same page with and without the slash at its end: a redirect would repeat the name the visitor used for us.
        app.add_url_rule(path, f"held {path}", _serves(held), strict_slashes=False)
    app.add_url_rule("/static/<name>", "static", static)
    app.add_url_rule(WELL_KNOWN + "checkpoint", "checkpoint", checkpoint)
    app.add_url_rule(WELL_KNOWN + "checkpoint/<int:size>", "checkpoint of a size", checkpoint_of)
    app.add_url_rule("/healthz", "healthz", healthz)


def _serves(held: Holding) -> Callable[[], Response]:
    return lambda: held.answer(request)


def static(name: str) -> Response:
    """A file of ``whistle/static``, from memory: no other path can be reached."""
    held = serving.pages().files.get(name)
    if held is None:
        raise NotFound
    return held.answer(request)


def checkpoint() -> Response:
    """The newest signed head of the log."""
    return Response(service_info.checkpoint(serving.house()), content_type=_TEXT)


def checkpoint_of(size: int) -> Response:
    """The signed head of the log as it was at this size."""
    return Response(history.checkpoint(serving.house(), size), content_type=_TEXT)


def healthz() -> Response:
    """Whether the service can take a concern; why not is for the log of the machine, not for strangers."""
    ready = service_info.ready(serving.house())
    return Response("ready\n" if ready else "not ready\n", status=200 if ready else 503, content_type=_TEXT)
