"""The web server's log: what it says of its processes, and nothing of any request.

gunicorn's own logger writes an address into "Invalid request from ip=…", a path into "Error handling request …".
"""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

# The beginnings of the messages that speak of processes and not of requests.
ABOUT_PROCESSES = (
    "Starting gunicorn",
    "Listening at",
    "Using worker",
    "Booting worker",
    "Worker exiting",
    "Worker (pid:",
    "WORKER TIMEOUT",
    "Handling signal",
    "Shutting down",
    "Hang up",
    "Quick shutdown",
    "No keepalived connections",
)
WITHHELD = "The server reported something about a request, which is not written down."


class ServerLog(Logger):  # type: ignore[misc]
    """gunicorn's logger through an allow-list; pass its name as ``logger_class``."""

    def access(self, *_args: Any, **_kwargs: Any) -> None:
        """Never."""

    def critical(self, msg: object, *args: Any, **_kwargs: Any) -> None:
        self._write("critical", msg, args)

    def error(self, msg: object, *args: Any, **_kwargs: Any) -> None:
        self._write("error", msg, args)

    def exception(self, msg: object, *args: Any, **_kwargs: Any) -> None:
        self._write("error", msg, args)

    def warning(self, msg: object, *args: Any, **_kwargs: Any) -> None:
        self._write("warning", msg, args)

    def info(self, msg: object, *args: Any, **_kwargs: Any) -> None:
        if about_processes(msg):
            self._write("info", msg, args)

    def debug(self, *_args: Any, **_kwargs: Any) -> None:
        """Never: most of it describes connections."""

    def log(self, _level: object, msg: object, *args: Any, **_kwargs: Any) -> None:
        self.info(msg, *args)

    def _write(self, level: str, msg: object, args: tuple[Any, ...]) -> None:
        if about_processes(msg):
            getattr(self.error_log, level)(msg, *args)
        else:
            getattr(self.error_log, level)(WITHHELD)


def about_processes(message: object) -> bool:
    """Whether a message, before its arguments are filled in, is one that cannot describe a visitor."""
    return isinstance(message, str) and message.startswith(ABOUT_PROCESSES)
