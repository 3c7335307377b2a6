"""Where else to turn, and what protects people who speak up: data, which an installation may replace.

A mistake in a file stops the start, and is said with the file, the entry and the key. A text is a string, or a table
with one string for each language; a language that is not in it gets the English one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whistle.domain.errors import CannotStart
from whistle.web.data import read_data
from whistle.web.languages import ENGLISH, LANGUAGES

Text = Mapping[str, str]
"""By language, and at least in English."""


@dataclass(frozen=True)
class SupportLine:
    """Somebody to talk to. ``number`` may be missing; a line without the day it was written is kept and not shown."""

    name: Text
    who: str
    about: Text
    number: str
    hours: Text | None
    written: dt.date | None


@dataclass(frozen=True)
class Protection:
    """What protects somebody who speaks up: a law, a rule of others, or no more than an aim of this service."""

    kind: str
    title: Text
    text: Text
    source: Text
    address: str
    written: dt.date | None


WHO = ("victims", "reporters")
KINDS = ("law", "guidance", "aim")


class Table:
    """One entry of a file, which knows its name for the sentence that says what is wrong with it."""

    def __init__(self, values: object, place: str) -> None:
        if not isinstance(values, dict):
            raise CannotStart(f"{place} must be a table.")
        self._left, self._place = dict(values), place

    def take(self, key: str) -> Any:
        return self._left.pop(key, None)

    def wrong(self, key: str, what: str) -> CannotStart:
        return CannotStart(f"{self._place}: {key} {what}.")

    def text(self, key: str) -> Text:
        """A text that must be there."""
        value = self.take(key)
        words = {ENGLISH: value} if isinstance(value, str) else value
        if not isinstance(words, dict) or not isinstance(words.get(ENGLISH), str):
            raise self.wrong(key, "must be a string, or a table of strings with one in English (en)")
        for language, said in words.items():
            if language not in LANGUAGES or not isinstance(said, str) or not said.strip():
                raise self.wrong(f"{key}.{language}", f"must be words in one of: {', '.join(LANGUAGES)}")
        return words

    def optional(self, key: str) -> Text | None:
        return self.text(key) if key in self._left else None

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.take(key)
        if value not in allowed:
            raise self.wrong(key, f"must be one of: {', '.join(allowed)}")
        return str(value)

    def matching(self, key: str, pattern: str, what: str) -> str:
        """A string of a form; empty when it is missing."""
        value = self.take(key)
        if value is None:
            return ""
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise self.wrong(key, f"must be {what}")
        return value

    def written(self) -> dt.date | None:
        """The day from which the entry is; None while it waits to be checked, which keeps it from being shown."""
        value = self.take("written")
        if value is False:
            return None
        if type(value) is not dt.date:
            raise self.wrong("written", "must be a date such as 2026-11-21, or false")
        return value

    def finish(self) -> None:
        for key in self._left:
            raise self.wrong(key, "is not known here")


def _entries(name: str, folder: Path | None) -> list[Table]:
    content = read_data(name, folder)
    found = content.pop("entry", None)
    if content or not isinstance(found, list):
        raise CannotStart(f"{name} must hold a list [[entry]] and nothing else.")
    return [Table(values, f"{name}, entry {number}") for number, values in enumerate(found, 1)]


def support(folder: Path | None) -> list[SupportLine]:
    """The lines of ``support.toml`` that may be shown, in order. Raises CannotStart."""
    lines = []
    for table in _entries("support.toml", folder):
        line = SupportLine(
            name=table.text("name"),
            who=table.one_of("for", WHO),
            about=table.text("about"),
            number=table.matching(
                "number", r"[0-9]{3,5}( ?[0-9]+)*", "a telephone number in figures and spaces"
            ),
            hours=table.optional("hours"),
            written=table.written(),
        )
        table.finish()
        lines.append(line)
    return [line for line in lines if line.written]


def protections(folder: Path | None) -> list[Protection]:
    """The entries of ``protections.toml`` that may be shown, in order. Raises CannotStart."""
    found = []
    for table in _entries("protections.toml", folder):
        protection = Protection(
            kind=table.one_of("kind", KINDS),
            title=table.text("title"),
            text=table.text("text"),
            source=table.text("source"),
            address=table.matching("address", r"https://[!-~]+", "an address that begins with https://"),
            written=table.written(),
        )
        table.finish()
        found.append(protection)
    return [protection for protection in found if protection.written]
