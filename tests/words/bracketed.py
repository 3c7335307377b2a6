"""A language in which every message stands in brackets: whatever a reader sees outside them is in no catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.words import extracting
from whistle.web import languages

OPEN, CLOSE = "⟦", "⟧"
_SPOKEN = {"aria-label", "placeholder", "title", "alt", "data-words"}
_UNSEEN = {"template", "script", "style", "pre"}
"""With lines to type, which are the same in every language."""


class Bracketed:
    """In the place of a Flask-Babel catalogue."""

    def ugettext(self, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}"

    def upgettext(self, _context: str, message: str) -> str:
        return self.ugettext(message)

    def ungettext(self, _one: str, many: str, _n: int) -> str:
        return self.ugettext(many)


def speak_in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, pages in another language than English are in brackets; and so are their scripts."""
    words = Bracketed()
    english = languages.said

    def said(context: Any, text: Any) -> str:
        return words.ugettext(english(context, text))

    said.jinja_pass_arg = english.jinja_pass_arg  # type: ignore[attr-defined]
    monkeypatch.setattr(
        languages, "catalogue", lambda: None if languages.spoken() == languages.ENGLISH else words
    )
    monkeypatch.setattr(languages, "said", said)
    monkeypatch.setattr(
        languages, "of_scripts", lambda _: {name: of_script(name) for name in extracting.SCRIPTS}
    )


def of_script(name: str) -> dict[str, str | list[str]]:
    """What a page carries for its script."""
    words = Bracketed()
    return {
        message if isinstance(message, str) else message[0]: words.ugettext(message)
        if isinstance(message, str)
        else [words.ugettext(message[1])] * 6
        for message in extracting.of_script(name)
    }


def outside(texts: Iterable[str], data: Iterable[str]) -> list[str]:
    """The parts of ``texts`` with letters outside all brackets, apart from ``data``, which no catalogue has."""
    known = re.compile("|".join(map(re.escape, sorted(data, key=len, reverse=True))))
    left: list[str] = []
    depth = 0
    for text in texts:
        part = ""
        for letter in text:
            depth += (letter == OPEN) - (letter == CLOSE)
            part += letter if depth == 0 and letter != CLOSE else " "
        left += [part.strip()] if re.search(r"[^\W\d_]", known.sub("", part)) else []
    return left


class Texts(HTMLParser):
    """Every text of a document that somebody may see or hear, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unseen = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        # The name of a language stands in that language.
        self._unseen += tag == "a" and "hreflang" in dict(attrs)
        self.found += [value for name, value in attrs if name in _SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        if self._unseen and tag in _UNSEEN | {"a"}:
            self._unseen -= 1

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.found.append(data)
