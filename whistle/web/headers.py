"""The headers of every answer: one constant list, with no exception for any page.

Nothing here varies with the visitor, and nothing lets a browser keep or recognise a copy: no ETag, no
Last-Modified, and ``no-store`` on scripts too, so that a work computer's cache does not tell who came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# `whistle` makes the two Worker addresses, `lit-html` is the desk's rendering library; there may be no other.
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

CONSTANT = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Origin-Agent-Cluster", "?1"),
    ("Permissions-Policy", ", ".join(f"{feature}=()" for feature in _DENIED)),
    ("X-DNS-Prefetch-Control", "off"),
    ("Cache-Control", "no-store"),
)

# Two years, as browsers' preload lists ask. Only over https: over plain http browsers ignore it.
STRICT_TRANSPORT_SECURITY = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")


def install(app: Flask, *, https: bool) -> None:
    """Put the constant headers on every answer of ``app``: outside Flask, so that no failure inside goes without."""
    constant = list(CONSTANT)
    if https:
        constant.append(STRICT_TRANSPORT_SECURITY)
    inner = app.wsgi_app

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *failure: Any) -> Callable[[bytes], object]:
            return start_response(status, headers + constant, *failure)

        return inner(environ, start)

    app.wsgi_app = answer  # type: ignore[method-assign]
