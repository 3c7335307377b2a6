"""The sheet as SVG: one file that refers to nothing else."""

from __future__ import annotations

from html import escape

from whistle.cli.poster.sheet import PAGE, RULE, Box, Dashes, Line, Shape, Sheet
from whistle.cli.poster.type import Face

_STYLES = {
    Face.REGULAR: "font-family=\"Arial, Helvetica, 'Liberation Sans', sans-serif\"",
    Face.BOLD: 'font-family="Arial, Helvetica, \'Liberation Sans\', sans-serif" font-weight="700"',
    Face.FIXED: "font-family=\"'Courier New', Courier, 'Liberation Mono', monospace\" font-weight=\"700\"",
}


def draw(sheet: Sheet) -> bytes:
    """The bytes of the file; the same for the same sheet."""
    across, down = (f"{side:g}" for side in PAGE)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}mm" height="{down}mm" viewBox="0 0 {across} {down}" '
        f'lang="{sheet.language}" role="img">\n<title>{escape(sheet.title)}</title>\n'
        f'<rect width="{across}" height="{down}" fill="#ffffff"/>\n'
    )
    return (head + "".join(f"{_element(shape)}\n" for shape in sheet.shapes) + "</svg>\n").encode()


def _element(shape: Shape) -> str:
    match shape:
        case Box(x, y, width, height, colour):
            place = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
            # Neighbouring modules must not show a seam.
            return f'<rect {place} fill="{colour}" shape-rendering="crispEdges"/>'
        case Dashes(x1, y1, x2, y2):
            place = f'x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"'
            return f'<line {place} stroke="{RULE}" stroke-width="0.25" stroke-dasharray="1.6 1.2"/>'
        case Line(x, y, words, face, size, colour, up):
            place = (
                f'transform="translate({_n(x)} {_n(y)}) rotate(-90)"' if up else f'x="{_n(x)}" y="{_n(y)}"'
            )
            return (
                f'<text {place} {_STYLES[face]} font-size="{_n(size)}" fill="{colour}">{escape(words)}</text>'
            )


def _n(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")
