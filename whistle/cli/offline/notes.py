"""What reviewers noted and decided among themselves, as text."""

from __future__ import annotations

from collections.abc import Iterator

from whistle.cli.offline.showing import RULE, printable, when
from whistle.cli.offline.words import PROBLEMS
from whistle.domain.taxonomy import CATEGORIES
from whistle.envelope.directory import Directory
from whistle.envelope.journal import content
from whistle.envelope.journal.reading import JournalView, ShownEntry

NOT_FOR_YOU = "cannot-open"
"""No fault: whoever was let in later reads what was written from then, unless a colleague passes it on."""

BROKEN = (
    "What comes after this does not follow it: a note is missing, added or out of its place. It is not shown."
)


def show_notes(journal: JournalView, directory: Directory) -> str:
    """Every entry, confirmed or not."""
    return "\n".join(_lines(journal, directory))


def is_sound(journal: JournalView) -> bool:
    """Whether nothing is wrong with any entry, or with their order."""
    return not journal.broken and all(entry.problem in (None, NOT_FOR_YOU) for entry in journal.entries)


def _lines(journal: JournalView, directory: Directory) -> Iterator[str]:
    yield "Notes and decisions. The reporter has never been shown them."
    for shown in journal.entries:
        yield from _entry(shown, directory)
    if journal.broken:
        yield RULE
        yield f"WARNING        {BROKEN}"
    yield RULE


def _entry(shown: ShownEntry, directory: Directory) -> Iterator[str]:
    who = shown.reviewer.name if shown.reviewer else "Unknown sender"
    mark = {None: "Confirmed", NOT_FOR_YOU: "Not for your key"}.get(shown.problem, "NOT CONFIRMED")
    yield RULE
    yield f"{shown.entry.number}. {who}, {when(shown.hour)}. {mark}"
    if shown.problem == NOT_FOR_YOU:
        yield "   Written before you could read this."
    elif shown.problem:
        yield f"   Do not rely on it: {PROBLEMS[shown.problem]}."
    if shown.note is None:
        return
    yield from _note(shown, shown.note, directory)
    yield ""


def _note(shown: ShownEntry, note: content.Note, directory: Directory) -> Iterator[str]:
    match note.kind:
        case content.HANDLER:
            yield f"   From here on this is with: {_handler(shown.entry.handler, directory)}"
        case content.CATEGORY:
            names = {each.number: each.words for each in CATEGORIES}
            yield f"   Category: {names.get(shown.entry.category, 'none')}"
        case content.LINK:
            yield f"   Linked with the concern {note.concern.hex() if note.concern else ''}"
        case content.ACCESS:
            yield f"   About who was let in{f', to cover until {when(note.until)}' if note.until else ''}"
        case content.PASSED:
            yield "   Passed the notes on to colleagues who could not read them."
    if note.text:
        yield ""
        yield f"{'Decided: ' if note.kind == content.DECISION else ''}{printable(note.text)}"
    if note.why:
        yield f"Why: {printable(note.why)}"


def _handler(kid: bytes, directory: Directory) -> str:
    return next((each.name for each in directory.reviewers if each.kid == kid), "nobody")
