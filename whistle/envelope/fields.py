"""Members of a JSON object, read strictly: each of these raises one of ``WRONG`` for a value of another kind."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
WRONG = (AttributeError, KeyError, TypeError, ValueError)
"""What reading a member of the wrong kind, or one that is not there, may raise."""


def parse(source: str) -> dict[str, Any]:
    try:
        value = json.loads(source, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


def _refuse(name: str) -> None:
    """NaN and the infinities, which Python reads and JSON does not have."""
    raise ValueError(name)


def list_of(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def each(value: Any, read: Callable[[Any], T]) -> tuple[T, ...]:
    return tuple(read(entry) for entry in list_of(value))


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    value.encode("utf-8")  # half a surrogate pair is not text either
    return value


def number(value: Any, most: int) -> int:
    if type(value) is not int or not 1 <= value <= most:
        raise ValueError("not a number that may stand here")
    return value


def date(value: Any) -> dt.date:
    day = dt.date.fromisoformat(text(value))
    if day.isoformat() != value:  # fromisoformat takes weeks too
        raise ValueError("not a date")
    return day


def hex_of(value: Any, length: int) -> bytes:
    """Lower-case hex and nothing else: ``fromhex`` alone would pass over spaces."""
    data = bytes.fromhex(text(value))
    if len(data) != length or data.hex() != value:
        raise ValueError("not hex of the right length")
    return data
