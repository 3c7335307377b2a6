"""A thread as text for a terminal or a printer."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping

from whistle.cli.offline.checking import Checked
from whistle.cli.offline.words import KINDS, PROBLEMS, QUESTIONS, WARNINGS, in_words
from whistle.domain.concern import ClosingReason
from whistle.envelope.content import Content
from whistle.envelope.directory import Directory, Reviewer
from whistle.envelope.judging import ShownMessage
from whistle.envelope.thread import Changed, ThreadView

RULE = "─" * 72


def show(view: ThreadView, directory: Directory, checked: Checked) -> str:
    """Everything in the thread, each message confirmed or not, after what was checked of the export as a whole."""
    return "\n".join(_lines(view, directory, checked))


def is_sound(view: ThreadView, checked: Checked) -> bool:
    """Whether everything was confirmed and nothing is wrong with the thread or the export as a whole."""
    doubts = [*checked.warnings, *view.warnings]
    return not doubts and all(message.confirmed for message in view.messages)


def printable(text: str) -> str:
    """The text without what a terminal would obey: a reporter's words must not move its cursor or hide a line."""
    return "".join(
        char
        if char == "\n" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        else "\N{REPLACEMENT CHARACTER}"
        for char in text.replace("\r\n", "\n").replace("\t", "    ")
    )


def _lines(view: ThreadView, directory: Directory, checked: Checked) -> Iterator[str]:
    opening = view.opening
    if opening is None:
        yield "There is no concern in this export."
        return
    route = directory.route(opening.route)
    yield f"Concern        {opening.mailbox.hex()}, {directory.name}"
    yield f"Route          {route.name if route else opening.route}{', urgent' if opening.urgent else ''}"
    yield f"Can be read by {', '.join(reviewer.name for reviewer in view.readers)}"
    yield f"Exported       {when(view.head.hour)}"
    for word, said in checked.lines:
        yield f"{word:<15}{said}"
    for warning in (*checked.warnings, *(WARNINGS.get(code, code) for code in view.warnings)):
        yield f"WARNING        {printable(warning)}"
    if view.epochs and view.epochs.key is None:
        yield "NOTE           Who can read this was changed. What was written since is not for your key, and not here."
    numbers = {message.hash: number for number, message in enumerate(view.messages, 1)}
    changes = list(view.changes)
    for number, message in enumerate(view.messages, 1):
        while changes and message.place > changes[0].after:
            yield from _change(changes.pop(0))
        yield from _message(number, message, directory, numbers)
    for change in changes:
        yield from _change(change)
    yield RULE


def _change(change: Changed) -> Iterator[str]:
    """Who may read from here on, compared with before."""
    who = change.reviewer.name if change.reviewer else "The reporter"
    yield RULE
    if change.handed_over:
        yield "The reporter handed this over. From here on someone else writes as the reporter."
    if change.added:
        yield f"{who} let in {_names(change.added)}."
    if others := tuple(each for each in change.removed if each != change.reviewer):
        yield f"{who} put out {_names(others)}."
    if len(others) < len(change.removed):
        yield f"{who} left."
    if not (change.handed_over or change.added or change.removed):
        yield f"{who} changed the key. The same people can read."


def _names(reviewers: tuple[Reviewer, ...]) -> str:
    return ", ".join(reviewer.name for reviewer in reviewers)


def _message(
    number: int, message: ShownMessage, directory: Directory, numbers: Mapping[bytes, int]
) -> Iterator[str]:
    who = {
        "reporter": "The reporter",
        "reviewer": message.reviewer.name if message.reviewer else "A reviewer",
    }
    yield RULE
    mark = "Confirmed" if message.confirmed else "NOT CONFIRMED"
    delivery = "" if message.place else ", not yet delivered"
    yield f"{number}. {who.get(message.author, 'Unknown sender')}, {when(message.hour)}{delivery}. {mark}"
    if message.problem:
        why = PROBLEMS.get(message.problem, message.problem)
        yield f"   Do not trust it or answer it: {why}."
    if message.content is None:
        return
    yield from _kind(message.content, numbers)
    if message.reason:
        yield f"   Closed: {ClosingReason.from_code(message.reason).words}"
    for name, answer in message.content.answers.items():
        yield f"   {printable(QUESTIONS.get(name, name))}: {printable(in_words(name, answer))}"
    if message.content.leave_out:
        left_out = (directory.reviewer(reviewer) for reviewer in message.content.leave_out)
        yield f"   Must never be let in: {', '.join(reviewer.name for reviewer in left_out if reviewer)}"
    yield ""
    yield printable(message.content.text)
    yield ""


def _kind(content: Content, numbers: Mapping[bytes, int]) -> Iterator[str]:
    """What the message does, beyond its text."""
    number = numbers.get(content.of) if content.of else None
    about = f"message {number}" if number else "a message that is not here"
    if words := KINDS.get(content.kind):
        yield f"   {words.format(about=about)}"
    for number, question in enumerate(content.questions, 1):
        consent = " (yes or no)" if question.asks == "consent" else ""
        yield f"   {number}. {printable(question.text)}{consent}"
        if question.identifies:
            yield "      The answer may tell who the reporter is."
    for number, reply in enumerate(content.replies, 1):
        yield f"   {number}. {printable(reply) or 'No answer.'}"


def when(hour: int) -> str:
    try:
        moment = dt.datetime.fromtimestamp(hour * 3600, dt.UTC)
    except (ValueError, OverflowError, OSError):  # the server's word: any number that fits into four bytes
        return "at an hour that no calendar has"
    return f"{moment.day} {moment:%B %Y, %H:00} UTC"
