"""What reviewers write for each other: entries of the journals, sealed and kept by the real code."""

from __future__ import annotations

from whistle.cli.demo.reading import read_as_reviewer, read_journal
from whistle.cli.demo.stories import Noted
from whistle.domain.taxonomy import CATEGORIES
from whistle.envelope.journal.content import Note
from whistle.envelope.journal.writing import write_entry
from whistle.envelope.reviewer_key import ReviewerKey
from whistle.envelope.thread import ThreadView
from whistle.services import journal, reviewing
from whistle.services.house import House

_NUMBERS = {category.code: category.number for category in CATEGORIES}


def note(
    house: House, noted: Noted, key: ReviewerKey, mailbox: bytes, other: bytes | None, cover: int
) -> None:
    """Writes one entry; a link, which leads to ``other``, there as well. ``cover`` is the hour until which it is."""
    reviewing.opened(house, noted.by, mailbox)
    here = read_as_reviewer(house, noted.by, key, mailbox)
    there = read_as_reviewer(house, noted.by, key, other) if other else None
    _write(house, noted, key, here, there, cover)
    if there:
        _write(house, noted, key, there, here, cover)


def _write(
    house: House, noted: Noted, key: ReviewerKey, thread: ThreadView, other: ThreadView | None, cover: int
) -> None:
    """What it does not change stays as the entry before left it."""
    view, directory = read_journal(house, noted.by, key, thread), house.directory()
    handler = view.handler if noted.handler is None else directory.reviewer(noted.handler)
    category = view.category if noted.category is None else _NUMBERS[noted.category]
    content = Note(noted.kind, noted.text, noted.why, until=cover if noted.cover else 0)
    written = write_entry(
        key, thread, view, directory, content, handler=handler, category=category, other=other
    )
    journal.write(house, noted.by, thread.whole[0].mailbox, written.encode())
