"""A tree of dataclasses as one line of JSON, and back: values in the order of their fields, no names.

For what this service writes for itself and reads again. The types say what is expected where, so that what comes out is
made of the same classes that went in.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from whistle.domain.errors import Malformed

T = TypeVar("T")
_Read = Callable[[Any], Any]


def pack(value: object) -> str:
    """The line of a dataclass whose fields are dataclasses, tuples, numbers, texts or None."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def unpack(line: str, kind: type[T]) -> T:
    """The dataclass that ``pack`` was given. Raises Malformed."""
    whole: Any = kind
    try:
        found: T = _reader(whole)(json.loads(line))
    except (ValueError, TypeError, KeyError):
        raise Malformed("What was kept cannot be read.") from None
    return found


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


@cache
def _reader(kind: Any) -> _Read:
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return _of_class(kind, [_reader(hints[field.name]) for field in fields(kind)])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if get_origin(kind) is tuple:
        each = _reader(get_args(kind)[0])
        return lambda values: tuple(map(each, values))
    if get_origin(kind) in {Union, types.UnionType}:
        (some,) = (_reader(one) for one in get_args(kind) if one is not types.NoneType)
        return lambda value: None if value is None else some(value)
    return lambda value: value


def _of_class(kind: type[Any], readers: list[_Read]) -> _Read:
    return lambda values: kind(*(read(value) for read, value in zip(readers, values, strict=True)))
