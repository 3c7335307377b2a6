"""Published figures held against those that a record gives: figures.json, figures.csv or a quarterly return.

What leaves the desk says how things stood at a settled hour, so a file of any earlier day must come out of a later
record again, line by line.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from whistle.domain import quarterly
from whistle.domain.errors import BadProof, MalformedNote
from whistle.domain.published import HEADINGS, as_csv, as_json
from whistle.domain.quarters import available, quarter_of, settled_at
from whistle.domain.stated import FORMAT, Statement
from whistle.ledger.earlier import Kept
from whistle.ledger.notes import NoteVerifier
from whistle.ledger.quarterly import HEADER, Return, read_return

MOST = 50_000_000
"""Bytes of a file of figures: more than those of a thousand years."""

StateAt = Callable[[int], Statement]
"""The statement that the record gives as at an hour."""

NEXT = (
    "Download the figures and the record again on the same day and compare them. If they still differ, tell whoever "
    "oversees the service, and show them both files."
)


@dataclass(frozen=True)
class Published:
    """One file of figures. ``kept`` is what a signed return proves beside its figures."""

    name: str
    text: str
    signed: Return | None = None

    @property
    def kept(self) -> Kept | None:
        return Kept(self.name, self.signed.size, self.signed.root, None) if self.signed else None


def read_published(raw: bytes, name: str, verifier: NoteVerifier) -> Published:
    """The file; a return is checked for its signature. Raises MalformedNote or BadSignature."""
    if len(raw) > MOST:
        raise MalformedNote(f"{name} is too long for a file of figures.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MalformedNote(f"{name} is not a text.") from None
    if text.startswith(f"{HEADER}\n"):
        return Published(name, text, read_return(raw, verifier.name, verifier))
    if text.startswith("{") or text.partition("\n")[0].strip() == ",".join(HEADINGS):
        return Published(name, text)
    raise MalformedNote(f"{name} is neither figures.json nor figures.csv nor a quarterly return.")


def compare(published: Published, now: Statement, state_at: StateAt) -> None:
    """Raises BadProof with the first line that the record does not give, MalformedNote for another form."""
    if published.signed:
        _compare(
            published.name, published.signed.lines, _return_lines(published, published.signed, now, state_at)
        )
    elif published.text.startswith("{"):
        _compare(published.name, published.text.splitlines(), _json_lines(published, now, state_at))
    else:
        _compare_csv(published, now, state_at)


def _as_stated(published: Published, settled_at: int, now: Statement, state_at: StateAt) -> Statement:
    """The statement that the record gives of what was settled at that hour."""
    if now.settled_at is None or settled_at > now.settled_at:
        raise BadProof(f"{published.name} was stated after this record ends. Download the record anew.")
    return now if settled_at == now.settled_at else state_at(available(settled_at))


def _return_lines(published: Published, said: Return, now: Statement, state_at: StateAt) -> list[str]:
    statement = _as_stated(published, said.hour, now, state_at)
    span = next((span for span in statement.spans if span.name == said.period), None)
    if span is None:
        raise BadProof(
            f"{published.name} is of {said.period}, which was not settled then in this record. {NEXT}"
        )
    return quarterly.lines(statement, span)


def _json_lines(published: Published, now: Statement, state_at: StateAt) -> list[str]:
    try:
        document = json.loads(published.text)
        stated, as_at = document["format"], document["as_at"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise MalformedNote(f"{published.name} is not a file of figures.") from None
    if stated != FORMAT or type(as_at) is not int or not as_at >= 0:
        raise MalformedNote(f"{published.name} is not a file of figures.")
    return as_json(_as_stated(published, as_at, now, state_at).document()).splitlines()


def _compare_csv(published: Published, now: Statement, state_at: StateAt) -> None:
    """Cell by cell, since spreadsheets quote anew what they save."""
    try:
        said = _rows(published.text)
    except csv.Error:
        raise MalformedNote(f"{published.name} is not a file of figures.") from None
    hours = _settled_hours({row.partition(": ")[0] for row in said}, now)
    if not any(said == _given(hour, now, state_at) for hour in hours):
        _compare(published.name, said, _given(hours[-1], now, state_at))


def _given(hour: int | None, now: Statement, state_at: StateAt) -> list[str]:
    return _rows(as_csv((now if hour in (None, now.settled_at) else state_at(available(hour or 0))).rows()))


def _rows(text: str) -> list[str]:
    return [": ".join(row) for row in csv.reader(io.StringIO(text)) if row]


def _settled_hours(periods: set[str], now: Statement) -> list[int | None]:
    """The hours at which figures of these periods, and no later ones, can have been stated: the file does not say.

    Mostly one: the next quarter closes the next span, unless it is counted together with the one after it.
    """
    told = [span for span in now.spans if span.name in periods]
    if not told or now.settled_at is None:
        return [now.settled_at]
    quarter, following = quarter_of(told[-1].end - 1), len(now.spans) > now.spans.index(told[-1]) + 1
    until = (
        quarter_of(now.spans[now.spans.index(told[-1]) + 1].end - 1)
        if following
        else quarter_of(now.settled_at)
    )
    return [hour for each in range(quarter, until) if (hour := settled_at(each)) <= now.settled_at]


def _compare(name: str, said: Sequence[str], given: Sequence[str]) -> None:
    for number, (theirs, ours) in enumerate(zip_longest(said, given), 1):
        if theirs != ours:
            raise BadProof(
                f"{name} does not say what this record gives. The first line that differs is {number}: the file says "
                f"{_quoted(theirs)}, the record gives {_quoted(ours)}. {NEXT}"
            )


def _quoted(line: str | None) -> str:
    return "nothing more" if line is None else f"“{line.strip()}”"
