"""What a proof of disclosure shows, as text for a tribunal: the words, whose they are, and what is not shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from whistle.cli.offline.receipts import Received
from whistle.cli.offline.showing import RULE, printable, when
from whistle.cli.offline.words import KINDS, QUESTIONS, in_words
from whistle.domain.concern import ClosingReason
from whistle.envelope.directory import Directory, Reviewer
from whistle.envelope.disclosure.checking import Proved, Shown
from whistle.ledger.notes import encode_base64

WIDTH = 68
"""Columns of what somebody else wrote, behind its mark: a longer line would go on where this program's own begin."""
_MARK = "   │ "

NOT_COMPARED = (
    "Compare these words, letter for letter, with those that you gave for this proof, or give yours with --nonce. "
    "If they differ, it was made for somebody else, and whoever brought it may not be who made it."
)
ONE_NOT_CONFIRMED = (
    "Not everything is confirmed: a key that signed one of these has been withdrawn since. Whoever had that key can "
    "have written it."
)
LIMITS = (
    "Who brought this file, beyond that it was made for you with the secret token of this concern.",
    "What else was said, or came after the hour of the list. What is not shown may put the rest in another light.",
    "When each message was written. The service’s record has the hour of everything that was done: ask its auditors.",
    (
        "That whoever is named as a reader could open a message, unless it was seen. If they say not, ask them for "
        "their copy of its sealed text: that has the SHA-256 which stands beside it here."
    ),
    (
        "That a change of who could read took effect, or when: the service’s signature covers none. One that the "
        "reporter signed can have been made for this file."
    ),
    "That no key was stolen. A list of reviewers that is newer than this one may withdraw a key: --directory.",
    "That what is said is true.",
)


def show(proved: Proved, received: Received | None, *, compared: bool) -> str:
    """Everything that was proved and what was not. ``compared``: the tribunal's words were given, and are these."""
    return "\n".join(
        (*_about(proved, received, compared=compared), *_messages(proved, received), *_limits(proved))
    )


def is_sound(proved: Proved) -> bool:
    """Whether every message is confirmed."""
    return not any(shown.is_withdrawn for shown in proved.messages)


def _about(proved: Proved, received: Received | None, *, compared: bool) -> Iterator[str]:
    disclosure, directory, opening = proved.disclosure, proved.directory, proved.opening
    route = directory.route(opening.route)
    yield f"Result         {_result(proved, compared=compared)}"
    yield from _wrapped(disclosure.nonce, "Made for       ")
    if not compared:
        yield from _wrapped(NOT_COMPARED, "               ")
    yield f"Made by        {_maker(proved)}"
    yield f"Concern        {opening.mailbox.hex()}, {_line(directory.name)}"
    yield f"Route          {_line(route.name) if route else opening.route}{', urgent' if opening.urgent else ''}"
    yield f"Reviewers      by the authority’s list, version {directory.version} of {directory.issued}"
    yield f"Messages       {_count(proved)}"
    yield f"               This list is signed by the service: {when(disclosure.head.hour)}"
    if received is None:
        yield "Received       not shown: there is no receipt with this proof"
        return
    yield f"Received       {when(received.hour)}, as the service signed"
    if received.included:
        yield f"In its record  by {when(received.included.hour)}, of {received.included.size} entries"
        yield f"               root {encode_base64(received.included.root)}"
    else:
        yield f"In its record  not shown: it was promised for {when(received.by_hour)}"
    yield f"Case           {received.case.hex()}, in the auditors’ record"


def _result(proved: Proved, *, compared: bool) -> str:
    """What somebody reads who reads one line."""
    if not is_sound(proved):
        return "Not everything is confirmed: see the warning at the end."
    if not compared:
        return "It holds, if it was made for you: compare the next words."
    return "It holds. What it does not show stands at the end."


def _maker(proved: Proved) -> str:
    if proved.since:
        return f"whoever it was handed over to with change {proved.since} of who can read it"
    return "whoever raised the concern"


def _count(proved: Proved) -> str:
    places = [str(shown.place) for shown in proved.messages]
    which = f"shown here: {', '.join(places)}" if places else "none is shown here"
    return f"{len(proved.disclosure.hashes)} were delivered in all; {which}"


def _messages(proved: Proved, received: Received | None) -> Iterator[str]:
    latest = when(proved.disclosure.head.hour)
    delivered = f"between {when(received.hour)} and {latest}" if received else f"by {latest}"
    for shown in proved.messages:
        yield RULE
        mark = "KEY WITHDRAWN" if shown.is_withdrawn else "Proved"
        yield f"Message {shown.place} of {len(proved.disclosure.hashes)}, by {_author(shown, proved)}. {mark}"
        yield from _wrapped(f"Delivered {delivered}", "   ")
        if shown.reviewer and shown.reviewer.revoked:
            since = (
                f"This key was withdrawn on {shown.reviewer.revoked}: whoever had it can have written this"
            )
            yield from _wrapped(f"{since}, though not after {latest}.", "   ")
        yield from _wrapped(f"Named as readers{_named_by(shown)}: {_names(shown.readers)}", "   ")
        for other in proved.seen_by(shown):
            seen = f"Seen by {_author(other, proved)}, who signed so with message {other.place}"
            yield from _wrapped(seen, "   ")
        yield f"   SHA-256 {shown.message.body_hash.hex()}"
        yield ""
        for line in _content(shown, proved):
            yield from _quoted(line)
        yield ""
    yield RULE


def _author(shown: Shown, proved: Proved) -> str:
    if shown.reviewer:
        return _line(shown.reviewer.name)
    first = shown.message.sender == proved.opening.reporter
    return "the reporter" if first else "the reporter to whom it was handed over"


def _named_by(shown: Shown) -> str:
    """Nothing for those whom the concern named when it was raised: that the service's list covers."""
    if not shown.message.epoch:
        return ""
    who = _line(shown.named_by.name) if shown.named_by else "the reporter"
    return f" by change {shown.message.epoch}, which {who} signed"


def _content(shown: Shown, proved: Proved) -> Iterator[str]:
    """Everything inside, as its sender wrote it."""
    content = shown.content
    place = proved.place_of(content.of) if content.of else None
    about = f"message {place}" if place else "something that is not in this concern"
    if words := KINDS.get(content.kind):
        yield words.format(about=about)
    if content.reason:
        yield f"Closed: {ClosingReason.from_code(content.reason).words}"
    for name, answer in content.answers.items():
        yield f"{QUESTIONS.get(name, name)}: {in_words(name, answer)}"
    if content.leave_out:
        yield f"Must never be let in: {', '.join(_left_out(content.leave_out, proved.directory))}"
    for number, question in enumerate(content.questions, 1):
        yield f"{number}. {question.text}{' (yes or no)' if question.asks == 'consent' else ''}"
    for number, reply in enumerate(content.replies, 1):
        yield f"{number}. {reply or 'No answer.'}"
    yield content.text


def _left_out(ids: Iterable[str], directory: Directory) -> Iterator[str]:
    for each in ids:
        reviewer = directory.reviewer(each)
        yield reviewer.name if reviewer else each


def _limits(proved: Proved) -> Iterator[str]:
    yield "Every signature, place and text above was checked. This does not show:"
    for limit in LIMITS:
        yield from _wrapped(limit, " - ")
    if not is_sound(proved):
        yield from _wrapped(ONE_NOT_CONFIRMED, "WARNING        ")


def _names(reviewers: Iterable[Reviewer]) -> str:
    return ", ".join(_line(reviewer.name) for reviewer in reviewers)


def _line(text: str) -> str:
    return " ".join(printable(text).split())


def _quoted(text: str) -> Iterator[str]:
    """Each line behind a mark, and none longer than a terminal's: no text can look like a line of this program."""
    for line in printable(text).split("\n"):
        for piece in _pieces(line, WIDTH):
            yield f"{_MARK}{piece}"


def _wrapped(text: str, first: str) -> Iterator[str]:
    for number, piece in enumerate(_pieces(text, WIDTH + len(_MARK) - len(first))):
        yield f"{' ' * len(first) if number else first}{piece}"


def _pieces(line: str, width: int) -> Iterator[str]:
    """The line in pieces of at most ``width`` columns, broken at a space where there is one."""
    start = end = used = space = 0
    while end < len(line):
        used += _columns(line[end])
        if line[end] == " ":
            space = end
        if used > width:
            end = space if space > start else end
            yield line[start:end]
            start = end = end + (line[end] == " ")
            used = 0
        else:
            end += 1
    yield line[start:]


def _columns(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
