"""Reading ``stories.toml`` and ``earlier.toml``: what was raised when, and what followed."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from whistle.domain.concern import Action
from whistle.domain.hours import LONDON
from whistle.envelope.content import Question

CHANGES = ("share", "hand-over")
"""What changes who holds or reads a concern, and is no message."""
EXPLAIN = "explain"
"""A reviewer says why an answer was late, which is no message either: it is for auditors."""
CHECKS = (1, 3, 6, 12)
"""Months after a closing."""
NOON = dt.time(11, 40)
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
    late: str = ""
    """Which answer was late, where ``does`` is to explain that, for the ``reason``."""

    @property
    def is_message(self) -> bool:
        return self.does not in (*CHANGES, EXPLAIN)

    @property
    def is_change(self) -> bool:
        return self.does in CHANGES


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
    route: int = 1
    urgent: bool = False
    down: tuple[dt.timedelta, ...] = ()
    """From when to when the service was down, if it was."""
    show: bool = False
    """Whether its token is printed for whoever tries the demonstration."""
    then: tuple[Step, ...] = ()
    noted: tuple[Noted, ...] = ()


def stories(now: dt.datetime) -> tuple[Story, ...]:
    """All of them, as the files tell them at that moment."""
    return tuple(_story(raw, now) for name in ("earlier", "stories") for raw in _read(name))


def _read(name: str) -> list[dict[str, Any]]:
    text = Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8")
    told: list[dict[str, Any]] = tomllib.loads(text)["concern"]
    return told


def span(text: str) -> dt.timedelta:
    """``"3w 2d"`` as a length of time."""
    parts = {UNITS[unit]: int(number) for number, unit in re.findall(r"(\d+)([wdhm])", text)}
    return dt.timedelta(**parts)


def _story(raw: dict[str, Any], now: dt.datetime) -> Story:
    then = tuple(map(_step, raw.get("then", [])))
    noted = tuple(Noted(**each | {"after": span(each["after"])}) for each in raw.get("noted", []))
    answers = {name: tuple(said) if isinstance(said, list) else said for name, said in raw["answers"].items()}
    raised, missed = _raised(raw, now), raw.pop("missed", ())
    if raw.pop("quarter", None) is not None:
        raw.pop("day")
        then += tuple(_checks(raised, then[-1], missed, now))
    return Story(
        **raw
        | {
            "ago": now - raised,
            "text": raw["text"].strip(),
            "down": tuple(map(span, raw.get("down", []))),
            "answers": answers,
            "then": then,
            "noted": noted,
        }
    )


def _raised(raw: dict[str, Any], now: dt.datetime) -> dt.datetime:
    """When it was raised: so long ago, or before noon on a day of an earlier quarter."""
    if "ago" in raw:
        return now - span(raw["ago"])
    today = now.astimezone(ZoneInfo(LONDON)).date()
    first = _month_after(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), 3 * raw["quarter"])
    there = dt.datetime.combine(first + dt.timedelta(days=raw["day"]), NOON, ZoneInfo(LONDON))
    return there.astimezone(dt.UTC)


def _checks(raised: dt.datetime, closing: Step, missed: Sequence[int], now: dt.datetime) -> Iterator[Step]:
    """What a reviewer asks at each date after the closing, up to now: a day early, so as not to be late."""
    closed = raised + closing.after
    for months in CHECKS:
        asked = _month_after(closed, months) - dt.timedelta(days=1)
        if months not in missed and asked < now:
            yield Step(asked - raised, closing.by, _ASKED.format(months=_IN_WORDS[months]), Action.CHECK)


_ASKED = (
    "It is {months} since this closed. Has anything been done to you since that you think is because you spoke up? "
    "You need not answer. If something has, tell us here and the concern opens again."
)
_IN_WORDS = {1: "a month", 3: "three months", 6: "six months", 12: "a year"}

_Day = TypeVar("_Day", dt.date, dt.datetime)


def _month_after(day: _Day, months: int) -> _Day:
    """The same day so many months later or, where a month is too short, its 28th."""
    index = day.year * 12 + day.month - 1 + months
    return day.replace(year=index // 12, month=index % 12 + 1, day=min(day.day, 28))


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
