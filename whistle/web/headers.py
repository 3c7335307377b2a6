"""The headers of every answer: one constant list for each kind of answer, with no exception for any page.

Nothing here varies with the visitor, and nothing lets a browser keep or recognise a copy: no ETag, no
Last-Modified, and ``no-store`` on scripts too, so that a work computer's cache does not tell who came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# `whistle` makes the Workers' addresses, `lit-html` is the desk's rendering library; there may be no other.
TRUSTED_TYPES = ("whistle", "lit-html")

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        f"trusted-types {' '.join(TRUSTED_TYPES)}",
    )
)

_DENIED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)

# Of what no script runs in and nothing is drawn by, also when it is opened in a window of its own.
NOTHING = "default-src 'none'; frame-ancestors 'none'"

EVERYWHERE = (
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)
DATA = (("Content-Security-Policy", NOTHING), *EVERYWHERE)
# A worker takes these two from its own script, and not from the page that starts it.
SCRIPT = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    *EVERYWHERE,
)
DOCUMENT = (
    *SCRIPT,
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Origin-Agent-Cluster", "?1"),
    ("Permissions-Policy", ", ".join(f"{feature}=()" for feature in _DENIED)),
    ("X-DNS-Prefetch-Control", "off"),
)

# Every other type, and an answer without one, is taken for a document: what is not known gets all of it.
_KINDS = {
    "text/javascript": SCRIPT,
    "text/css": DATA,
    "text/plain": DATA,
    "application/json": DATA,
    "application/octet-stream": DATA,
    "application/problem+json": DATA,
    "application/zip": DATA,
    "image/svg+xml": DATA,
}

# Two years, as browsers' preload lists ask. Only over https: over plain http browsers ignore it.
STRICT_TRANSPORT_SECURITY = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")


def constant(content_type: str) -> tuple[tuple[str, str], ...]:
    """The headers that go with every answer of this type."""
    return _KINDS.get(content_type.partition(";")[0].strip().lower(), DOCUMENT)


def install(app: Flask, *, https: bool) -> None:
    """Put the constant headers on every answer of ``app``: outside Flask, so that no failure inside goes without."""
    more = [STRICT_TRANSPORT_SECURITY] if https else []
    inner = app.wsgi_app

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *failure: Any) -> Callable[[bytes], object]:
            kind = next((value for name, value in headers if name.lower() == "content-type"), "")
            return start_response(status, [*headers, *constant(kind), *more], *failure)

        return inner(environ, start)

    app.wsgi_app = answer  # type: ignore[method-assign]
