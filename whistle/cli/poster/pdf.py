"""The sheet as PDF, in the faces that every reader and printer brings, so that no font is carried along.

Those faces have no ŵ or ŷ. Such a letter is its base with the accent set over it, as type was once set by hand,
and says what it is to whoever searches, copies or listens to it.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator

import pydyf

from whistle.cli.poster.sheet import PAGE, RULE, Box, Dashes, Line, Shape, Sheet
from whistle.cli.poster.type import Face, width
from whistle.domain.errors import CannotStart

_MM = 72 / 25.4
_ENCODING = "cp1252"
_NAMES = {face: f"F{number}" for number, face in enumerate(Face)}
# Combining accents, the sign of each that stands alone in the faces, and its width in thousandths.
_ACCENTS = {
    "\u0300": ("`", 333),
    "\u0301": ("´", 333),
    "\u0302": ("ˆ", 333),
    "\u0303": ("˜", 333),
    "\u0308": ("¨", 333),
}
# The accents are drawn for small letters; over a tall one they stand higher by the difference.
_HIGHER = 0.2
_TALL = "bdfhklt"


def draw(sheet: Sheet) -> bytes:
    """The bytes of the file; the same for the same sheet. Raises CannotStart for a letter that cannot be set."""
    document = pydyf.PDF()
    document.info["Title"] = pydyf.String(sheet.title)
    document.catalog["Lang"] = pydyf.String(sheet.language)
    fonts = pydyf.Dictionary()
    for face, name in _NAMES.items():
        font = {
            "Type": "/Font",
            "Subtype": "/Type1",
            "BaseFont": f"/{face.value}",
            "Encoding": "/WinAnsiEncoding",
        }
        fonts[name] = pydyf.Dictionary(font)
        document.add_object(fonts[name])
        fonts[name] = fonts[name].reference
    content = pydyf.Stream()
    # From here on in millimetres, downwards from the upper left, as the sheet is laid out.
    content.set_matrix(_MM, 0, 0, -_MM, 0, PAGE[1] * _MM)
    for shape in sheet.shapes:
        _put(content, shape)
    document.add_object(content)
    document.add_page(
        pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": document.pages.reference,
                "MediaBox": pydyf.Array([0, 0, round(PAGE[0] * _MM, 2), round(PAGE[1] * _MM, 2)]),
                "Contents": content.reference,
                "Resources": pydyf.Dictionary({"Font": fonts}),
            }
        )
    )
    output = io.BytesIO()
    document.write(output)
    return output.getvalue()


def _put(content: pydyf.Stream, shape: Shape) -> None:
    match shape:
        case Box(x, y, across, down, colour):
            content.set_color_rgb(*_rgb(colour))
            content.rectangle(_r(x), _r(y), _r(across), _r(down))
            content.fill()
        case Dashes(x1, y1, x2, y2):
            content.set_color_rgb(*_rgb(RULE), stroke=True)
            content.set_line_width(0.25)
            content.set_dash([1.6, 1.2], 0)
            content.move_to(_r(x1), _r(y1))
            content.line_to(_r(x2), _r(y2))
            content.stroke()
        case Line():
            _write(content, shape)


def _write(content: pydyf.Stream, line: Line) -> None:
    content.set_color_rgb(*_rgb(line.colour))
    content.begin_text()
    content.set_font_size(_NAMES[line.face], _r(line.size))
    along = 0.0
    for run, accent in _runs(line.words):
        if accent:
            content.begin_marked_content("Span", pydyf.Dictionary({"ActualText": pydyf.String(run)}).data)
            base = unicodedata.normalize("NFD", run)[0]
            sign, across = _ACCENTS[accent]
            middle = along + (width(base, line.face, line.size) - across / 1000 * line.size) / 2
            _show(content, line, along, 0, base)
            _show(content, line, middle, _HIGHER * line.size if base.isupper() or base in _TALL else 0, sign)
            content.end_marked_content()
        else:
            _show(content, line, along, 0, run)
        along += width(run, line.face, line.size)
    content.end_text()


def _show(content: pydyf.Stream, line: Line, along: float, above: float, words: str) -> None:
    if line.up:
        content.set_text_matrix(0, -1, -1, 0, _r(line.x - above), _r(line.y - along))
    else:
        content.set_text_matrix(1, 0, 0, -1, _r(line.x + along), _r(line.y - above))
    content.show_text_string(words.encode(_ENCODING))


def _runs(words: str) -> Iterator[tuple[str, str]]:
    """What the faces have, as it is; then each letter that is to be put together, with its accent."""
    run = ""
    for letter in unicodedata.normalize("NFC", words):
        if _has(letter):
            run += letter
            continue
        parts = unicodedata.normalize("NFD", letter)
        if len(parts) != 2 or parts[1] not in _ACCENTS or not _has(parts[0]):
            raise CannotStart(f"The letter {letter} cannot be printed on a poster: {words}")
        yield run, ""
        yield letter, parts[1]
        run = ""
    yield run, ""


def _has(letter: str) -> bool:
    try:
        return bool(letter.encode(_ENCODING))
    except UnicodeEncodeError:
        return False


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (round(int(colour[at : at + 2], 16) / 255, 4) for at in (1, 3, 5))
    return red, green, blue


def _r(number: float) -> float:
    return round(number, 3)
