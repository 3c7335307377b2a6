"""Members of a JSON object, read strictly: each of these raises one of ``WRONG`` for a value of another kind."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
DEEPEST = 4
SAFEST = 2**53 - 1
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_BRACKET = re.compile(r"[\[\]{}]")
WRONG = (AttributeError, KeyError, TypeError, ValueError)
"""What reading a member of the wrong kind, or one that is not there, may raise."""


def parse(source: str) -> dict[str, Any]:
    return _object(_load(source))


def parse_bounded(source: str) -> dict[str, Any]:
    """An object that every reader of JSON reads alike: at most ``DEEPEST`` levels, and no number but safe integers."""
    value = _load(source)
    depth = 0
    # The text is counted, not the value: of a name that is repeated, the value has only the last.
    for mark in _BRACKET.findall(_STRING.sub("", source)):
        depth += 1 if mark in "[{" else -1
        if depth > DEEPEST:
            raise ValueError("too deep")
    _check_numbers(value)
    return _object(value)


def _load(source: str) -> Any:
    try:
        return json.loads(source, parse_constant=_refuse, parse_int=_whole)
    except RecursionError:
        raise ValueError("too deep") from None


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


def _whole(digits: str) -> int | float:
    """Python alone has a limit to the digits of an integer, where others read infinity."""
    return int(digits) if len(digits) < 20 else float(digits)


def _check_numbers(value: Any) -> None:
    if isinstance(value, int | float) and not (abs(value) <= SAFEST and value == int(value)):
        raise ValueError("not a safe integer")
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check_numbers(part)


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


def line(value: Any, longest: int) -> str:
    """1 to ``longest`` characters that can be seen, with single spaces between words.

    Nothing that is not seen: a sign that turns the direction of letters could make one line look like another.
    """
    words = text(value)
    if not 1 <= len(words) <= longest or not words.isprintable() or words != " ".join(words.split()):
        raise ValueError("not a line that can be seen")
    return words


def number(value: Any, most: int) -> int:
    if type(value) is not int or not 1 <= value <= most:
        raise ValueError("not a number that may stand here")
    return value


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
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
