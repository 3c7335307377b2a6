"""Where everything stands on the sheet: A4, in millimetres from its upper left corner, text by its baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import segno

from whistle.cli.poster.type import Face, even, largest, lines, width
from whistle.cli.poster.words import LANGUAGES, Words

PAGE = (210.0, 297.0)
GREEN, INK, WHITE, RED, RULE = "#1d4d45", "#0b0c0c", "#ffffff", "#a2231d", "#8a8a8a"

_LEFT, _RIGHT = 12.0, 198.0
_ROOM = _RIGHT - _LEFT
_CODE, _CODE_TOP = 68.0, 122.0
_STRIPS, _STRIPS_TOP = 9, 244.0
_LONGEST_ON_ONE_LINE = 40
"""Characters; an onion address is longer, and is broken inside."""


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Dashes:
    """A line to cut along."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Line:
    """A line of text that begins at ``x``; it runs upwards where ``up``."""

    x: float
    y: float
    words: str
    face: Face
    size: float
    colour: str = INK
    up: bool = False


Shape = Box | Dashes | Line


@dataclass(frozen=True)
class Sheet:
    """``address`` is what the code holds."""

    language: str
    title: str
    address: str
    shapes: tuple[Shape, ...]


def make(language: str, address: str, fingerprint: str, run_by: str) -> Sheet:
    """The sheet for a service at ``address``, a URL without a path."""
    words = LANGUAGES[language]
    target = address + words.path
    shown = target.removeprefix("https://").rstrip("/")
    shapes = (
        *_banner(words),
        *_address(shown),
        *_code(target),
        *_advice(words),
        *_small_print(words, fingerprint, run_by),
        *_strips(words, shown),
    )
    return Sheet(language, f"{words.question} {words.answer}", target, shapes)


def _banner(words: Words) -> Iterator[Shape]:
    yield Box(_LEFT, 12, _ROOM, 82, GREEN)
    left, room = _LEFT + 9, _ROOM - 18
    size = largest(words.question, Face.BOLD, room, 2, at_most=27)
    question = lines(words.question, Face.BOLD, size, room)
    # One line stands in the middle of the place of two.
    top = 39.5 + (2 - len(question)) * 13
    for row, line in enumerate(question):
        yield Line(left, top + row * size * 1.06, line, Face.BOLD, size, WHITE)
    yield Line(left, 86, words.answer, Face.BOLD, largest(words.answer, Face.BOLD, room, 1, 10.5), WHITE)


def _address(shown: str) -> Iterator[Shape]:
    long = len(shown) > _LONGEST_ON_ONE_LINE
    size = largest(shown, Face.BOLD, _ROOM, 3 if long else 1, at_most=8 if long else 13)
    broken = lines(shown, Face.BOLD, size, _ROOM)
    # What is above a code and below it must keep away by four modules.
    first = 108 if len(broken) == 1 else 103
    for row, line in enumerate(broken):
        yield Line(_LEFT, first + row * size * 1.1, line, Face.BOLD, size, GREEN)


def _code(target: str) -> Iterator[Shape]:
    """The QR code; each run of dark modules in a row is one box."""
    code = segno.make(target, error="q", micro=False)
    module = _CODE / len(code.matrix)
    for row, modules in enumerate(code.matrix):
        start = None
        for column, dark in enumerate([*modules, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                yield Box(
                    _LEFT + start * module, _CODE_TOP + row * module, (column - start) * module, module, INK
                )
                start = None


def _advice(words: Words) -> Iterator[Shape]:
    left = _LEFT + _CODE + 11
    room = _RIGHT - left
    size = largest(words.device, Face.BOLD, room, 2, at_most=10)
    y = _CODE_TOP + 7
    for line in lines(words.device, Face.BOLD, size, room):
        yield Line(left, y, line, Face.BOLD, size)
        y += size * 1.12
    y += 3
    for advice in words.advice:
        for line in even(advice, Face.REGULAR, 5.4, room):
            yield Line(left, y, line, Face.REGULAR, 5.4)
            y += 6.6
        y += 2.2


def _small_print(words: Words, fingerprint: str, run_by: str) -> Iterator[Shape]:
    yield Line(_LEFT, 206, words.danger, Face.BOLD, 6.6, RED)
    y = 214.0
    for line in even(words.limits, Face.REGULAR, 4.2, _ROOM):
        yield Line(_LEFT, y, line, Face.REGULAR, 4.2)
        y += 5.4
    y += 1.8
    for line in even(words.check, Face.REGULAR, 3.8, _ROOM):
        yield Line(_LEFT, y, line, Face.REGULAR, 3.8)
        y += 4.8
    yield Line(_LEFT, y + 1.6, fingerprint, Face.FIXED, 5.2)
    by = words.run_by.format(name=run_by)
    size = largest(by, Face.REGULAR, 60, 1, at_most=4.2)
    yield Line(_RIGHT - width(by, Face.REGULAR, size), y + 1.6, by, Face.REGULAR, size)


def _strips(words: Words, shown: str) -> Iterator[Shape]:
    """To tear off; along the lower edge, the text running upwards so that a strip is narrow."""
    end = PAGE[1]
    room = end - _STRIPS_TOP - 10
    rows = 1 if len(shown) <= _LONGEST_ON_ONE_LINE else 3
    size = largest(shown, Face.BOLD, room, rows, at_most=5)
    broken = lines(shown, Face.BOLD, size, room)
    small = largest(words.device, Face.REGULAR, room, 1, at_most=3)
    each = _ROOM / _STRIPS
    yield Dashes(_LEFT, _STRIPS_TOP, _RIGHT, _STRIPS_TOP)
    for number in range(_STRIPS + 1):
        yield Dashes(_LEFT + number * each, _STRIPS_TOP, _LEFT + number * each, end)
    block = len(broken) * size * 1.15 + small * 1.5
    for number in range(_STRIPS):
        x = _LEFT + number * each + (each - block) / 2 + size * 0.85
        for line in broken:
            yield Line(x, end - 6, line, Face.BOLD, size, GREEN, up=True)
            x += size * 1.15
        yield Line(x + small * 0.6, end - 6, words.device, Face.REGULAR, small, up=True)
