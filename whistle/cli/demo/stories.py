"""Reading ``stories.toml``: what was raised when, and what followed."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whistle.envelope.content import Question

CHANGES = ("share", "hand-over")
"""What changes who holds or reads a concern, and is no message."""
UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}


@dataclass(frozen=True)
class Step:
    """What followed, ``after`` the concern was raised: by a reviewer's id or by the reporter.

    ``does`` is an ``Action`` or ``ReporterAction``, or how the reporter changes who can read: "share" or "hand-over".
    """

    after: dt.timedelta
    by: str
    text: str = ""
    does: str = "reply"
    reason: str | None = None
    forged: bool = False
    questions: tuple[Question, ...] = ()
    replies: tuple[str, ...] = ()
    """One for each question of the last message that asked any; empty where it was skipped."""
    readers: tuple[str, ...] = ()
    """Who is let in: by a reviewer, to stand in for them while they are away."""

    @property
    def is_message(self) -> bool:
        return self.does not in CHANGES


@dataclass(frozen=True)
class Noted:
    """What a reviewer wrote in the concern's journal. The reporter sees nothing of it."""

    after: dt.timedelta
    by: str
    kind: str
    text: str = ""
    why: str = ""
    handler: str | None = None
    """Who deals with it from here on; None: whoever did."""
    category: str | None = None
    """The code of what it is put under from here on; None: as before."""
    link: str = ""
    """The other concern's id."""
    cover: bool = False
    """Whether somebody was let in only while the writer is away."""


@dataclass(frozen=True)
class Story:
    """One concern from its beginning. ``about`` says in a line why it is here."""

    id: str
    ago: dt.timedelta
    about: str
    readers: list[str]
    text: str
    answers: dict[str, str | tuple[str, ...]]
    leave_out: list[str] = field(default_factory=list)
    urgent: bool = False
    show: bool = False
    """Whether its token is printed for whoever tries the demonstration."""
    then: tuple[Step, ...] = ()
    noted: tuple[Noted, ...] = ()


def stories() -> tuple[Story, ...]:
    """All of them, as they stand in the file."""
    text = Path(__file__).with_name("stories.toml").read_text(encoding="utf-8")
    return tuple(_story(raw) for raw in tomllib.loads(text)["concern"])


def span(text: str) -> dt.timedelta:
    """``"3w 2d"`` as a length of time."""
    parts = {UNITS[unit]: int(number) for number, unit in re.findall(r"(\d+)([wdhm])", text)}
    return dt.timedelta(**parts)


def _story(raw: dict[str, Any]) -> Story:
    then = tuple(map(_step, raw.get("then", [])))
    noted = tuple(Noted(**each | {"after": span(each["after"])}) for each in raw.get("noted", []))
    answers = {name: tuple(said) if isinstance(said, list) else said for name, said in raw["answers"].items()}
    return Story(
        **raw
        | {
            "ago": span(raw["ago"]),
            "text": raw["text"].strip(),
            "answers": answers,
            "then": then,
            "noted": noted,
        }
    )


def _step(raw: dict[str, Any]) -> Step:
    return Step(
        **raw
        | {
            "after": span(raw["after"]),
            "text": raw.get("text", "").strip(),
            "questions": tuple(Question(**question) for question in raw.get("questions", [])),
            "replies": tuple(raw.get("replies", [])),
            "readers": tuple(raw.get("readers", [])),
        }
    )
