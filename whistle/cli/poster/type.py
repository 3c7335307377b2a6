"""How wide words are in the faces every printer and reader of PDF has: Helvetica, its bold, and Courier.

Arial and Liberation Sans, which an SVG gets, have the same widths. Thousandths of the size, from the faces' own tables.
"""

from __future__ import annotations

import unicodedata
from enum import Enum


class Face(Enum):
    """A face, by its PostScript name."""

    REGULAR = "Helvetica"
    BOLD = "Helvetica-Bold"
    FIXED = "Courier-Bold"


_FIXED_WIDTH = 600
_WIDTHS = {
    Face.REGULAR: {
        191: "'", 222: "ijl‘’", 260: "|", 278: " !,./:;I[\\]ft·", 333: "()-`r“”", 334: "{}", 355: '"', 389: "*",
        469: "^", 500: "Jcksvxyz", 556: "#$0123456789?L_abdeghnopqu–", 584: "+<=>~", 611: "FTZ", 667: "&ABEKPSVXY",
        722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1000: "—…", 1015: "@",
    },
    Face.BOLD: {
        238: "'", 278: " ,./I\\ijl‘’·", 280: "|", 333: "!()-:;[]`ft", 389: "*r{}", 474: '"', 500: "z“”",
        556: "#$0123456789J_aceksvxy–", 584: "+<=>^~", 611: "?FLTZbdghnopqu", 667: "EPSVXY", 722: "&ABCDHKNRU",
        778: "GOQw", 833: "M", 889: "%m", 944: "W", 975: "@", 1000: "—…",
    },
}  # fmt: skip
_WIDTH = {
    face: {letter: width for width, letters in table.items() for letter in letters}
    for face, table in _WIDTHS.items()
}
_UNKNOWN = 1015


def width(words: str, face: Face, size: float) -> float:
    """The length of a line, in the unit of ``size``. A letter with an accent is as wide as without."""
    if face is Face.FIXED:
        return len(words) * _FIXED_WIDTH / 1000 * size
    table = _WIDTH[face]
    return sum(table.get(unicodedata.normalize("NFD", each)[0], _UNKNOWN) for each in words) / 1000 * size


def lines(words: str, face: Face, size: float, room: float) -> list[str]:
    """Broken between words to fit ``room``; one that is too long, an onion address, is broken inside."""
    found = [""]
    for word in words.split(" "):
        longer = f"{found[-1]} {word}".strip()
        if width(longer, face, size) <= room:
            found[-1] = longer
            continue
        found.append("")
        for letter in word:
            if width(found[-1] + letter, face, size) > room:
                found.append("")
            found[-1] += letter
    return [line for line in found if line]


def even(words: str, face: Face, size: float, room: float) -> list[str]:
    """As few lines as :func:`lines` makes, but none much shorter than the others."""
    fewest = best = lines(words, face, size, room)
    while len(best) == len(fewest) and room > size:
        fewest, room = best, room - size
        best = lines(words, face, size, room)
    return fewest


def largest(words: str, face: Face, room: float, rows: int, at_most: float, step: float = 0.25) -> float:
    """The largest size, up to ``at_most``, in which the words fit ``rows`` lines without breaking a word."""
    size = at_most
    while size > step:
        whole = all(width(word, face, size) <= room for word in words.split(" "))
        if (whole or rows > 2) and len(lines(words, face, size, room)) <= rows:
            break
        size -= step
    return size
