"""Logging from an allow-list: what must never leak is never written.

A line holds the event, its level and, for a failure, the kind of error and the places in the code it came
through. No message of an error (it may quote what was sent), no local variable; of a request no address, path,
header or body.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

ALLOWED = frozenset({"event", "level", "kind", "where", "mode", "directory_version", "cases"})


def only_allowed(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not on the list."""
    return {name: value for name, value in event.items() if name in ALLOWED}


def install() -> None:
    """Silence everything that would log a request."""
    for name in ("werkzeug", "gunicorn.access", "sqlalchemy", "alembic", "flask.app", "whistle.app"):
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False


def note(event: str, **fields: object) -> None:
    """Log one event of the service itself."""
    _logger().info(event, **fields)


def unexpected(error: BaseException) -> None:
    """Log that something unforeseen happened: its kind and its way through the code, not its content."""
    where = " < ".join(
        f"{_short(frame.filename)}:{frame.lineno}"
        for frame in reversed(traceback.extract_tb(error.__traceback__)[-8:])
    )
    _logger().error("unexpected", kind=type(error).__qualname__, where=where)


def _logger() -> Any:
    # Imported when there is something to say: it would be a tenth of a cold start, and most runs say nothing.
    import structlog

    renderer = structlog.processors.LogfmtRenderer(key_order=["level", "event"])
    return structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[structlog.processors.add_log_level, only_allowed, renderer],
    )


def _short(filename: str) -> str:
    """The path inside the package: where the code is installed is nobody's business either."""
    for anchor in ("/whistle/", "/site-packages/"):
        _, found, rest = filename.rpartition(anchor)
        if found:
            return (anchor[1:] if anchor == "/whistle/" else "") + rest
    return filename.rpartition("/")[2]
